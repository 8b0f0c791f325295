"""The policies that a simulation is made of: those that hang on a principal, and those a request brings."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from kmstui.aws.errors import AwsError
from kmstui.aws.gateway import Params
from kmstui.emulator.iam.document import Grammar, Policy
from kmstui.emulator.iam.entities import HOLDERS, existing
from kmstui.emulator.iam.model import Group, Holder, HolderKind, ManagedPolicy, Role, User
from kmstui.emulator.iam.policy import parse_policy
from kmstui.emulator.iam.policy_error import PolicyError
from kmstui.emulator.iam.repository import attachments, groups_of, inline_policies, managed_policy
from kmstui.emulator.iam.simulation import Source
from kmstui.emulator.iam.wildcards import glob
from kmstui.emulator.registry import Context

_PRINCIPAL = re.compile(
    r"arn:aws[a-z-]*:iam::([0-9]{12}):(user|role|group)/(?:[!-~]+/)?([\w+=,.@-]+)", re.ASCII
)


def invalid(message: str) -> AwsError:
    """What a simulation is asked for cannot be simulated."""
    return AwsError("InvalidInput", message)


def principal_named(arn: str) -> tuple[str, HolderKind, str]:
    """The account, kind and name of the user, role or group that an ARN is about.

    Raises:
        AwsError: InvalidInput, for any other ARN.
    """
    form = _PRINCIPAL.fullmatch(arn)
    if form is None:
        raise invalid(f"Invalid Entity Arn: {arn} does not clearly define entity type and name.")
    return form[1], HolderKind(form[2]), form[3]


def principal(context: Context, arn: str) -> User | Role | Group:
    """The user, role or group of this ARN.

    Raises:
        AwsError: InvalidInput or NoSuchEntity.
    """
    _, kind, name = principal_named(arn)
    record: User | Role | Group = existing(context, HOLDERS[kind], name)
    if record.arn != arn:
        raise AwsError("NoSuchEntity", HOLDERS[kind].missing.format(name))
    return record


def given(texts: Sequence[str], label: str, grammar: Grammar = Grammar.IDENTITY) -> tuple[Source, ...]:
    """The policies that a request brings, named after the member that they came in.

    Raises:
        AwsError: InvalidInput, when one is malformed.
    """
    kind = "resource" if grammar is Grammar.RESOURCE else "none"
    return tuple(
        Source(f"{label}.{number}", kind, text, _read(text, f"{label}.{number}", grammar))
        for number, text in enumerate(texts, start=1)
    )


def _read(text: str, label: str, grammar: Grammar) -> Policy:
    try:
        return parse_policy(text, grammar)
    except PolicyError as error:
        raise invalid(f"{label}: {error.message}") from None


@dataclass(frozen=True, slots=True)
class _Hanging:
    """A policy as it hangs on somebody; one that is managed has an ARN."""

    source: Source
    holder: Holder
    name: str
    arn: str = ""


def hanging_on(context: Context, record: User | Role | Group, params: Params) -> tuple[Source, ...]:
    """The policies of a user and its groups, or of a role or group, but for those the request leaves out."""
    kept = (item for holder in _holders(context, record) for item in _of(context, holder))
    return tuple(item.source for item in kept if not _excluded(item, params))


def boundary_of(context: Context, record: User | Role | Group, params: Params) -> Source | None:
    """The permissions boundary of a user or role, unless the request leaves it out."""
    arn = "" if isinstance(record, Group) else record.boundary
    policy = managed_policy(context.uow, context.account, arn) if arn else None
    by_type = any(one.get("PolicyType") == "permission-boundary" for one in _exclusions(params))
    return None if policy is None or by_type else _managed(context, policy)


def _holders(context: Context, record: User | Role | Group) -> Iterator[Holder]:
    kinds = {User: HolderKind.USER, Role: HolderKind.ROLE, Group: HolderKind.GROUP}
    yield Holder(record.account, kinds[type(record)], record.name)
    for group in groups_of(context.uow, record) if isinstance(record, User) else ():
        yield Holder(group.account, HolderKind.GROUP, group.name)


def _of(context: Context, holder: Holder) -> Iterator[_Hanging]:
    for inline in inline_policies(context.uow, holder):
        label = f"{holder.kind.value}_{holder.name}_{inline.name}"
        policy = parse_policy(inline.document, Grammar.IDENTITY)
        yield _Hanging(Source(label, holder.kind.value, inline.document, policy), holder, inline.name)
    for attachment in attachments(context.uow, holder):
        managed = managed_policy(context.uow, context.account, attachment.policy_arn)
        if managed is not None:
            yield _Hanging(_managed(context, managed), holder, managed.name, managed.arn)


def _managed(context: Context, policy: ManagedPolicy) -> Source:
    kind = "user-managed" if policy.account == context.account else "aws-managed"
    return Source(policy.name, kind, policy.document, parse_policy(policy.document, Grammar.IDENTITY))


def _exclusions(params: Params) -> Sequence[dict[str, Any]]:
    found: Sequence[dict[str, Any]] = params.get("PolicyExclusionList", ())
    if any(len(one) != 1 for one in found):
        raise invalid("A PolicyIdentifier has exactly one member.")
    return found


def _excluded(item: _Hanging, params: Params) -> bool:
    return any(_meant(item, one) for one in _exclusions(params))


def _meant(item: _Hanging, identifier: dict[str, Any]) -> bool:
    if "PolicyType" in identifier:
        return bool(identifier["PolicyType"] == (item.source.type if item.arn else "inline"))
    if "PolicyArn" in identifier:
        return bool(item.arn) and glob(identifier["PolicyArn"], item.arn)
    inline = identifier["InlinePolicyIdentifier"]
    return (
        not item.arn
        and item.name.lower() == inline["PolicyName"].lower()
        and item.holder.kind.value == inline["AttachmentType"]
        and glob(inline["AttachmentName"].lower(), item.holder.name.lower())
    )
