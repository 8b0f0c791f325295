"""A disk as a power cut leaves it, from what it was told.

The model is harsher than most file systems. What a file was told since its last sync reached the disk in any
part, sector by sector, its length included; what a directory was told since its last sync likewise.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from tests.unit.emulator.store.disks import Logged

SECTOR = 512


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
