"""Which slot each block of a volume lies in, kept in a file of its own.

A block is 512 KiB of the volume; a slot is 512 KiB of a file. The tweak of a slot's data is
(file number << 32 | slot number), one integer that is never used again under the same data key: slots are
numbered upwards, each file has a number of its own, and a number is reserved durably before its first use.
After a doubt (a map found torn) a whole reservation is skipped.

A block's entry may name a slot of another file; only the volume's own worker writes a volume's file.
"""

import errno
import os
from pathlib import Path

from kmstui.hypervisor.files import open_private, sync_directory, write_all
from kmstui.hypervisor.map_records import (
    Entry,
    Kind,
    MapError,
    pack_batch,
    pack_header,
    replay,
    unpack_header,
)

FIRST_RESERVATION = 256
"""Slots reserved at first: 128 MiB of new data."""
LARGEST_RESERVATION = 4096
"""Reservations double up to this: one sync of the map for 2 GiB of new data."""
_SLOTS = 2**32


class ImageError(OSError):
    """A volume's files contradict themselves. Nothing was changed; the message says which file and what."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(errno.EIO, f"damaged: {reason}", str(path))


def create_map(path: Path, file_number: int, unit_bytes: int) -> None:
    """Write an empty map, durably.

    Raises:
        FileExistsError: there is one already.
    """
    descriptor = open_private(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL)
    try:
        write_all(descriptor, pack_header(file_number, unit_bytes), 0)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    sync_directory(path.parent)


class SlotMap:
    """An open map. Not safe for two threads: the image's lock covers it."""

    def __init__(self, path: Path, unit_bytes: int) -> None:
        """Open and replay, repairing a torn tail.

        Raises:
            ImageError: damage that is not a torn tail.
        """
        self.path = path
        self.places: dict[int, int] = {}
        """Block number -> (file number << 32 | slot number)."""
        self.encrypted: bool | None = None
        """Whether the volume holds ciphertext; None until it was first attached."""
        self.file_number = 0
        """The number of this volume's own file of slots."""
        self._reserved = 0
        self._next = 0
        self._reservation = FIRST_RESERVATION
        self._descriptor = open_private(path, os.O_RDWR)
        try:
            self._load(unit_bytes)
        except BaseException:
            os.close(self._descriptor)
            raise

    def _load(self, unit_bytes: int) -> None:
        data = _read_file(self._descriptor)
        try:
            self.file_number, found_unit = unpack_header(data)
            history = replay(data)
        except MapError as damage:
            raise ImageError(self.path, str(damage)) from None
        if found_unit != unit_bytes:
            raise ImageError(self.path, f"it counts in units of {found_unit} bytes, not {unit_bytes}")
        highest = 0
        for kind, first, second, third in history.entries:
            if kind == Kind.PLACE:
                self.places[first] = second << 32 | third
            elif kind == Kind.RESERVE:
                self._reserved = first
                highest = max(highest, first)
            elif kind == Kind.CIPHER:
                self.encrypted = bool(first)
        self._end, self._stable, self._sequence = history.end, history.end, history.sequence
        if history.torn:
            os.ftruncate(self._descriptor, self._end)
            self._reserved = highest + LARGEST_RESERVATION
            self._append([(Kind.RESERVE, self._reserved, 0, 0)])
        os.fdatasync(self._descriptor)
        self._stable = self._end
        self._next = self._reserved

    def bind_cipher(self, *, encrypted: bool) -> None:
        """Record at the first attachment whether the volume is encrypted; insist on it at every later one.

        Raises:
            OSError: the other way round than before; plaintext and ciphertext must not mix in one file.
        """
        if self.encrypted is None:
            self.encrypted = encrypted
            self._append([(Kind.CIPHER, int(encrypted), 0, 0)])
            self.sync()
        elif self.encrypted != encrypted:
            was = "encrypted" if self.encrypted else "not encrypted"
            raise OSError(
                errno.EINVAL, f"the volume is {was} and cannot be attached otherwise", str(self.path)
            )

    def take_slot(self, block: int) -> int:
        """Give a block a slot never used before and return its unit number.

        The entry is appended at once, so that a killed process loses nothing, and becomes durable with the
        next `sync`. It may reach the disk before the slot's data does: a slot never used before is a hole in
        its file, and reads as the zeros the block held until then.

        Raises:
            OSError: the map cannot grow; the block stays without a slot.
        """
        if self._next >= self._reserved:
            self._reserve()
        unit = self.file_number << 32 | self._next
        self._append([(Kind.PLACE, block, self.file_number, self._next)])
        self._next += 1
        self.places[block] = unit
        return unit

    @property
    def reserved(self) -> int:
        """Slots from here on have never been used."""
        return self._reserved

    def sync(self) -> None:
        """Make every entry so far durable."""
        end = self._end
        if end != self._stable:
            os.fdatasync(self._descriptor)
            self._stable = max(self._stable, end)

    def close(self, *, clean: bool = True) -> None:
        """Close; after a clean close the unused rest of the reservation is given back."""
        try:
            if clean:
                if self._next < self._reserved:
                    self._append([(Kind.RESERVE, self._next, 0, 0)])
                self.sync()
        finally:
            os.close(self._descriptor)

    def _reserve(self) -> None:
        reserved = self._next + self._reservation
        if reserved > _SLOTS:
            raise OSError(
                errno.ENOSPC, "all slot numbers of the volume's file have been used", str(self.path)
            )
        self._append([(Kind.RESERVE, reserved, 0, 0)])
        self.sync()
        self._reserved = reserved
        self._reservation = min(2 * self._reservation, LARGEST_RESERVATION)

    def _append(self, entries: list[Entry]) -> None:
        batch = pack_batch(entries, self._stable, self._sequence)
        write_all(self._descriptor, batch, self._end)
        self._end += len(batch)
        self._sequence += 1


def _read_file(descriptor: int) -> bytes:
    with os.fdopen(os.dup(descriptor), "rb") as file:
        return file.read()
