"""Results as XML text, driven by the shapes. Only ever written: no XML is read here, nor anywhere else.

A writer is compiled once per member, and appends pieces of text. Characters that XML 1.0 cannot carry at all,
not even as references (most control characters, lone surrogates), become U+FFFD, so that every parser reads
the answer; a carriage return is written as a reference, because a parser would take it for a line end.
"""

import re
from collections.abc import Callable
from typing import Any

from kmstui.aws.shapes import Kind, Member, ServiceModel, Shape
from kmstui.wire.scalars import ISO_8601, TextWriter, text_writer

DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'

Writer = Callable[[list[str], Any], None]
"""Appends a value, with its element, to the text."""

_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&apos;", "\r": "&#13;"}
_SPECIAL = re.compile("[&<>\"'\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
_is_special = _SPECIAL.search


def escaped(text: str) -> str:
    """A text as the content of an element."""
    if _is_special(text) is None:
        return text
    return _SPECIAL.sub(lambda found: _ENTITIES.get(found[0], "\ufffd"), text)


class XmlValues:
    """The writers of the shapes of one service.

    `special` gives what writes the text of a single value at a place where that is not the usual one, else
    None; its text is not escaped.
    """

    def __init__(
        self, model: ServiceModel, special: Callable[[Shape, Member], TextWriter | None] = lambda *_: None
    ) -> None:
        self._model = model
        self._special = special
        self._structures: dict[str, Writer] = {}

    def structure(self, shape: Shape) -> Writer:
        """What writes the members of a structure, without an element around them."""
        known = self._structures.get(shape.name)
        if known is not None:
            return known
        members: dict[str, Writer] = {}

        def write(out: list[str], value: Any) -> None:
            for name, item in value.items():
                if item is not None and (member := members.get(name)) is not None:
                    member(out, item)

        self._structures[shape.name] = write  # before its members, which may hold the shape itself
        for name, member in shape.members.items():
            members[name] = self._member(name, member)
        return write

    def _member(self, name: str, member: Member) -> Writer:
        shape = self._model.of(member)
        element = member.location_name or shape.location_name or name
        if shape.kind not in (Kind.LIST, Kind.MAP):
            return self._element(element, shape, member)
        flat = member.flattened or shape.flattened
        entries = (
            self._list(shape, element, flat) if shape.kind is Kind.LIST else self._map(shape, element, flat)
        )
        return entries if flat else _around(element, entries)

    def _list(self, shape: Shape, element: str, flat: bool) -> Writer:
        assert shape.element is not None, "every list of a model says what it holds"
        held = self._model.of(shape.element)
        name = element if flat else shape.element.location_name or held.location_name or "member"
        entry = self._element(name, held, shape.element)

        def write(out: list[str], value: Any) -> None:
            for item in value:
                entry(out, item)

        return write

    def _map(self, shape: Shape, element: str, flat: bool) -> Writer:
        assert shape.element is not None, "every map of a model says what its values are"
        assert shape.key is not None, "every map of a model says what its keys are"
        key = self._element(shape.key.location_name or "key", self._model.of(shape.key), shape.key)
        value_name = shape.element.location_name or "value"
        item = self._element(value_name, self._model.of(shape.element), shape.element)
        opening, closing = _tags(element if flat else "entry")

        def write(out: list[str], value: Any) -> None:
            for name, each in value.items():
                out.append(opening)
                key(out, name)
                item(out, each)
                out.append(closing)

        return write

    def _element(self, name: str, shape: Shape, place: Member) -> Writer:
        """One element with a value that is no list or map beside others."""
        match shape.kind:
            case Kind.STRUCTURE:
                return _around(name, self.structure(shape))
            case Kind.LIST:
                return _around(name, self._list(shape, name, flat=False))
            case Kind.MAP:
                return _around(name, self._map(shape, name, flat=False))
        if (special := self._special(shape, place)) is not None:
            return _text(name, special)
        if shape.kind is Kind.STRING:
            return _string(name)
        stamp = place.timestamp_format or shape.timestamp_format or ISO_8601
        return _text(name, text_writer(shape.kind, stamp))


def _tags(name: str) -> tuple[str, str]:
    return f"<{name}>", f"</{name}>"


def _around(name: str, inner: Writer) -> Writer:
    opening, closing = _tags(name)

    def write(out: list[str], value: Any) -> None:
        out.append(opening)
        inner(out, value)
        out.append(closing)

    return write


def _string(name: str) -> Writer:
    opening, closing = _tags(name)

    def write(out: list[str], value: Any) -> None:
        out.append(f"{opening}{value if _is_special(value) is None else escaped(value)}{closing}")

    return write


def _text(name: str, text: TextWriter) -> Writer:
    """Numbers, booleans, base64 and moments, in which nothing is special."""
    opening, closing = _tags(name)

    def write(out: list[str], value: Any) -> None:
        out.append(f"{opening}{text(value)}{closing}")

    return write
