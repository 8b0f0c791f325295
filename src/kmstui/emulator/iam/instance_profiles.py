"""Instance profiles: created, listed, deleted, and given the one role they hand out."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from kmstui.aws.gateway import Params, Result
from kmstui.emulator.iam.entities import (
    PROFILE,
    ROLE,
    check_new,
    conflict,
    entity_access,
    existing,
    handler,
    no_such,
    on,
    on_all,
    over_quota,
    tags_of,
)
from kmstui.emulator.iam.ids import INSTANCE_PROFILE, unique_id
from kmstui.emulator.iam.model import InstanceProfile
from kmstui.emulator.iam.paging import page, page_of_all, start_of, under
from kmstui.emulator.iam.repository import PROFILES, ROLES, following, named, path_of
from kmstui.emulator.iam.views import profile_view
from kmstui.emulator.registry import Access, Context, Handler


def handlers() -> tuple[Handler[Any], ...]:
    """The operations of this module."""
    return (
        handler("CreateInstanceProfile", _create, on(PROFILE)),
        handler("GetInstanceProfile", _get, on(PROFILE)),
        handler("ListInstanceProfiles", _list, on_all(PROFILE)),
        handler("ListInstanceProfilesForRole", _list_for_role, on(ROLE)),
        handler("DeleteInstanceProfile", _delete, on(PROFILE)),
        handler("AddRoleToInstanceProfile", _add, _needs_to_add),
        handler("RemoveRoleFromInstanceProfile", _remove, on(PROFILE)),
    )


def _create(context: Context, params: Params) -> Result:
    name = params["InstanceProfileName"]
    check_new(context, PROFILE, name)
    profile = InstanceProfile(
        context.account,
        name,
        unique_id(context.entropy, INSTANCE_PROFILE),
        context.now,
        params.get("Path", "/"),
        tags=tags_of(params, folded=False),
    )
    context.uow.put(PROFILES, profile)
    return {"InstanceProfile": profile_view(profile, None)}


def _list(context: Context, params: Params) -> Result:
    wanted = under(params)
    after = start_of("ListInstanceProfiles", params)
    found = (item for item in following(context.uow, PROFILES, context.account, after) if wanted(item.path))
    shown, result = page("ListInstanceProfiles", params, "InstanceProfiles", found, PROFILES.key)
    result["InstanceProfiles"] = [
        profile_view(profile, named(context.uow, ROLES, context.account, profile.role)) for profile in shown
    ]
    return result


def _get(context: Context, params: Params) -> Result:
    profile = existing(context, PROFILE, params["InstanceProfileName"])
    return {
        "InstanceProfile": profile_view(profile, named(context.uow, ROLES, context.account, profile.role))
    }


def _list_for_role(context: Context, params: Params) -> Result:
    role = existing(context, ROLE, params["RoleName"])
    found = context.uow.find(PROFILES, account=context.account, role=role.name)
    listing = f"ListInstanceProfilesForRole {role.role_id}"
    shown, result = page_of_all(listing, params, "InstanceProfiles", found, PROFILES.key)
    result["InstanceProfiles"] = [profile_view(profile, role) for profile in shown]
    return result


def _delete(context: Context, params: Params) -> Result:
    profile = existing(context, PROFILE, params["InstanceProfileName"])
    if profile.role:
        raise conflict("Cannot delete entity, must remove roles from instance profile first.")
    context.uow.delete(PROFILES, path_of(context.account, profile.name))
    return {}


def _needs_to_add(context: Context, params: Params, action: str) -> Sequence[Access]:
    """Whoever hands a role to instances must be allowed to pass it on."""
    passing = entity_access(context, ROLE, "iam:PassRole", params["RoleName"], {})
    passed_to = {"iam:PassedToService": ("ec2.amazonaws.com",)}
    return (*on(PROFILE)(context, params, action), replace(passing, conditions=passed_to))


def _add(context: Context, params: Params) -> Result:
    profile = existing(context, PROFILE, params["InstanceProfileName"])
    role = existing(context, ROLE, params["RoleName"])
    if profile.role:
        raise over_quota("InstanceSessionsPerInstanceProfile", 1)
    context.uow.put(PROFILES, replace(profile, role=role.name))
    return {}


def _remove(context: Context, params: Params) -> Result:
    profile = existing(context, PROFILE, params["InstanceProfileName"])
    role = existing(context, ROLE, params["RoleName"])
    if profile.role != role.name:
        raise no_such(ROLE.missing.format(role.name))
    context.uow.put(PROFILES, replace(profile, role=""))
    return {}
