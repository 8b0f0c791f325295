"""What hangs on a caller: its tags, its policies and its boundary, gathered from IAM's records.

Gathering takes a dozen look-ups and IAM seldom changes, so it is remembered as long as no table it was
gathered from does. Decides nothing.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from kmstui.emulator.iam.document import Grammar, Policy
from kmstui.emulator.iam.model import Group, Holder, HolderKind, Role, User
from kmstui.emulator.iam.policy import parse_policy
from kmstui.emulator.iam.repository import (
    ATTACHMENTS,
    GROUPS,
    INLINE,
    MEMBERSHIPS,
    POLICIES,
    ROLES,
    USERS,
    attachments,
    groups_of,
    inline_policies,
    managed_policy,
    named,
)
from kmstui.emulator.iam.request import NamedPolicy
from kmstui.emulator.registry import Caller, PrincipalKind
from kmstui.emulator.remembered import Remembered
from kmstui.emulator.store.unit_of_work import UnitOfWork

SOURCES = (USERS, ROLES, GROUPS, POLICIES, INLINE, ATTACHMENTS, MEMBERSHIPS)
"""Every table that a standing is gathered from."""


@dataclass(frozen=True, slots=True, eq=False)
class Standing:
    """A caller and what hangs on it.

    Of equal standings there may be several, but one is never changed, so that what follows from it may be
    remembered by the very object.
    """

    caller: Caller
    identity: tuple[NamedPolicy, ...] = ()
    """Inline and managed policies of the user and its groups, or of the role."""
    boundary: NamedPolicy | None = None
    session: tuple[NamedPolicy, ...] = ()
    tags: Mapping[str, str] = field(default_factory=dict)
    """Of the user or role, and of the session, whose own come before the role's."""


_REMEMBERED: Remembered[tuple[Caller, tuple[object, ...]], Standing] = Remembered(1_000)
"""By the caller and the stamps of `SOURCES`: a stamp is never another table's, nor the same one's before."""


def standing_of(uow: UnitOfWork, caller: Caller) -> Standing:
    """A caller's standing as the account is at this moment, also in the midst of a unit that changes it."""
    key = (caller, uow.stamps(SOURCES))
    return _REMEMBERED.get(key) or _REMEMBERED.keep(key, _gathered(uow, caller))


def _gathered(uow: UnitOfWork, caller: Caller) -> Standing:
    """A service, the root user, a principal of another account and EC2's own role have no records here."""
    record = _record(uow, caller)
    if record is None:
        return Standing(caller)
    identity = tuple(_identity_policies(uow, record))
    session = tuple(_session_policies(uow, caller))
    return Standing(caller, identity, _boundary(uow, record), session, _tags(caller, record))


def _record(uow: UnitOfWork, caller: Caller) -> User | Role | None:
    if caller.kind is PrincipalKind.USER:
        return named(uow, USERS, caller.account, caller.name)
    if caller.kind is PrincipalKind.ASSUMED_ROLE:
        return named(uow, ROLES, caller.account, caller.name)
    return None


def _identity_policies(uow: UnitOfWork, record: User | Role) -> Iterator[NamedPolicy]:
    if isinstance(record, Role):
        yield from _held(uow, Holder(record.account, HolderKind.ROLE, record.name), "")
        return
    yield from _held(uow, Holder(record.account, HolderKind.USER, record.name), "")
    for group in groups_of(uow, record):
        yield from _held(uow, _group_holder(group), f" (group {group.name})")


def _group_holder(group: Group) -> Holder:
    return Holder(group.account, HolderKind.GROUP, group.name)


def _held(uow: UnitOfWork, holder: Holder, suffix: str) -> Iterator[NamedPolicy]:
    for inline in inline_policies(uow, holder):
        yield NamedPolicy(f"{inline.name}{suffix}", parse_policy(inline.document, Grammar.IDENTITY))
    for attachment in attachments(uow, holder):
        managed = managed_policy(uow, holder.account, attachment.policy_arn)
        if managed is not None:
            yield NamedPolicy(f"{managed.name}{suffix}", parse_policy(managed.document, Grammar.IDENTITY))


def _boundary(uow: UnitOfWork, record: User | Role) -> NamedPolicy | None:
    if not record.boundary:
        return None
    policy = managed_policy(uow, record.account, record.boundary)
    if policy is None:
        return NamedPolicy(record.boundary, Policy(()))
    return NamedPolicy(policy.name, parse_policy(policy.document, Grammar.IDENTITY))


def _session_policies(uow: UnitOfWork, caller: Caller) -> Iterator[NamedPolicy]:
    """Those the session was started with. Together they limit it; one that is gone allows nothing."""
    if caller.session is None:
        return
    if caller.session.policy:
        yield NamedPolicy("session policy", parse_policy(caller.session.policy, Grammar.IDENTITY))
    for arn in caller.session.policy_arns:
        managed = managed_policy(uow, caller.account, arn)
        policy = parse_policy(managed.document, Grammar.IDENTITY) if managed else Policy(())
        yield NamedPolicy(managed.name if managed else arn, policy)


def _tags(caller: Caller, record: User | Role) -> dict[str, str]:
    if caller.session is None:
        return dict(record.tags)
    replaced = {key.lower() for key, _ in caller.session.tags}
    kept = {key: value for key, value in record.tags if key.lower() not in replaced}
    return kept | dict(caller.session.tags)
