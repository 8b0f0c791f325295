"""CreateAccessKey, ListAccessKeys, UpdateAccessKey, DeleteAccessKey and GetAccessKeyLastUsed.

A secret is shown once, by the answer of CreateAccessKey; neither the account's data nor its trail has it.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from kmstui.aws.errors import AwsError
from kmstui.aws.gateway import Params, Result
from kmstui.emulator.crypto.access_secrets import AccessSecrets
from kmstui.emulator.iam.entities import USER, existing, handler, no_such, over_quota
from kmstui.emulator.iam.entities import entity_access as access_to
from kmstui.emulator.iam.ids import ACCESS_KEY, access_key_id
from kmstui.emulator.iam.model import AccessKey, User
from kmstui.emulator.iam.paging import page_of_all
from kmstui.emulator.iam.repository import ACCESS_KEYS, KEY_USES, USERS, access_keys, named
from kmstui.emulator.registry import Access, Context, Handler, PrincipalKind

_QUOTA = 2
"""Access keys of one user (IAM User Guide, "IAM and AWS STS quotas")."""
_NEVER = "N/A"
"""What GetAccessKeyLastUsed says of a key that was never used."""
_STATUSES = {"Active": True, "Inactive": False}


def handlers(secrets: AccessSecrets) -> tuple[Handler[Any], ...]:
    """The operations of this module."""

    def create(context: Context, params: Params) -> Result:
        return _create(context, params, secrets)

    return (
        handler("CreateAccessKey", create, _on_user),
        handler("ListAccessKeys", _list, _on_user),
        handler("UpdateAccessKey", _update, _on_user),
        handler("DeleteAccessKey", _delete, _on_user),
        handler("GetAccessKeyLastUsed", _last_used, _on_owner),
    )


def _name(context: Context, params: Params) -> str:
    """Whose access keys the operation is about: without a name, the caller's own.

    Raises:
        AwsError: ValidationError, when the caller is no user. (In AWS the root user has access keys; here it
            has sessions alone.)
    """
    if "UserName" in params:
        name: str = params["UserName"]
        return name
    if context.caller.kind is not PrincipalKind.USER:
        raise AwsError("ValidationError", "Must specify userName when calling with non-User credentials")
    return context.caller.name


def _on_user(context: Context, params: Params, action: str) -> Sequence[Access]:
    return (access_to(context, USER, action, _name(context, params), params),)


def _on_owner(context: Context, params: Params, action: str) -> Sequence[Access]:
    key = context.uow.get(ACCESS_KEYS, params["AccessKeyId"])
    if key is None:
        return (Access(action),)
    return (access_to(context, USER, action, key.user, {}),)


def _create(context: Context, params: Params, secrets: AccessSecrets) -> Result:
    user = existing(context, USER, _name(context, params))
    if context.uow.count(ACCESS_KEYS, account=user.account, user=user.name.lower()) >= _QUOTA:
        raise over_quota("AccessKeysPerUser", _QUOTA)
    key_id = access_key_id(context.entropy, ACCESS_KEY, user.account)
    while context.uow.get(ACCESS_KEYS, key_id) is not None:
        key_id = access_key_id(context.entropy, ACCESS_KEY, user.account)
    key = AccessKey(user.account, key_id, user.name.lower(), context.now)
    context.uow.put(ACCESS_KEYS, key)
    return {"AccessKey": _view(user, key) | {"SecretAccessKey": secrets.secret(key_id)}}


def _list(context: Context, params: Params) -> Result:
    user = existing(context, USER, _name(context, params))
    keys = access_keys(context.uow, user.account, user.name)
    shown, result = page_of_all(
        "ListAccessKeys", params, "AccessKeyMetadata", keys, lambda key: key.access_key_id
    )
    result["AccessKeyMetadata"] = [_view(user, key) for key in shown]
    return result


def _update(context: Context, params: Params) -> Result:
    key = _existing_key(context, params)
    if params["Status"] not in _STATUSES:
        raise AwsError("InvalidInput", "The status of an access key can be set to Active or Inactive.")
    context.uow.put(ACCESS_KEYS, replace(key, active=_STATUSES[params["Status"]]))
    return {}


def _delete(context: Context, params: Params) -> Result:
    key = _existing_key(context, params)
    context.uow.delete(ACCESS_KEYS, key.access_key_id)
    context.uow.delete(KEY_USES, key.access_key_id)
    return {}


def _last_used(context: Context, params: Params) -> Result:
    key = context.uow.get(ACCESS_KEYS, params["AccessKeyId"])
    user = named(context.uow, USERS, context.account, key.user) if key else None
    if key is None or user is None:
        raise _no_such_key(params["AccessKeyId"])
    use = context.uow.get(KEY_USES, key.access_key_id)
    if use is None:
        return {"UserName": user.name, "AccessKeyLastUsed": {"ServiceName": _NEVER, "Region": _NEVER}}
    last = {"LastUsedDate": use.at, "ServiceName": use.service, "Region": use.region}
    return {"UserName": user.name, "AccessKeyLastUsed": last}


def _existing_key(context: Context, params: Params) -> AccessKey:
    """The access key that is named, of the user that is named.

    Raises:
        AwsError: NoSuchEntity.
    """
    user = existing(context, USER, _name(context, params))
    key = context.uow.get(ACCESS_KEYS, params["AccessKeyId"])
    if key is None or key.user != user.name.lower():
        raise _no_such_key(params["AccessKeyId"])
    return key


def _no_such_key(key_id: str) -> AwsError:
    return no_such(f"The Access Key with id {key_id} cannot be found.")


def _view(user: User, key: AccessKey) -> Result:
    return {
        "UserName": user.name,
        "AccessKeyId": key.access_key_id,
        "Status": "Active" if key.active else "Inactive",
        "CreateDate": key.created,
    }
