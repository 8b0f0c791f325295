"""Single values as text: in forms, headers, paths and XML.

Reading never fails: what is not a value of its kind stays the text it was, for the account to refuse in
AWS's words. Knows the three ways AWS writes a moment, and no protocol.
"""

import base64
import binascii
import json
import math
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from kmstui.aws.shapes import Kind

TextReader = Callable[[str], Any]
"""Makes a value of a text, or gives the text back."""
TextWriter = Callable[[Any], str]
"""Makes the text of a value."""

ISO_8601 = "iso8601"
RFC_822 = "rfc822"
UNIX = "unixTimestamp"

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SPECIAL = {"NaN": math.nan, "Infinity": math.inf, "-Infinity": -math.inf}
_INTEGER = re.compile(r"[+-]?[0-9]{1,19}").fullmatch
_NUMBER = re.compile(
    r"[+-]?(?:[0-9]{1,100}(?:\.[0-9]{0,100})?|\.[0-9]{1,100})(?:[eE][+-]?[0-9]{1,4})?"
).fullmatch
_ISO = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,9})?(?:[Zz]|[+-][0-9]{2}:?[0-9]{2})?)?"
).fullmatch
_RFC = re.compile(
    r"[A-Z][a-z]{2}, ([0-9]{2}) ([A-Z][a-z]{2}) ([0-9]{4}) "
    r"([0-9]{2}):([0-9]{2}):([0-9]{2})(\.[0-9]{1,6})? GMT"
).fullmatch
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def text_reader(kind: Kind, timestamp_format: str = ISO_8601) -> TextReader:
    """What reads a single value of this kind from text."""
    if kind is Kind.TIMESTAMP:
        return lambda text: _or_text(text, moment(text, timestamp_format))
    return _READERS.get(kind, str)


def text_writer(kind: Kind, timestamp_format: str = ISO_8601) -> TextWriter:
    """What writes a single value of this kind as text, not yet escaped for anything."""
    if kind is Kind.TIMESTAMP:
        return lambda value: str(stamp(value, timestamp_format))
    return _WRITERS.get(kind, str)


def blob(text: str) -> bytes | None:
    """The bytes that a text says in base64; None when it is not base64."""
    try:
        return binascii.a2b_base64(text, strict_mode=True) if text else b""
    except ValueError:  # binascii.Error is one, and so is what is said of letters beyond ASCII
        return None


def number(text: str) -> float | None:
    """The number a text says, `NaN`, `Infinity` and `-Infinity` among them; None when it says none."""
    if _NUMBER(text) is None:
        return _SPECIAL.get(text)
    return float(text)


def moment(value: str | float, timestamp_format: str) -> datetime | None:
    """The moment that a text or a number of seconds says; None when it says none.

    A number is seconds since 1970 in every format, as AWS's own readers have it.
    """
    try:
        if not isinstance(value, str):
            return _EPOCH + timedelta(seconds=value)
        if timestamp_format == UNIX:
            seconds = number(value)
            return None if seconds is None else _EPOCH + timedelta(seconds=seconds)
        return _rfc_822(value) if timestamp_format == RFC_822 else _iso_8601(value)
    except (ValueError, OverflowError):
        return None


def stamp(value: datetime, timestamp_format: str) -> str | float:
    """A moment as one of the formats has it: a text, or seconds since 1970."""
    utc = in_utc(value)
    if timestamp_format == UNIX:
        seconds = utc.timestamp()
        return int(seconds) if seconds.is_integer() else seconds
    if timestamp_format == RFC_822:
        return (
            f"{_DAYS[utc.weekday()]}, {utc.day:02} {_MONTHS[utc.month - 1]} {utc.year:04} {utc:%H:%M:%S} GMT"
        )
    text = utc.isoformat()[:-6]
    return f"{text.rstrip('0')}Z" if utc.microsecond else f"{text}Z"


def in_utc(value: datetime) -> datetime:
    """The same moment in UTC, whose ISO 8601 form ends in `+00:00`."""
    return value if value.tzinfo is UTC else value.astimezone(UTC)


def special(value: float) -> str | float:
    """A number as JSON can carry it: what is no finite number as AWS's word for it."""
    if math.isfinite(value):
        return value
    return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"


def json_value(text: str) -> Any:
    """The JSON value that a header carries in base64, as the text that a client gave it; or what came."""
    data = blob(text)
    try:
        return text if data is None else data.decode()
    except UnicodeDecodeError:
        return text


def json_text(value: Any) -> str:
    """A JSON value for a header: a text that is JSON, or a value, in base64."""
    text = value if isinstance(value, str) else json.dumps(value)
    return base64.b64encode(text.encode()).decode()


def _or_text(text: str, value: Any) -> Any:
    return text if value is None else value


def _iso_8601(text: str) -> datetime | None:
    if _ISO(text) is None:
        return None
    found = datetime.fromisoformat(text.upper())
    return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)


def _rfc_822(text: str) -> datetime | None:
    found = _RFC(text)
    if found is None:
        return None
    day, month, year, hour, minute, second, fraction = found.groups()
    micro = round(float(fraction or 0) * 1_000_000)
    number_of_month = _MONTHS.index(month) + 1
    return datetime(int(year), number_of_month, int(day), int(hour), int(minute), int(second), micro, UTC)


def _boolean(text: str) -> bool | str:
    return {"true": True, "false": False}.get(text.lower(), text)


_READERS: dict[Kind, TextReader] = {
    Kind.INTEGER: lambda text: int(text) if _INTEGER(text) else text,
    Kind.LONG: lambda text: int(text) if _INTEGER(text) else text,
    Kind.FLOAT: lambda text: _or_text(text, number(text)),
    Kind.DOUBLE: lambda text: _or_text(text, number(text)),
    Kind.BOOLEAN: _boolean,
    Kind.BLOB: lambda text: _or_text(text, blob(text)),
}
_WRITERS: dict[Kind, TextWriter] = {
    Kind.FLOAT: lambda value: str(special(value)),
    Kind.DOUBLE: lambda value: str(special(value)),
    Kind.BOOLEAN: lambda value: "true" if value else "false",
    Kind.BLOB: lambda value: base64.b64encode(value).decode(),
}
