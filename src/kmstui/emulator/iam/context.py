"""The values that a request gives to condition keys, found by name as AWS finds them.

Names are compared without regard to case; that holds for the whole name, so also for the part of
`kms:EncryptionContext:Department` that a caller chose. Values keep their case.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Self

from kmstui.emulator.registry import Access, Caller, PrincipalKind

Values = tuple[str, ...]
Conditions = Mapping[str, Values]
"""Condition keys as written, each with its values."""
IDENTITY_ONLY = frozenset({"kms:resourcealiases"})
"""Keys that AWS evaluates in IAM policies and not in key policies (KMS Developer Guide, "Condition keys")."""


class RequestContext:
    """All condition keys of one request, put together when the first is asked for."""

    __slots__ = ("_joined", "_parts")

    def __init__(self, *parts: Conditions) -> None:
        self._parts = parts
        self._joined: Mapping[str, Values] | None = None

    @classmethod
    def of(cls, *parts: Conditions) -> Self:
        """Join several sets of condition keys; keys that differ in case alone become one with all values."""
        return cls(*parts)

    @property
    def asked(self) -> bool:
        """Whether any key was asked for, so that what was found follows from more than who asks for what."""
        return self._joined is not None

    def get(self, key: str) -> Values:
        """The values of a key; empty when the request does not have it."""
        if self._joined is None:
            self._joined = _joined(self._parts)
        return self._joined.get(key.lower(), ())

    def for_resource_policy(self) -> "RequestContext":
        """The same request as a key policy sees it."""
        return _KeyPolicyContext(self)


class _KeyPolicyContext(RequestContext):
    """A request without the keys that only IAM policies may ask for."""

    __slots__ = ("_whole",)

    def __init__(self, whole: RequestContext) -> None:
        super().__init__()
        self._whole = whole

    @property
    def asked(self) -> bool:
        return self._whole.asked

    def get(self, key: str) -> Values:
        found = self._whole.get(key)
        return () if key.lower() in IDENTITY_ONLY else found


def _joined(parts: tuple[Conditions, ...]) -> Mapping[str, Values]:
    """By lower-case name; a key without values is not in the request."""
    joined: dict[str, Values] = {}
    for part in parts:
        lowered = {name.lower(): values for name, values in part.items() if values}
        if len(lowered) < len(part) or any(joined[name] != lowered[name] for name in joined.keys() & lowered):
            return _joined_one_by_one(parts)
        joined.update(lowered)
    return joined


def _joined_one_by_one(parts: tuple[Conditions, ...]) -> Mapping[str, Values]:
    """Any parts, also those in which a key comes twice."""
    joined: dict[str, Values] = {}
    for part in parts:
        for name, values in part.items():
            if values:
                known = joined.get(name.lower(), ())
                joined[name.lower()] = known + tuple(value for value in values if value not in known)
    return joined


def caller_conditions(
    caller: Caller, *, region: str, now: datetime, tags: Mapping[str, str] | None = None
) -> dict[str, Values]:
    """The condition keys that follow from who calls, from where and when (IAM User Guide, "Global keys").

    `tags` are those of the user or role. A session has its role's ARN in `aws:PrincipalArn`.
    """
    moment = now.astimezone(UTC).replace(microsecond=0)
    via = _via(caller, region)
    user_id = caller.account if caller.kind is PrincipalKind.ROOT else caller.principal_id
    keys: dict[str, Values] = {
        "aws:PrincipalArn": (caller.issuer_arn or caller.arn,),
        "aws:PrincipalAccount": (caller.account,),
        "aws:PrincipalType": (_PRINCIPAL_TYPES[caller.kind],),
        "aws:PrincipalIsAWSService": (_text(caller.kind is PrincipalKind.SERVICE),),
        "aws:userid": (user_id,),
        "aws:SourceIp": (caller.source_ip,),
        "aws:SecureTransport": ("true",),
        "aws:RequestedRegion": (region,),
        "aws:CurrentTime": (moment.isoformat().replace("+00:00", "Z"),),
        "aws:EpochTime": (str(int(moment.timestamp())),),
        "aws:ViaAWSService": (_text(bool(via)),),
        "kms:CallerAccount": (caller.account,),
        **{f"aws:PrincipalTag/{name}": (value,) for name, value in (tags or {}).items()},
    }
    if caller.kind is PrincipalKind.USER:
        keys["aws:username"] = (caller.name,)
    if caller.user_agent:
        keys["aws:UserAgent"] = (caller.user_agent,)
    if via:
        keys["kms:ViaService"] = (via,)
        # A chain of services is never longer than one here, so its first and its last are the same.
        for key in ("aws:CalledVia", "aws:CalledViaFirst", "aws:CalledViaLast"):
            keys[key] = (f"{caller.via_service}.amazonaws.com",)
    if caller.kind is PrincipalKind.SERVICE:
        keys["aws:PrincipalServiceName"] = (caller.name,)
    return keys | _of_temporary_credentials(caller)


def resource_conditions(access: Access, caller: Caller) -> dict[str, Values]:
    """The global condition key that follows from the resource; a request about none does not have it."""
    if access.resource == "*":
        return {}
    return {"aws:ResourceAccount": (access.resource_account or caller.account,)}


def _of_temporary_credentials(caller: Caller) -> dict[str, Values]:
    """Keys that a request with a long-term access key does not have; nobody here has an MFA device."""
    session = caller.session
    keys: dict[str, Values] = {}
    if session is not None or caller.kind is PrincipalKind.ASSUMED_ROLE:
        keys["aws:MultiFactorAuthPresent"] = ("false",)
    if session is not None:
        keys["aws:TokenIssueTime"] = (session.created.isoformat().replace("+00:00", "Z"),)
        if session.source_identity:
            keys["aws:SourceIdentity"] = (session.source_identity,)
    return keys


_PRINCIPAL_TYPES = {
    PrincipalKind.ROOT: "Account",
    PrincipalKind.USER: "User",
    PrincipalKind.ASSUMED_ROLE: "AssumedRole",
    PrincipalKind.SERVICE: "Service",
}


def _via(caller: Caller, region: str) -> str:
    return f"{caller.via_service}.{region}.amazonaws.com" if caller.via_service else ""


def _text(flag: bool) -> str:
    return "true" if flag else "false"
