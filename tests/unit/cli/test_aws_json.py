"""AWS's JSON: blobs and times by shape, and every record that an answer may hold."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from kmstui.aws.shapes import service_model
from kmstui.aws.volume_io import Meters, Pattern, Sector, Workload
from kmstui.cli.aws_json import from_result, to_params

NOON = datetime(2026, 3, 14, 12, tzinfo=UTC)


def _params(service: str, operation: str, value: Any) -> Any:
    model = service_model(service)
    return to_params(model, model.input(operation), value)


def test_a_blob_is_read_where_the_shape_has_one() -> None:
    value = {"KeyId": "AAAA", "Plaintext": "AAAA"}
    assert _params("kms", "Encrypt", value) == {"KeyId": "AAAA", "Plaintext": b"\0\0\0"}


@pytest.mark.parametrize(
    "value",
    ["2026-03-14T12:00:00Z", "2026-03-14T12:00:00", "2026-03-14T13:00:00+01:00", NOON.timestamp()],
)
def test_a_time_is_iso_8601_or_seconds(value: Any) -> None:
    assert _params("cloudtrail", "LookupEvents", {"StartTime": value}) == {"StartTime": NOON}


def test_nested_members_are_read_by_their_shapes() -> None:
    value = {"Filters": [{"Name": "size", "Values": ["8"]}], "Colour": {"x": 1}}
    assert _params("ec2", "DescribeVolumes", value) == value


@pytest.mark.parametrize("value", ["text", 7, [], None, {"Plaintext": 7}, {"Plaintext": ["AAAA"]}])
def test_what_has_the_wrong_type_is_left_for_the_account_to_refuse(value: Any) -> None:
    assert _params("kms", "Encrypt", value) == value


def test_answers_become_what_json_can_print() -> None:
    moment = NOON.astimezone(timezone(timedelta(hours=1)))
    answer = {
        "Blob": b"\0\0\0",
        "Key": bytearray(b"\0\0\0"),
        "At": moment,
        "None": None,
        "List": ({"A": b""},),
    }
    assert from_result(answer) == {
        "Blob": "AAAA",
        "Key": "AAAA",
        "At": "2026-03-14T13:00:00+01:00",
        "List": [{"A": ""}],
    }


@pytest.mark.parametrize(
    ("shape", "record"),
    [
        ("Meters", Meters(load=Workload(pattern=Pattern.SEQUENTIAL), load_running=True)),
        ("Meters", Meters()),
        ("Sector", Sector(offset=0, plaintext=bytes(512), stored=b"")),
        ("Workload", Workload()),
    ],
)
def test_a_record_is_printed_with_the_members_of_its_shape(shape: str, record: Any) -> None:
    printed = from_result(record)
    members = service_model("kmstui").shapes[shape].members
    assert printed.keys() <= members.keys()
    assert members.keys() - printed.keys() <= {"Load"}
    assert all(not isinstance(value, bytes) for value in printed.values())
