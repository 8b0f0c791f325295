"""AWS's words for a refusal, made from the decision that refused.

The sentence and its endings are those of the IAM User Guide, "Troubleshoot access denied error messages";
which code a service puts before it is the service's own tradition. Only one kind of policy is ever named.
"""

from base64 import urlsafe_b64encode
from hashlib import shake_256

from kmstui.aws.errors import AwsError
from kmstui.emulator.iam.decision import Decision, PolicyKind, Rule
from kmstui.emulator.registry import Access, Caller

_CODES = {
    "ec2": "UnauthorizedOperation",
    "iam": "AccessDenied",
    "sts": "AccessDenied",
}
"""Error codes by service; the others use `AccessDeniedException`."""
_ENCODED_BYTES = 120


def refusal(
    access: Access, decision: Decision, caller: Caller, request_id: str = "", service: str = ""
) -> AwsError:
    """The error that answers a call whose permission `access` was decided against.

    `service` is the one that was called, where the action is another one's.
    """
    if access.hidden_error is not None:
        code, message = access.hidden_error
        return AwsError(code, message, request_id=request_id)
    service = service or decision.action.partition(":")[0]
    message = sentence(decision, caller)
    if service == "ec2":
        message = (
            f"You are not authorized to perform this operation. {message}. "
            f"Encoded authorization failure message: {_encoded(decision, caller, request_id)}"
        )
    return AwsError(_CODES.get(service, "AccessDeniedException"), message, request_id=request_id)


def sentence(decision: Decision, caller: Caller) -> str:
    """Who may not do what to which resource, and which kind of policy is the reason."""
    start = f"User: {caller.arn} is not authorized to perform: {decision.action}"
    if decision.layer is PolicyKind.RESOURCE and decision.action.startswith("sts:"):
        return f"{start} {_trust_ending(decision)}"
    return f"{start} on resource: {decision.resource} {_ending(decision)}"


def _trust_ending(decision: Decision) -> str:
    """A role's trust policy has words of its own, which do not name the role."""
    if decision.rule is Rule.EXPLICIT_DENY:
        return "with an explicit deny in the role trust policy"
    return f"because no role trust policy allows the {decision.action} action"


def _ending(decision: Decision) -> str:
    if decision.rule is Rule.EXPLICIT_DENY:
        article = "an" if decision.layer.value[0] in "aeiou" else "a"
        return f"with an explicit deny in {article} {decision.layer.value}"
    return f"because no {decision.layer.value} allows the {decision.action} action"


def _encoded(decision: Decision, caller: Caller, request_id: str) -> str:
    """As opaque as AWS's; what it would tell is asked for by the request's id instead."""
    told = "\n".join((request_id, caller.arn, decision.action, decision.resource, decision.rule.name))
    return urlsafe_b64encode(shake_256(told.encode()).digest(_ENCODED_BYTES)).decode()
