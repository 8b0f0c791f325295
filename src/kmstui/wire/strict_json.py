"""Reads JSON, and only JSON.

Python's decoder lets through what other readers of the same bytes would understand otherwise: NaN, numbers
beyond every float, a name given twice, halves of surrogate pairs. Here they are refused, and so is nesting
that no AWS operation has. Nothing here knows shapes.
"""

import json
import math
import re
from typing import Any

DEPTH = 32
"""How deep objects and arrays may be nested; the deepest input of a service here needs fewer than ten."""
DIGITS = 400
"""How many characters a number may have; more than any float needs to be written out."""

_EXACT = 1 << 53
"""Below this a float says exactly which whole number it is."""

_STRINGS = re.compile(rb'"(?:[^"\\]++|\\.)*+"?', re.DOTALL)
"""A string, or what remains of the text when one does not end: never tried twice at one place."""
_NOT_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))
_HALF = re.compile(rb"\\u[dD][89a-fA-F]")


class NotJson(ValueError):  # noqa: N818 - it names what the text is
    """The text is not JSON as AWS reads it; the message says why, and holds nothing of the text."""


def decode(body: bytes) -> Any:
    """The value of a JSON text in UTF-8.

    Raises:
        NotJson: for anything else, including NaN, infinities, repeated names, lone surrogates, nesting
            deeper than `DEPTH` and numbers longer than `DIGITS`.
    """
    if body.count(b"{") + body.count(b"[") > DEPTH:
        _check_depth(body)
    try:
        value = _DECODER.decode(body.decode())
    except UnicodeDecodeError:
        raise NotJson("the text is not UTF-8") from None
    except json.JSONDecodeError as error:
        raise NotJson(f"{error.msg} at character {error.pos}") from None
    if _HALF.search(body) is not None:
        _check_surrogates(value)
    return value


def _check_depth(body: bytes) -> None:
    depth = 0
    for bracket in _STRINGS.sub(b"", body).translate(None, _NOT_BRACKETS):
        if bracket in b"[{":
            depth += 1
            if depth > DEPTH:
                raise NotJson(f"nested deeper than {DEPTH}")
        else:
            depth -= 1


def _check_surrogates(value: object) -> None:
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        raise NotJson("half of a surrogate pair") from None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise NotJson("a name is given twice in one object")
    return found


def _whole(text: str) -> int:
    if len(text) > DIGITS:
        raise NotJson(f"a number has more than {DIGITS} characters")
    return int(text)


def _fraction(text: str) -> float:
    """A number with a point or an exponent; AWS takes `7.0` for a whole number where it wants one."""
    if len(text) > DIGITS:
        raise NotJson(f"a number has more than {DIGITS} characters")
    number = float(text)
    if math.isinf(number):
        raise NotJson("a number is too large")
    return int(number) if number.is_integer() and abs(number) < _EXACT else number


def _constant(name: str) -> float:
    raise NotJson(f"{name} is not JSON")


_DECODER = json.JSONDecoder(
    object_pairs_hook=_object, parse_int=_whole, parse_float=_fraction, parse_constant=_constant
)
