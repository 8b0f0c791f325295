"""CloudTrail's `userIdentity`: who made a call, and through whom.

Forms as in the CloudTrail User Guide, "userIdentity element", and, for the role as which EBS decrypts data
keys, in the KMS Developer Guide's EC2 samples.
"""

from datetime import datetime

from kmstui.emulator.audit.text import moment_text
from kmstui.emulator.registry import Caller, PrincipalKind


def user_identity(caller: Caller, at: datetime) -> dict[str, object]:
    """The element for a call made at `at`."""
    if caller.kind is PrincipalKind.SERVICE:
        return {"type": caller.kind.value, "invokedBy": _host(caller.via_service or caller.name)}
    identity: dict[str, object] = {
        "type": caller.kind.value,
        "principalId": caller.principal_id,
        "arn": caller.arn,
        "accountId": caller.account,
        "accessKeyId": caller.access_key_id,
    }
    if caller.kind is PrincipalKind.USER:
        identity["userName"] = caller.name
    if caller.kind is PrincipalKind.ASSUMED_ROLE or caller.session is not None:
        identity["sessionContext"] = _session(caller, at)
    if caller.via_service:
        identity["invokedBy"] = _host(caller.via_service)
    return identity


def user_name(caller: Caller) -> str:
    """What the event history shows under "User name"."""
    match caller.kind:
        case PrincipalKind.ROOT:
            return "root"
        case PrincipalKind.ASSUMED_ROLE:
            return caller.arn.rpartition("/")[2]
        case PrincipalKind.SERVICE:
            return ""
    return caller.name


def _host(service: str) -> str:
    return service if "." in service else f"{service}.amazonaws.com"


def _session(caller: Caller, at: datetime) -> dict[str, object]:
    """The session, and the role behind it; a console's session of a role begins with the call it makes."""
    created = caller.session.created if caller.session else at
    context: dict[str, object] = {}
    if caller.kind is PrincipalKind.ASSUMED_ROLE:
        context["sessionIssuer"] = {
            "type": "Role",
            "principalId": caller.principal_id.rpartition(":")[0],
            "arn": caller.issuer_arn,
            "accountId": caller.account,
            "userName": caller.name,
        }
    if caller.session and caller.session.source_identity:
        context["sourceIdentity"] = caller.session.source_identity
    context["attributes"] = {
        "creationDate": moment_text(created),
        "mfaAuthenticated": "false",
    }
    return context
