"""The canonical form of a request, over which Signature Version 4 is made.

Follows the test suite that AWS publishes. Two requests with one canonical form must mean the same, so nothing
is thrown away here but what no reader of a request looks at: runs of blanks in a header, dot segments, the
order of query parameters, and which of several encodings of one octet was sent. A raw `+` in a query stays
apart from both `%20` and `%2B`, because readers differ about it. Knows no key and no account.
"""

import re
from collections.abc import Iterable, Mapping
from urllib.parse import quote, unquote_to_bytes

from kmstui.wire.message import Headers
from kmstui.wire.sigv4.refusal import Reason, SignatureRefused

_UNRESERVED = "-_.~"
_PLAIN = re.compile(r"[A-Za-z0-9\-_.~]*")
_BLANKS = re.compile(r"[ \t\r\n]+")


def octets(text: str) -> bytes:
    """The octets that came over the wire; what is not UTF-8 came as surrogate escapes.

    Raises:
        SignatureRefused: when `text` cannot have come from octets at all.
    """
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        raise SignatureRefused(Reason.MISMATCH) from None


def canonical_path(path: str) -> str:
    """A path without empty and dot segments, encoded once more than it came: all services but S3."""
    if path in {"/", ""}:
        return "/"
    kept: list[str] = []
    for segment in path.split("/"):
        if segment == "..":
            del kept[-1:]
        elif segment not in {"", "."}:
            kept.append(segment)
    closing = "/" if path.endswith("/") and kept else ""
    return quote(octets(f"/{'/'.join(kept)}{closing}"), safe="/~")


def canonical_query(query: str, without: str = "") -> str:
    """A query's parameters, each encoded in the one right way, sorted; `without` names one to leave out."""
    if not query:
        return ""
    pairs = []
    for parameter in query.split("&"):
        name, _, value = parameter.partition("=")
        pair = (_encoded(name), _encoded(value))
        if pair[0] != without or not without:
            pairs.append(pair)
    return "&".join(f"{name}={value}" for name, value in sorted(pairs))


def _encoded(text: str) -> str:
    if _PLAIN.fullmatch(text):
        return text
    return "+".join(quote(unquote_to_bytes(octets(piece)), safe=_UNRESERVED) for piece in text.split("+"))


def combined(headers: Headers) -> dict[str, str]:
    """Every header once, those that came several times joined by commas."""
    values: dict[str, str] = {}
    for name, value in headers:
        if name in values:
            values[name] = f"{_trimmed(values[name])},{_trimmed(value)}"
        else:
            values[name] = value
    return values


def canonical_headers(values: Mapping[str, str], names: Iterable[str]) -> str:
    """The lines of the signed headers.

    Raises:
        SignatureRefused: when one of them did not come.
    """
    lines = []
    for name in names:
        value = values.get(name)
        if value is None:
            raise SignatureRefused(Reason.MISMATCH)
        lines.append(f"{name}:{_trimmed(value)}\n")
    return "".join(lines)


def _trimmed(value: str) -> str:
    if "  " in value or "\t" in value or "\n" in value:
        value = _BLANKS.sub(" ", value)
    return value.strip(" ")
