"""Groups and who is in them: CreateGroup, GetGroup, ListGroups, DeleteGroup and the operations on members."""

from typing import Any

from kmstui.aws.gateway import Params, Result
from kmstui.emulator.iam.deletion import check_bare
from kmstui.emulator.iam.entities import (
    GROUP,
    USER,
    check_new,
    existing,
    handler,
    no_such,
    on,
    on_all,
    over_quota,
)
from kmstui.emulator.iam.ids import GROUP as GROUP_PREFIX
from kmstui.emulator.iam.ids import unique_id
from kmstui.emulator.iam.model import Group, HolderKind, Membership
from kmstui.emulator.iam.paging import page, page_of_all, start_of, under
from kmstui.emulator.iam.repository import (
    GROUPS,
    MEMBERSHIPS,
    USERS,
    following,
    groups_of,
    members_of,
    path_of,
)
from kmstui.emulator.iam.views import group_view, user_view
from kmstui.emulator.registry import Context, Handler

_GROUPS_PER_USER = 10


def handlers() -> tuple[Handler[Any], ...]:
    """The operations of this module."""
    return (
        handler("CreateGroup", _create, on(GROUP)),
        handler("GetGroup", _get, on(GROUP)),
        handler("ListGroups", _list, on_all(GROUP)),
        handler("ListGroupsForUser", _list_for_user, on(USER)),
        handler("DeleteGroup", _delete, on(GROUP)),
        handler("AddUserToGroup", _add, on(GROUP)),
        handler("RemoveUserFromGroup", _remove, on(GROUP)),
    )


def _create(context: Context, params: Params) -> Result:
    name = params["GroupName"]
    check_new(context, GROUP, name)
    group_id = unique_id(context.entropy, GROUP_PREFIX)
    group = Group(context.account, name, group_id, context.now, params.get("Path", "/"))
    context.uow.put(GROUPS, group)
    return {"Group": group_view(group)}


def _get(context: Context, params: Params) -> Result:
    group = existing(context, GROUP, params["GroupName"])
    listing = f"GetGroup {group.group_id}"
    shown, result = page_of_all(listing, params, "Users", members_of(context.uow, group), USERS.key)
    result["Users"] = [user_view(user) for user in shown]
    return {"Group": group_view(group)} | result


def _list(context: Context, params: Params) -> Result:
    wanted = under(params)
    after = start_of("ListGroups", params)
    found = (group for group in following(context.uow, GROUPS, context.account, after) if wanted(group.path))
    shown, result = page("ListGroups", params, "Groups", found, GROUPS.key)
    result["Groups"] = [group_view(group) for group in shown]
    return result


def _list_for_user(context: Context, params: Params) -> Result:
    user = existing(context, USER, params["UserName"])
    listing = f"ListGroupsForUser {user.user_id}"
    shown, result = page_of_all(listing, params, "Groups", groups_of(context.uow, user), GROUPS.key)
    result["Groups"] = [group_view(group) for group in shown]
    return result


def _delete(context: Context, params: Params) -> Result:
    group = existing(context, GROUP, params["GroupName"])
    check_bare(context, HolderKind.GROUP, group.name)
    context.uow.delete(GROUPS, path_of(context.account, group.name))
    return {}


def _add(context: Context, params: Params) -> Result:
    group = existing(context, GROUP, params["GroupName"])
    user = existing(context, USER, params["UserName"])
    membership = Membership(context.account, user.name.lower(), group.name.lower())
    known = {item.name.lower() for item in groups_of(context.uow, user)}
    if membership.group not in known and len(known) >= _GROUPS_PER_USER:
        raise over_quota("GroupsPerUser", _GROUPS_PER_USER)
    context.uow.put(MEMBERSHIPS, membership)
    return {}


def _remove(context: Context, params: Params) -> Result:
    group = existing(context, GROUP, params["GroupName"])
    user = existing(context, USER, params["UserName"])
    key = MEMBERSHIPS.key(Membership(context.account, user.name.lower(), group.name.lower()))
    if context.uow.get(MEMBERSHIPS, key) is None:
        raise no_such(f"User {user.name} not in group {group.name}")
    context.uow.delete(MEMBERSHIPS, key)
    return {}
