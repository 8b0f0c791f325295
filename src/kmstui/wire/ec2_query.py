"""EC2's variant of the query protocol.

Lists have no element names in a form (`Tag.1.Key`), names are capitalised, and an answer has no wrapper; see
https://smithy.io/2.0/aws/protocols/aws-ec2-query-protocol.html. Knows no operation by name.
"""

from datetime import datetime

from kmstui.aws.errors import AwsError
from kmstui.aws.shapes import Kind, Member, ServiceModel, Shape
from kmstui.wire.codec import Route
from kmstui.wire.form_codec import Ends, FormCodec
from kmstui.wire.scalars import TextWriter, in_utc
from kmstui.wire.xml import DECLARATION, XmlValues, escaped


class _Naming:
    """`VolumeId.1`, `TagSpecification.1.Tag.2.Key`."""

    def member(self, name: str, member: Member, shape: Shape) -> str:
        wire = member.location_name or shape.location_name or name
        return member.query_name or wire[:1].upper() + wire[1:]

    def entries(self, place: Member | None, shape: Shape) -> str:
        del place, shape  # every list is flat
        return ""

    def misplaced(self, name: str) -> AwsError:
        return AwsError("UnknownParameter", f"The parameter {name!a} is not recognized")


class Ec2Query(FormCodec):
    """The protocol, for every service that has it."""

    protocol = "ec2"
    content_type = "text/xml;charset=UTF-8"
    naming = _Naming()

    def values(self, model: ServiceModel) -> XmlValues:
        """What writes the results of a service."""
        return XmlValues(model, _in_milliseconds)

    def answer(self, route: Route, ends: Ends, members: str, request_id: str) -> str:
        """The text of an answer; EC2 says `true` where an operation gives nothing."""
        name = route.operation
        if ends.write is None:
            members = "<return>true</return>"
        return (
            f'{DECLARATION}<{name}Response xmlns="{_name_space(ends.model, route.version)}">'
            f"<requestId>{escaped(request_id)}</requestId>{members}</{name}Response>"
        )

    def error(self, model: ServiceModel | None, error: AwsError, status: int, request_id: str) -> str:
        """The text of a refusal: code and message in a list of one."""
        del model, status  # EC2 says neither a name space nor whose fault it is
        return (
            f"{DECLARATION}<Response><Errors><Error><Code>{escaped(error.code)}</Code>"
            f"<Message>{escaped(error.message)}</Message></Error></Errors>"
            f"<RequestID>{escaped(request_id)}</RequestID></Response>"
        )


def _name_space(model: ServiceModel, version: str) -> str:
    """AWS repeats the version that the client asked for; its name space ends in a slash, botocore's not."""
    return f"http://ec2.amazonaws.com/doc/{escaped(version) or model.metadata['apiVersion']}/"


def _in_milliseconds(shape: Shape, place: Member) -> TextWriter | None:
    """EC2 writes moments as `2026-01-02T03:04:05.678Z`, always with three decimals."""
    if shape.kind is not Kind.TIMESTAMP or place.timestamp_format or shape.timestamp_format:
        return None
    return _milliseconds


def _milliseconds(value: datetime) -> str:
    return f"{in_utc(value).isoformat('T', 'milliseconds')[:-6]}Z"
