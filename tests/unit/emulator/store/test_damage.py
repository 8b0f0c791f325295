"""Files that are not what was written: refused, named, and left as they are."""

from pathlib import Path

import pytest
from tests.unit.emulator.store.disks import FastDisk, FaultyDisk, open_with
from tests.unit.emulator.store.samples import KEYS, Key, put, reopened
from tinydb import TinyDB

from kmstui.emulator.store.account_store import AccountStore
from kmstui.emulator.store.errors import StoreDamaged
from kmstui.emulator.store.journal_storage import JournalStorage


def test_a_change_that_was_cut_short_is_dropped_and_the_next_one_takes_its_place(directory: Path) -> None:
    disk = FaultyDisk(0)
    store = open_with(disk, directory)
    put(store, Key("a"))
    put(store, Key("b"))
    disk.crash()
    (journal,) = directory.glob("journal-*")
    written = journal.read_bytes().rstrip(b"\0")
    journal.write_bytes(written[:-20] + bytes(4000))
    storage = JournalStorage(directory)
    assert storage.dropped > 20
    storage.close()
    store = AccountStore.open(directory)
    put(store, Key("c"))
    store.close()
    assert reopened(directory) == [Key("a"), Key("c")]


def test_damage_is_refused_with_the_file_and_nothing_is_touched(directory: Path) -> None:
    disk = FaultyDisk(0)
    store = open_with(disk, directory)
    for name in "abcdefgh":
        put(store, Key(name))
    disk.crash()
    (journal,) = directory.glob("journal-*")
    data = bytearray(journal.read_bytes())
    data[300] ^= 4
    journal.write_bytes(data)
    before = {path.name: path.read_bytes() for path in directory.iterdir()}
    with pytest.raises(
        StoreDamaged, match=r"journal-0+ is damaged at byte \d+: record 2 .*Nothing was changed"
    ):
        AccountStore.open(directory)
    assert {p.name: p.read_bytes() for p in directory.iterdir() if p.name != "account.lock"} == {
        name: data for name, data in before.items() if name != "account.lock"
    }


def test_every_changed_byte_of_a_checkpoint_is_refused(directory: Path) -> None:
    store = AccountStore.open(directory)
    put(store, Key("a", extra={"n": 1.5}))
    store.close()
    path = directory / "account.json"
    good = path.read_bytes()
    for offset, byte in enumerate(good):
        for value in {byte ^ 1, byte ^ 32, 0}:
            path.write_bytes(good[:offset] + bytes([value]) + good[offset + 1 :])
            with pytest.raises(StoreDamaged, match=r"account\.json is damaged"):
                JournalStorage(directory, disk=FastDisk())
    for other in (b"", good[:-1], good + b"\n", good[:-1] + b" \n", b"{}"):
        path.write_bytes(other)
        with pytest.raises(StoreDamaged, match="does not end as a checkpoint"):
            JournalStorage(directory, disk=FastDisk())
    path.write_bytes(good)
    assert reopened(directory) == [Key("a", extra={"n": 1.5})]


def test_a_checkpoint_that_stock_tinydb_changed_is_refused(directory: Path) -> None:
    store = AccountStore.open(directory)
    put(store, Key("a"))
    store.close()
    stock = TinyDB(directory / "account.json")
    stock.table("keys").insert({"name": "forged"})
    stock.close()
    with pytest.raises(StoreDamaged, match="something else wrote to it"):
        AccountStore.open(directory)


def test_a_missing_half_is_refused(directory: Path) -> None:
    disk = FaultyDisk(0)
    store = open_with(disk, directory)
    put(store, Key("a"))
    disk.crash()
    (journal,) = directory.glob("journal-*")
    checkpoint = directory / "account.json"
    good = journal.read_bytes(), checkpoint.read_bytes()

    journal.unlink()
    with pytest.raises(
        StoreDamaged, match=r"journal-0+ is damaged.*account\.json is not complete without it"
    ):
        AccountStore.open(directory)
    journal.write_bytes(good[0])
    checkpoint.unlink()
    with pytest.raises(
        StoreDamaged, match=r"account\.json is damaged.*it is missing, but journal-0+ continues"
    ):
        AccountStore.open(directory)
    checkpoint.write_bytes(good[1])
    assert reopened(directory) == [Key("a")]


def test_an_old_checkpoint_put_back_is_refused(directory: Path) -> None:
    disk = FaultyDisk(0)
    store = open_with(disk, directory)
    put(store, Key("a"))
    store.compact()
    old = (directory / "account.json").read_bytes()
    old_journal = next(directory.glob("journal-*"))
    put(store, Key("b"))
    store.compact()
    put(store, Key("c"))
    disk.crash()
    (directory / "account.json").write_bytes(old)
    old_journal.write_bytes(b"")
    with pytest.raises(StoreDamaged, match=r"account\.json is damaged.*it is older than journal-0+2"):
        AccountStore.open(directory)


def test_an_old_journal_is_never_replayed_on_a_new_checkpoint(directory: Path) -> None:
    disk = FaultyDisk(0)
    store = open_with(disk, directory)
    put(store, Key("a"))
    old = next(directory.glob("journal-*"))
    before = old.read_bytes()
    with store.unit_of_work() as unit:
        unit.delete(KEYS, "a")
    store.compact()
    disk.crash()
    assert not old.exists()
    old.write_bytes(before)
    (directory / "account.json.new").write_bytes(b"{half")
    assert reopened(directory) == []
    assert sorted(path.name for path in directory.iterdir()) == [
        "account.json",
        "account.lock",
        "journal-0000000000000002",
    ]


def crashed(directory: Path, *keys: Key) -> Path:
    """An account that was left in the middle of things; returns its journal."""
    disk = FaultyDisk(0)
    store = open_with(disk, directory)
    for key in keys:
        put(store, key)
    disk.crash()
    (journal,) = directory.glob("journal-*")
    return journal


def test_nothing_of_a_dropped_record_is_left_behind_a_shorter_one(directory: Path) -> None:
    journal = crashed(directory, Key("a"), Key("b", owner="x" * 3000))
    journal.write_bytes(journal.read_bytes().rstrip(b"\0")[:-20])
    crashed(directory)
    assert journal.read_bytes().count(b"\n") == 1
    assert journal.read_bytes().endswith(b"\n")
    crashed(directory, Key("c"))
    assert reopened(directory) == [Key("a"), Key("c")]


def test_a_line_break_that_is_missing_is_put_back(directory: Path) -> None:
    journal = crashed(directory, Key("a"))
    whole = journal.read_bytes().rstrip(b"\0")
    journal.write_bytes(whole[:-1])
    crashed(directory)
    assert journal.read_bytes() == whole
    crashed(directory, Key("b"))
    assert reopened(directory) == [Key("a"), Key("b")]


def test_a_confirmed_record_that_reads_as_never_written_is_refused(directory: Path) -> None:
    journal = crashed(directory, Key("a"), Key("b", owner="x" * 3000), Key("c"))
    data = bytearray(journal.read_bytes())
    data[1024:2048] = bytes(1024)
    journal.write_bytes(data)
    with pytest.raises(StoreDamaged, match="record 2 is unreadable, but record 3 after it is whole"):
        AccountStore.open(directory)
