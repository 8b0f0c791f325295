"""Where the statements of a policy stand in its text, as the policy simulator tells it.

Lines and columns begin at 1. As in AWS's examples (AWS CLI Reference, "simulate-principal-policy"), a
statement of a list begins right after the bracket or the statement before it, a statement that stands alone
right after its own brace, and each ends right after its closing brace. Reads only texts that `parse_policy`
has accepted.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

_SPACE = re.compile(r"[ \t\r\n]*")
_DECODER = json.JSONDecoder()


@dataclass(frozen=True, slots=True)
class Place:
    """Where one statement begins and ends: line and column of each."""

    start: tuple[int, int]
    end: tuple[int, int]


@lru_cache(maxsize=256)
def statement_places(text: str) -> tuple[Place, ...]:
    """The places of a policy's statements, in their order."""
    return tuple(Place(_place(text, start), _place(text, end)) for start, end in _spans(text))


def _spans(text: str) -> Iterator[tuple[int, int]]:
    for name, start, end in _members(text):
        if name != "Statement":
            continue
        if text[start] == "[":
            yield from _items(text, start)
        else:
            yield start + 1, end


def _members(text: str) -> Iterator[tuple[str, int, int]]:
    """The members of the object that the whole text is: name, and where its value begins and ends."""
    at = _after_space(text, _after_space(text, 0) + 1)
    while text[at] != "}":
        name, at = _DECODER.raw_decode(text, at)
        start = _after_space(text, _after_space(text, at) + 1)
        end = _DECODER.raw_decode(text, start)[1]
        yield str(name), start, end
        at = _after_comma(text, end)


def _items(text: str, bracket: int) -> Iterator[tuple[int, int]]:
    before = bracket + 1
    at = _after_space(text, before)
    while text[at] != "]":
        end = _DECODER.raw_decode(text, at)[1]
        yield before, end
        before, at = end, _after_comma(text, end)


def _after_comma(text: str, at: int) -> int:
    at = _after_space(text, at)
    return _after_space(text, at + 1) if text[at] == "," else at


def _after_space(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found else at


def _place(text: str, at: int) -> tuple[int, int]:
    return text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)
