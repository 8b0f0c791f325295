"""CreateRole, GetRole, ListRoles, DeleteRole, and what can be changed of a role and its trust policy."""

from dataclasses import replace
from typing import Any

from kmstui.aws.errors import AwsError
from kmstui.aws.gateway import Params, Result
from kmstui.emulator.iam.deletion import check_bare
from kmstui.emulator.iam.document import Grammar
from kmstui.emulator.iam.documents import checked, size
from kmstui.emulator.iam.entities import ROLE, check_new, existing, handler, on, on_all, over_quota, tags_of
from kmstui.emulator.iam.ids import ROLE as ROLE_PREFIX
from kmstui.emulator.iam.ids import unique_id
from kmstui.emulator.iam.lockout import unknown_principals
from kmstui.emulator.iam.model import HolderKind, Role
from kmstui.emulator.iam.paging import page, start_of, under
from kmstui.emulator.iam.principals import principal_exists
from kmstui.emulator.iam.repository import ROLES, following, path_of
from kmstui.emulator.iam.users import boundary_of
from kmstui.emulator.iam.views import role_view
from kmstui.emulator.registry import Context, Handler

_TRUST_POLICY_SIZE = 2048
_SESSION_SECONDS = 3600


def handlers() -> tuple[Handler[Any], ...]:
    """The operations of this module."""
    return (
        handler("CreateRole", _create, on(ROLE)),
        handler("GetRole", _get, on(ROLE)),
        handler("ListRoles", _list, on_all(ROLE)),
        handler("DeleteRole", _delete, on(ROLE)),
        handler("UpdateRole", _update, on(ROLE)),
        handler("UpdateRoleDescription", _describe, on(ROLE)),
        handler("UpdateAssumeRolePolicy", _trust, on(ROLE)),
    )


def _create(context: Context, params: Params) -> Result:
    name = params["RoleName"]
    check_new(context, ROLE, name)
    role = Role(
        context.account,
        name,
        unique_id(context.entropy, ROLE_PREFIX),
        context.now,
        _trust_policy(context, params["AssumeRolePolicyDocument"]),
        params.get("Path", "/"),
        params.get("Description", ""),
        params.get("MaxSessionDuration", _SESSION_SECONDS),
        boundary_of(context, params),
        tags_of(params),
    )
    context.uow.put(ROLES, role)
    return {"Role": role_view(role)}


def _trust_policy(context: Context, text: str) -> str:
    policy = checked(text, Grammar.TRUST)
    for principal in unknown_principals(policy, principal_exists(context.uow, context.account)):
        message = f'Invalid principal in policy: "{principal.kind}":"{principal.value}"'
        raise AwsError("MalformedPolicyDocument", message)
    if size(text) > _TRUST_POLICY_SIZE:
        raise over_quota("ACLSizePerRole", _TRUST_POLICY_SIZE)
    return text


def _get(context: Context, params: Params) -> Result:
    return {"Role": role_view(existing(context, ROLE, params["RoleName"]))}


def _list(context: Context, params: Params) -> Result:
    wanted = under(params)
    after = start_of("ListRoles", params)
    found = (role for role in following(context.uow, ROLES, context.account, after) if wanted(role.path))
    shown, result = page("ListRoles", params, "Roles", found, ROLES.key)
    result["Roles"] = [role_view(role) for role in shown]
    return result


def _delete(context: Context, params: Params) -> Result:
    role = existing(context, ROLE, params["RoleName"])
    check_bare(context, HolderKind.ROLE, role.name)
    context.uow.delete(ROLES, path_of(context.account, role.name))
    return {}


def _update(context: Context, params: Params) -> Result:
    """IAM's reference says of a duration that is left out that the default of one hour is applied."""
    role = existing(context, ROLE, params["RoleName"])
    description = params.get("Description", role.description)
    seconds = params.get("MaxSessionDuration", _SESSION_SECONDS)
    context.uow.put(ROLES, replace(role, description=description, max_session_seconds=seconds))
    return {}


def _describe(context: Context, params: Params) -> Result:
    role = replace(existing(context, ROLE, params["RoleName"]), description=params["Description"])
    context.uow.put(ROLES, role)
    return {"Role": role_view(role)}


def _trust(context: Context, params: Params) -> Result:
    role = existing(context, ROLE, params["RoleName"])
    trust_policy = _trust_policy(context, params["PolicyDocument"])
    context.uow.put(ROLES, replace(role, trust_policy=trust_policy))
    return {}
