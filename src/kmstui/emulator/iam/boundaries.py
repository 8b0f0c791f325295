"""Permissions boundaries of users and roles: PutUserPermissionsBoundary and its three kin.

Source: IAM User Guide, "Permissions boundaries for IAM entities". What a boundary does to a permission is
decided in `evaluate`.
"""

from dataclasses import replace
from functools import partial
from typing import Any

from kmstui.aws.gateway import Params, Result
from kmstui.emulator.iam.entities import ROLE, USER, EntityKind, existing, handler, on
from kmstui.emulator.iam.users import boundary_of
from kmstui.emulator.registry import Context, Handler


def handlers() -> tuple[Handler[Any], ...]:
    """The operations of this module."""
    return (
        handler("PutUserPermissionsBoundary", partial(_put, USER), on(USER)),
        handler("DeleteUserPermissionsBoundary", partial(_delete, USER), on(USER)),
        handler("PutRolePermissionsBoundary", partial(_put, ROLE), on(ROLE)),
        handler("DeleteRolePermissionsBoundary", partial(_delete, ROLE), on(ROLE)),
    )


def _put(kind: EntityKind[Any], context: Context, params: Params) -> Result:
    record = existing(context, kind, params[kind.member])
    context.uow.put(kind.table, replace(record, boundary=boundary_of(context, params)))
    return {}


def _delete(kind: EntityKind[Any], context: Context, params: Params) -> Result:
    """Taking off a boundary that is not there is no error; IAM's reference lists none for it."""
    record = existing(context, kind, params[kind.member])
    context.uow.put(kind.table, replace(record, boundary=""))
    return {}
