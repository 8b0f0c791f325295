"""The units of work since the last checkpoint, in one file that only grows.

A record is on the disk when `sync` has returned after it was appended; who waits for that, and how many wait
together, is decided elsewhere. Space is reserved ahead, because the disk confirms a write inside a file a
third faster than one that makes it longer. Knows bytes, not documents.
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
        self.sequence = self._base + len(found.bodies)
        return found

    def append(self, body: bytes, *, confirmed: int) -> None:
        """Add one record, for the system to write when it likes; the disk has those up to `confirmed`.

        Raises:
            StoreFailed: when that can't be done. The record is not in the journal then.
        """
        if self.failure:
            raise StoreFailed(self.failure, usable=False)
        record = encode(body, self.sequence + 1, confirmed, self._seed)
        try:
            end = self.size + len(record)
            if end > self._reserved:
                self._reserve(end)
            written = self._disk.write(self._descriptor, record, self.size)
            if written < len(record):
                write_all(self._disk, self._descriptor, record[written:], self.size + written)
        except OSError as error:
            self._stop_unless_out_of_space(error)
            self._cut_back()
            raise self.refusal(f"the change was not written to {self.path}: {error.strerror}") from error
        except BaseException:
            self._cut_back()
            raise
        self.size = end
        self.sequence += 1

    def sync(self) -> int:
        """Have the disk confirm what was appended; returns the sequence number up to which it has everything.

        Whoever appends meanwhile is not in the way, and not included.

        Raises:
            StoreFailed: when the disk fails to. Nothing is accepted from then on.
        """
        reached = self.sequence
        try:
            self._disk.sync(self._descriptor)
        except OSError as error:
            # The system may have dropped what it failed to write and call the next attempt a success.
            self.refuse(f"the disk failed to confirm a write to {self.path}: {error.strerror}")
            raise self.refusal("") from error
        return reached

    def take_back(self, size: int, sequence: int) -> None:
        """Remove the last records: all that came after this size and this sequence number.

        Where the disk fails at that too, they may be found again when the journal is opened.
        """
        self.size, self.sequence = size, sequence
        self._cut_back()

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
        """Lengthen the file with NULs, as a record would pass its end, where there is space for that."""
        try:
            self._reserved += self._disk.write(self._descriptor, _RESERVE, self._reserved)
        except OSError as error:
            if error.errno not in _OUT_OF_SPACE:
                raise
        self._reserved = max(self._reserved, end)

    def _stop_unless_out_of_space(self, error: OSError) -> None:
        if error.errno not in _OUT_OF_SPACE:
            self.refuse(f"a write to {self.path} failed: {error.strerror}")

    def _cut_back(self) -> None:
        """Remove what was written of records that won't be; stop where that fails."""
        try:
            self._disk.truncate(self._descriptor, self.size)
            self._reserved = self.size
            # Otherwise a power cut might leave a mixture of these records and the next ones.
            self._disk.sync(self._descriptor)
        except OSError as error:
            self.refuse(f"half a record could not be removed from {self.path}: {error.strerror}")
