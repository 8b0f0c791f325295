"""The members of a REST call that are not in its body: in the path, the query, the headers.

Readers and writers are compiled once per operation. What is not a value of its kind stays the text it was,
for the account to refuse. Knows the shapes, and neither bodies nor answers' statuses.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qsl

from kmstui.aws.errors import AwsError
from kmstui.aws.shapes import Kind, Member, ServiceModel, Shape
from kmstui.wire.message import Headers, Request
from kmstui.wire.scalars import (
    ISO_8601,
    RFC_822,
    TextReader,
    TextWriter,
    json_text,
    json_value,
    text_reader,
    text_writer,
)

PlaceReader = Callable[[dict[str, Any], Request, Mapping[str, str]], None]
"""Puts members into the parameters, given the request and the labels of its path."""
HeaderWriter = Callable[[Mapping[str, Any]], Headers]
"""The headers that a result needs for one member."""

FIELDS = 256
"""How many fields a query may have; AWS's operations with most parameters there have fewer than twenty."""

_QUOTED = re.compile(r'\s*(?:"((?:[^"\\]|\\.)*)"|([^,]*))\s*(?:,|$)')
_MOMENTS = re.compile(r"([^,]*,[^,]*)(?:,\s*|$)")


def place_readers(model: ServiceModel, shape: Shape, fixed: Mapping[str, str]) -> tuple[PlaceReader, ...]:
    """What reads the members of an input that are not in the body; `fixed` fields are no parameters."""
    readers = []
    queried: dict[str, tuple[str, Shape, Member]] = {}
    rest: tuple[str, Shape] | None = None
    for name, member in shape.members.items():
        held = model.of(member)
        match member.location:
            case "uri":
                readers.append(_label(name, member.location_name or name, _reader(held, member, ISO_8601)))
            case "header":
                readers.append(_header(model, name, held, member))
            case "headers":
                readers.append(_prefixed(name, member.location_name.lower()))
            case "querystring" if held.kind is Kind.MAP:
                rest = (name, held)
            case "querystring":
                queried[member.location_name or name] = (name, held, member)
    if queried or rest:
        readers.append(_query(model, queried, rest, fixed))
    return tuple(readers)


def header_writers(model: ServiceModel, shape: Shape) -> tuple[HeaderWriter, ...]:
    """What writes the members of an output that are in headers."""
    writers = []
    for name, member in shape.members.items():
        if member.location == "header":
            writers.append(
                _written(name, member.location_name.lower() or name, _writer(model, model.of(member), member))
            )
        elif member.location == "headers":
            writers.append(_all_written(name, member.location_name.lower()))
    return tuple(writers)


def _reader(shape: Shape, place: Member, timestamps: str) -> TextReader:
    if place.json_value:
        return json_value
    return text_reader(shape.kind, place.timestamp_format or shape.timestamp_format or timestamps)


def _label(name: str, label: str, read: TextReader) -> PlaceReader:
    def place(params: dict[str, Any], _: Request, labels: Mapping[str, str]) -> None:
        if label in labels:
            params[name] = read(labels[label])

    return place


def _header(model: ServiceModel, name: str, shape: Shape, member: Member) -> PlaceReader:
    header = (member.location_name or name).lower()
    if shape.kind is Kind.LIST and shape.element is not None:
        held = model.of(shape.element)
        each = _reader(held, shape.element, RFC_822)
        # A moment in RFC 822's form has a comma itself.
        in_commas = held.kind is Kind.TIMESTAMP and (held.timestamp_format or RFC_822) == RFC_822
        return _list_header(name, header, each, in_commas)
    read = _reader(shape, member, RFC_822)

    def place(params: dict[str, Any], request: Request, _: Mapping[str, str]) -> None:
        for known, text in request.headers:
            if known == header:
                params[name] = read(text)
                return

    return place


def _list_header(name: str, header: str, each: TextReader, in_commas: bool) -> PlaceReader:
    def place(params: dict[str, Any], request: Request, _: Mapping[str, str]) -> None:
        texts = [text for known, text in request.headers if known == header]
        if texts:
            params[name] = [each(text) for text in _entries(", ".join(texts), in_commas)]

    return place


def _entries(text: str, in_commas: bool) -> list[str]:
    """The entries of a list in a header, which commas separate and quotes may enclose."""
    if in_commas:
        return [found[1].strip() for found in _MOMENTS.finditer(text)]
    entries, end = [], 0
    while end < len(text):
        found = _QUOTED.match(text, end)
        if found is None or found.end() == end:
            return [text]
        quoted, bare = found.groups()
        entries.append(re.sub(r"\\(.)", r"\1", quoted) if quoted is not None else bare.strip())
        end = found.end()
    return entries


def _prefixed(name: str, prefix: str) -> PlaceReader:
    def place(params: dict[str, Any], request: Request, _: Mapping[str, str]) -> None:
        found = {known[len(prefix) :]: text for known, text in request.headers if known.startswith(prefix)}
        if found:
            params[name] = found

    return place


def _query(
    model: ServiceModel,
    queried: Mapping[str, tuple[str, Shape, Member]],
    rest: tuple[str, Shape] | None,
    fixed: Mapping[str, str],
) -> PlaceReader:
    lists = {field: shape.element for field, (_, shape, _) in queried.items() if shape.kind is Kind.LIST}
    readers = {
        field: _reader(model.of(inner), inner, ISO_8601)
        if (inner := lists.get(field))
        else _reader(shape, member, ISO_8601)
        for field, (_, shape, member) in queried.items()
    }
    of_lists = (
        rest is not None and rest[1].element is not None and model.of(rest[1].element).kind is Kind.LIST
    )

    def place(params: dict[str, Any], request: Request, _: Mapping[str, str]) -> None:
        others: dict[str, Any] = {}
        for field, text in _pairs(request.query):
            known = queried.get(field)
            if known is not None and field in lists:
                params.setdefault(known[0], []).append(readers[field](text))
            elif known is not None:
                params[known[0]] = readers[field](text)
            if of_lists:
                others.setdefault(field, []).append(text)
            elif field not in fixed:
                others.setdefault(field, text)
        if rest is not None and others:
            params[rest[0]] = others

    return place


def _pairs(query: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(query, keep_blank_values=True, errors="strict", max_num_fields=FIELDS)
    except ValueError:  # UnicodeError is one
        words = "The query string contains a syntax error."
        raise AwsError("SerializationException", words) from None


def _writer(model: ServiceModel, shape: Shape, place: Member) -> TextWriter:
    if place.json_value:
        return json_text
    if shape.kind is Kind.LIST and shape.element is not None:
        each = _writer(model, model.of(shape.element), shape.element)
        quote = model.of(shape.element).kind is Kind.STRING
        return lambda value: ", ".join(_quoted(each(item)) if quote else each(item) for item in value)
    return text_writer(shape.kind, place.timestamp_format or shape.timestamp_format or RFC_822)


def _quoted(text: str) -> str:
    if '"' not in text and "," not in text:
        return text
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _written(name: str, header: str, text: TextWriter) -> HeaderWriter:
    def write(result: Mapping[str, Any]) -> Headers:
        value = result.get(name)
        return () if value is None else ((header, _one_line(text(value))),)

    return write


def _all_written(name: str, prefix: str) -> HeaderWriter:
    def write(result: Mapping[str, Any]) -> Headers:
        found = result.get(name) or {}
        return tuple((prefix + key.lower(), _one_line(str(value))) for key, value in found.items())

    return write


def _one_line(text: str) -> str:
    """A header's value can begin neither another header nor the body."""
    return re.sub(r"[\x00-\x08\x0a-\x1f\x7f]", " ", text)
