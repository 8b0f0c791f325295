"""EC2's forms become parameters, and its answers XML."""

from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode
from xml.etree import ElementTree as ET

import pytest

from kmstui.aws.errors import AwsError
from kmstui.wire.codec import Route
from kmstui.wire.message import Request
from kmstui.wire.services import catalogue

CODEC = catalogue().codecs["ec2"]
EC2 = "{http://ec2.amazonaws.com/doc/2016-11-15/}"


def _route(operation: str, version: str = "2016-11-15") -> Route:
    return Route("ec2", operation, CODEC, version)


def _params(operation: str, form: dict[str, str]) -> dict[str, Any]:
    body = urlencode({"Action": operation, "Version": "2016-11-15", **form}).encode()
    return CODEC.params(_route(operation), Request("POST", "/", (), body))


def test_a_form_becomes_parameters() -> None:
    form = {
        "AvailabilityZone": "eu-west-1a",
        "Size": "8",
        "Encrypted": "true",
        "DryRun": "False",
        "TagSpecification.1.ResourceType": "volume",
        "TagSpecification.1.Tag.1.Key": "Name",
        "TagSpecification.1.Tag.1.Value": "a b",
    }

    assert _params("CreateVolume", form) == {
        "AvailabilityZone": "eu-west-1a",
        "Size": 8,
        "Encrypted": True,
        "DryRun": False,
        "TagSpecifications": [{"ResourceType": "volume", "Tags": [{"Key": "Name", "Value": "a b"}]}],
    }


def test_filters_and_lists_have_their_singular_names() -> None:
    form = {"Filter.1.Name": "status", "Filter.1.Value.1": "in-use", "VolumeId.1": "v1", "VolumeId.2": "v2"}

    assert _params("DescribeVolumes", form) == {
        "Filters": [{"Name": "status", "Values": ["in-use"]}],
        "VolumeIds": ["v1", "v2"],
    }


def test_a_large_number_of_an_entry_costs_no_more_than_a_small_one() -> None:
    form = {"ResourceId.1": "v", "Tag.100000000.Key": "b", "Tag.7.Key": "a"}

    assert _params("CreateTags", form) == {"Resources": ["v"], "Tags": [{"Key": "a"}, {"Key": "b"}]}


@pytest.mark.parametrize("name", ["Tag.x.Key", "Tag.1000000000.Key", "Tag.٣.Key", "Tag..Key", "Tag.-1.Key"])
def test_what_is_no_number_of_an_entry_is_no_parameter(name: str) -> None:
    with pytest.raises(AwsError) as refusal:
        _params("CreateTags", {name: "x"})

    assert refusal.value.code == "UnknownParameter"
    assert refusal.value.message.endswith("is not recognized")


@pytest.mark.parametrize(
    ("form", "params"),
    [
        ({"Size": "eight"}, {"Size": "eight"}),
        ({"Size.1": "8"}, {"Size": {"1": "8"}}),
        ({"Encrypted": "yes"}, {"Encrypted": "yes"}),
        ({"TagSpecification": "x"}, {"TagSpecifications": "x"}),
        ({"Colour": "red"}, {"Colour": "red"}),
    ],
)
def test_what_has_the_wrong_type_or_no_meaning_is_left_for_the_account(
    form: dict[str, str], params: dict[str, Any]
) -> None:
    assert _params("CreateVolume", form) == params


def test_an_answer_is_xml_with_ec2_s_names() -> None:
    created = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    volume = {
        "VolumeId": "v",
        "State": "in-use",
        "CreateTime": created,
        "Tags": [{"Key": "a", "Value": "<&>"}],
    }

    reply = CODEC.reply(_route("DescribeVolumes"), {"Volumes": [volume], "NextToken": None}, "an-id")

    assert reply.headers == (("x-amzn-requestid", "an-id"), ("content-type", "text/xml;charset=UTF-8"))
    found = ET.fromstring(reply.body)
    item = f"{EC2}volumeSet/{EC2}item/{EC2}"
    assert found.tag == f"{EC2}DescribeVolumesResponse"
    assert found.findtext(f"{EC2}requestId") == "an-id"
    assert found.findtext(f"{item}status") == "in-use"
    assert found.findtext(f"{item}createTime") == "2026-01-02T03:04:05.000Z"
    assert found.findtext(f"{item}tagSet/{EC2}item/{EC2}value") == "<&>"
    assert found.find(f"{EC2}nextToken") is None


def test_an_operation_that_gives_nothing_says_true() -> None:
    assert (
        b"<requestId>an-id</requestId><return>true</return>"
        in CODEC.reply(_route("DeleteVolume"), {}, "an-id").body
    )


def test_the_version_that_was_asked_for_is_the_name_space() -> None:
    reply = CODEC.reply(_route("DeleteVolume", "2014-10-01"), {}, "an-id")

    assert b'xmlns="http://ec2.amazonaws.com/doc/2014-10-01/"' in reply.body


@pytest.mark.parametrize(
    ("code", "status"),
    [
        ("InvalidVolume.NotFound", 400),
        ("UnauthorizedOperation", 403),
        ("DryRunOperation", 412),
        ("RequestLimitExceeded", 503),
        ("AuthFailure", 401),
        ("InternalError", 500),
    ],
)
def test_a_refusal_has_ec2_s_form_and_status(code: str, status: int) -> None:
    reply = CODEC.refusal(_route("DescribeVolumes"), AwsError(code, "<why>"), "an-id")

    found = ET.fromstring(reply.body)
    assert reply.status == status
    assert found.tag == "Response"
    assert found.findtext("Errors/Error/Code") == code
    assert found.findtext("Errors/Error/Message") == "<why>"
    assert found.findtext("RequestID") == "an-id"
