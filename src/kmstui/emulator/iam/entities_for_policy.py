"""ListEntitiesForPolicy: on whom a managed policy hangs, as what they may or as what bounds it."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from kmstui.aws.gateway import Params, Result
from kmstui.emulator.iam.entities import HOLDERS, existing_policy, handler, on_policy_arn
from kmstui.emulator.iam.model import Group, HolderKind, ManagedPolicy, Role, User
from kmstui.emulator.iam.paging import page_of_all, under
from kmstui.emulator.iam.repository import ATTACHMENTS, ROLES, USERS, named, path_of
from kmstui.emulator.registry import Context, Handler
from kmstui.emulator.store.tables import TableSpec

_IDS = {HolderKind.USER: "user_id", HolderKind.ROLE: "role_id", HolderKind.GROUP: "group_id"}
_BOUNDED: dict[HolderKind, TableSpec[Any]] = {HolderKind.USER: USERS, HolderKind.ROLE: ROLES}


class _Entity(NamedTuple):
    kind: HolderKind
    record: User | Role | Group


def handlers() -> tuple[Handler[Any], ...]:
    """The operation of this module."""
    return (handler("ListEntitiesForPolicy", _list, on_policy_arn),)


def _list(context: Context, params: Params) -> Result:
    policy = existing_policy(context, params["PolicyArn"])
    wanted = under(params)
    found = [entity for entity in _entities(context, policy, params) if wanted(entity.record.path)]
    listing = f"entities of {policy.policy_id}"
    shown, result = page_of_all(listing, params, "PolicyGroups", dict.fromkeys(found), _key)
    for kind in HolderKind:
        word = kind.value.capitalize()
        result[f"Policy{word}s"] = [
            {f"{word}Name": entity.record.name, f"{word}Id": getattr(entity.record, _IDS[kind])}
            for entity in shown
            if entity.kind is kind
        ]
    return result


def _key(entity: _Entity) -> str:
    return f"{entity.kind.value}/{entity.record.name.lower()}"


def _entities(context: Context, policy: ManagedPolicy, params: Params) -> Iterator[_Entity]:
    usage = params.get("PolicyUsageFilter")
    kinds = _kinds(params, policy, context.account)
    if usage != "PermissionsBoundary":
        yield from (entity for entity in _attached(context, policy) if entity.kind in kinds)
    if usage != "PermissionsPolicy":
        yield from (entity for entity in _bounded(context, policy) if entity.kind in kinds)


def _kinds(params: Params, policy: ManagedPolicy, account: str) -> tuple[HolderKind, ...]:
    """The kinds that an `EntityFilter` lets through; two of its words are about the policy itself."""
    wanted = params.get("EntityFilter")
    if wanted in ("LocalManagedPolicy", "AWSManagedPolicy"):
        local = policy.account == account
        return tuple(HolderKind) if local is (wanted == "LocalManagedPolicy") else ()
    return tuple(kind for kind in HolderKind if wanted in (None, kind.value.capitalize()))


def _attached(context: Context, policy: ManagedPolicy) -> Iterator[_Entity]:
    for item in context.uow.find(ATTACHMENTS, account=context.account, policy_arn=policy.arn):
        record = named(context.uow, HOLDERS[item.kind].table, context.account, item.holder)
        if record is not None:
            yield _Entity(item.kind, record)


def _bounded(context: Context, policy: ManagedPolicy) -> Iterator[_Entity]:
    for kind, table in _BOUNDED.items():
        records: Iterator[User | Role] = context.uow.scan(table, path_of(context.account, ""))
        yield from (_Entity(kind, record) for record in records if record.boundary == policy.arn)
