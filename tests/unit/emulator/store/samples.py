"""Records that the store's tests keep, and short words for keeping and finding them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

import pytest

from kmstui.emulator.store.account_store import AccountStore
from kmstui.emulator.store.tables import TableSpec

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


class State(StrEnum):
    """As keys have states."""

    ENABLED = "Enabled"
    DISABLED = "Disabled"


@dataclass(frozen=True, slots=True)
class Step:
    """A nested record."""

    name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Key:
    """A record with a field of every kind the account keeps."""

    name: str
    state: State = State.ENABLED
    owner: str | None = None
    tags: Mapping[str, str] = field(default_factory=dict)
    wrapped: bytes = b"\x00\xff"
    created: datetime = NOON
    history: tuple[Step, ...] = ()
    extra: Mapping[str, object] = field(default_factory=dict)


KEYS = TableSpec("keys", Key, lambda key: key.name, indexes=(("state",), ("state", "owner"), ("owner",)))


FULL = Key(
    name="full",
    state=State.DISABLED,
    owner="alice",
    tags={"Team": "[red]é\u202e"},
    wrapped=bytes(range(256)),
    created=datetime(2026, 3, 1, 12, 0, 0, 123456, UTC),
    history=(Step("made", NOON), Step("turned", NOON)),
    extra={"list": [1, {"deep": [True, None]}]},
)
"""A key with something in every field."""


class RefusedError(Exception):
    """What a service raises."""


def refused() -> pytest.RaisesExc[RefusedError]:
    """Expect the block to end by `RefusedError`."""
    return pytest.raises(RefusedError)


def names(keys: list[Key]) -> list[str]:
    """What the keys are called."""
    return [key.name for key in keys]


def put(store: AccountStore, *keys: Key, durable: bool = True) -> None:
    """Keep keys, in one unit of work."""
    with store.unit_of_work() as unit:
        unit.durable = durable
        for key in keys:
            unit.put(KEYS, key)


def keys_in(store: AccountStore) -> list[Key]:
    """All keys, in order."""
    with store.unit_of_work() as unit:
        return unit.find(KEYS)


def reopened(directory: Path) -> list[Key]:
    """All keys of the account in `directory`, which is opened and closed for it."""
    store = AccountStore.open(directory)
    found = keys_in(store)
    store.close()
    return found


Content = list[object]
"""All keys, then all timers that are due by noon."""


def content(store: AccountStore) -> Content:
    """Everything in the account."""
    with store.unit_of_work() as unit:
        return [*unit.find(KEYS), *unit.due(NOON)]
