"""The bodies of REST calls and answers: a JSON object of the members, or one member that is the whole body.

Knows the shapes, and neither paths nor headers.
"""

from collections.abc import Callable, Mapping
from typing import Any

from kmstui.aws.errors import AwsError
from kmstui.aws.shapes import Kind, ServiceModel, Shape
from kmstui.wire.json_rpc import parsed_object, written
from kmstui.wire.json_values import JsonValues, pruned
from kmstui.wire.message import Request
from kmstui.wire.strict_json import NotJson, decode

BodyReader = Callable[[Request], dict[str, Any]]
"""The parameters that are in the body of a request."""
BodyWriter = Callable[[Mapping[str, Any]], tuple[str, bytes]]
"""The content type and the body of an answer; the type is empty when there is no body."""

_JSON = "application/json"


def body_reader(model: ServiceModel, shape: Shape) -> BodyReader:
    """What reads the body of an operation with this input."""
    if shape.payload:
        return _payload_reader(model, shape.payload, model.of(shape.members[shape.payload]))
    if all(member.location for member in shape.members.values()):
        return lambda _: {}
    read = JsonValues(model, reading=True).walk(shape)

    def members(request: Request) -> dict[str, Any]:
        value = parsed_object(request.body) if request.body else {}
        if read is not None:
            value = read(value)
        if b"null" in request.body:
            value = pruned(model, shape, value)
        return {name: item for name, item in value.items() if not _elsewhere(shape, name)}

    return members


def _elsewhere(shape: Shape, name: str) -> bool:
    """Whether a member of the body has the name of one that only counts in another place."""
    member = shape.members.get(name)
    return member is not None and bool(member.location)


def _payload_reader(model: ServiceModel, name: str, shape: Shape) -> BodyReader:
    if shape.kind is Kind.BLOB:
        return lambda request: {name: request.body} if request.body else {}
    if shape.kind is Kind.STRING:
        return lambda request: {name: _utf_8(request.body)} if request.body else {}
    read = JsonValues(model, reading=True).walk(shape)

    def payload(request: Request) -> dict[str, Any]:
        if not request.body:
            return {}
        value = _json(request.body)
        if read is not None:
            value = read(value)
        return {name: pruned(model, shape, value)}

    return payload


def body_writer(model: ServiceModel, shape: Shape, *, nothing: bool) -> BodyWriter:
    """What writes the body of an answer with this output; `nothing` when the operation has none."""
    if shape.payload:
        return _payload_writer(model, shape.payload, model.of(shape.members[shape.payload]))
    inside = frozenset(name for name, member in shape.members.items() if not member.location)
    if nothing:
        return lambda _: ("", b"")
    write = JsonValues(model, reading=False).walk(shape)

    def members(result: Mapping[str, Any]) -> tuple[str, bytes]:
        there = {name: item for name, item in result.items() if name in inside}
        return _JSON, written(model, shape, write, there)

    return members


def _payload_writer(model: ServiceModel, name: str, shape: Shape) -> BodyWriter:
    if shape.kind is Kind.BLOB:
        return lambda result: ("application/octet-stream", bytes(result.get(name) or b""))
    if shape.kind is Kind.STRING:
        return lambda result: ("text/plain", (result.get(name) or "").encode("utf-8", "replace"))
    write = JsonValues(model, reading=False).walk(shape)

    def payload(result: Mapping[str, Any]) -> tuple[str, bytes]:
        value = result.get(name)
        if value is None:
            return "", b""
        return _JSON, written(model, shape, write, value)

    return payload


def _utf_8(body: bytes) -> str:
    try:
        return body.decode()
    except UnicodeDecodeError:
        raise AwsError("SerializationException") from None


def _json(body: bytes) -> Any:
    try:
        return decode(body)
    except NotJson as error:
        raise AwsError("SerializationException") from error
