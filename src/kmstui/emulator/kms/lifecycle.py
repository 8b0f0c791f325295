"""EnableKey, DisableKey, ScheduleKeyDeletion and CancelKeyDeletion, and the deletion itself.

Deleting a key destroys its material: nothing that was encrypted under it can be read again.
"""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from kmstui.aws.gateway import Params, Result
from kmstui.emulator.kms.access import RESOURCE_TYPE, Conditions
from kmstui.emulator.kms.handlers import key_handler
from kmstui.emulator.kms.keyring import Keyring
from kmstui.emulator.kms.model import KeyState, KmsKey
from kmstui.emulator.kms.refusals import invalid
from kmstui.emulator.kms.repository import (
    ALIASES,
    BACKING_KEYS,
    GRANTS,
    KEYS,
    PUBLIC_KEYS,
    aliases_of,
    materials_of,
)
from kmstui.emulator.kms.rotation import resume_rotation
from kmstui.emulator.kms.timers import DELETE, ROTATE
from kmstui.emulator.registry import Context, Handler, ServiceEvent

_SHORTEST, _LONGEST = 7, 30
"""Waiting periods in days; the longest is the default."""


def handlers(keyring: Keyring) -> tuple[Handler[Any], ...]:
    """The operations of this module."""

    def enable(context: Context, _params: Params, key: KmsKey) -> Result:
        if key.state is KeyState.DISABLED:
            enabled = replace(key, state=KeyState.ENABLED)
            context.uow.put(KEYS, enabled)
            resume_rotation(context, keyring, enabled)
        return {}

    return (
        key_handler("EnableKey", enable, keyring),
        key_handler("DisableKey", _disable, keyring),
        key_handler(
            "ScheduleKeyDeletion", _schedule, keyring, conditions=_window_condition, check=_check_window
        ),
        key_handler("CancelKeyDeletion", _cancel, keyring),
    )


def delete_key(context: Context, path: str) -> None:
    """Delete a key whose waiting period is over, with its material, aliases and grants."""
    key = context.uow.get(KEYS, path)
    if key is None or key.state is not KeyState.PENDING_DELETION:
        return
    for alias in aliases_of(context.uow, key):
        context.uow.delete(ALIASES, ALIASES.key(alias))
    for grant in context.uow.find(GRANTS, account=key.account, region=key.region, key_id=key.key_id):
        context.uow.delete(GRANTS, grant.path)
    for material in materials_of(context.uow, key):
        context.uow.delete(BACKING_KEYS, BACKING_KEYS.key(material))
    context.uow.delete(PUBLIC_KEYS, path)
    context.uow.cancel(ROTATE, path)
    context.uow.delete(KEYS, path)
    context.emit(ServiceEvent("kms", "DeleteKey", key.arn, RESOURCE_TYPE, {"keyId": key.key_id}))


def _disable(context: Context, _params: Params, key: KmsKey) -> Result:
    if key.state is KeyState.ENABLED:
        context.uow.put(KEYS, replace(key, state=KeyState.DISABLED))
        context.uow.cancel(ROTATE, key.path)
    return {}


def _window(params: Params) -> int:
    return int(params.get("PendingWindowInDays", _LONGEST))


def _check_window(params: Params) -> None:
    if not _SHORTEST <= _window(params) <= _LONGEST:
        raise invalid(
            f"PendingWindowInDays should be between {_SHORTEST} and {_LONGEST}, but it is {_window(params)}"
        )


def _window_condition(params: Params) -> Conditions:
    return {"kms:ScheduleKeyDeletionPendingWindowInDays": (str(_window(params)),)}


def _schedule(context: Context, params: Params, key: KmsKey) -> Result:
    window = _window(params)
    due = context.now + timedelta(days=window)
    pending = replace(key, state=KeyState.PENDING_DELETION, deletion_date=due, pending_window_days=window)
    context.uow.put(KEYS, pending)
    context.uow.cancel(ROTATE, key.path)
    context.uow.schedule(DELETE, key.path, due)
    return {
        "KeyId": key.arn,
        "DeletionDate": due,
        "KeyState": pending.state.value,
        "PendingWindowInDays": window,
    }


def _cancel(context: Context, _params: Params, key: KmsKey) -> Result:
    kept = replace(key, state=KeyState.DISABLED, deletion_date=None, pending_window_days=None)
    context.uow.put(KEYS, kept)
    context.uow.cancel(DELETE, key.path)
    return {"KeyId": key.arn}
