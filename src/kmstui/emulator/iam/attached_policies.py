"""Managed policies on users, roles and groups: Attach…Policy, Detach…Policy and ListAttached…Policies."""

from functools import partial
from typing import Any

from kmstui.aws.gateway import Params, Result
from kmstui.emulator.iam.entities import HOLDERS, check_policy_arn, existing, handler, no_such, on, over_quota
from kmstui.emulator.iam.model import Attachment, Holder, HolderKind, ManagedPolicy
from kmstui.emulator.iam.paging import page_of_all, under
from kmstui.emulator.iam.repository import ATTACHMENTS, attachments, managed_policy
from kmstui.emulator.registry import Context, Handler

_ATTACHED = 10
"""Managed policies that one user, role or group may have."""


def handlers() -> tuple[Handler[Any], ...]:
    """The operations of this module."""
    return tuple(item for kind in HolderKind for item in _handlers(kind))


def _handlers(kind: HolderKind) -> tuple[Handler[Any], ...]:
    word = kind.value.capitalize()
    needs = on(HOLDERS[kind])
    return (
        handler(f"Attach{word}Policy", partial(_attach, kind), needs),
        handler(f"Detach{word}Policy", partial(_detach, kind), needs),
        handler(f"ListAttached{word}Policies", partial(_list, kind), needs),
    )


def _holder(context: Context, kind: HolderKind, params: Params) -> Holder:
    entity = HOLDERS[kind]
    return Holder(context.account, kind, existing(context, entity, params[entity.member]).name)


def _attach(kind: HolderKind, context: Context, params: Params) -> Result:
    holder = _holder(context, kind, params)
    arn = params["PolicyArn"]
    check_policy_arn(arn)
    if managed_policy(context.uow, context.account, arn) is None:
        raise no_such(f"Policy {arn} does not exist or is not attachable.")
    known = {item.policy_arn for item in attachments(context.uow, holder)}
    if arn not in known and len(known) >= _ATTACHED:
        raise over_quota(f"PoliciesPer{kind.value.capitalize()}", _ATTACHED)
    context.uow.put(ATTACHMENTS, Attachment(context.account, kind, holder.name.lower(), arn))
    return {}


def _detach(kind: HolderKind, context: Context, params: Params) -> Result:
    holder = _holder(context, kind, params)
    check_policy_arn(params["PolicyArn"])
    key = ATTACHMENTS.key(Attachment(context.account, kind, holder.name.lower(), params["PolicyArn"]))
    if context.uow.get(ATTACHMENTS, key) is None:
        raise no_such(f"Policy {params['PolicyArn']} was not found.")
    context.uow.delete(ATTACHMENTS, key)
    return {}


def _list(kind: HolderKind, context: Context, params: Params) -> Result:
    holder = _holder(context, kind, params)
    wanted = under(params)
    found = (managed_policy(context.uow, context.account, item.policy_arn) for item in _of(context, holder))
    policies = [policy for policy in found if policy is not None and wanted(policy.path)]
    listing = f"attached to {kind.value} {holder.name}"
    shown, result = page_of_all(listing, params, "AttachedPolicies", policies, _arn)
    result["AttachedPolicies"] = [{"PolicyName": item.name, "PolicyArn": item.arn} for item in shown]
    return result


def _of(context: Context, holder: Holder) -> list[Attachment]:
    return attachments(context.uow, holder)


def _arn(policy: ManagedPolicy) -> str:
    return policy.arn
