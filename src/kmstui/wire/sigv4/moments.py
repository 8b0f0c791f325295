"""When a request says that it was signed.

Reads the two forms that AWS reads: ISO 8601's basic form, and HTTP's (RFC 9110 §5.6.7) in a Date header.
Knows no clock.
"""

import re
from datetime import UTC, datetime
from functools import lru_cache

from kmstui.wire.sigv4.refusal import Reason, SignatureRefused

_BASIC = re.compile(r"(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z", re.ASCII)
_HTTP = re.compile(
    r"(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), )?(\d{1,2}) (\w{3}) (\d{4}) "
    r"(\d{2}):(\d{2}):(\d{2}) (?:GMT|UTC|[+-]0000)",
    re.ASCII,
)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def _refused(text: str) -> SignatureRefused:
    words = f"Date must be in ISO-8601 'basic format'. Got '{text[:64]}'. See http://en.wikipedia.org/wiki/ISO_8601"
    return SignatureRefused(Reason.INCOMPLETE, words)


@lru_cache(maxsize=256)
def moment(text: str) -> datetime:
    """The moment that `20150830T123600Z` names, in UTC.

    Raises:
        SignatureRefused: when it names none.
    """
    found = _BASIC.fullmatch(text)
    try:
        if found:
            year, month, day, hour, minute, second = map(int, found.groups())
            return datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    except ValueError:
        pass
    raise _refused(text)


def stamp(when: datetime) -> str:
    """A moment as AWS's messages and strings to sign have it: `20150830T123600Z`."""
    return when.strftime("%Y%m%dT%H%M%SZ")


def from_date_header(text: str) -> str:
    """The basic form of what a Date header says; the string to sign has that in any case.

    Raises:
        SignatureRefused: when it is no date.
    """
    if _BASIC.fullmatch(text):
        return text
    found = _HTTP.fullmatch(text)
    if not found or found[2] not in _MONTHS:
        raise _refused(text)
    month = _MONTHS.index(found[2]) + 1
    return f"{found[3]}{month:02}{int(found[1]):02}T{found[4]}{found[5]}{found[6]}Z"
