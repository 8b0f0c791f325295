"""Records as text: JSON as CloudTrail writes it, without spaces, and without escapes for what needs none."""

import json
from datetime import UTC, datetime

import msgspec

_FAST = msgspec.json.Encoder().encode
_EXACT = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False).encode


def text(value: object) -> str:
    """A JSON value as text. What has no place in UTF-8, such as half a surrogate pair, stays as it is."""
    try:
        return _FAST(value).decode()
    except (UnicodeEncodeError, OverflowError):
        return _EXACT(value)


def moment_text(moment: datetime) -> str:
    """A time as CloudTrail writes it: `2026-03-14T09:26:53Z`."""
    utc = moment if moment.tzinfo is UTC else moment.astimezone(UTC)
    return f"{utc.isoformat()[:19]}Z"
