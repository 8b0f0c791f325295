"""Answers in the gateway's types."""

from datetime import UTC, datetime, timedelta, timezone
from io import BytesIO

from botocore.response import StreamingBody

from kmstui.backends.boto.answers import plain

EAST = timezone(timedelta(hours=2))


def test_what_the_transport_says_is_left_out() -> None:
    assert plain({"KeyId": "k", "ResponseMetadata": {"HTTPStatusCode": 200}}) == {"KeyId": "k"}


def test_times_are_in_utc_wherever_they_stand() -> None:
    noon = datetime(2026, 3, 14, 14, 0, tzinfo=EAST)
    found = plain({"Keys": [{"Created": noon, "Bare": datetime(2026, 3, 14)}]})
    assert found == {
        "Keys": [
            {
                "Created": datetime(2026, 3, 14, 12, 0, tzinfo=UTC),
                "Bare": datetime(2026, 3, 14, tzinfo=UTC),
            }
        ]
    }
    assert found["Keys"][0]["Created"].tzinfo is UTC


def test_streams_are_read() -> None:
    assert plain({"Body": StreamingBody(BytesIO(b"sector"), 6)}) == {"Body": b"sector"}


def test_other_values_stay_what_they_are() -> None:
    answer = {"Blob": b"\x00", "Number": 1, "Flag": True, "Tags": {"a": "b"}}
    assert plain(answer) == answer
