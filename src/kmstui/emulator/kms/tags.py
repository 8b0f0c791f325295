"""TagResource, UntagResource and ListResourceTags, and AWS's rules for tags."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from kmstui.aws.errors import AwsError
from kmstui.aws.gateway import Params, Result
from kmstui.emulator.kms.access import tag_conditions
from kmstui.emulator.kms.handlers import key_handler
from kmstui.emulator.kms.keyring import Keyring
from kmstui.emulator.kms.limits import TAGS_PER_KEY
from kmstui.emulator.kms.model import KmsKey
from kmstui.emulator.kms.paging import Page
from kmstui.emulator.kms.repository import KEYS
from kmstui.emulator.registry import Context, Handler


def handlers(keyring: Keyring) -> tuple[Handler[Any], ...]:
    """The operations of this module."""
    return (
        key_handler("TagResource", _tag, keyring, conditions=tag_conditions),
        key_handler("UntagResource", _untag, keyring, conditions=tag_conditions),
        key_handler("ListResourceTags", _list, keyring),
    )


def checked_tags(present: Mapping[str, str], added: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """The tags a key has after `added` (`TagKey`, `TagValue`) were put to those present.

    Raises:
        AwsError: TagException, for a reserved or repeated key or for more than 50 tags.
    """
    new: dict[str, str] = {}
    for tag in added:
        key = tag["TagKey"]
        if key.lower().startswith("aws:"):
            raise AwsError("TagException", "Tags beginning with aws: are reserved")
        if key in new:
            raise AwsError("TagException", "Duplicate tag keys")
        new[key] = tag["TagValue"]
    tags = {**present, **new}
    if len(tags) > TAGS_PER_KEY:
        raise AwsError("TagException", "Too many tags")
    return tags


def _tag(context: Context, params: Params, key: KmsKey) -> Result:
    tags = checked_tags(dict(key.tags), params["Tags"])
    context.uow.put(KEYS, replace(key, tags=tuple(sorted(tags.items()))))
    return {}


def _untag(context: Context, params: Params, key: KmsKey) -> Result:
    removed = frozenset(params["TagKeys"])
    context.uow.put(KEYS, replace(key, tags=tuple(tag for tag in key.tags if tag[0] not in removed)))
    return {}


def _list(_context: Context, params: Params, key: KmsKey) -> Result:
    page = Page("ListResourceTags", key.path, params)
    found = page.cut(key.tags, _name)
    return page.result("Tags", found, _name, lambda tag: {"TagKey": tag[0], "TagValue": tag[1]})


def _name(tag: tuple[str, str]) -> str:
    return tag[0]
