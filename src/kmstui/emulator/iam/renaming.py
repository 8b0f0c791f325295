"""UpdateUser and UpdateGroup: a new name or path, with everything that hangs on the old name.

The unique id stays; the ARN does not, so a policy that names the old ARN is about somebody else from then on.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from kmstui.aws.errors import AwsError
from kmstui.aws.gateway import Params, Result
from kmstui.emulator.iam.entities import GROUP, USER, EntityKind, Needs, entity_access, existing, handler
from kmstui.emulator.iam.model import Holder, HolderKind
from kmstui.emulator.iam.repository import (
    ACCESS_KEYS,
    ATTACHMENTS,
    INLINE,
    MEMBERSHIPS,
    attachments,
    inline_policies,
    named,
)
from kmstui.emulator.registry import Access, Context, Handler


def handlers() -> tuple[Handler[Any], ...]:
    """The operations of this module."""
    return (
        handler("UpdateUser", partial(_update, USER, HolderKind.USER), _needs(USER)),
        handler("UpdateGroup", partial(_update, GROUP, HolderKind.GROUP), _needs(GROUP)),
    )


def _needs(kind: EntityKind[Any]) -> Needs:
    """On what it is and on what it will be (IAM API Reference, UpdateUser and UpdateGroup)."""

    def needs(context: Context, params: Params, action: str) -> Sequence[Access]:
        now = entity_access(context, kind, action, params[kind.member], params)
        record = named(context.uow, kind.table, context.account, params[kind.member])
        if record is None:
            return (now,)
        later = _changed(kind, record, params)
        return (now,) if later.arn == now.resource else (now, replace(now, resource=later.arn))

    return needs


def _changed(kind: EntityKind[Any], record: Any, params: Params) -> Any:
    name = params.get(f"New{kind.member}", record.name)
    return replace(record, name=name, path=params.get("NewPath", record.path))


def _update(kind: EntityKind[Any], holder: HolderKind, context: Context, params: Params) -> Result:
    record = existing(context, kind, params[kind.member])
    later = _changed(kind, record, params)
    taken = named(context.uow, kind.table, context.account, later.name)
    if taken is not None and taken != record:
        raise AwsError("EntityAlreadyExists", kind.taken.format(later.name))
    context.uow.delete(kind.table, kind.table.key(record))
    context.uow.put(kind.table, later)
    if record.name.lower() != later.name.lower():
        _move_policies(context, Holder(context.account, holder, record.name), later.name.lower())
        _move_relations(context, holder, record.name.lower(), later.name.lower())
    return {}


def _move_policies(context: Context, holder: Holder, name: str) -> None:
    for policy in inline_policies(context.uow, holder):
        context.uow.delete(INLINE, INLINE.key(policy))
        context.uow.put(INLINE, replace(policy, holder=name))
    for item in attachments(context.uow, holder):
        context.uow.delete(ATTACHMENTS, ATTACHMENTS.key(item))
        context.uow.put(ATTACHMENTS, replace(item, holder=name))


def _move_relations(context: Context, holder: HolderKind, old: str, new: str) -> None:
    side = holder.value
    wanted = {"account": context.account, side: old}
    for membership in list(context.uow.find(MEMBERSHIPS, **wanted)):
        context.uow.delete(MEMBERSHIPS, MEMBERSHIPS.key(membership))
        moved = replace(membership, user=new) if side == "user" else replace(membership, group=new)
        context.uow.put(MEMBERSHIPS, moved)
    if holder is HolderKind.USER:
        for key in list(context.uow.find(ACCESS_KEYS, account=context.account, user=old)):
            context.uow.put(ACCESS_KEYS, replace(key, user=new))
