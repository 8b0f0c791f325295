"""Accounts on the disk: what is written, in what order, and what is found again."""

import errno
import json
import os
import resource
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from tests.unit.emulator.store.samples import (
    KEYS,
    NOON,
    FastDisk,
    FaultyDisk,
    Key,
    RecordingDisk,
    State,
    StutteringDisk,
    open_with,
)
from tinydb import TinyDB

from kmstui.aws.entropy import SeededEntropy
from kmstui.emulator.store.account_store import AccountStore
from kmstui.emulator.store.errors import StoreDamaged, StoreFailed, StoreLocked
from kmstui.emulator.store.journal_storage import JournalStorage


def put(store: AccountStore, *keys: Key, durable: bool = True) -> None:
    with store.unit_of_work() as unit:
        unit.durable = durable
        for key in keys:
            unit.put(KEYS, key)


def content(store: AccountStore) -> list[Key]:
    with store.unit_of_work() as unit:
        return unit.find(KEYS)


def reopened(directory: Path) -> list[Key]:
    store = AccountStore.open(directory)
    found = content(store)
    store.close()
    return found


def test_everything_is_found_again_after_closing(directory: Path) -> None:
    store = AccountStore.open(directory)
    put(store, Key("a", State.DISABLED, "alice", {"T": "é"}), Key("b"))
    with store.unit_of_work() as unit:
        unit.delete(KEYS, "b")
        unit.schedule("kind", "subject", NOON)
    store.close()
    store = AccountStore.open(directory)
    assert content(store) == [Key("a", State.DISABLED, "alice", {"T": "é"})]
    with store.unit_of_work() as unit:
        assert unit.next_due() == NOON
    store.close()


def test_everything_is_found_again_after_a_crash(directory: Path) -> None:
    disk = FaultyDisk(0)
    store = open_with(disk, directory)
    put(store, Key("a"))
    put(store, Key("b"), durable=False)
    with store.unit_of_work() as unit:
        unit.delete(KEYS, "a")
    disk.crash()
    assert reopened(directory) == [Key("b")]
    assert reopened(directory) == [Key("b")]


def test_the_store_id_stays(directory: Path) -> None:
    store = AccountStore.open(directory, SeededEntropy("x"))
    first = store.store_id
    put(store, Key("a"))
    store.close()
    store = AccountStore.open(directory)
    assert store.store_id == first
    assert len(first) == 32
    store.close()


def test_stock_tinydb_opens_the_checkpoint(directory: Path) -> None:
    store = AccountStore.open(directory)
    put(store, Key("a"), Key("b", State.DISABLED))
    store.close()
    stock = TinyDB(directory / "account.json", access_mode="r")
    assert stock.tables() == {"keys", "kmstui_checkpoint"}
    assert [document["name"] for document in stock.table("keys")] == ["a", "b"]
    assert stock.table("kmstui_checkpoint").all()[0]["store"] == store.store_id
    stock.close()


def test_a_unit_that_changes_nothing_appends_nothing(directory: Path) -> None:
    disk = RecordingDisk()
    store = open_with(disk, directory)
    put(store, Key("a"))
    before = len(disk.log)
    with store.unit_of_work() as unit:
        assert unit.get(KEYS, "a") == Key("a")
        unit.cancel("no", "timer")
    assert len(disk.log) == before
    store.close()


def test_a_durable_unit_is_one_write_and_one_sync(directory: Path) -> None:
    disk = RecordingDisk()
    store = open_with(disk, directory)
    put(store, Key("first"))
    before = len(disk.log)
    with store.unit_of_work() as unit:
        for name in "abcdef":
            unit.put(KEYS, Key(name))
        unit.schedule("kind", "subject", NOON)
    assert [entry.kind for entry in disk.log[before:]] == ["write", "sync"]
    before = len(disk.log)
    put(store, Key("g"), durable=False)
    assert [entry.kind for entry in disk.log[before:]] == ["write"]
    store.close()


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077, 0o777])
def test_nobody_else_may_read_anything_under_any_umask(directory: Path, umask: int) -> None:
    before = os.umask(umask)
    try:
        store = AccountStore.open(directory)
        put(store, Key("a"))
        store.compact()
        put(store, Key("b"))
        modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in directory.iterdir()}
        store.close()
    finally:
        os.umask(before)
    assert set(modes.values()) == {0o600}
    assert len(modes) == 3
    assert stat.S_IMODE(directory.stat().st_mode) == 0o700


def test_permissions_that_were_widened_are_narrowed_again(directory: Path) -> None:
    AccountStore.open(directory).close()
    directory.chmod(0o755)
    for path in directory.iterdir():
        path.chmod(0o644)
    AccountStore.open(directory).close()
    assert {stat.S_IMODE(path.stat().st_mode) for path in directory.iterdir()} == {0o600}
    assert stat.S_IMODE(directory.stat().st_mode) == 0o700


def test_a_second_opening_is_told_who_holds_the_account(directory: Path) -> None:
    store = AccountStore.open(directory)
    with pytest.raises(StoreLocked, match=f"is in use by process {os.getpid()};") as caught:
        AccountStore.open(directory)
    assert caught.value.pid == os.getpid()
    assert caught.value.directory == directory
    put(store, Key("a"))
    store.close()
    assert reopened(directory) == [Key("a")]


def test_another_process_is_refused_and_changes_nothing(directory: Path) -> None:
    store = AccountStore.open(directory)
    put(store, Key("a"))
    before = {path.name: path.read_bytes() for path in directory.iterdir()}
    program = (
        "import sys; from pathlib import Path; from kmstui.emulator.store.account_store import AccountStore\n"
        "from kmstui.emulator.store.errors import StoreLocked\n"
        "try: AccountStore.open(Path(sys.argv[1]))\n"
        "except StoreLocked as error: print(error.pid)"
    )
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    answer = subprocess.run(
        [sys.executable, "-c", program, directory],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert answer.stdout == f"{os.getpid()}\n"
    assert {path.name: path.read_bytes() for path in directory.iterdir()} == before
    store.close()


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


def test_the_journal_is_compacted_when_it_outgrows_the_checkpoint(directory: Path) -> None:
    store = AccountStore.open(directory)
    big = "x" * 100_000
    for number in range(40):
        put(store, Key("a", owner=f"{number}{big}"), durable=False)
    sizes = {path.name: path.stat().st_size for path in directory.iterdir()}
    assert sum(sizes.values()) < 2_000_000
    assert sizes["account.json"] > 100_000
    store.close()
    assert reopened(directory) == [Key("a", owner=f"39{big}")]


def test_a_small_journal_of_a_large_account_is_left_at_closing(directory: Path) -> None:
    store = AccountStore.open(directory)
    put(store, Key("big", owner="x" * 100_000))
    store.close()
    checkpoint = (directory / "account.json").stat().st_ino
    store = AccountStore.open(directory)
    put(store, Key("small"))
    store.close()
    assert (directory / "account.json").stat().st_ino == checkpoint
    assert len(reopened(directory)) == 2


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
    assert content(store) == [Key("a")]
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
    assert content(store) == [Key("a"), Key("b")]
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
