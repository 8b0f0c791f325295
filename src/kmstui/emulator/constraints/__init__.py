"""Whether the parameters of a call have the form AWS documents, and AWS's words when they have not.

The rules are the service models' (`kmstui.aws.shapes`): required members, types, lengths, ranges, patterns
and enums. What a service checks beyond its model (waiting periods, tag limits, policies) is that service's
own business, and so is whether anything that is named exists.
"""

from functools import cache

from kmstui.aws.errors import AwsError
from kmstui.aws.gateway import Params
from kmstui.aws.shapes import service_model
from kmstui.emulator.constraints.compiling import Check, compile_input
from kmstui.emulator.constraints.words import Violation, dialect


def validate(service: str, operation: str, params: Params) -> None:
    """Check the parameters of one call against the operation's input shape.

    Raises:
        AwsError: in the words of the service: `ValidationException` (JSON services), `ValidationError` (IAM,
            STS), `MissingParameter` and `InvalidParameterValue` (EC2); `SerializationException`,
            `MalformedInput` or `UnknownParameter` where a member has the wrong type or no meaning.
    """
    found: list[Violation] = []
    _check(service, operation)(params, "", found)
    if found:
        raise dialect(service).violated(found)


@cache
def _check(service: str, operation: str) -> Check:
    try:
        return compile_input(service_model(service), operation)
    except KeyError:
        raise AwsError("UnknownOperationException", f"{service} has no operation {operation!a}") from None
