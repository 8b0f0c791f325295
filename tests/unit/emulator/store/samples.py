"""Records and disks that the store's tests share."""

import errno
import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

from kmstui.emulator.store.account_store import AccountStore
from kmstui.emulator.store.disk import Disk
from kmstui.emulator.store.journal_storage import JournalStorage
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


class FastDisk(Disk):
    """Doesn't wait for the disk; the files are as true as ever for a process that goes on living."""

    def sync(self, descriptor: int) -> None:
        """Nothing to wait for."""

    def sync_directory(self, path: Path) -> None:
        """Nothing to wait for."""


class FaultyDisk(FastDisk):
    """Fails one call, chosen by its number, and can drop all its files as a crash does."""

    def __init__(self, fail_at: int, error: int = errno.EIO, *, forever: bool = False) -> None:
        self.calls = 0
        self.failed: list[str] = []
        self._fail_at = fail_at
        self._error = error
        self._forever = forever
        self._descriptors: set[int] = set()

    def fail_at(self, call: int, error: int) -> None:
        """Fail this call from now on, counted as `calls` counts."""
        self._fail_at, self._error = call, error

    def crash(self) -> None:
        """Close everything, locks included, without a word to the store."""
        for descriptor in self._descriptors:
            with suppress(OSError):
                os.close(descriptor)
        self._descriptors.clear()

    def _count(self, name: str) -> None:
        self.calls += 1
        if self.calls == self._fail_at or (self._forever and self.calls > self._fail_at):
            self.failed.append(name)
            raise OSError(self._error, os.strerror(self._error))

    def make_directory(self, path: Path) -> None:
        self._count("make_directory")
        super().make_directory(path)

    def names(self, path: Path) -> list[str]:
        self._count("names")
        return super().names(path)

    def open(self, path: Path) -> int:
        self._count("open")
        descriptor = super().open(path)
        self._descriptors.add(descriptor)
        return descriptor

    def close(self, descriptor: int) -> None:
        super().close(descriptor)
        self._descriptors.discard(descriptor)
        self._count("close")

    def read(self, descriptor: int) -> bytes:
        self._count("read")
        return super().read(descriptor)

    def write(self, descriptor: int, data: bytes | memoryview, offset: int) -> int:
        try:
            self._count("write")
        except OSError:
            super().write(descriptor, data[: len(data) // 2], offset)
            raise
        return super().write(descriptor, data, offset)

    def truncate(self, descriptor: int, size: int) -> None:
        self._count("truncate")
        super().truncate(descriptor, size)

    def sync(self, descriptor: int) -> None:
        self._count("sync")

    def sync_directory(self, path: Path) -> None:
        self._count("sync_directory")

    def replace(self, source: Path, target: Path) -> None:
        self._count("replace")
        super().replace(source, target)

    def remove(self, path: Path) -> None:
        self._count("remove")
        super().remove(path)

    def lock(self, descriptor: int) -> bool:
        self._count("lock")
        return super().lock(descriptor)


class StutteringDisk(FastDisk):
    """Writes at most a few bytes per call."""

    def write(self, descriptor: int, data: bytes | memoryview, offset: int) -> int:
        return super().write(descriptor, data[:7], offset)


@dataclass(frozen=True, slots=True)
class Logged:
    """One call that changes something, or asks for that to be confirmed."""

    kind: str
    path: Path
    offset: int = 0
    """Where a write begins, or the size a file is cut to."""
    data: bytes = b""
    target: Path | None = None
    """What a file was renamed to."""


class RecordingDisk(FastDisk):
    """Does everything, and writes down what a disk would have to be told."""

    def __init__(self) -> None:
        self.log: list[Logged] = []
        self._paths: dict[int, Path] = {}

    def open(self, path: Path) -> int:
        if not path.exists():
            self.log.append(Logged("create", path))
        descriptor = super().open(path)
        self._paths[descriptor] = path
        return descriptor

    def write(self, descriptor: int, data: bytes | memoryview, offset: int) -> int:
        self.log.append(Logged("write", self._paths[descriptor], offset, bytes(data)))
        return super().write(descriptor, data, offset)

    def truncate(self, descriptor: int, size: int) -> None:
        self.log.append(Logged("truncate", self._paths[descriptor], size))
        super().truncate(descriptor, size)

    def sync(self, descriptor: int) -> None:
        self.log.append(Logged("sync", self._paths[descriptor]))

    def sync_directory(self, path: Path) -> None:
        self.log.append(Logged("sync_directory", path))

    def replace(self, source: Path, target: Path) -> None:
        self.log.append(Logged("replace", source, target=target))
        super().replace(source, target)

    def remove(self, path: Path) -> None:
        self.log.append(Logged("remove", path))
        super().remove(path)


def open_with(disk: Disk, directory: Path) -> AccountStore:
    """The account in `directory`, over a disk of the test's own."""
    storage = JournalStorage(directory, disk=disk)
    return AccountStore(storage, storage.store_id)
