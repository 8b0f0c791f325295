"""Tags of users, roles, managed policies and instance profiles: the same three operations four times."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from kmstui.aws.gateway import Params, Result
from kmstui.emulator.iam.entities import (
    PROFILE,
    ROLE,
    USER,
    EntityKind,
    Needs,
    existing,
    existing_policy,
    handler,
    on,
    on_policy_arn,
    over_quota,
    own_policy,
    tag_key,
    tags_of,
)
from kmstui.emulator.iam.paging import page_of_all
from kmstui.emulator.iam.repository import POLICIES
from kmstui.emulator.iam.views import tag_list
from kmstui.emulator.registry import Context, Handler
from kmstui.emulator.store.tables import TableSpec

_MOST = 50
Tag = tuple[str, str]
Find = Callable[[Context, Params], Any]


@dataclass(frozen=True, slots=True)
class _Tagged:
    """One kind of thing that has tags."""

    word: str
    """What the operations call it."""
    table: TableSpec[Any]
    needs: Needs
    find: Find
    """Finds it to be looked at."""
    own: Find
    """Finds it to be changed."""
    folded: bool
    """Whether keys that differ in case alone are the same, see `tags_of`."""


def _named(word: str, kind: EntityKind[Any], *, folded: bool) -> _Tagged:
    def find(context: Context, params: Params) -> Any:
        return existing(context, kind, params[kind.member])

    return _Tagged(word, kind.table, on(kind), find, find, folded)


def _policy(context: Context, params: Params) -> Any:
    return existing_policy(context, params["PolicyArn"])


def _own_policy(context: Context, params: Params) -> Any:
    return own_policy(context, params["PolicyArn"])


_TAGGED = (
    _named("User", USER, folded=True),
    _named("Role", ROLE, folded=True),
    _named("InstanceProfile", PROFILE, folded=False),
    _Tagged("Policy", POLICIES, on_policy_arn, _policy, _own_policy, folded=False),
)


def handlers() -> tuple[Handler[Any], ...]:
    """The operations of this module."""
    return tuple(item for kind in _TAGGED for item in _handlers(kind))


def _handlers(kind: _Tagged) -> tuple[Handler[Any], ...]:
    return (
        handler(f"Tag{kind.word}", partial(_tag, kind), kind.needs),
        handler(f"Untag{kind.word}", partial(_untag, kind), kind.needs),
        handler(f"List{kind.word}Tags", partial(_list, kind), kind.needs),
    )


def _tag(kind: _Tagged, context: Context, params: Params) -> Result:
    """A tag whose key is there already takes that one's place, with its own spelling of the key."""
    record = kind.own(context, params)
    given = tags_of(params, folded=kind.folded)
    tags = (*_without(kind, record.tags, [key for key, _ in given]), *given)
    if len(tags) > _MOST:
        raise over_quota(f"TagsPer{kind.word}", _MOST)
    context.uow.put(kind.table, replace(record, tags=tags))
    return {}


def _untag(kind: _Tagged, context: Context, params: Params) -> Result:
    """Keys that are not there are passed over."""
    record = kind.own(context, params)
    context.uow.put(kind.table, replace(record, tags=_without(kind, record.tags, params["TagKeys"])))
    return {}


def _list(kind: _Tagged, context: Context, params: Params) -> Result:
    record = kind.find(context, params)
    listing = f"tags of {kind.word} {record.name}"
    shown, result = page_of_all(listing, params, "Tags", enumerate(record.tags), _place)
    result["Tags"] = tag_list(tuple(tag for _, tag in shown))
    return result


def _place(numbered: tuple[int, Tag]) -> str:
    """Where a tag stands; its key may be longer than a marker."""
    return f"{numbered[0] + 1:02}"


def _without(kind: _Tagged, tags: tuple[Tag, ...], keys: list[str]) -> tuple[Tag, ...]:
    gone = {tag_key(key, folded=kind.folded) for key in keys}
    return tuple(tag for tag in tags if tag_key(tag[0], folded=kind.folded) not in gone)
