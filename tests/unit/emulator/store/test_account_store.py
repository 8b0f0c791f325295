"""An account's data as the rest of the emulator sees it."""

import threading
from pathlib import Path

import pytest
from tests.unit.emulator.store.disks import FaultyDisk, open_with
from tests.unit.emulator.store.samples import KEYS, Key, keys_in, names, put, reopened

from kmstui.aws.entropy import SeededEntropy
from kmstui.emulator.store.account_store import AccountStore
from kmstui.emulator.store.tables import TableSpec


def test_units_of_many_threads_wait_for_one_another(directory: Path) -> None:
    store = AccountStore.open(directory)
    put(store, Key("counter", owner="0"))

    def count() -> None:
        for _ in range(50):
            with store.unit_of_work() as unit:
                unit.durable = False
                counter = unit.get(KEYS, "counter")
                assert counter is not None
                unit.put(KEYS, Key("counter", owner=str(int(counter.owner or 0) + 1)))

    threads = [threading.Thread(target=count) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    store.close()
    assert reopened(directory) == [Key("counter", owner="400")]


def test_an_account_in_memory_compacts_and_closes_without_a_word() -> None:
    store = AccountStore.in_memory(SeededEntropy("x"))
    put(store, Key("a"))
    store.compact()
    store.close()
    assert store.store_id == AccountStore.in_memory(SeededEntropy("x")).store_id
    assert store.store_id != AccountStore.in_memory().store_id


def test_what_was_cut_short_is_counted(directory: Path) -> None:
    disk = FaultyDisk(0)
    store = open_with(disk, directory)
    put(store, Key("a"))
    put(store, Key("b"))
    disk.crash()
    (journal,) = directory.glob("journal-*")
    journal.write_bytes(journal.read_bytes().rstrip(b"\0")[:-9])
    store = AccountStore.open(directory)
    assert store.dropped > 100
    assert names(keys_in(store)) == ["a"]
    store.close()
    store = AccountStore.open(directory)
    assert store.dropped == 0
    store.close()


def test_two_views_of_one_table_share_its_records(directory: Path) -> None:
    """A table's indexes follow records put through another description of it."""
    narrow = TableSpec("keys", Key, lambda key: key.name)
    store = AccountStore.open(directory)
    with store.unit_of_work() as unit:
        assert unit.find(KEYS, owner="x") == []
        unit.put(narrow, Key("a", owner="x"))
        assert names(unit.find(KEYS, owner="x")) == ["a"]
        with pytest.raises(LookupError):
            unit.find(narrow, owner="x")
    store.close()
