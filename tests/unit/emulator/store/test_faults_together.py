"""Failing each call to the disk in turn while several threads write: what was promised is there, and no more.

Every unit of work also counts itself in a record that all of them share, so that what is found can only be
right when it is what some first so many units left, in the order in which they were made.
"""

import errno
import os
import random
import threading
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from tests.unit.emulator.store.disks import FastDisk, FaultyDisk, RecordingDisk, open_with
from tests.unit.emulator.store.power import Machine
from tests.unit.emulator.store.samples import KEYS, Key, keys_in

from kmstui.emulator.store.account_store import AccountStore
from kmstui.emulator.store.errors import StoreFailed

THREADS = 4
UNITS = 5
STATES = 300


class SlowDisk(FaultyDisk):
    """Asks the system, so that other threads go on meanwhile."""

    def sync(self, descriptor: int) -> None:
        os.fdatasync(descriptor)
        super().sync(descriptor)


class SlowRecordingDisk(RecordingDisk):
    """The same for a disk that remembers."""

    def sync(self, descriptor: int) -> None:
        super().sync(descriptor)
        os.fdatasync(descriptor)


@dataclass
class Told:
    """What the threads were told."""

    kept: dict[int, int] = field(default_factory=dict)
    """By the place of a unit in the order of all, how much had been done when it was said to be kept."""
    tried: dict[int, set[str]] = field(default_factory=dict)
    """By place, the units that were made there; another one takes the place of one that failed."""
    failed: set[str] = field(default_factory=set)

    def legal(self, keys: list[Key], least: int) -> bool:
        """Whether these keys are what some first units left, at least so many."""
        found = {key.name: int(key.owner or 0) for key in keys}
        count = found.pop("count", 0)
        places = sorted(found.values()) == list(range(1, count + 1))
        return count >= least and places and all(name in self.tried[at] for name, at in found.items())


def write(store: AccountStore, disk: RecordingDisk | None, told: Told, thread: int) -> None:
    """One thread's units, until one fails."""
    for number in range(UNITS):
        name = f"{thread}-{number}"
        try:
            with store.unit_of_work() as unit:
                count = unit.get(KEYS, "count")
                place = int(count.owner or 0) + 1 if count else 1
                told.tried.setdefault(place, set()).add(name)
                unit.durable = number % 3 != 1
                unit.put(KEYS, Key("count", owner=str(place)))
                unit.put(KEYS, Key(name, owner=str(place)))
            if unit.durable:
                told.kept[place] = len(disk.log) if disk else 0
        except StoreFailed:
            told.failed.add(name)
            return
        if name == "0-2":
            with suppress(StoreFailed):
                store.compact()


def write_together(store: AccountStore, disk: RecordingDisk | None = None) -> Told:
    """All threads' units."""
    told = Told()
    threads = [threading.Thread(target=write, args=(store, disk, told, each)) for each in range(THREADS)]
    for each in threads:
        each.start()
    for each in threads:
        each.join(60)
        assert not each.is_alive()
    return told


@pytest.mark.parametrize("error", [errno.EIO, errno.ENOSPC])
@pytest.mark.parametrize("forever", [False, True], ids=["once", "from then on"])
def test_whichever_call_fails_all_that_was_promised_to_any_thread_is_there(
    tmp_path: Path, error: int, forever: bool
) -> None:
    refused = 0
    for call in range(12, 60):
        directory = tmp_path / str(call)
        disk = SlowDisk(call, error, forever=forever)
        try:
            store = open_with(disk, directory)
        except OSError:
            continue
        told = write_together(store)
        least = max(told.kept, default=0)
        shown = keys_in(store)
        assert told.legal(shown, least), f"call {call} ({disk.failed}) shows {shown}"
        assert not told.failed & {key.name for key in shown}
        disk.crash()
        store = AccountStore.open(directory)
        found = keys_in(store)
        assert told.legal(found, least), f"call {call} ({disk.failed}) left {found}"
        store.close()
        refused += len(told.failed)
    assert refused > 10


@pytest.mark.parametrize("seed", range(3))
def test_every_state_a_power_cut_leaves_holds_what_any_thread_was_promised(tmp_path: Path, seed: int) -> None:
    disk = SlowRecordingDisk()
    store = open_with(disk, tmp_path / "account")
    told = write_together(store, disk)
    disk.crash()
    assert len(told.tried) == THREADS * UNITS
    dice = random.Random(seed)
    machine, directory, at = Machine(), tmp_path / "found", 0
    directory.mkdir()
    for length in sorted(dice.randint(0, len(disk.log)) for _ in range(STATES)):
        for entry in disk.log[at:length]:
            machine.tell(entry)
        at = length
        for path in directory.glob("*"):
            path.unlink()
        for name, data in machine.cut(dice).items():
            (directory / name).write_bytes(data)
        store = open_with(FastDisk(), directory)
        found = keys_in(store)
        store.close()
        least = max((place for place, when in told.kept.items() if when <= length), default=0)
        assert told.legal(found, least), f"after {length} calls"
