"""States a power cut may leave: every one of them opens, and holds what was promised.

The model is harsher than most file systems. What a file was told since its last sync reached the disk in any
part, sector by sector, its length included; what a directory was told since its last sync likewise.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from pathlib import Path

from tests.unit.emulator.store.samples import (
    KEYS,
    NOON,
    FastDisk,
    Key,
    Logged,
    RecordingDisk,
    State,
    open_with,
)

from kmstui.emulator.store.account_store import AccountStore

SECTOR = 512
STATES = 3000


@dataclass
class File:
    """A file as the disk has it, and what it was told since."""

    image: bytearray = field(default_factory=bytearray)
    pending: list[Logged] = field(default_factory=list)

    def after_cut(self, dice: random.Random, share: float) -> bytes:
        """What is found of it, when each sector told since the last sync arrived with probability `share`."""
        image = bytearray(self.image)
        for entry in self.pending:
            if entry.kind == "truncate":
                if dice.random() < share:
                    _resize(image, entry.offset)
                continue
            end = entry.offset + len(entry.data)
            if end > len(image) and dice.random() < share:
                _resize(image, dice.choice((end, dice.randint(len(image), end))))
            for low in range(entry.offset - entry.offset % SECTOR, end, SECTOR):
                start, stop = max(low, entry.offset), min(low + SECTOR, end, len(image))
                if start < stop and dice.random() < share:
                    image[start:stop] = entry.data[start - entry.offset : stop - entry.offset]
        return bytes(image)

    def settle(self) -> None:
        """Everything it was told is on the disk."""
        for entry in self.pending:
            if entry.kind == "truncate":
                _resize(self.image, entry.offset)
            else:
                _resize(self.image, max(len(self.image), entry.offset + len(entry.data)))
                self.image[entry.offset : entry.offset + len(entry.data)] = entry.data
        self.pending.clear()


def _resize(image: bytearray, size: int) -> None:
    if size < len(image):
        del image[size:]
    else:
        image.extend(bytes(size - len(image)))


Names = dict[str, File]


class Machine:
    """One directory on a disk that is told what a log says."""

    def __init__(self) -> None:
        self._names: Names = {}
        self._durable: Names = {}
        self._pending: list[Callable[[Names], None]] = []

    def tell(self, entry: Logged) -> None:
        """Pass on the next entry of the log."""
        name = entry.path.name
        match entry.kind:
            case "write" | "truncate":
                self._names[name].pending.append(entry)
            case "sync":
                self._names[name].settle()
            case "sync_directory":
                self._durable = dict(self._names)
                self._pending.clear()
            case "create":
                self._change(partial(_link, name, File()))
            case "remove":
                self._change(partial(_unlink, name))
            case "replace":
                assert entry.target is not None
                self._change(partial(_rename, name, entry.target.name, self._names[name]))

    def _change(self, change: Callable[[Names], None]) -> None:
        self._pending.append(change)
        change(self._names)

    def cut(self, dice: random.Random) -> dict[str, bytes]:
        """One state that may be found afterwards."""
        share = dice.choice((0.0, 0.5, 0.9, 1.0))
        names = dict(self._durable)
        kept = dice.randint(0, len(self._pending))
        for number, change in enumerate(self._pending):
            if number < kept or dice.random() < share / 2:
                change(names)
        return {name: file.after_cut(dice, share) for name, file in names.items()}


def _link(name: str, file: File, names: Names) -> None:
    names[name] = file


def _unlink(name: str, names: Names) -> None:
    names.pop(name, None)


def _rename(name: str, target: str, file: File, names: Names) -> None:
    names.pop(name, None)
    names[target] = file


Content = list[object]


def content(store: AccountStore) -> Content:
    """Everything in the account."""
    with store.unit_of_work() as unit:
        return [*unit.find(KEYS), *unit.due(NOON)]


@dataclass(frozen=True)
class History:
    """What an account was told, and what it promised when."""

    log: list[Logged]
    contents: list[Content]
    """The content before the first unit of work and after each."""
    begun: list[int]
    """How many log entries there were when unit `n` began."""
    promised: list[int]
    """How many log entries there were when unit `n` had been promised, by itself or by a later one."""

    def legal(self, length: int) -> list[Content]:
        """What may be found when the power is cut after `length` log entries."""
        least = sum(1 for at in self.promised if at <= length)
        most = sum(1 for at in self.begun if at < length)
        return self.contents[least : most + 1]


def history(directory: Path) -> History:
    """An account's life: small and large units, waiting for the disk and not, compacted now and then."""
    disk = RecordingDisk()
    store = open_with(disk, directory)
    dice = random.Random(7)
    contents, begun, promised = [content(store)], [], []
    waiting = 0
    for number in range(60):
        begun.append(len(disk.log))
        with store.unit_of_work() as unit:
            unit.durable = dice.random() < 0.5
            for _ in range(dice.randint(1, 3)):
                name = f"k{dice.randint(0, 9)}"
                unit.put(KEYS, Key(name, dice.choice(list(State)), owner="x" * dice.choice((1, 100, 1500))))
            unit.put(KEYS, Key("counter", owner=str(number)))
            unit.delete(KEYS, f"k{dice.randint(0, 9)}")
            unit.schedule("kind", "subject", NOON - number * timedelta(hours=1))
            durable = unit.durable
        waiting += 1
        contents.append(content(store))
        if number % 13 == 12:
            store.compact()
            durable = True
        if durable:
            promised += [len(disk.log)] * waiting
            waiting = 0
    store.close()
    promised += [len(disk.log)] * waiting
    return History(disk.log, contents, begun, promised)


def test_every_state_a_power_cut_leaves_holds_what_was_promised(tmp_path: Path) -> None:
    lived = history(tmp_path / "account")
    created = next(number for number, entry in enumerate(lived.log) if entry.kind == "replace")
    dice = random.Random(11)
    kinds = set()
    directory = tmp_path / "found"
    machine = Machine()
    told = 0
    for length in sorted(dice.randint(0, len(lived.log)) for _ in range(STATES)):
        for entry in lived.log[told:length]:
            machine.tell(entry)
        told = length
        for path in directory.glob("*"):
            path.unlink()
        directory.mkdir(exist_ok=True)
        for name, data in machine.cut(dice).items():
            (directory / name).write_bytes(data)
        store = open_with(FastDisk(), directory)
        found = content(store)
        store.close()
        legal = lived.legal(length)
        assert found in legal, f"after {length} calls"
        kinds.add((length > created, found == legal[-1], len(legal)))
    assert len(kinds) > 6
