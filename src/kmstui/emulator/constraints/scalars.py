"""What makes a single value right: its type, and the limits of its shape.

Knows nothing of where a value stands or how a refusal is worded beyond AWS's words for each limit.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kmstui.aws.shapes import Kind, Shape
from kmstui.emulator.constraints.patterns import matcher
from kmstui.emulator.constraints.words import Rule


@dataclass(frozen=True, slots=True)
class Limit:
    """One rule about a value of the right type."""

    rule: Rule
    words: str
    """The rule in AWS's words."""
    holds: Callable[[Any], bool]
    """Whether a value keeps it; only ever given values of the shape's type."""


def limits(shape: Shape) -> tuple[Limit, ...]:
    """The rules of a shape, in the order in which AWS lists them."""
    rules = [*_bounds(shape)]
    if shape.pattern:
        words = f"Member must satisfy regular expression pattern: {shape.pattern}"
        rules.append(Limit(Rule.PATTERN, words, matcher(shape.pattern)))
    if shape.enum:
        words = f"Member must satisfy enum value set: [{', '.join(shape.enum)}]"
        rules.append(Limit(Rule.ENUM, words, frozenset(shape.enum).__contains__))
    return tuple(rules)


def surely(shape: Shape, rules: tuple[Limit, ...]) -> Callable[[object], bool]:
    """A quick test that only what is right passes; what fails it may be right all the same.

    `rules` are those of the shape that count.
    """
    most = next((shape.maximum for rule in rules if rule.rule is Rule.MAXIMUM), None)
    least = next((shape.minimum for rule in rules if rule.rule is Rule.MINIMUM), None)
    kept = _all([rule.holds for rule in rules if rule.rule in (Rule.PATTERN, Rule.ENUM)])
    low = -_FAR if least is None else least
    high = _FAR if most is None else most

    def text(value: object) -> bool:
        return type(value) is str and value.isascii() and low <= len(value) <= high and kept(value)

    def blob(value: object) -> bool:
        return type(value) is bytes and low <= len(value) <= high

    def whole(value: object) -> bool:
        return type(value) is int and -_SMALL <= value <= _SMALL and low <= value <= high

    quick: dict[Kind, Callable[[object], bool]] = {Kind.STRING: text, Kind.BLOB: blob, Kind.INTEGER: whole}
    return quick.get(shape.kind, lambda _value: False)


_FAR = 1 << 62
_SMALL = (1 << 31) - 1
"""All 32-bit numbers but the least are between this and its opposite."""


def _all(tests: Sequence[Callable[[Any], bool]]) -> Callable[[Any], bool]:
    """All tests as one; there are seldom two."""
    if len(tests) == 1:
        return tests[0]
    return (lambda value: all(test(value) for test in tests)) if tests else (lambda _value: True)


def _bounds(shape: Shape) -> list[Limit]:
    measure, noun = _MEASURES.get(shape.kind, (len, "length"))
    rules = []
    if (most := shape.maximum) is not None:
        words = f"Member must have {noun} less than or equal to {most}"
        rules.append(Limit(Rule.MAXIMUM, words, lambda value: measure(value) <= most))
    if (least := shape.minimum) is not None:
        words = f"Member must have {noun} greater than or equal to {least}"
        rules.append(Limit(Rule.MINIMUM, words, lambda value: measure(value) >= least))
    return rules


def _utf16_length(text: str) -> int:
    """The length AWS counts: Java's, in UTF-16 code units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2


def _itself(value: float) -> float:
    return value


_MEASURES: dict[Kind, tuple[Callable[[Any], float], str]] = {
    Kind.STRING: (_utf16_length, "length"),
    Kind.INTEGER: (_itself, "value"),
    Kind.LONG: (_itself, "value"),
    Kind.FLOAT: (_itself, "value"),
    Kind.DOUBLE: (_itself, "value"),
}


def _is_text(value: object) -> bool:
    """Whether this is text that UTF-8 can carry; JSON may also hold halves of surrogate pairs."""
    return isinstance(value, str) and (value.isascii() or not any("\ud800" <= c <= "\udfff" for c in value))


def _is_whole(bits: int) -> Callable[[object], bool]:
    least, most = -(1 << (bits - 1)), (1 << (bits - 1)) - 1
    return lambda value: isinstance(value, int) and not isinstance(value, bool) and least <= value <= most


def _is_number(value: object) -> bool:
    """Whether this is a finite number."""
    return isinstance(value, int | float) and not isinstance(value, bool) and -1e308 <= value <= 1e308


def _is_moment(value: object) -> bool:
    return isinstance(value, datetime) and value.utcoffset() is not None


TYPES: dict[Kind, Callable[[object], bool]] = {
    Kind.STRING: _is_text,
    Kind.INTEGER: _is_whole(32),
    Kind.LONG: _is_whole(64),
    Kind.FLOAT: _is_number,
    Kind.DOUBLE: _is_number,
    Kind.BOOLEAN: lambda value: isinstance(value, bool),
    Kind.BLOB: lambda value: isinstance(value, bytes | bytearray),
    Kind.TIMESTAMP: _is_moment,
}
"""For each kind of single value, whether something is one."""
