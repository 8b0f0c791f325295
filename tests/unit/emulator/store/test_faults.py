"""Failing each call to the disk in turn: every unit of work is there in full or not at all."""

import errno
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from tests.unit.emulator.store.disks import FaultyDisk, open_with
from tests.unit.emulator.store.samples import KEYS, NOON, Content, Key, State, content

from kmstui.emulator.store.account_store import AccountStore
from kmstui.emulator.store.errors import StoreFailed


def first(store: AccountStore) -> None:
    with store.unit_of_work() as unit:
        unit.put(KEYS, Key("a"))
        unit.put(KEYS, Key("b", owner="x" * 2000))
        unit.schedule("kind", "a", NOON)


def second(store: AccountStore) -> None:
    with store.unit_of_work() as unit:
        unit.durable = False
        unit.put(KEYS, Key("c"))


def third(store: AccountStore) -> None:
    with store.unit_of_work() as unit:
        unit.delete(KEYS, "a")
        unit.put(KEYS, Key("b", State.DISABLED))
        unit.cancel("kind", "a")


def fourth(store: AccountStore) -> None:
    with store.unit_of_work() as unit:
        unit.put(KEYS, Key("d"))


STEPS: tuple[Callable[[AccountStore], None], ...] = (
    first,
    second,
    AccountStore.compact,
    third,
    AccountStore.compact,
    fourth,
    AccountStore.close,
)


def run(disk: FaultyDisk, directory: Path) -> tuple[list[Content], BaseException | None]:
    """Open and take the steps until one fails.

    Returns what may be found afterwards, and how it ended: what was there before the failed step, which is
    what the open account goes on showing, or what would have been there after it.
    """
    before: Content = []
    try:
        store = open_with(disk, directory)
    except OSError as error:
        return [before], error
    for step in STEPS:
        try:
            step(store)
        except StoreFailed as error:
            assert content(store) == before
            return [before, after(before, step)], error
        if step is not AccountStore.close:
            before = content(store)
    return [before], None


def after(before: Content, step: Callable[[AccountStore], None]) -> Content:
    """What `step` makes of an account with this content."""
    model = AccountStore.in_memory()
    for earlier in STEPS:
        if content(model) == before:
            break
        earlier(model)
    step(model)
    return content(model)


@pytest.mark.parametrize("error", [errno.EIO, errno.ENOSPC, errno.EMFILE])
@pytest.mark.parametrize("forever", [False, True], ids=["once", "from then on"])
def test_whichever_call_fails_each_unit_is_all_or_nothing(tmp_path: Path, error: int, forever: bool) -> None:
    ended: BaseException | None = None
    for call in range(1, 200):
        directory = tmp_path / str(call)
        disk = FaultyDisk(call, error, forever=forever)
        legal, ended = run(disk, directory)
        disk.crash()
        store = AccountStore.open(directory)
        found = content(store)
        assert found in legal, f"call {call} ({disk.failed}) left {found}"
        fourth(store)
        store.close()
        if not disk.failed:
            break
    else:
        pytest.fail("the run never came to its end")
    assert call > 40
    assert ended is None


@pytest.mark.parametrize("step", [0, 1, 3, 5])
def test_lack_of_space_refuses_one_unit_and_the_next_one_works(tmp_path: Path, step: int) -> None:
    refused = 0
    for call in range(1, 200):
        directory = tmp_path / str(call)
        disk = FaultyDisk(call, errno.ENOSPC)
        with suppress(OSError, StoreFailed):
            store = open_with(disk, directory)
            for each in STEPS[:step]:
                each(store)
            if disk.failed:
                continue
            before = content(store)
            try:
                STEPS[step](store)
            except StoreFailed as failure:
                if failure.usable:
                    refused += 1
                    assert content(store) == before
                    STEPS[step](store)
            wanted = content(store)
            disk.crash()
            reopened = AccountStore.open(directory)
            assert content(reopened) == wanted
            reopened.close()
        disk.crash()
        if not disk.failed:
            break
    assert refused >= 1
