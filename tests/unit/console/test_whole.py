"""Answers made whole."""

from datetime import UTC, datetime
from typing import Any

import pytest

from kmstui.aws.shapes import Kind, service_model
from kmstui.console import whole as module
from kmstui.console.whole import UNKNOWN_TIME, whole

NOON = datetime(2026, 3, 14, 12, tzinfo=UTC)


def test_what_is_there_stays_as_it_is() -> None:
    volume = {
        "VolumeId": "vol-1",
        "VolumeType": "gp3",
        "Size": 8,
        "State": "in-use",
        "AvailabilityZone": "us-east-1a",
        "CreateTime": NOON,
        "Encrypted": True,
        "Attachments": [{"InstanceId": "i-1", "Device": "/dev/sdf", "State": "attached", "AttachTime": NOON}],
        "Tags": [{"Key": "Name", "Value": "orders"}],
        "Iops": 3000,
    }
    answer = {"Volumes": [volume], "NextToken": "more"}
    assert whole("ec2", "DescribeVolumes", answer) == answer


def test_what_is_missing_gets_a_neutral_value() -> None:
    found = whole("ec2", "DescribeVolumes", {"Volumes": [{"VolumeId": "vol-1"}]})["Volumes"][0]
    assert (found["State"], found["Size"], found["CreateTime"], found["Attachments"]) == (
        "",
        0,
        UNKNOWN_TIME,
        [],
    )


def test_an_entry_without_its_id_is_left_out() -> None:
    answer = {"Keys": [{"KeyId": "k"}, {"KeyArn": "arn"}, {"KeyId": ""}, {"KeyId": 5}, "text", None]}
    assert whole("kms", "ListKeys", answer)["Keys"] == [{"KeyId": "k"}]


def test_a_structure_that_need_not_be_there_stays_away() -> None:
    mappings = [{"DeviceName": "/dev/sda"}, {"Ebs": {}}, {"Ebs": {"VolumeId": "vol-1", "Status": "attached"}}]
    instance = {"InstanceId": "i-1", "BlockDeviceMappings": mappings}
    answer = whole("ec2", "DescribeInstances", {"Reservations": [{"Instances": [instance]}]})
    assert answer["Reservations"][0]["Instances"][0]["BlockDeviceMappings"] == [
        {"DeviceName": "/dev/sda"},
        {"DeviceName": "", "Ebs": {"VolumeId": ""}},
        {"DeviceName": "", "Ebs": {"VolumeId": "vol-1", "Status": "attached"}},
    ]


@pytest.mark.parametrize(
    "answer", [{}, {"Volumes": None}, {"Volumes": "x"}, {"Volumes": [3]}, {"Volumes": {}}]
)
def test_a_listing_that_is_none_is_empty(answer: dict[str, Any]) -> None:
    assert whole("ec2", "DescribeVolumes", answer)["Volumes"] == []


@pytest.mark.parametrize("text", ["", "no json", "[]", "3", None, 5, "[" * 100_000])
def test_a_record_that_is_no_object_is_an_empty_one(text: Any) -> None:
    answer = whole("cloudtrail", "LookupEvents", {"Events": [{"EventId": "e", "CloudTrailEvent": text}]})
    assert answer["Events"][0]["CloudTrailEvent"] == "{}"


def test_more_that_cannot_be_asked_for_is_not_promised() -> None:
    assert whole("kms", "ListKeys", {"Keys": [], "Truncated": True})["Truncated"] is False
    more = {"Keys": [], "Truncated": True, "NextMarker": "m"}
    assert whole("kms", "ListKeys", more) == more
    assert whole("iam", "ListUsers", {"Users": [], "IsTruncated": True})["IsTruncated"] is False


def test_operations_that_nobody_reads_so_are_left_alone() -> None:
    answer: dict[str, Any] = {"Anything": object()}
    assert whole("sts", "GetCallerIdentity", answer) is answer


def test_every_form_is_of_members_that_the_operation_has() -> None:
    """A slip of the pen here would hide what an endpoint answers."""
    for (service, operation), form in module._FORMS.items():
        model = service_model(service)
        _check(model, model.output(operation), form, f"{service}:{operation}")


def _check(model: Any, shape: Any, form: Any, place: str) -> None:
    assert shape is not None, place
    for name, given in form.items():
        assert name in shape.members, f"{place}.{name}"
        member = model.of(shape.members[name])
        default = given[0] if isinstance(given, tuple) else given
        if isinstance(default, dict):
            assert member.kind in {Kind.STRUCTURE, Kind.MAP}, f"{place}.{name}"
            if default:
                _check(model, member, default, f"{place}.{name}")
        elif isinstance(default, list):
            assert member.kind is Kind.LIST, f"{place}.{name}"
            for inner in default:
                _check(model, model.of(member.element), inner, f"{place}.{name}")
