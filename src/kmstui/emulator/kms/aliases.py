"""CreateAlias, UpdateAlias and DeleteAlias.

An alias is in one account and Region and names one customer managed key of them. Using it needs no permission
of its own; changing it needs one on the alias, which only identity policies give, and one on each key
concerned (KMS Developer Guide, "Controlling access to aliases").
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from kmstui.aws.errors import AwsError
from kmstui.aws.gateway import Params, Result
from kmstui.emulator.kms import key_states
from kmstui.emulator.kms.access import account_access, key_access
from kmstui.emulator.kms.identifiers import alias_not_found, named_key
from kmstui.emulator.kms.key_specs import key_type
from kmstui.emulator.kms.keyring import Keyring
from kmstui.emulator.kms.limits import ALIASES_PER_KEY, check_quota
from kmstui.emulator.kms.model import Alias, KmsKey, alias_arn
from kmstui.emulator.kms.refusals import invalid
from kmstui.emulator.kms.repository import ALIASES, find_alias, find_key
from kmstui.emulator.registry import Access, Context, Handler

_PREFIX = "alias/"
_RESERVED = "alias/aws/"
_NAME = re.compile(r"alias/[a-zA-Z0-9/_-]+")


@dataclass(frozen=True, slots=True)
class _Pointed:
    """An alias and the key it points at, which is gone only while the alias is."""

    alias: Alias
    key: KmsKey


@dataclass(frozen=True, slots=True)
class _Moved:
    """An alias, the key it points at and the one it is to point at."""

    alias: Alias
    old: KmsKey
    new: KmsKey


def handlers(keyring: Keyring) -> tuple[Handler[Any], ...]:
    """The operations of this module."""

    def for_create(context: Context, params: Params) -> KmsKey:
        _check_name(params["AliasName"])
        return _target(context, keyring, "CreateAlias", params["TargetKeyId"])

    def for_update(context: Context, params: Params) -> _Moved:
        pointed = _pointed(context, params)
        new = _target(context, keyring, "UpdateAlias", params["TargetKeyId"])
        return _Moved(pointed.alias, pointed.key, new)

    return (
        Handler("kms", "CreateAlias", run=_create, resolve=for_create, access=_create_access),
        Handler("kms", "UpdateAlias", run=_update, resolve=for_update, access=_update_access),
        Handler("kms", "DeleteAlias", run=_delete, resolve=_pointed, access=_delete_access),
    )


def _check_name(name: str) -> None:
    if not name.startswith(_PREFIX):
        raise invalid(
            'Alias must start with the prefix "alias/". Please see '
            "https://docs.aws.amazon.com/kms/latest/developerguide/kms-alias.html"
        )
    if name.startswith(_RESERVED):
        raise AwsError("NotAuthorizedException")
    if not _NAME.fullmatch(name):
        raise invalid(f"{name} contains invalid characters for an alias")


def _target(context: Context, keyring: Keyring, operation: str, text: str) -> KmsKey:
    if text.startswith(_PREFIX) or (text.startswith("arn:") and ":alias/" in text):
        raise invalid("Aliases must refer to keys. Not aliases")
    return named_key(context, keyring, operation, text).key


def _pointed(context: Context, params: Params) -> _Pointed:
    name: str = params["AliasName"]
    _check_name(name)
    alias = find_alias(context.uow, context.account, context.region, name)
    key = find_key(context.uow, alias.account, alias.region, alias.target_key_id) if alias else None
    if alias is None or key is None:
        raise alias_not_found(alias_arn(context.account, context.region, name))
    return _Pointed(alias, key)


def _create_access(context: Context, params: Params, key: KmsKey) -> Sequence[Access]:
    arn = alias_arn(context.account, context.region, params["AliasName"])
    return (account_access("CreateAlias", resource=arn), key_access(context, key, "CreateAlias"))


def _update_access(context: Context, _params: Params, moved: _Moved) -> Sequence[Access]:
    keys = {key.path: key for key in (moved.old, moved.new)}
    on_keys = (key_access(context, key, "UpdateAlias") for key in keys.values())
    return (account_access("UpdateAlias", resource=moved.alias.arn), *on_keys)


def _delete_access(context: Context, _params: Params, pointed: _Pointed) -> Sequence[Access]:
    return (
        account_access("DeleteAlias", resource=pointed.alias.arn),
        key_access(context, pointed.key, "DeleteAlias"),
    )


def _create(context: Context, params: Params, key: KmsKey) -> Result:
    key_states.check("CreateAlias", key)
    alias = Alias(
        key.account, key.region, params["AliasName"], key.key_id, created=context.now, updated=context.now
    )
    if find_alias(context.uow, alias.account, alias.region, alias.name) is not None:
        raise AwsError("AlreadyExistsException", f"An alias with the name {alias.arn} already exists")
    _check_room(context, key)
    context.uow.put(ALIASES, alias)
    return {}


def _update(context: Context, _params: Params, moved: _Moved) -> Result:
    key_states.check("UpdateAlias", moved.new)
    _check_alike(moved)
    if moved.old.key_id != moved.new.key_id:
        _check_room(context, moved.new)
    context.uow.put(ALIASES, replace(moved.alias, target_key_id=moved.new.key_id, updated=context.now))
    return {}


def _delete(context: Context, _params: Params, pointed: _Pointed) -> Result:
    key_states.check("DeleteAlias", pointed.key)
    context.uow.delete(ALIASES, ALIASES.key(pointed.alias))
    return {}


def _check_alike(moved: _Moved) -> None:
    """Refuse to move an alias to another kind of key (API reference, UpdateAlias; the words are not AWS's).

    Raises:
        AwsError: ValidationException.
    """
    old, new = moved.old, moved.new
    if (key_type(old.spec), old.usage) != (key_type(new.spec), new.usage):
        raise invalid(
            "The current and new KMS key must be the same type (both symmetric or both asymmetric or both "
            "HMAC), and they must have the same key usage."
        )


def _check_room(context: Context, key: KmsKey) -> None:
    count = context.uow.count(ALIASES, account=key.account, region=key.region, target_key_id=key.key_id)
    check_quota(count, ALIASES_PER_KEY, f"{key.arn} has reached the quota of {ALIASES_PER_KEY} aliases.")
