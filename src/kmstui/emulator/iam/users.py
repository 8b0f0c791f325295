"""CreateUser, GetUser, ListUsers and DeleteUser."""

from collections.abc import Sequence
from typing import Any

from kmstui.aws.errors import AwsError
from kmstui.aws.gateway import Params, Result
from kmstui.emulator.iam.deletion import check_bare
from kmstui.emulator.iam.entities import (
    USER,
    check_new,
    check_policy_arn,
    existing,
    handler,
    no_such,
    on,
    on_all,
    tags_of,
)
from kmstui.emulator.iam.entities import entity_access as access_to
from kmstui.emulator.iam.ids import USER as USER_PREFIX
from kmstui.emulator.iam.ids import unique_id
from kmstui.emulator.iam.model import HolderKind, User
from kmstui.emulator.iam.paging import page, start_of, under
from kmstui.emulator.iam.repository import USERS, following, managed_policy, path_of
from kmstui.emulator.iam.views import user_view
from kmstui.emulator.registry import Access, Context, Handler, PrincipalKind


def handlers() -> tuple[Handler[Any], ...]:
    """The operations of this module."""
    return (
        handler("CreateUser", _create, on(USER)),
        handler("GetUser", _get, _needs_for_get),
        handler("ListUsers", _list, on_all(USER)),
        handler("DeleteUser", _delete, on(USER)),
    )


def boundary_of(context: Context, params: Params) -> str:
    """The ARN of the permissions boundary that a request asks for; empty for none.

    Raises:
        AwsError: InvalidInput or NoSuchEntity, when there is no such policy.
    """
    arn: str = params.get("PermissionsBoundary", "")
    if arn:
        check_policy_arn(arn)
    if arn and managed_policy(context.uow, context.account, arn) is None:
        raise no_such(f"Scope ARN: {arn} does not exist or is not attachable.")
    return arn


def _create(context: Context, params: Params) -> Result:
    name = params["UserName"]
    check_new(context, USER, name)
    user = User(
        context.account,
        name,
        unique_id(context.entropy, USER_PREFIX),
        context.now,
        params.get("Path", "/"),
        boundary_of(context, params),
        tags_of(params),
    )
    context.uow.put(USERS, user)
    return {"User": user_view(user)}


def _needs_for_get(context: Context, params: Params, action: str) -> Sequence[Access]:
    """Without a name the operation is about the caller."""
    name = params.get("UserName")
    if name is None:
        return (Access(action, context.caller.issuer_arn or context.caller.arn),)
    return (access_to(context, USER, action, name, params),)


def _get(context: Context, params: Params) -> Result:
    caller = context.caller
    if "UserName" in params:
        return {"User": user_view(existing(context, USER, params["UserName"]))}
    if caller.kind is PrincipalKind.ROOT:
        return {"User": {"UserId": caller.account, "Arn": caller.arn}}
    if caller.kind is not PrincipalKind.USER:
        raise AwsError("ValidationError", "Must specify userName when calling with non-User credentials")
    return {"User": user_view(existing(context, USER, caller.name))}


def _list(context: Context, params: Params) -> Result:
    wanted = under(params)
    after = start_of("ListUsers", params)
    found = (user for user in following(context.uow, USERS, context.account, after) if wanted(user.path))
    shown, result = page("ListUsers", params, "Users", found, USERS.key)
    result["Users"] = [user_view(user) for user in shown]
    return result


def _delete(context: Context, params: Params) -> Result:
    user = existing(context, USER, params["UserName"])
    check_bare(context, HolderKind.USER, user.name)
    context.uow.delete(USERS, path_of(context.account, user.name))
    return {}
