"""Parameters from the tree of a form, driven by the shapes.

EC2's and IAM's forms differ in how members and entries of lists are named; a `Naming` says how. A reader is
compiled once per shape. What has the wrong type passes through, for the account to refuse in AWS's words.
"""

from collections.abc import Callable
from typing import Any, Protocol

from kmstui.aws.errors import AwsError
from kmstui.aws.shapes import Kind, Member, ServiceModel, Shape
from kmstui.wire.scalars import ISO_8601, text_reader

Reader = Callable[[Any], Any]
"""Makes a value of a text or a node of the tree."""

INDEX_DIGITS = 9
"""How many digits the number of a list entry may have. Entries may be numbered with gaps, as EC2 allows;
a large number costs no more than a small one."""


class Naming(Protocol):
    """How a protocol names things in a form."""

    def member(self, name: str, member: Member, shape: Shape) -> str:
        """The name of a structure's member."""
        ...

    def entries(self, place: Member | None, shape: Shape) -> str:
        """The name between a list or map and the numbers of its entries; empty where there is none.

        `place` is the member that has this shape, where it is one.
        """
        ...

    def misplaced(self, name: str) -> AwsError:
        """The answer to a name that should be the number of an entry, or should not be there."""
        ...


class FormValues:
    """The readers of the shapes of one service."""

    def __init__(self, model: ServiceModel, naming: Naming) -> None:
        self._model = model
        self._naming = naming
        self._structures: dict[str, Reader] = {}

    def structure(self, shape: Shape) -> Reader:
        """What reads a structure; names that are no member's are left as they are."""
        known = self._structures.get(shape.name)
        if known is not None:
            return known
        members: dict[str, tuple[str, Reader]] = {}

        def read(node: Any) -> Any:
            if not isinstance(node, dict):
                return node or {}
            there: dict[str, Any] = {}
            for wire, item in node.items():
                found = members.get(wire)
                if found is None:
                    there[wire] = item
                else:
                    there[found[0]] = found[1](item)
            return there

        self._structures[shape.name] = read  # before its members, which may hold the shape itself
        for name, member in shape.members.items():
            inner = self._model.of(member)
            members[self._naming.member(name, member, inner)] = (name, self._reader(inner, member))
        return read

    def _reader(self, shape: Shape, place: Member | None) -> Reader:
        match shape.kind:
            case Kind.STRUCTURE:
                return self.structure(shape)
            case Kind.LIST:
                return self._list(shape, place)
            case Kind.MAP:
                return self._map(shape, place)
        stamp = place.timestamp_format if place else ""
        text = text_reader(shape.kind, stamp or shape.timestamp_format or ISO_8601)
        return lambda node: text(node) if isinstance(node, str) else node

    def _list(self, shape: Shape, place: Member | None) -> Reader:
        assert shape.element is not None, "every list of a model says what it holds"
        entries = self._entries(shape, place)
        reader = self._reader(self._model.of(shape.element), shape.element)

        def read(node: Any) -> Any:
            found = entries(node)
            return [reader(item) for item in found] if isinstance(found, list) else found

        return read

    def _map(self, shape: Shape, place: Member | None) -> Reader:
        assert shape.element is not None, "every map of a model says what its values are"
        assert shape.key is not None, "every map of a model says what its keys are"
        entries = self._entries(shape, place)
        key, value = shape.key.location_name or "key", shape.element.location_name or "value"
        reader = self._reader(self._model.of(shape.element), shape.element)

        def read(node: Any) -> Any:
            found = entries(node)
            if not isinstance(found, list):
                return found
            there: dict[str, Any] = {}
            for item in found:
                if not isinstance(item, dict) or item.keys() != {key, value}:
                    raise self._naming.misplaced(key)
                if not isinstance(name := item[key], str) or name in there:
                    raise self._naming.misplaced(key)
                there[name] = reader(item[value])
            return there

        return read

    def _entries(self, shape: Shape, place: Member | None) -> Reader:
        """What puts the entries of a list or map in order; an empty text is an empty list."""
        between, misplaced = self._naming.entries(place, shape), self._naming.misplaced

        def entries(node: Any) -> Any:
            if isinstance(node, dict) and between:
                if node.keys() != {between}:
                    raise misplaced(next(name for name in node if name != between))
                node = node[between]
            if not isinstance(node, dict):
                return node or []
            numbered: dict[int, Any] = {}
            for name, item in node.items():
                if not (name.isascii() and name.isdigit() and len(name) <= INDEX_DIGITS):
                    raise misplaced(name)
                if int(name) in numbered:
                    raise misplaced(name)
                numbered[int(name)] = item
            return [numbered[number] for number in sorted(numbered)]

        return entries
