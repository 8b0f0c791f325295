"""Disks that refuse, in one place each: which changes are lost, and whether the next is taken."""

import errno
import json
import resource
from contextlib import suppress
from pathlib import Path

import pytest
from tests.unit.emulator.store.disks import FaultyDisk, StutteringDisk, open_with
from tests.unit.emulator.store.samples import KEYS, Key, keys_in, put, reopened

from kmstui.emulator.store.account_store import AccountStore
from kmstui.emulator.store.errors import StoreFailed
from kmstui.emulator.store.journal_storage import JournalStorage


def test_closing_twice_is_harmless_and_a_closed_account_takes_no_change(directory: Path) -> None:
    store = AccountStore.open(directory)
    store.close()
    store.close()
    with pytest.raises(StoreFailed, match="is closed"):
        put(store, Key("a"))
    assert reopened(directory) == []


def test_compacting_in_the_middle_of_a_unit_is_refused(directory: Path) -> None:
    store = AccountStore.open(directory)
    with store.unit_of_work() as unit:
        unit.put(KEYS, Key("a"))
        with pytest.raises(RuntimeError, match="a transaction is open"):
            store.compact()
    store.close()
    assert reopened(directory) == [Key("a")]


def test_short_writes_are_completed(directory: Path) -> None:
    store = open_with(StutteringDisk(), directory)
    put(store, Key("a"))
    store.compact()
    put(store, Key("b"))
    store.close()
    assert reopened(directory) == [Key("a"), Key("b")]


def test_a_full_disk_refuses_the_change_and_takes_the_next_when_there_is_space(directory: Path) -> None:
    store = AccountStore.open(directory)
    put(store, Key("a"))
    (journal,) = directory.glob("journal-*")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (journal.stat().st_size + 1000, hard))
    try:
        with pytest.raises(StoreFailed, match="File too large") as caught:
            put(store, Key("b"), Key("c", owner="x" * 500_000))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert caught.value.usable
    assert keys_in(store) == [Key("a")]
    put(store, Key("d"))
    store.close()
    assert reopened(directory) == [Key("a"), Key("d")]


def test_a_failed_sync_stops_the_store_for_good(directory: Path) -> None:
    probe = FaultyDisk(0)
    store = open_with(probe, directory)
    put(store, Key("a"))
    before = probe.calls
    put(store, Key("b"))
    probe.crash()
    assert probe.calls == before + 2

    disk = FaultyDisk(0)
    store = open_with(disk, directory)
    disk.fail_at(disk.calls + 3, errno.EIO)  # the reservation, the record, and then its sync
    with pytest.raises(
        StoreFailed, match=r"failed to confirm a write to .*No more changes are accepted"
    ) as caught:
        put(store, Key("c"))
    assert disk.failed == ["sync"]
    assert not caught.value.usable
    assert keys_in(store) == [Key("a"), Key("b")]
    for _ in range(2):
        with pytest.raises(StoreFailed, match="failed to confirm"):
            put(store, Key("d"))
    with pytest.raises(StoreFailed, match="failed to confirm"):
        store.compact()
    store.close()
    assert reopened(directory) == [Key("a"), Key("b")]


def test_a_table_with_the_store_s_own_name_is_refused(directory: Path) -> None:
    storage = JournalStorage(directory)
    with pytest.raises(ValueError, match="kmstui_checkpoint is taken"), storage.transaction() as transaction:
        transaction.put("kmstui_checkpoint", 1, {})
    storage.close()
    assert json.loads((directory / "account.json").read_text()).keys() == {"kmstui_checkpoint"}


def test_a_checkpoint_that_fails_leaves_no_file_and_the_account_as_it_is(directory: Path) -> None:
    disk = FaultyDisk(0)
    store = open_with(disk, directory)
    put(store, Key("a"))
    for call in range(1, 30):
        disk.fail_at(disk.calls + call, errno.ENOSPC)
        with suppress(StoreFailed):
            store.compact()
        assert not list(directory.glob("*.new"))
        if disk.failed[-1:] == ["replace"]:
            break
    assert call > 5
    put(store, Key("b"))
    store.close()
    assert reopened(directory) == [Key("a"), Key("b")]
