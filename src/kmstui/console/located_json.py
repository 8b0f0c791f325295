"""JSON with the place of every value, so that what is wrong with it can be underlined.

It reads; what the values mean is for others. Places are character offsets into the text.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

Scalar = str | int | float | bool | None
MAX_DEPTH = 32
"""More nesting than any policy has."""
_DECODER = json.JSONDecoder()
_SPACE = re.compile(r"[ \t\n\r]*")


@dataclass(frozen=True, slots=True)
class Node:
    """One value and where it stands."""

    start: int
    """Offset of its first character."""
    end: int
    """Offset after its last."""
    scalar: Scalar = None
    """What it is, unless it is an object or a list."""
    members: tuple[tuple["Node", "Node"], ...] | None = None
    """Names and values of an object, in order, each as often as it is written."""
    items: tuple["Node", ...] | None = None
    """The values of a list."""

    @property
    def is_object(self) -> bool:
        """Whether it is an object."""
        return self.members is not None

    @property
    def text(self) -> str | None:
        """The string it is; None where it is something else."""
        return self.scalar if isinstance(self.scalar, str) else None

    def get(self, name: str) -> "Node | None":
        """The value of an object's member, the last where it is written more than once."""
        found = [value for key, value in self.members or () if key.scalar == name]
        return found[-1] if found else None

    def listed(self) -> tuple["Node", ...]:
        """A list's values, or the value itself: policies write one where several may stand."""
        return (self,) if self.items is None else self.items

    def walk(self) -> Iterator["Node"]:
        """This value and everything in it."""
        yield self
        for _, value in self.members or ():
            yield from value.walk()
        for item in self.items or ():
            yield from item.walk()


class NotJson(ValueError):  # noqa: N818 - it says what the text is not
    """The text is not JSON."""

    def __init__(self, why: str, at: int) -> None:
        super().__init__(why, at)
        self.why = why
        """What is wrong."""
        self.at = at
        """Offset of the character where it was noticed."""


def read(text: str) -> Node:
    """Read a document.

    Raises:
        NotJson: when it is not JSON, or nested more deeply than any policy.
    """
    try:
        json.loads(text, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        raise NotJson(error.msg, error.pos) from None
    except RecursionError:
        raise NotJson("It is nested too deeply", 0) from None
    except NotJson:
        raise
    except ValueError:
        raise NotJson("It contains a number that is too long", 0) from None
    return _value(text, _skip(text, 0), 0)


def _no_constant(name: str) -> Scalar:
    raise NotJson(f"{name} is not JSON", 0)


def _skip(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found else at


def _value(text: str, at: int, depth: int) -> Node:
    """The value at an offset of a text that is known to be JSON."""
    if depth > MAX_DEPTH:
        raise NotJson("It is nested too deeply", at)
    if text[at] == "{":
        return _object(text, at, depth)
    if text[at] == "[":
        return _list(text, at, depth)
    scalar, end = _DECODER.raw_decode(text, at)
    return Node(at, end, scalar)


def _object(text: str, start: int, depth: int) -> Node:
    members: list[tuple[Node, Node]] = []
    at = _skip(text, start + 1)
    while text[at] != "}":
        name = _value(text, at, depth + 1)
        value = _value(text, _skip(text, _skip(text, name.end) + 1), depth + 1)
        members.append((name, value))
        at = _skip(text, value.end)
        at = _skip(text, at + 1) if text[at] == "," else at
    return Node(start, at + 1, members=tuple(members))


def _list(text: str, start: int, depth: int) -> Node:
    items: list[Node] = []
    at = _skip(text, start + 1)
    while text[at] != "]":
        items.append(_value(text, at, depth + 1))
        at = _skip(text, items[-1].end)
        at = _skip(text, at + 1) if text[at] == "," else at
    return Node(start, at + 1, items=tuple(items))
