"""DescribeKey, ListKeys and UpdateKeyDescription."""

from dataclasses import replace
from typing import Any

from kmstui.aws.gateway import Params, Result
from kmstui.emulator.kms.handlers import account_handler, key_handler
from kmstui.emulator.kms.keyring import Keyring
from kmstui.emulator.kms.metadata import key_metadata
from kmstui.emulator.kms.model import KmsKey
from kmstui.emulator.kms.paging import Page
from kmstui.emulator.kms.repository import KEYS
from kmstui.emulator.registry import Context, Handler


def handlers(keyring: Keyring) -> tuple[Handler[Any], ...]:
    """The operations of this module."""
    return (
        key_handler("DescribeKey", _describe, keyring),
        account_handler("ListKeys", _list),
        key_handler("UpdateKeyDescription", _update_description, keyring),
    )


def _describe(_context: Context, _params: Params, key: KmsKey) -> Result:
    return {"KeyMetadata": key_metadata(key)}


def _list(context: Context, params: Params) -> Result:
    prefix = f"{context.account}/{context.region}/"
    page = Page("ListKeys", prefix, params)
    after = prefix + page.after if page.after else ""
    found = context.uow.page(KEYS, prefix=prefix, after=after, limit=page.limit + 1)
    return page.result("Keys", found, lambda key: key.key_id, _entry)


def _entry(key: KmsKey) -> Result:
    return {"KeyId": key.key_id, "KeyArn": key.arn}


def _update_description(context: Context, params: Params, key: KmsKey) -> Result:
    context.uow.put(KEYS, replace(key, description=params["Description"]))
    return {}
