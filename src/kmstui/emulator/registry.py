"""What an operation is made of, and what it is given while it runs.

A `Handler` names the stages that `dispatch` takes a call through, so that resolving, authorizing and doing
stay apart. This module knows no service; services know it.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Generic, Protocol, TypeVar

from kmstui.aws.entropy import Entropy
from kmstui.aws.gateway import Params, Result
from kmstui.emulator.store.unit_of_work import UnitOfWork

S = TypeVar("S")


class PrincipalKind(StrEnum):
    """CloudTrail's `userIdentity.type`."""

    ROOT = "Root"
    USER = "IAMUser"
    ASSUMED_ROLE = "AssumedRole"
    SERVICE = "AWSService"


@dataclass(frozen=True, slots=True)
class Session:
    """Temporary credentials: how long they last, and what they take from or add to their principal."""

    created: datetime
    expires: datetime
    name: str = ""
    """The role session's name; empty for a session of a user or of root."""
    policy: str = ""
    """The inline session policy as JSON; empty for none."""
    policy_arns: tuple[str, ...] = ()
    """Managed session policies."""
    tags: tuple[tuple[str, str], ...] = ()
    transitive: tuple[str, ...] = ()
    """Keys of those tags that a session started from this one has too."""
    source_identity: str = ""
    restricted: bool = False
    """Whether GetSessionToken made it: such a session reaches neither IAM nor most of STS."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Who makes a call."""

    arn: str
    """`arn:aws:iam::…:user/alice`, `arn:aws:sts::…:assumed-role/name/session` or `…:root`."""
    account: str
    kind: PrincipalKind
    principal_id: str
    """`AIDA…`; `AROA…:session` for a role session."""
    name: str
    """User name, or role name for a role session."""
    access_key_id: str = ""
    issuer_arn: str = ""
    """For a role session, the role's own ARN (`arn:aws:iam::…:role/name`): identity policies hang there."""
    via_service: str = ""
    """The AWS service that calls on this principal's behalf, such as `ec2`; empty for a direct call."""
    source_ip: str = "127.0.0.1"
    user_agent: str = "kmstui"
    session: Session | None = None
    """The temporary credentials it calls with; None for long-term ones, and for a console's own calls."""

    def via(self, service: str) -> "Caller":
        """The same principal, with `service` calling on its behalf (a forward access session)."""
        return replace(self, via_service=service)


@dataclass(frozen=True, slots=True)
class GrantView:
    """A KMS grant as far as authorization needs it (KMS Developer Guide, "Grants")."""

    grant_id: str
    grantee: str
    operations: tuple[str, ...]
    """Operation names without the service prefix, such as `Decrypt`."""
    context_equals: Mapping[str, str] | None = None
    context_subset: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Access:
    """One permission that an operation needs before it may run."""

    action: str
    """The IAM action, such as `kms:Decrypt`."""
    resource: str = "*"
    """The ARN acted on, or `*` for operations that have no resource."""
    resource_account: str = ""
    """The account that owns the resource; empty where the caller's own is meant."""
    policy: str | None = None
    """The resource's own policy as JSON; None where this kind of resource has none."""
    grants: tuple[GrantView, ...] = ()
    """Grants on the KMS key."""
    context: Mapping[str, str] | None = None
    """The KMS encryption context of the request, for grant constraints."""
    conditions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Condition keys of this request and resource, such as `kms:KeySpec`, each with its values.

    Global keys (`aws:…`) and what follows from the caller are added by `authorize`."""
    resource_type: str = ""
    """CloudTrail's and CloudFormation's type, such as `AWS::KMS::Key`; empty leaves it out of the record."""
    hidden_error: "tuple[str, str] | None" = None
    """Code and message to answer instead of the usual refusal, where AWS hides what the resource is."""


class Call(Protocol):
    """Makes another AWS call within the running unit of work."""

    def __call__(self, service: str, operation: str, params: Params, caller: Caller) -> Result:
        """Dispatch the call as `caller`; its changes and its audit record land with the outer call's."""
        ...


@dataclass(frozen=True, slots=True)
class ServiceEvent:
    """Something AWS did by itself and CloudTrail records as an `AwsServiceEvent`."""

    service: str
    name: str
    """Such as `DeleteKey` or `RotateKey`."""
    resource: str
    """The ARN it happened to."""
    resource_type: str
    details: Mapping[str, Any]
    """`serviceEventDetails` of the record."""


@dataclass(frozen=True, slots=True)
class Settings:
    """The account's own settings, which AWS has no API for."""

    pace: str = "instant"
    """`instant`: states settle on the next call; `realistic`: they take the seconds AWS takes."""
    throttling: bool = False


@dataclass(frozen=True, slots=True)
class Context:
    """What a running operation is given."""

    uow: UnitOfWork
    now: datetime
    entropy: Entropy
    caller: Caller
    region: str
    request_id: str
    settings: Settings
    call: Call
    emit: Callable[[ServiceEvent], None]
    """Puts a service event on the trail, with the rest of the unit of work."""
    prepared: object = None
    """What the operation's `prepare` made, for the call that came from outside; None for calls within."""

    @property
    def account(self) -> str:
        """The account the call is made in."""
        return self.caller.account


def no_subject(_context: Context, _params: Params) -> None:
    """The `resolve` of operations that work on nothing that exists yet."""


@dataclass(frozen=True, slots=True)
class Handler(Generic[S]):
    """One operation of the emulated account, stage by stage.

    `resolve` finds what the call names (raising AWS's NotFound errors), `access` says which permissions the
    call needs for it, and `run` checks states and does the work. Each raises only `AwsError`. A `run` that
    raises leaves nothing behind.
    """

    service: str
    operation: str
    run: Callable[[Context, Params, S], Result]
    resolve: Callable[[Context, Params], S]
    access: Callable[[Context, Params, S], Sequence[Access]]
    audit_request: Callable[[Params], Mapping[str, Any]] | None = None
    """Changes the generic `requestParameters` of the audit record; None keeps them."""
    audit_response: Callable[[Params, Result], Mapping[str, Any] | None] | None = None
    """`responseElements` of the audit record; None takes the result for writes and nothing for reads."""
    prepare: Callable[[Params], AbstractContextManager[object]] | None = None
    """Slow work that needs nothing of the account, such as finding primes: done before the unit of work is
    opened, so that nobody else waits for it. It comes before validation and authorization, so it must bear
    members of any kind and do nothing but use time. What it gives is `Context.prepared`, and ends with the
    call."""


Settler = Callable[[Context, str], None]
"""Carries out a change that has fallen due; the string is the subject it was scheduled with.

A subject begins with `account/Region/`, as the primary keys of all records do: the settler's Context is made
for that account and Region, with the account's root as caller. A settler raises nothing."""


@dataclass(frozen=True, slots=True)
class Service:
    """Everything one AWS service contributes to the account."""

    name: str
    handlers: tuple[Handler[Any], ...]
    settlers: Mapping[str, Settler] = field(default_factory=dict)
    """By timer kind, such as `kms.delete-key`."""
    error_source: str = ""
    """Prefix CloudTrail puts before this service's error codes, such as `Client.` for EC2."""
