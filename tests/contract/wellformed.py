"""Random requests that fit their shapes, made mostly of names that mean something in a furnished account."""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from hypothesis import strategies as st

from kmstui.aws.operations import OPERATIONS
from kmstui.aws.shapes import Kind, ServiceModel, Shape, service_model

_DEEPEST = 5
_MOST_OPTIONAL = 2
"""Optional members of one structure: with more, a request is refused for one of them and tells nothing."""
_PLAIN = st.text(st.sampled_from("abAB01-_/.:, é"), max_size=12)
_Strategy = st.SearchStrategy[Any]


class Requests:
    """Strategies for requests to every operation; each is built once, because EC2's shapes are many."""

    def __init__(self, words: Mapping[str, Sequence[str]], blobs: Sequence[bytes]) -> None:
        """Take what an account knows.

        Args:
            words: ids, names, ARNs and documents, by the members they belong in (`KeyId` stands for all
                members that end in it).
            blobs: ciphertexts and sectors.
        """
        self._words = words
        self._blobs = tuple(blobs)
        self._built: dict[tuple[str, str, str, int], _Strategy] = {}

    def any_call(self) -> st.SearchStrategy[tuple[str, str, dict[str, Any]]]:
        """Any operation of any service, with a well-formed request to it."""
        return st.sampled_from(sorted(OPERATIONS)).flatmap(self._call)

    def _call(self, operation: tuple[str, str]) -> st.SearchStrategy[tuple[str, str, dict[str, Any]]]:
        service, name = operation
        model = service_model(service)
        shape = model.input(name)
        params = self._of(model, shape, "", 0) if shape else st.just({})
        return st.tuples(st.just(service), st.just(name), params)

    def _of(self, model: ServiceModel, shape: Shape, member: str, depth: int) -> _Strategy:
        key = (model.name, shape.name, member, depth)
        if key not in self._built:
            self._built[key] = self._make(model, shape, member, depth)
        return self._built[key]

    def _make(self, model: ServiceModel, shape: Shape, member: str, depth: int) -> _Strategy:
        match shape.kind:
            case Kind.STRUCTURE:
                return self._structure(model, shape, depth)
            case Kind.LIST:
                assert shape.element is not None
                least, most = int(shape.minimum or 0), int(min(shape.maximum or 3, 3))
                inner = self._of(model, model.of(shape.element), member.removesuffix("s"), depth + 1)
                return st.lists(inner, min_size=least, max_size=max(least, most))
            case Kind.MAP:
                assert shape.element is not None
                assert shape.key is not None
                keys = self._of(model, model.of(shape.key), member, depth + 1)
                values = self._of(model, model.of(shape.element), member, depth + 1)
                return st.dictionaries(keys, values, max_size=2)
            case Kind.STRING:
                return self._string(shape, member)
            case Kind.BLOB:
                return self._blob(shape)
        return _plain_scalar(shape)

    def _structure(self, model: ServiceModel, shape: Shape, depth: int) -> _Strategy:
        def member(name: str) -> _Strategy:
            if name == "DryRun":
                return st.just(False)
            return self._of(model, model.of(shape.members[name]), name, depth + 1)

        needed = {name: member(name) for name in shape.required}
        rest = sorted(shape.members.keys() - needed.keys())
        if depth >= _DEEPEST or not rest:
            return st.fixed_dictionaries(needed)
        chosen = st.lists(st.sampled_from(rest), unique=True, max_size=_MOST_OPTIONAL)
        return chosen.flatmap(
            lambda names: st.fixed_dictionaries(needed | {name: member(name) for name in names})
        )

    def _string(self, shape: Shape, member: str) -> _Strategy:
        if shape.enum:
            return st.sampled_from(shape.enum)

        def suits(text: str) -> bool:
            return _fits(shape, text) and _matches(shape, text)

        meant = [text for name in self._words if member.endswith(name) for text in self._words[name]]
        known = [text for texts in self._words.values() for text in texts if suits(text)]
        own = _PLAIN.filter(suits)
        other = st.one_of(st.sampled_from(known), own) if known else own
        fitting = [text for text in meant if suits(text)]
        return st.one_of(*[st.sampled_from(fitting)] * 6, other) if fitting else other

    def _blob(self, shape: Shape) -> _Strategy:
        least = int(shape.minimum or 0)
        known = [blob for blob in self._blobs if _fits(shape, blob)]
        own = st.binary(min_size=least, max_size=max(least, 32))
        return st.one_of(st.sampled_from(known), own) if known else own


def _plain_scalar(shape: Shape) -> _Strategy:
    match shape.kind:
        case Kind.BOOLEAN:
            return st.booleans()
        case Kind.TIMESTAMP:
            early, late = datetime(2020, 1, 1), datetime(2030, 1, 1)
            return st.datetimes(early, late, timezones=st.just(UTC))
        case Kind.DOUBLE | Kind.FLOAT:
            return st.floats(shape.minimum or 0, min(shape.maximum or 1e6, 1e6))
    least, most = int(shape.minimum or 0), int(min(shape.maximum or 1 << 31, (1 << 31) - 1))
    near = [number for number in (1, 8, 64, 512, 3000, 4096) if least <= number <= most]
    return st.one_of(st.sampled_from(near or [least]), st.integers(least, most))


def _fits(shape: Shape, value: str | bytes) -> bool:
    return (shape.minimum or 0) <= len(value) <= (len(value) if shape.maximum is None else shape.maximum)


def _matches(shape: Shape, text: str) -> bool:
    pattern = shape.pattern.replace(r"\p{L}", "a-zA-Zé").replace(r"\p{N}", "0-9").replace(r"\p{Z}", " ")
    return not pattern or re.fullmatch(pattern, text, re.ASCII) is not None
