"""The units of work since the last checkpoint, in one file that only grows.

A record is on the disk before anybody is told that its unit of work happened. Space is reserved ahead,
because the disk confirms a write inside a file a third faster than one that makes it longer. Knows bytes, not
documents.
"""

import errno
from contextlib import suppress
from pathlib import Path

from kmstui.emulator.store.disk import Disk, write_all
from kmstui.emulator.store.errors import StoreFailed
from kmstui.emulator.store.record import encode, seed_of
from kmstui.emulator.store.recovery import Recovered, recover

_RESERVE = bytes(1 << 18)
_OUT_OF_SPACE = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
"""Errors that leave a file as it was and may go away. After any other the disk can't be relied on."""


class Journal:
    """An open journal, to append to."""

    def __init__(self, disk: Disk, path: Path, store_id: str, base: int) -> None:
        """Open the journal that continues checkpoint `base`, or make it. `load` comes before `append`."""
        self.path = path
        self.size = 0
        """Bytes of its records."""
        self.sequence = base
        """The sequence number of the last record."""
        self.failure = ""
        """Why nothing is accepted any more; empty while all is well."""
        self._disk = disk
        self._base = base
        self._seed = seed_of(store_id, base)
        self._synced = base
        self._reserved = 0
        self._descriptor = disk.open(path)

    def load(self) -> Recovered:
        """Read the records, and bring the file to where the last whole one ends.

        Raises:
            StoreDamaged: when the journal is damaged; it is left as it is.
            OSError: when it can't be read or brought in order.
        """
        data = self._disk.read(self._descriptor)
        found = recover(data, self.path, self._seed, self._base)
        for offset, byte in found.restored.items():
            write_all(self._disk, self._descriptor, byte, offset)
        if len(data) != found.size:
            self._disk.truncate(self._descriptor, found.size)
        if data:
            self._disk.sync(self._descriptor)
        self.size = self._reserved = found.size
        self.sequence = self._synced = self._base + len(found.bodies)
        return found

    def append(self, body: bytes, *, durable: bool) -> None:
        """Add one record; when `durable`, return only when the disk has it.

        Raises:
            StoreFailed: when that can't be done. The record is not in the journal then, except that one which
                the disk failed to confirm may be found there after all when the journal is opened again.
        """
        if self.failure:
            raise StoreFailed(self.failure, usable=False)
        record = encode(body, self.sequence + 1, self._synced, self._seed)
        try:
            self._reserve(self.size + len(record))
            write_all(self._disk, self._descriptor, record, self.size)
        except OSError as error:
            self._cut_back(error)
            raise self.refusal(f"the change was not written to {self.path}: {error.strerror}") from error
        except BaseException as error:
            self._cut_back(error)
            raise
        if durable:
            self._confirm()
        self.size += len(record)
        self.sequence += 1
        if durable:
            self._synced = self.sequence

    def sync(self) -> None:
        """Have everything confirmed that was appended without waiting for it.

        Raises:
            StoreFailed: when the disk fails to.
        """
        if self._synced < self.sequence and not self.failure:
            self._confirm()
            self._synced = self.sequence

    def close(self) -> None:
        """Give back the space that was reserved, and the file.

        Neither can lose anything: what was promised has been confirmed, and reserved space is no record.
        """
        if not self.failure and self._reserved > self.size:
            with suppress(OSError):
                self._disk.truncate(self._descriptor, self.size)
        self.refuse(f"{self.path} is closed")
        with suppress(OSError):
            self._disk.close(self._descriptor)

    def refuse(self, why: str) -> None:
        """Accept nothing from now on. The first reason given is the one that is told."""
        self.failure = self.failure or f"{why}. No more changes are accepted until kmstui is started again"

    def refusal(self, message: str) -> StoreFailed:
        """The error to raise: that nothing is accepted any more, and why, or else `message`."""
        return StoreFailed(self.failure or message, usable=not self.failure)

    def _reserve(self, end: int) -> None:
        """Lengthen the file with NULs when a record would pass its end, where there is space for that."""
        if end <= self._reserved:
            return
        try:
            self._reserved += self._disk.write(self._descriptor, _RESERVE, self._reserved)
        except OSError as error:
            if error.errno not in _OUT_OF_SPACE:
                raise
        self._reserved = max(self._reserved, end)

    def _confirm(self) -> None:
        try:
            self._disk.sync(self._descriptor)
        except OSError as error:
            # The system may have dropped what it failed to write and call the next attempt a success.
            self.refuse(f"the disk failed to confirm a write to {self.path}: {error.strerror}")
            self._cut_back(error)
            raise self.refusal("") from error

    def _cut_back(self, cause: BaseException) -> None:
        """Remove what was written of a record that won't be; stop where that fails, or can't be trusted."""
        if isinstance(cause, OSError) and cause.errno not in _OUT_OF_SPACE:
            self.refuse(f"a write to {self.path} failed: {cause.strerror}")
        try:
            self._disk.truncate(self._descriptor, self.size)
            self._reserved = self.size
            # Otherwise a power cut might leave a mixture of this record and the next one.
            self._disk.sync(self._descriptor)
        except OSError as error:
            self.refuse(f"half a record could not be removed from {self.path}: {error.strerror}")
