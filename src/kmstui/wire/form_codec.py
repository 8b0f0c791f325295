"""What the two form protocols share: forms in, XML out.

The protocols differ in how a form names things and in what stands around a result; `query` and `ec2_query`
say how. Knows no operation by name.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kmstui.aws.errors import AwsError
from kmstui.aws.shapes import ServiceModel
from kmstui.wire.codec import Models, Route, known_model, model_with
from kmstui.wire.form_values import FormValues, Naming, Reader
from kmstui.wire.forms import fields, tree
from kmstui.wire.message import Reply, Request
from kmstui.wire.statuses import status_of
from kmstui.wire.xml import Writer, XmlValues


@dataclass(frozen=True, slots=True)
class Ends:
    """What is to be done with the input and the output of one operation."""

    model: ServiceModel
    read: Reader | None
    """None when the operation takes nothing."""
    write: Writer | None
    """None when it gives nothing."""


class FormCodec(ABC):
    """A form protocol, for every service that has it."""

    protocol: str
    content_type = "text/xml"
    naming: Naming
    """How the protocol names things in a form."""

    def __init__(self, models: Models) -> None:
        self._models = models
        self._ends: dict[tuple[str, str], Ends] = {}

    @abstractmethod
    def values(self, model: ServiceModel) -> XmlValues:
        """What writes the results of a service."""

    @abstractmethod
    def answer(self, route: Route, ends: Ends, members: str, request_id: str) -> str:
        """The text of an answer, given that of the members of the result."""

    @abstractmethod
    def error(self, model: ServiceModel | None, error: AwsError, status: int, request_id: str) -> str:
        """The text of a refusal."""

    def params(self, route: Route, request: Request) -> dict[str, Any]:
        """The parameters of a call. See `Codec.params`."""
        node = tree(route.form or fields(request))
        ends = self._known(route)
        if ends is None:
            return {}
        params: dict[str, Any] = node if ends.read is None else ends.read(node)
        return params

    def reply(self, route: Route, result: Mapping[str, Any], request_id: str) -> Reply:
        """The answer to a call that succeeded."""
        ends = self._known(route)
        assert ends is not None, "only an operation that is known succeeds"
        out: list[str] = []
        if ends.write is not None:
            ends.write(out, result)
        return self._reply(200, self.answer(route, ends, "".join(out), request_id), request_id)

    def refusal(self, route: Route, error: AwsError, request_id: str) -> Reply:
        """The answer to a call that was refused."""
        model = known_model(self._models, route.service)
        status = status_of(model, self.protocol, error.code)
        return self._reply(status, self.error(model, error, status, request_id), request_id)

    def _reply(self, status: int, text: str, request_id: str) -> Reply:
        headers = (("x-amzn-requestid", request_id), ("content-type", self.content_type))
        return Reply(status, headers, text.encode())

    def _known(self, route: Route) -> Ends | None:
        key = (route.service, route.operation)
        ends = self._ends.get(key)
        if ends is None:
            model = model_with(self._models, route)
            if model is None:
                return None  # what a client makes up is not remembered
            taken, given = model.input(route.operation), model.output(route.operation)
            read = FormValues(model, self.naming).structure(taken) if taken else None
            write = self.values(model).structure(given) if given else None
            ends = self._ends[key] = Ends(model, read, write)
        return ends
