"""Requests that break exactly one rule of an operation's input shape, for every rule it has.

Everything is made from AWS's models: a sound request with the least in it, and for each member in reach the
values just beyond each bound. What the account answers is judged by the tests.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from kmstui.aws.shapes import Kind, Member, ServiceModel, Shape, service_model

_EXAMPLES = (
    "a", "A0", "alias/a", "/", "/a/", "v1", "0" * 12, "AIDA" + "0" * 17,
    "arn:aws:iam::111122223333:policy/a", "arn:aws:iam::111122223333:user/alice",
    "12345678-1234-1234-1234-123456789012",
)  # fmt: skip
"""Strings of which one matches each pattern that a sound request needs."""
_UNMATCHED = ("a", "!", " ", "\n", "ä", "\x00", "€")
"""Strings of which one matches none of the patterns."""
_DEEPEST = 4
"""How far into nested structures a request is broken; RunInstances goes on for ever."""

Place = Callable[[Any], Any]
"""Puts a value where it belongs in an otherwise sound request."""


@dataclass(frozen=True)
class Broken:
    """A request with one thing wrong in it."""

    params: Any
    rule: str
    """`type`, `null`, `required`, `unknown`, `length`, `value`, `pattern` or `enum`."""
    path: str
    """Where, as JSON services print it: `tags.1.member.tagKey`."""
    words: str = ""
    """What JSON services say of it; empty where that depends on more than the shape."""
    left: bool = False
    """Whether the account leaves this rule to the operation, which has an error of its own for it."""

    def __str__(self) -> str:
        return f"{self.rule} at {self.path}: {self.params!r:.200}"


LEFT = {"LookupAttributeKey", "MaxResults", "VolumeType"}
"""Shapes for whose rules AWS has errors of their own, such as UnknownVolumeType."""


def broken_requests(service: str, operation: str) -> Iterator[Broken]:
    """Every request that breaks one rule of an operation's input shape."""
    model = service_model(service)
    shape = model.input(operation) or Shape("Nothing", Kind.STRUCTURE)
    yield from _Breaker(model).of_structure(shape, lambda value: value, "", 0)


def sound_request(service: str, operation: str) -> dict[str, Any]:
    """A request with every required member and nothing else."""
    model = service_model(service)
    shape = model.input(operation)
    sound: dict[str, Any] = _sound(model, shape) if shape else {}
    return sound


def _sound(model: ServiceModel, shape: Shape) -> Any:
    match shape.kind:
        case Kind.STRUCTURE:
            return {name: _sound(model, model.of(shape.members[name])) for name in shape.required}
        case Kind.LIST:
            assert shape.element is not None
            return [_sound(model, model.of(shape.element)) for _ in range(int(shape.minimum or 0))]
        case Kind.MAP:
            return {}
        case Kind.STRING:
            return _text(shape)
        case Kind.BLOB:
            return bytes(int(shape.minimum or 0))
        case Kind.BOOLEAN:
            return True
        case Kind.TIMESTAMP:
            return datetime(2026, 3, 14, tzinfo=UTC)
    return int(shape.minimum or 0)


def _text(shape: Shape, length: int | None = None) -> str:
    """A string that suits the shape, of a length if one is given."""
    if shape.enum:
        return shape.enum[0]
    least = int(shape.minimum or 0)
    for example in _EXAMPLES:
        text = example.ljust(least if length is None else length, "a")
        if (length in (None, len(text))) and (not shape.pattern or _matches(shape.pattern, text)):
            return text
    raise AssertionError(f"no example suits {shape.name}: {shape.pattern}")


def _matches(pattern: str, text: str) -> bool:
    ascii_only = pattern.replace(r"\p{L}", "a-zA-Z").replace(r"\p{N}", "0-9").replace(r"\p{Z}", " ")
    return re.fullmatch(ascii_only, text, re.ASCII) is not None


def _camel(name: str) -> str:
    return name[:1].lower() + name[1:]


