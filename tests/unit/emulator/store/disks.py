"""Disks for the store's tests: quick ones, failing ones, and one that remembers."""

import errno
import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from kmstui.emulator.store.account_store import AccountStore
from kmstui.emulator.store.disk import Disk
from kmstui.emulator.store.journal_storage import JournalStorage


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


class KilledError(BaseException):
    """The process is no more; the system closes its files and nothing else is done."""


class RecordingDisk(FastDisk):
    """Does everything, and writes down what a disk would have to be told."""

    def __init__(self) -> None:
        self.log: list[Logged] = []
        self.dies_in = -1
        """Changing calls until the process is killed; -1 for never."""
        self._paths: dict[int, Path] = {}

    def crash(self) -> None:
        """Close everything, locks included, without a word to the store."""
        for descriptor in list(self._paths):
            self.close(descriptor)

    def close(self, descriptor: int) -> None:
        if self._paths.pop(descriptor, None) is not None:
            super().close(descriptor)

    def _tell(
        self, kind: str, path: Path, offset: int = 0, data: bytes = b"", target: Path | None = None
    ) -> None:
        if self.dies_in == 0:
            raise KilledError
        self.dies_in -= 1
        self.log.append(Logged(kind, path, offset, data, target))

    def open(self, path: Path) -> int:
        if not path.exists():
            self._tell("create", path)
        descriptor = super().open(path)
        self._paths[descriptor] = path
        return descriptor

    def write(self, descriptor: int, data: bytes | memoryview, offset: int) -> int:
        self._tell("write", self._paths[descriptor], offset, bytes(data))
        return super().write(descriptor, data, offset)

    def truncate(self, descriptor: int, size: int) -> None:
        self._tell("truncate", self._paths[descriptor], size)
        super().truncate(descriptor, size)

    def sync(self, descriptor: int) -> None:
        self._tell("sync", self._paths[descriptor])

    def sync_directory(self, path: Path) -> None:
        self._tell("sync_directory", path)

    def replace(self, source: Path, target: Path) -> None:
        self._tell("replace", source, target=target)
        super().replace(source, target)

    def remove(self, path: Path) -> None:
        self._tell("remove", path)
        super().remove(path)


def open_with(disk: Disk, directory: Path) -> AccountStore:
    """The account in `directory`, over a disk of the test's own."""
    storage = JournalStorage(directory, disk=disk)
    return AccountStore(storage, storage.store_id)
