"""Single values go to text and back; what is no value of its kind stays the text it was."""

import math
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kmstui.aws.shapes import Kind
from kmstui.wire.scalars import (
    ISO_8601,
    RFC_822,
    UNIX,
    blob,
    json_text,
    json_value,
    moment,
    number,
    special,
    stamp,
    text_reader,
    text_writer,
)

MOMENT = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
_MOMENTS = st.datetimes(datetime(1970, 1, 1), datetime(9998, 1, 1)).map(lambda at: at.replace(tzinfo=UTC))
_WHOLE = _MOMENTS.map(lambda at: at.replace(microsecond=0))


@given(_MOMENTS)
def test_a_moment_in_iso_8601_comes_back(at: datetime) -> None:
    assert moment(str(stamp(at, ISO_8601)), ISO_8601) == at


@given(_WHOLE)
def test_a_whole_second_comes_back_from_every_format(at: datetime) -> None:
    for timestamp_format in (ISO_8601, RFC_822, UNIX):
        assert moment(str(stamp(at, timestamp_format)), timestamp_format) == at


def test_moments_are_written_as_aws_writes_them() -> None:
    assert stamp(MOMENT, ISO_8601) == "2026-01-02T03:04:05Z"
    assert stamp(MOMENT + timedelta(milliseconds=120), ISO_8601) == "2026-01-02T03:04:05.12Z"
    assert stamp(MOMENT, RFC_822) == "Fri, 02 Jan 2026 03:04:05 GMT"
    assert stamp(MOMENT, UNIX) == 1767323045
    assert stamp(MOMENT + timedelta(milliseconds=500), UNIX) == 1767323045.5
    assert stamp(MOMENT.astimezone(timezone(timedelta(hours=2))), ISO_8601) == "2026-01-02T03:04:05Z"


@pytest.mark.parametrize(
    ("text", "timestamp_format"),
    [
        ("2026-01-02T03:04:05Z", ISO_8601),
        ("2026-01-02T03:04:05", ISO_8601),
        ("2026-01-02T05:04:05.000+02:00", ISO_8601),
        ("2026-01-02t03:04:05z", ISO_8601),
        ("Fri, 02 Jan 2026 03:04:05 GMT", RFC_822),
        ("Fri, 02 Jan 2026 03:04:05.000 GMT", RFC_822),
        ("1767323045", UNIX),
        ("1767323045.0", UNIX),
    ],
)
def test_clients_may_write_moments_in_several_ways(text: str, timestamp_format: str) -> None:
    assert moment(text, timestamp_format) == MOMENT


@pytest.mark.parametrize(
    "text",
    ["", "now", "2026-13-01", "2026-01-02 03:04:05", "0000-01-01", "20260102", "2026W01", "９999-01-01"],
)
def test_what_is_no_moment_stays_text(text: str) -> None:
    assert moment(text, ISO_8601) is None
    assert text_reader(Kind.TIMESTAMP)(text) == text


@pytest.mark.parametrize("value", ["NaN", "Infinity", "1e9999", "x", 10**30, -(10**30), float("nan"), 1e300])
def test_what_is_no_moment_in_any_year_is_none(value: str | float) -> None:
    assert moment(value, UNIX) is None


def test_no_offset_leads_out_of_the_calendar() -> None:
    assert moment("0001-01-01T00:00:00+05:00", ISO_8601) is None
    assert moment("9999-12-31T23:59:59-05:00", ISO_8601) is None
    assert moment("Fri, 31 Feb 2026 03:04:05 GMT", RFC_822) is None
    assert moment("Fri, 02 Foo 2026 03:04:05 GMT", RFC_822) is None


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (Kind.INTEGER, "-5", -5),
        (Kind.LONG, "9223372036854775807", 2**63 - 1),
        (Kind.DOUBLE, "1.5e2", 150.0),
        (Kind.FLOAT, "Infinity", math.inf),
        (Kind.BOOLEAN, "True", True),
        (Kind.BOOLEAN, "false", False),
        (Kind.BLOB, "AAE=", b"\0\1"),
        (Kind.BLOB, "", b""),
        (Kind.STRING, "5", "5"),
    ],
)
def test_texts_are_read(kind: Kind, text: str, value: object) -> None:
    read = text_reader(kind)(text)

    assert read == value
    assert type(read) is type(value)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (Kind.INTEGER, "1.0"),
        (Kind.INTEGER, ""),
        (Kind.INTEGER, "٣"),
        (Kind.INTEGER, "1_000"),
        (Kind.INTEGER, " 1"),
        (Kind.LONG, "9" * 5000),
        (Kind.DOUBLE, "nan"),
        (Kind.DOUBLE, "1e99999"),
        (Kind.DOUBLE, "inf"),
        (Kind.BOOLEAN, "yes"),
        (Kind.BOOLEAN, "1"),
        (Kind.BLOB, "AAE"),
        (Kind.BLOB, "AA E="),
        (Kind.BLOB, "ä"),
    ],
)
def test_what_is_no_value_stays_text(kind: Kind, text: str) -> None:
    assert text_reader(kind)(text) == text


@given(st.binary(max_size=40))
def test_bytes_come_back(data: bytes) -> None:
    assert blob(text_writer(Kind.BLOB)(data)) == data


@given(st.floats())
def test_every_float_comes_back(value: float) -> None:
    back = number(text_writer(Kind.DOUBLE)(value))

    assert back is not None
    assert back == value or (math.isnan(back) and math.isnan(value))
    assert special(value) == value if math.isfinite(value) else isinstance(special(value), str)


def test_booleans_are_written_as_xml_has_them() -> None:
    assert [text_writer(Kind.BOOLEAN)(value) for value in (True, False)] == ["true", "false"]


def test_a_json_value_goes_into_a_header_and_back() -> None:
    assert json_value(json_text({"a": 1})) == '{"a": 1}'
    assert json_value(json_text("true")) == "true"
    assert json_value("?") == "?"
    assert json_value("//8=") == "//8="
