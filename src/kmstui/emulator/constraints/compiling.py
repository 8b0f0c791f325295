"""Makes, once per operation, the function that checks its parameters.

A check walks a value beside its shape. A wrong type ends the walk at once, as it ends AWS's reading of the
request; broken limits are collected, because AWS lists them together. How either is worded is in `words`.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence

from kmstui.aws.shapes import Kind, ServiceModel, Shape
from kmstui.emulator.constraints.scalars import TYPES, Limit, limits, surely
from kmstui.emulator.constraints.words import Dialect, Rule, Violation, dialect, shown

Check = Callable[[object, str, list[Violation]], None]
"""Checks a value that stands at a path, appends what it breaks, and raises AwsError for a wrong type."""

LEFT_TO_THE_SERVICE = frozenset(
    {
        ("cloudtrail", "LookupAttributeKey"),  # InvalidLookupAttributesException
        ("cloudtrail", "MaxResults"),  # InvalidMaxResultsException
        ("ec2", "VolumeType"),  # UnknownVolumeType
    }
)
"""Shapes whose limits the service checks itself, to answer with a code of its own."""


def compile_input(model: ServiceModel, operation: str) -> Check:
    """The check of an operation's whole input.

    Raises:
        KeyError: when the service has no such operation.
    """
    shape = model.input(operation) or Shape(f"{operation}Request", Kind.STRUCTURE)
    return _Compiler(model).check(shape)


class _Compiler:
    """Compiles shapes of one service."""

    def __init__(self, model: ServiceModel) -> None:
        self._model = model
        self._words: Dialect = dialect(model.name)

    def check(self, shape: Shape) -> Check:
        match shape.kind:
            case Kind.STRUCTURE:
                return self._structure(shape)
            case Kind.LIST:
                return self._list(shape)
            case Kind.MAP:
                return self._map(shape)
        return self._scalar(shape)

    def _scalar(self, shape: Shape) -> Check:
        right, kind, words = TYPES[shape.kind], shape.kind, self._words
        rules, hidden = self._limits(shape), self._hidden(shape)

        def check(value: object, path: str, found: list[Violation]) -> None:
            if not right(value):
                raise words.mismatched(path, kind, value)
            _keep(rules, value, path, found, hidden)

        return check

    def _structure(self, shape: Shape) -> Check:
        words = self._words
        members = {name: self.check(self._model.of(member)) for name, member in shape.members.items()}
        required = tuple((name, self._null(shape, name)) for name in shape.required)
        check_member = _member_check(members, frozenset(shape.required), words)
        surely_right = {name: self._surely(self._model.of(member)) for name, member in shape.members.items()}

        def check(value: object, path: str, found: list[Violation]) -> None:
            if not isinstance(value, dict | Mapping):
                raise words.mismatched(path, Kind.STRUCTURE, value)
            for name, item in value.items():
                if name not in surely_right or not surely_right[name](item):
                    check_member(name, item, path, found)
            for name, null in required:
                if value.get(name) is None:
                    where = words.path(path, name)
                    found.append(Violation(where, null, Rule.REQUIRED, "Member must not be null"))

        return check

    def _surely(self, shape: Shape) -> Callable[[object], bool]:
        return surely(shape, self._limits(shape))

    def _list(self, shape: Shape) -> Check:
        assert shape.element is not None, "every list of a model says what it holds"
        words, rules, hidden = self._words, self._limits(shape), self._hidden(shape)
        entries = self._entries(self._model.of(shape.element), "Member must satisfy constraint")

        def check(value: object, path: str, found: list[Violation]) -> None:
            if not isinstance(value, list | tuple):
                raise words.mismatched(path, Kind.LIST, value)
            _keep(rules, value, path, found, hidden)
            if broken := entries(value, range(1, len(value) + 1), path, found):
                found.append(Violation(path, None if hidden else shown(value), Rule.ENTRIES, broken))

        return check

    def _map(self, shape: Shape) -> Check:
        assert shape.element is not None, "every map of a model says what its values are"
        assert shape.key is not None, "every map of a model says what its keys are"
        words, rules, hidden = self._words, self._limits(shape), self._hidden(shape)
        keys = self._entries(self._model.of(shape.key), "Map keys must satisfy constraint")
        values = self._entries(self._model.of(shape.element), "Map value must satisfy constraint")

        def check(value: object, path: str, found: list[Violation]) -> None:
            if not isinstance(value, dict | Mapping):
                raise words.mismatched(path, Kind.MAP, value)
            _keep(rules, value, path, found, hidden)
            for broken in (
                keys(tuple(value), value, path, found),
                values(tuple(value.values()), value, path, found),
            ):
                if broken:
                    found.append(Violation(path, None if hidden else shown(value), Rule.ENTRIES, broken))

        return check

    def _entries(self, shape: Shape, preface: str) -> "_Entries":
        if shape.kind in (Kind.STRUCTURE, Kind.LIST, Kind.MAP):
            return _nested(self.check(shape), self._words)
        rules = self._limits(shape)
        sentence = f"{preface}: [{', '.join(rule.words for rule in rules)}]"
        return _single(TYPES[shape.kind], shape.kind, rules, sentence, self._words)

    def _limits(self, shape: Shape) -> tuple[Limit, ...]:
        left = (self._model.name, shape.name) in LEFT_TO_THE_SERVICE
        return () if left else limits(shape)

    def _null(self, shape: Shape, member: str) -> str | None:
        return None if self._model.of(shape.members[member]).sensitive else "null"

    def _hidden(self, shape: Shape) -> bool:
        """Whether a value of this shape is secret or binary, or holds something that is."""
        if shape.sensitive or shape.kind is Kind.BLOB:
            return True
        places = (*shape.members.values(), shape.element, shape.key)
        return any(self._hidden(self._model.of(place)) for place in places if place is not None)


def _member_check(
    members: Mapping[str, Check], obliged: frozenset[str], words: Dialect
) -> Callable[[str, object, str, list[Violation]], None]:
    """The check of one member of a structure; that an obliged one is missing is said elsewhere."""

    def check(name: str, item: object, path: str, found: list[Violation]) -> None:
        if name not in members:
            raise words.unknown(path, name)
        if item is not None or name not in obliged:
            members[name](item, words.path(path, name), found)

    return check


_Entries = Callable[[Sequence[object], Iterable[object], str, list[Violation]], str]
"""Checks the entries of the container at a path; returns the words for it where AWS blames the container.

That is AWS's way with entries that are single values; entries that are structures are named one by one.
"""


def _nested(check: Check, words: Dialect) -> _Entries:
    def entries(items: Sequence[object], names: Iterable[object], path: str, found: list[Violation]) -> str:
        for item, name in zip(items, names, strict=True):
            check(item, words.entry(path, name), found)
        return ""

    return entries


def _single(
    right: Callable[[object], bool], kind: Kind, rules: tuple[Limit, ...], sentence: str, words: Dialect
) -> _Entries:
    def entries(items: Sequence[object], _names: Iterable[object], path: str, _found: list[Violation]) -> str:
        for item in items:
            if not right(item):
                raise words.mismatched(path, kind, item)
        kept = all(rule.holds(item) for item in items for rule in rules)
        return "" if kept else sentence

    return entries


def _keep(rules: tuple[Limit, ...], value: object, path: str, found: list[Violation], hidden: bool) -> None:
    for rule in rules:
        if not rule.holds(value):
            found.append(Violation(path, None if hidden else shown(value), rule.rule, rule.words))
