"""The AWS query protocol: IAM and STS.

A call is a form with an `Action` and a `Version`, an answer XML; see
https://smithy.io/2.0/aws/protocols/aws-query-protocol.html. Knows no operation by name.
"""

from urllib.parse import quote

from kmstui.aws.errors import AwsError
from kmstui.aws.shapes import Kind, Member, ServiceModel, Shape
from kmstui.wire.codec import Route
from kmstui.wire.form_codec import Ends, FormCodec
from kmstui.wire.scalars import TextWriter
from kmstui.wire.xml import XmlValues, escaped

_PERCENT_ENCODED = frozenset({("iam", "policyDocumentType")})
"""Shapes whose texts IAM answers percent-encoded after RFC 3986 (IAM API Reference, `GetUserPolicy`)."""


class _Naming:
    """`Tags.member.1.Key`, and `Tags.1.Key` where the model calls a list flattened."""

    def member(self, name: str, member: Member, shape: Shape) -> str:
        if shape.kind is Kind.LIST and _flattened(member, shape) and shape.element is not None:
            return member.location_name or shape.element.location_name or name
        return member.location_name or shape.location_name or name

    def entries(self, place: Member | None, shape: Shape) -> str:
        if _flattened(place, shape):
            return ""
        if shape.kind is Kind.MAP:
            return "entry"
        return (shape.element.location_name if shape.element else "") or "member"

    def misplaced(self, name: str) -> AwsError:
        # AWS's code; its words for this are not known.
        return AwsError("MalformedInput", f"Unexpected list element or map entry: {name!a}")


class Query(FormCodec):
    """The protocol, for every service that has it."""

    protocol = "query"
    naming = _Naming()

    def values(self, model: ServiceModel) -> XmlValues:
        """What writes the results of a service."""

        def special(shape: Shape, _: Member) -> TextWriter | None:
            return _percent_encoded if (model.name, shape.name) in _PERCENT_ENCODED else None

        return XmlValues(model, special)

    def answer(self, route: Route, ends: Ends, members: str, request_id: str) -> str:
        """The text of an answer: the result in its wrapper, then the request id."""
        name = route.operation
        if ends.write is not None:
            wrapper = ends.model.operations[name].result_wrapper or f"{name}Result"
            members = f"<{wrapper}>{members}</{wrapper}>"
        return (
            f"<{name}Response{_name_space(ends.model)}>{members}<ResponseMetadata><RequestId>"
            f"{escaped(request_id)}</RequestId></ResponseMetadata></{name}Response>"
        )

    def error(self, model: ServiceModel | None, error: AwsError, status: int, request_id: str) -> str:
        """The text of a refusal: whose fault it is, code and message."""
        blame = "Sender" if status < 500 else "Receiver"
        return (
            f"<ErrorResponse{_name_space(model)}><Error><Type>{blame}</Type><Code>{escaped(error.code)}</Code>"
            f"<Message>{escaped(error.message)}</Message></Error>"
            f"<RequestId>{escaped(request_id)}</RequestId></ErrorResponse>"
        )


def _flattened(place: Member | None, shape: Shape) -> bool:
    return shape.flattened or (place is not None and place.flattened)


def _name_space(model: ServiceModel | None) -> str:
    name_space = model.metadata.get("xmlNamespace", "") if model else ""
    return f' xmlns="{name_space}"' if name_space else ""


def _percent_encoded(text: str) -> str:
    return quote(text, safe="", errors="replace")
