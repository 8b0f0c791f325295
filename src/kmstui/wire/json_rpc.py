"""The AWS JSON protocols 1.0 and 1.1: KMS, CloudTrail, Config and the private service.

A call is a POST whose `X-Amz-Target` names the operation and whose body is its parameters; see
https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html. Knows no operation by name.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from kmstui.aws.errors import AwsError
from kmstui.aws.shapes import Kind, ServiceModel, Shape
from kmstui.wire.codec import Models, Route, known_model, model_with
from kmstui.wire.json_values import JsonValues, Walk, pruned
from kmstui.wire.message import Reply, Request
from kmstui.wire.statuses import error_shape, status_of
from kmstui.wire.strict_json import NotJson, decode

encode = msgspec.json.Encoder().encode
"""JSON of plain values; bytes in base64."""


@dataclass(frozen=True, slots=True)
class _Ends:
    """What is to be done with the input and the output of one operation."""

    model: ServiceModel
    input: Shape | None
    output: Shape | None
    read: Walk | None
    write: Walk | None


class JsonRpc:
    """One version of the protocol, for every service that has it."""

    protocol = "json"

    def __init__(self, models: Models, version: str) -> None:
        self._models = models
        self._content_type = ("content-type", f"application/x-amz-json-{version}")
        self._ends: dict[tuple[str, str], _Ends] = {}

    def params(self, route: Route, request: Request) -> dict[str, Any]:
        """The parameters of a call. See `Codec.params`."""
        value = parsed_object(request.body)
        ends = self._known(route)
        if ends is None or ends.input is None:
            return value if ends else {}
        if ends.read is not None:
            value = ends.read(value)
        if b"null" in request.body:
            value = pruned(ends.model, ends.input, value)
        return value

    def reply(self, route: Route, result: Mapping[str, Any], request_id: str) -> Reply:
        """The answer to a call that succeeded; KMS says nothing at all where it has nothing to say."""
        ends = self._known(route)
        headers = (("x-amzn-requestid", request_id), self._content_type)
        if ends is None or ends.output is None:
            return Reply(200, headers)
        return Reply(200, headers, written(ends.model, ends.output, ends.write, result))

    def refusal(self, route: Route, error: AwsError, request_id: str) -> Reply:
        """The answer to a call that was refused."""
        model = known_model(self._models, route.service)
        headers = (("x-amzn-requestid", request_id), self._content_type)
        body = encode({"__type": error.code, **message_member(model, error)})
        return Reply(status_of(model, self.protocol, error.code), headers, body)

    def _known(self, route: Route) -> _Ends | None:
        key = (route.service, route.operation)
        try:
            return self._ends[key]
        except KeyError:
            ends = self._compiled(route)
            if ends is not None:  # what a client makes up is not remembered
                self._ends[key] = ends
            return ends

    def _compiled(self, route: Route) -> _Ends | None:
        model = model_with(self._models, route)
        if model is None:
            return None
        taken, given = model.input(route.operation), model.output(route.operation)
        read = JsonValues(model, reading=True).walk(taken) if taken else None
        write = JsonValues(model, reading=False).walk(given) if given else None
        return _Ends(model, taken, given, read, write)


def parsed_object(body: bytes) -> dict[str, Any]:
    """The JSON object that is a request's body.

    Raises:
        AwsError: SerializationException; as recorded from AWS it has no message, except for a list.
    """
    try:
        value = decode(body)
    except NotJson as error:
        raise AwsError("SerializationException") from error
    if isinstance(value, list):
        raise AwsError("SerializationException", "Start of list found where not expected")
    if not isinstance(value, dict):
        raise AwsError("SerializationException")
    return value


def written(model: ServiceModel, shape: Shape, write: Walk | None, result: Mapping[str, Any]) -> bytes:
    """A result as a JSON text, without what is None."""
    body = encode(result if write is None else write(result))
    if b"null" in body and shape.kind is Kind.STRUCTURE:
        bare = pruned(model, shape, result)
        body = encode(bare if write is None else write(bare))
    return body


def message_member(model: ServiceModel | None, error: AwsError) -> dict[str, str]:
    """The message of an error under the name its service gives that member; many have no message."""
    if not error.message:
        return {}
    shape = error_shape(model, error.code)
    names = shape.members if shape is not None else ()
    name = next((name for name in names if name.lower() == "message"), "message")
    return {name: error.message.encode("utf-8", "replace").decode()}
