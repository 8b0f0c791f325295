"""JSON as coloured text: which stretch of a line is a key, a string, a number or punctuation.

Works line by line with a regular expression, so text that is not yet valid JSON is coloured too; whether it
is valid is not asked here.
"""

import re
from difflib import SequenceMatcher
from typing import NamedTuple

from kmstui.tui.spans import Span

_TOKEN = re.compile(
    r'(?P<label>"(?:[^"\\]|\\.)*"(?=\s*:))|(?P<string>"(?:[^"\\]|\\.)*"?)|'
    r"(?P<number>-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|(?P<boolean>\b(?:true|false|null)\b)|(?P<punctuation>[\[\]{},:]+)"
)

COLOURS = {
    "label": "link",
    "string": "string",
    "number": "number",
    "boolean": "number",
    "punctuation": "dim",
}
"""Palette token of each kind of token."""


class Token(NamedTuple):
    """One token of a line."""

    start: int
    """Its first character."""
    end: int
    """The character after it."""
    kind: str
    """A key of `COLOURS`."""


def tokens(line: str) -> list[Token]:
    """The tokens of one line, in order."""
    return [Token(found.start(), found.end(), found.lastgroup or "string") for found in _TOKEN.finditer(line)]


def colour_json(line: str) -> list[Span]:
    """One line as styled text."""
    parts: list[Span] = []
    at = 0
    for start, end, kind in tokens(line):
        if start > at:
            parts.append(Span(line[at:start]))
        parts.append(Span(line[start:end], COLOURS[kind]))
        at = end
    if at < len(line):
        parts.append(Span(line[at:]))
    return parts


def added_lines(before: str, after: str) -> frozenset[int]:
    """Which lines of `after`, from 0, are not in `before`."""
    old, new = before.splitlines(), after.splitlines()
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    return frozenset(
        line
        for kind, _, _, start, end in matcher.get_opcodes()
        if kind in {"insert", "replace"}
        for line in range(start, end)
    )
