"""What a request was found to be a call of, and what turns it into parameters and an answer into bytes.

A codec speaks one of AWS's protocols for every service that has it. It knows shapes, and neither who calls
nor who answers; whatever bytes it is given, it raises nothing but AwsError.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from kmstui.aws.errors import AwsError
from kmstui.aws.shapes import ServiceModel
from kmstui.wire.message import Reply, Request

Models = Callable[[str], ServiceModel]
"""Gives the model of a service by its name, or raises KeyError."""

_NO_FORM: Mapping[str, str] = {}


class Codec(Protocol):
    """One protocol: `json`, `query`, `ec2` or `rest-json`."""

    @property
    def protocol(self) -> str:
        """botocore's name of the protocol."""
        ...

    def params(self, route: "Route", request: Request) -> dict[str, Any]:
        """The parameters of the call, by AWS's member names; blobs are bytes, times aware and in UTC.

        A value of the wrong type is handed through as it came, for the account to refuse in AWS's words;
        so are members that the operation does not have. The parameters of an operation that the service
        model does not have are empty.

        Raises:
            AwsError: when the request cannot be read: `SerializationException` (JSON), `MalformedInput`
                (query), `MalformedQueryString`, `UnknownParameter` (EC2).
        """
        ...

    def reply(self, route: "Route", result: Mapping[str, Any], request_id: str) -> Reply:
        """The answer to a call that succeeded."""
        ...

    def refusal(self, route: "Route", error: AwsError, request_id: str) -> Reply:
        """The answer to a call that was refused, with the HTTP status AWS gives the error."""
        ...


@dataclass(frozen=True, slots=True)
class Route:
    """Which operation of which service a request calls."""

    service: str
    """Our name of the service; what the client named where it is none of ours."""
    operation: str
    """As the client named it, letters and digits only; it may be one that nobody has. Empty when none was
    named."""
    codec: Codec = field(repr=False)
    version: str = ""
    """The API version of a form request, which EC2 repeats in the name space of its answer."""
    form: Mapping[str, str] = field(default_factory=lambda: _NO_FORM, repr=False, compare=False)
    """The fields of a form request, which routing has read already."""


class Unroutable(Exception):  # noqa: N818 - it names what the request is
    """A request that calls no operation of any service here.

    `route` says as much as could be made out, for the log.
    """

    def __init__(self, route: Route, error: AwsError) -> None:
        super().__init__(error.code)
        self.route = route
        self.error = error

    def reply(self, request_id: str) -> Reply:
        """What AWS would answer."""
        return self.route.codec.refusal(self.route, self.error, request_id)


def known_model(models: Models, service: str) -> ServiceModel | None:
    """The model of a service; None when it is none of ours."""
    try:
        return models(service)
    except KeyError:
        return None


def model_with(models: Models, route: Route) -> ServiceModel | None:
    """The model of a route's service where that has its operation; None for what a client makes up."""
    model = known_model(models, route.service)
    return model if model is not None and route.operation in model.operations else None
