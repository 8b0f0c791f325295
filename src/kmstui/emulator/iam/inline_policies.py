"""Inline policies of users, roles and groups: the same four operations three times.

Put…Policy, Get…Policy, List…Policies and Delete…Policy differ only in what the policy stands in.
"""

from functools import partial
from typing import Any

from kmstui.aws.errors import AwsError
from kmstui.aws.gateway import Params, Result
from kmstui.emulator.iam.document import Grammar
from kmstui.emulator.iam.documents import checked, size
from kmstui.emulator.iam.entities import HOLDERS, existing, handler, no_such, on
from kmstui.emulator.iam.model import Holder, HolderKind, InlinePolicy
from kmstui.emulator.iam.paging import page_of_all
from kmstui.emulator.iam.repository import INLINE, inline_policies
from kmstui.emulator.registry import Context, Handler

_SIZES = {HolderKind.USER: 2048, HolderKind.ROLE: 10240, HolderKind.GROUP: 5120}
"""Characters that all inline policies of one holder may have together."""


def handlers() -> tuple[Handler[Any], ...]:
    """The operations of this module."""
    return tuple(item for kind in HolderKind for item in _handlers(kind))


def _handlers(kind: HolderKind) -> tuple[Handler[Any], ...]:
    word = kind.value.capitalize()
    needs = on(HOLDERS[kind])
    return (
        handler(f"Put{word}Policy", partial(_put, kind), needs),
        handler(f"Get{word}Policy", partial(_get, kind), needs),
        handler(f"List{word}Policies", partial(_list, kind), needs),
        handler(f"Delete{word}Policy", partial(_delete, kind), needs),
    )


def _holder(context: Context, kind: HolderKind, params: Params) -> Holder:
    entity = HOLDERS[kind]
    return Holder(context.account, kind, existing(context, entity, params[entity.member]).name)


def _put(kind: HolderKind, context: Context, params: Params) -> Result:
    holder = _holder(context, kind, params)
    text, name = params["PolicyDocument"], params["PolicyName"]
    checked(text, Grammar.IDENTITY)
    others = (
        policy for policy in inline_policies(context.uow, holder) if policy.name.lower() != name.lower()
    )
    if size(text) + sum(size(policy.document) for policy in others) > _SIZES[kind]:
        message = f"Maximum policy size of {_SIZES[kind]} bytes exceeded for {kind.value} {holder.name}"
        raise AwsError("LimitExceeded", message)
    context.uow.put(INLINE, InlinePolicy(context.account, kind, holder.name.lower(), name, text))
    return {}


def _get(kind: HolderKind, context: Context, params: Params) -> Result:
    holder = _holder(context, kind, params)
    policy = _policy(context, holder, params["PolicyName"])
    return {
        HOLDERS[kind].member: holder.name,
        "PolicyName": policy.name,
        "PolicyDocument": policy.document,
    }


def _list(kind: HolderKind, context: Context, params: Params) -> Result:
    holder = _holder(context, kind, params)
    listing = f"policies of {kind.value} {holder.name}"
    found = inline_policies(context.uow, holder)
    shown, result = page_of_all(listing, params, "PolicyNames", found, INLINE.key)
    result["PolicyNames"] = [policy.name for policy in shown]
    return result


def _delete(kind: HolderKind, context: Context, params: Params) -> Result:
    holder = _holder(context, kind, params)
    policy = _policy(context, holder, params["PolicyName"])
    context.uow.delete(INLINE, INLINE.key(policy))
    return {}


def _policy(context: Context, holder: Holder, name: str) -> InlinePolicy:
    key = INLINE.key(InlinePolicy(holder.account, holder.kind, holder.name.lower(), name, ""))
    policy = context.uow.get(INLINE, key)
    if policy is None:
        raise no_such(f"The {holder.kind.value} policy with name {name} cannot be found.")
    return policy
