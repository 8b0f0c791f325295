"""Rotation: new key material for a key, by itself every so often or on demand.

Rotation changes which material encrypts; the old one stays for decryption as long as the key lives (KMS
Developer Guide, "Rotate AWS KMS keys").
"""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from kmstui.aws.errors import AwsError
from kmstui.aws.gateway import Params, Result
from kmstui.emulator.kms.access import RESOURCE_TYPE
from kmstui.emulator.kms.handlers import key_handler
from kmstui.emulator.kms.key_specs import SYMMETRIC_DEFAULT
from kmstui.emulator.kms.keyring import Keyring
from kmstui.emulator.kms.limits import ON_DEMAND_ROTATIONS_PER_KEY, check_quota
from kmstui.emulator.kms.model import BackingKey, KeyState, KmsKey, Rotation, RotationType
from kmstui.emulator.kms.paging import Page
from kmstui.emulator.kms.refusals import unsupported
from kmstui.emulator.kms.repository import BACKING_KEYS, KEYS, materials_of
from kmstui.emulator.kms.timers import ROTATE
from kmstui.emulator.registry import Context, Handler, ServiceEvent, Settler

_DEFAULT_PERIOD = 365
_CONFLICT = timedelta(minutes=20)
"""How close before an automatic rotation none can be had on demand."""
_SUSPENDED = frozenset({KeyState.PENDING_DELETION, KeyState.PENDING_REPLICA_DELETION})
"""States in which the rotation status reads false."""


def handlers(keyring: Keyring) -> tuple[Handler[Any], ...]:
    """The operations of this module."""

    def on_demand(context: Context, _params: Params, key: KmsKey) -> Result:
        _check_rotates(key)
        _check_on_demand(context, key)
        rotated = rotate(context, keyring, key, context.now, RotationType.ON_DEMAND)
        context.uow.put(KEYS, replace(rotated, on_demand_rotations=key.on_demand_rotations + 1))
        return {"KeyId": key.arn}

    return (
        key_handler("EnableKeyRotation", _enable, keyring, conditions=_enable_conditions),
        key_handler("DisableKeyRotation", _disable, keyring),
        key_handler("GetKeyRotationStatus", _status, keyring),
        key_handler("RotateKeyOnDemand", on_demand, keyring),
        key_handler("ListKeyRotations", _list, keyring),
    )


def rotate(
    context: Context, keyring: Keyring, key: KmsKey, when: datetime, rotation_type: RotationType
) -> KmsKey:
    """Give a key new material, as of `when`, and return the changed key, which is stored."""
    number = len(materials_of(context.uow, key))
    material = replace(
        keyring.new_material(context, key.key_id, number), rotated=when, rotation_type=rotation_type
    )
    rotated = replace(key, material_id=material.material_id)
    context.uow.put(BACKING_KEYS, material)
    context.uow.put(KEYS, rotated)
    details = {
        "keyId": key.key_id,
        "rotationType": rotation_type.value,
        "keyOrigin": key.origin,
        "previousKeyMaterialId": key.material_id,
        "currentKeyMaterialId": material.material_id,
    }
    context.emit(ServiceEvent("kms", "RotateKey", key.arn, RESOURCE_TYPE, details))
    return rotated


def rotation_due(keyring: Keyring) -> Settler:
    """Rotates a key whose period has run out, once for each that has; a key that is not enabled stays."""

    def settle(context: Context, path: str) -> None:
        key = context.uow.get(KEYS, path)
        if key is None or key.rotation is None or key.state is not KeyState.ENABLED:
            return
        period, due = timedelta(days=key.rotation.period_days), key.rotation.next_date
        while due <= context.now:
            key = rotate(context, keyring, key, due, RotationType.AUTOMATIC)
            due += period
        _plan(context, key, period.days, due)

    return settle


def resume_rotation(context: Context, keyring: Keyring, key: KmsKey) -> None:
    """Take up the rotation of a key that has been enabled again: at once, if it is overdue."""
    rotation = key.rotation
    if rotation is None:
        return
    due = rotation.next_date
    if due <= context.now:
        key = rotate(context, keyring, key, context.now, RotationType.AUTOMATIC)
        due = context.now + timedelta(days=rotation.period_days)
    _plan(context, key, rotation.period_days, due)


def _plan(context: Context, key: KmsKey, period_days: int, due: datetime) -> None:
    context.uow.put(KEYS, replace(key, rotation=Rotation(period_days, due)))
    context.uow.schedule(ROTATE, key.path, due)


def _period(params: Params) -> int:
    return int(params.get("RotationPeriodInDays", _DEFAULT_PERIOD))


def _enable_conditions(params: Params) -> dict[str, tuple[str, ...]]:
    return {"kms:RotationPeriodInDays": (str(_period(params)),)}


def _check_rotates(key: KmsKey) -> None:
    """Refuse what only symmetric encryption keys have; AWS gives this refusal no message.

    Raises:
        AwsError: UnsupportedOperationException.
    """
    if key.spec != SYMMETRIC_DEFAULT:
        raise unsupported("")


def _enable(context: Context, params: Params, key: KmsKey) -> Result:
    _check_rotates(key)
    period = _period(params)
    if key.rotation is None or key.rotation.period_days != period:
        _plan(context, key, period, context.now + timedelta(days=period))
    return {}


def _disable(context: Context, _params: Params, key: KmsKey) -> Result:
    context.uow.put(KEYS, replace(key, rotation=None))
    context.uow.cancel(ROTATE, key.path)
    return {}


def _status(_context: Context, _params: Params, key: KmsKey) -> Result:
    if key.rotation is None or key.state in _SUSPENDED:
        return {"KeyId": key.key_id, "KeyRotationEnabled": False}
    return {
        "KeyId": key.key_id,
        "KeyRotationEnabled": True,
        "RotationPeriodInDays": key.rotation.period_days,
        "NextRotationDate": key.rotation.next_date,
    }


def _check_on_demand(context: Context, key: KmsKey) -> None:
    check_quota(
        key.on_demand_rotations,
        ON_DEMAND_ROTATIONS_PER_KEY,
        "The on-demand rotations limit has been reached for the given keyId. No more on-demand rotations can "
        f"be performed for this key: {key.arn}",
    )
    if key.rotation is not None and key.rotation.next_date - context.now < _CONFLICT:
        raise AwsError(
            "ConflictException",
            f"{key.arn} is rotated automatically within the next 20 minutes.",
        )


def _list(context: Context, params: Params, key: KmsKey) -> Result:
    _check_rotates(key)
    everything = params.get("IncludeKeyMaterial") == "ALL_KEY_MATERIAL"
    page = Page("ListKeyRotations", f"{key.path} {everything}", params)
    listed = [item for item in materials_of(context.uow, key) if everything or item.rotated]

    def entry(material: BackingKey) -> Result:
        return _entry(key, material)

    return page.result("Rotations", page.cut(listed, _name), _name, entry)


def _name(material: BackingKey) -> str:
    return f"{material.number:08d}"


def _entry(key: KmsKey, material: BackingKey) -> Result:
    current = material.material_id == key.material_id
    entry: Result = {
        "KeyId": key.key_id,
        "KeyMaterialId": material.material_id,
        "KeyMaterialState": "CURRENT" if current else "NON_CURRENT",
    }
    if material.rotated is not None and material.rotation_type is not None:
        entry["RotationDate"] = material.rotated
        entry["RotationType"] = material.rotation_type.value
    return entry