class _Breaker:
    """Breaks values of one service's shapes; `at` puts a value into its place in the request."""

    def __init__(self, model: ServiceModel) -> None:
        self._model = model

    def of(self, shape: Shape, at: Place, path: str, depth: int) -> Iterator[Broken]:
        """Every way to break a value of this shape."""
        yield Broken(at(None), "null", path)
        yield from (Broken(at(wrong), "type", path) for wrong in _wrong_types(shape))
        match shape.kind:
            case Kind.STRUCTURE:
                if depth < _DEEPEST:
                    yield from self.of_structure(shape, at, path, depth)
            case Kind.LIST:
                yield from self._of_list(shape, at, path, depth)
            case Kind.MAP:
                yield from self._of_map(shape, at, path, depth)
            case _:
                yield from _of_scalar(shape, at, path)

    def of_structure(self, shape: Shape, at: Place, path: str, depth: int) -> Iterator[Broken]:
        """Every way to break a structure: something missing, something unknown, a member broken."""
        sound = _sound(self._model, shape)
        yield Broken(at({**sound, "Colour": "red"}), "unknown", path)
        for name, member in shape.members.items():
            where = f"{path}.{_camel(name)}" if path else _camel(name)
            if name in shape.required:
                rest = {key: value for key, value in sound.items() if key != name}
                yield Broken(at(rest), "required", where, "Member must not be null")
            yield from self.of(self._model.of(member), _into(at, sound, name), where, depth + 1)

    def _of_list(self, shape: Shape, at: Place, path: str, depth: int) -> Iterator[Broken]:
        assert shape.element is not None
        yield from self._sizes(shape, at, path, lambda count: [self._example(shape.element)] * count)
        yield from self._entries(shape.element, lambda value: at([value]), path, f"{path}.1.member", depth)

    def _of_map(self, shape: Shape, at: Place, path: str, depth: int) -> Iterator[Broken]:
        assert shape.element is not None
        value = self._example(shape.element)
        yield from self._sizes(shape, at, path, lambda count: {f"k{n}": value for n in range(count)})
        yield from self._entries(shape.element, lambda item: at({"k": item}), path, f"{path}.k.member", depth)

    def _entries(self, entry: Member, at: Place, path: str, inside: str, depth: int) -> Iterator[Broken]:
        """AWS names an entry that is a structure; where entries are single values it blames the whole."""
        shape = self._model.of(entry)
        single = shape.kind not in (Kind.STRUCTURE, Kind.LIST, Kind.MAP)
        yield from self.of(shape, at, path if single else inside, depth)

    def _sizes(self, shape: Shape, at: Place, path: str, make: Callable[[int], Any]) -> Iterator[Broken]:
        if shape.maximum is not None:
            words = f"Member must have length less than or equal to {shape.maximum}"
            yield Broken(at(make(int(shape.maximum) + 1)), "length", path, words)
        if shape.minimum:
            words = f"Member must have length greater than or equal to {shape.minimum}"
            yield Broken(at(make(int(shape.minimum) - 1)), "length", path, words)

    def _example(self, member: Member | None) -> Any:
        assert member is not None
        return _sound(self._model, self._model.of(member))


def _into(at: Place, sound: Mapping[str, Any], name: str) -> Place:
    return lambda value: at({**sound, name: value})


def _wrong_types(shape: Shape) -> Iterator[Any]:
    match shape.kind:
        case Kind.STRUCTURE | Kind.MAP:
            yield from ("text", 7, ["list"])
        case Kind.LIST:
            yield from ("text", 7, {"a": "structure"})
        case Kind.STRING:
            yield from (7, True, b"bytes", ["list"], {"a": "structure"}, "\ud800")
        case Kind.BOOLEAN:
            yield from ("true", 1, [])
        case Kind.BLOB | Kind.TIMESTAMP:
            yield from ("text", 7, {})
        case _:
            yield from ("7", True, 1e400, [])


def _of_scalar(shape: Shape, at: Place, path: str) -> Iterator[Broken]:
    left = shape.name in LEFT
    for value, rule, words in _beyond(shape):
        yield Broken(at(value), rule, path, words, left)


def _beyond(shape: Shape) -> Iterator[tuple[Any, str, str]]:
    """A value just beyond each bound of a single value."""
    most, least = shape.maximum, shape.minimum
    match shape.kind:
        case Kind.STRING | Kind.BLOB:
            make: Callable[[int], Any] = bytes if shape.kind is Kind.BLOB else "a".__mul__
            if most is not None and not shape.enum:
                yield make(int(most) + 1), "length", f"Member must have length less than or equal to {most}"
            if least:
                words = f"Member must have length greater than or equal to {least}"
                yield make(int(least) - 1), "length", words
        case _:
            if most is not None:
                yield most + 1, "value", f"Member must have value less than or equal to {most}"
            if least is not None:
                yield least - 1, "value", f"Member must have value greater than or equal to {least}"
    if shape.pattern:
        unmatched = next(text for text in _UNMATCHED if not _matches(shape.pattern, text))
        words = f"Member must satisfy regular expression pattern: {shape.pattern}"
        yield unmatched, "pattern", words
    if shape.enum:
        yield "Neither", "enum", f"Member must satisfy enum value set: [{', '.join(shape.enum)}]"
