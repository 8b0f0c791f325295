"""The REST JSON protocol: EBS direct, whose blocks go over the wire as they are.

What an operation is, method and path say; its parameters are in path, query, headers and body, as the shapes
have it; see https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html. Knows no operation by name.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kmstui.aws.errors import AwsError
from kmstui.aws.shapes import Kind, OperationShape, ServiceModel, Shape
from kmstui.wire.codec import Models, Route, known_model, model_with
from kmstui.wire.json_rpc import encode, message_member
from kmstui.wire.message import Headers, Reply, Request
from kmstui.wire.rest_body import BodyReader, BodyWriter, body_reader, body_writer
from kmstui.wire.rest_paths import PathForm, path_form
from kmstui.wire.rest_places import HeaderWriter, PlaceReader, header_writers, place_readers
from kmstui.wire.statuses import status_of

_NOTHING = Shape("", Kind.STRUCTURE)


@dataclass(frozen=True, slots=True)
class _Ends:
    """What is to be done with the input and the output of one operation."""

    operation: OperationShape
    path: PathForm
    places: tuple[PlaceReader, ...]
    body: BodyReader
    headers: tuple[HeaderWriter, ...]
    status_member: str
    write: BodyWriter


class RestJson:
    """The protocol, for every service that has it."""

    protocol = "rest-json"

    def __init__(self, models: Models) -> None:
        self._models = models
        self._ends: dict[tuple[str, str], _Ends] = {}

    def params(self, route: Route, request: Request) -> dict[str, Any]:
        """The parameters of a call. See `Codec.params`."""
        ends = self._known(route)
        if ends is None:
            return {}
        params = ends.body(request)
        labels = ends.path.labels(request.path) or {}
        for read in ends.places:
            read(params, request, labels)
        return params

    def reply(self, route: Route, result: Mapping[str, Any], request_id: str) -> Reply:
        """The answer to a call that succeeded."""
        ends = self._known(route)
        assert ends is not None, "only an operation that is known succeeds"
        headers: Headers = (("x-amzn-requestid", request_id),)
        for write in ends.headers:
            headers += write(result)
        content_type, body = ends.write(result)
        if content_type:
            headers += (("content-type", content_type),)
        status = result.get(ends.status_member) or ends.operation.status
        return Reply(status, headers, body)

    def refusal(self, route: Route, error: AwsError, request_id: str) -> Reply:
        """The answer to a call that was refused: the code is in a header."""
        model = known_model(self._models, route.service)
        headers = (
            ("x-amzn-requestid", request_id),
            ("x-amzn-errortype", error.code),
            ("content-type", "application/json"),
        )
        body = encode(message_member(model, error))
        return Reply(status_of(model, self.protocol, error.code), headers, body)

    def _known(self, route: Route) -> _Ends | None:
        key = (route.service, route.operation)
        ends = self._ends.get(key)
        if ends is None:
            model = model_with(self._models, route)
            if model is None:
                return None  # what a client makes up is not remembered
            ends = self._ends[key] = _compiled(model, model.operations[route.operation])
        return ends


def _compiled(model: ServiceModel, operation: OperationShape) -> _Ends:
    taken = model.input(operation.name) or _NOTHING
    given = model.output(operation.name) or _NOTHING
    status = (name for name, member in given.members.items() if member.location == "statusCode")
    path = path_form(operation.uri)
    return _Ends(
        operation=operation,
        path=path,
        places=place_readers(model, taken, path.fixed),
        body=body_reader(model, taken),
        headers=header_writers(model, given),
        status_member=next(status, ""),
        write=body_writer(model, given, nothing=not operation.output),
    )
