"""GetKeyPolicy, PutKeyPolicy and ListKeyPolicies, and what AWS refuses as a key policy."""

import json
from dataclasses import replace
from functools import lru_cache
from typing import Any

from kmstui.aws.errors import AwsError
from kmstui.aws.gateway import Params, Result
from kmstui.emulator.iam.principals import accept_key_policy
from kmstui.emulator.kms.access import Conditions, flag_condition, key_access
from kmstui.emulator.kms.handlers import key_handler
from kmstui.emulator.kms.keyring import Keyring
from kmstui.emulator.kms.limits import POLICY_BYTES
from kmstui.emulator.kms.model import KmsKey
from kmstui.emulator.kms.paging import Page
from kmstui.emulator.kms.repository import KEYS
from kmstui.emulator.registry import Context, Handler

_NAME = "default"
"""The only name a key policy has."""
_BYPASS = "BypassPolicyLockoutSafetyCheck"


def handlers(keyring: Keyring) -> tuple[Handler[Any], ...]:
    """The operations of this module."""
    return (
        key_handler("GetKeyPolicy", _get, keyring),
        key_handler("PutKeyPolicy", _put, keyring, conditions=_put_conditions),
        key_handler("ListKeyPolicies", _list, keyring),
    )


@lru_cache(maxsize=64)
def default_policy(account: str) -> str:
    """The key policy of a key that is made without one: identity policies of its account decide."""
    statement = {
        "Sid": "Enable IAM User Permissions",
        "Effect": "Allow",
        "Principal": {"AWS": f"arn:aws:iam::{account}:root"},
        "Action": "kms:*",
        "Resource": "*",
    }
    return json.dumps({"Version": "2012-10-17", "Id": "key-default-1", "Statement": [statement]}, indent=2)


def check_policy(context: Context, key: KmsKey, *, bypass: bool) -> None:
    """Refuse a key whose policy AWS would not take.

    Args:
        context: of the call that sets the policy.
        key: the key, with the policy it is to have.
        bypass: `BypassPolicyLockoutSafetyCheck`.

    Raises:
        AwsError: LimitExceededException or MalformedPolicyDocumentException.
    """
    if len(key.policy.encode()) > POLICY_BYTES:
        raise AwsError("LimitExceededException", f"A key policy may have at most {POLICY_BYTES} bytes.")
    access = key_access(context, key, "PutKeyPolicy", conditions={"kms:" + _BYPASS: ("false",)})
    accept_key_policy(context, key.policy, access, bypass_lockout_check=bypass)


def _put_conditions(params: Params) -> Conditions:
    return flag_condition(params, _BYPASS)


def _get(_context: Context, params: Params, key: KmsKey) -> Result:
    _check_name(params)
    return {"Policy": key.policy, "PolicyName": _NAME}


def _put(context: Context, params: Params, key: KmsKey) -> Result:
    _check_name(params)
    changed = replace(key, policy=params["Policy"])
    check_policy(context, changed, bypass=bool(params.get(_BYPASS)))
    context.uow.put(KEYS, changed)
    return {}


def _list(_context: Context, params: Params, key: KmsKey) -> Result:
    page = Page("ListKeyPolicies", key.path, params)
    return page.result("PolicyNames", page.cut([_NAME], str), str, str)


def _check_name(params: Params) -> None:
    if params.get("PolicyName", _NAME) != _NAME:
        raise AwsError("NotFoundException", "No such policy exists")
