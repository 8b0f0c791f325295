"""Accounts on the disk: what is written, in what order, and what is found again."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from tests.unit.emulator.store.disks import FaultyDisk, RecordingDisk, open_with
from tests.unit.emulator.store.samples import KEYS, NOON, Key, State, keys_in, put, reopened
from tinydb import TinyDB

from kmstui.aws.entropy import SeededEntropy
from kmstui.emulator.store.account_store import AccountStore
from kmstui.emulator.store.errors import StoreLocked


def test_everything_is_found_again_after_closing(directory: Path) -> None:
    store = AccountStore.open(directory)
    put(store, Key("a", State.DISABLED, "alice", {"T": "é"}), Key("b"))
    with store.unit_of_work() as unit:
        unit.delete(KEYS, "b")
        unit.schedule("kind", "subject", NOON)
    store.close()
    store = AccountStore.open(directory)
    assert keys_in(store) == [Key("a", State.DISABLED, "alice", {"T": "é"})]
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


def test_closing_confirms_what_was_not_waited_for(directory: Path) -> None:
    store = AccountStore.open(directory)
    put(store, Key("big", owner="x" * 100_000))
    store.close()
    disk = RecordingDisk()
    store = open_with(disk, directory)
    put(store, Key("small"), durable=False)
    store.close()
    kinds = [entry.kind for entry in disk.log]
    assert "replace" not in kinds
    assert "sync" in kinds[kinds.index("write", 2) :]
    assert reopened(directory)[1] == Key("small")


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


def test_the_journal_is_compacted_when_it_outgrows_the_checkpoint(directory: Path) -> None:
    store = AccountStore.open(directory)
    big = "x" * 100_000
    for number in range(100):
        put(store, Key("a", owner=f"{number}{big}"), durable=False)
    sizes = {path.name: path.stat().st_size for path in directory.iterdir()}
    assert sum(sizes.values()) < 5_000_000
    assert sizes["account.json"] > 100_000
    store.close()
    assert reopened(directory) == [Key("a", owner=f"99{big}")]


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
