"""Which slot each block of a volume lies in, kept in a file of its own.

A block is 512 KiB of the volume; a slot is 512 KiB of a file. The tweak of a slot's data is
(file number << 32 | slot number), one integer that is never used again under the same data key: slots are
numbered upwards, each file has a number of its own, and a number is reserved durably before its first use.
After a doubt (a map found torn) a whole reservation is skipped. Overwriting a slot in place uses its tweak
again, as every XTS disk does: who sees two states of the file sees which 16-byte pieces changed in between.

A block's entry may name a slot of another file; only the volume's own worker writes a volume's file.
"""

import errno
import fcntl
import os
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from kmstui.hypervisor.files import open_private, replace_file, write_all
from kmstui.hypervisor.map_records import (
    Entry,
    Kind,
    MapError,
    pack_batch,
    pack_header,
    replay,
    unpack_header,
)
from kmstui.hypervisor.map_state import MapState, beginning, closing, fold

FIRST_RESERVATION = 256
"""Slots reserved at first: 128 MiB of new data."""
LARGEST_RESERVATION = 4096
"""Reservations double up to this: one sync of the map for 2 GiB of new data."""
_SLOTS = 2**32
_CLAIM_ATTEMPTS, _CLAIM_PAUSE_S = 100, 0.01
_END: list[Entry] = [(Kind.CLOSED, 0, 0, 0)]
"""A batch of its own, which counts all before it as stable: should those rot, they cannot pass for torn."""
_TIDY_BYTES = 64 << 10
"""A map is rewritten at close when it is this much more than twice as long as it needs to be."""


class ImageError(OSError):
    """A volume's files contradict themselves. Nothing was changed; the message says which file and what."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(errno.EIO, f"damaged: {reason}", str(path))


def create_map(path: Path, file_number: int, unit_bytes: int) -> None:
    """Write an empty map; durable when the directory is synced.

    Raises:
        FileExistsError: there is one already.
    """
    descriptor = open_private(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL)
    try:
        write_all(descriptor, pack_header(file_number, unit_bytes), 0)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


class SlotMap:
    """An open map. Not safe for two threads: the image's lock covers it."""

    def __init__(self, path: Path, unit_bytes: int) -> None:
        """Open and replay, repairing a torn tail.

        Raises:
            ImageError: damage that is not a torn tail.
        """
        self.path = path
        self._unit_bytes = unit_bytes
        self._descriptor = open_private(path, os.O_RDWR)
        try:
            self._claim()
            self._state = self._load()
        except BaseException:
            os.close(self._descriptor)
            raise
        self.places = self._state.places
        """Block number -> (file number << 32 | slot number)."""
        self.written = self._state.written
        """Unit number -> bits of written granules, as recorded by a close in good order; else None."""
        self._next = self._state.reserved
        self._reservation = FIRST_RESERVATION

    def _claim(self) -> None:
        """Lock the file, so that a volume has one worker; a worker that is just ending gets a moment for
        it.
        """
        for _ in range(_CLAIM_ATTEMPTS):
            try:
                fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                time.sleep(_CLAIM_PAUSE_S)
            else:
                return
        raise OSError(errno.EBUSY, "another process has the volume open", str(self.path))

    def _load(self) -> MapState:
        with os.fdopen(os.dup(self._descriptor), "rb") as file:
            data = file.read()
        try:
            self.file_number, found_unit = unpack_header(data)
            history = replay(data)
        except MapError as damage:
            raise ImageError(self.path, str(damage)) from None
        if found_unit != self._unit_bytes:
            raise ImageError(self.path, f"it counts in units of {found_unit} bytes, not {self._unit_bytes}")
        state = fold(history.entries)
        self._end, self._stable, self._sequence = history.end, history.end, history.sequence
        if history.torn:
            os.ftruncate(self._descriptor, self._end)
            state.reserved = state.highest_reserved + LARGEST_RESERVATION
            self._append([(Kind.RESERVE, state.reserved, 0, 0)])
        return state

    def begin(self, *, encrypted: bool) -> None:
        """Start an attachment, durably: from here on slots may change.

        The first one records whether the volume is encrypted, all later ones must be alike.

        Raises:
            OSError: the other way round than before; plaintext and ciphertext must not mix in one file.
        """
        state = self._state
        entries: list[Entry] = [(Kind.OPENED, 0, 0, 0)]
        if state.encrypted is None:
            state.encrypted = encrypted
            entries.append((Kind.CIPHER, int(encrypted), 0, 0))
        elif state.encrypted != encrypted:
            was = "encrypted" if state.encrypted else "not encrypted"
            raise OSError(errno.EINVAL, f"it is {was} and cannot be attached otherwise", str(self.path))
        self._append(entries)
        self.sync()

    def take_slot(self, block: int) -> int:
        """Give a block a slot never used before and return its unit number.

        The entry is appended at once, so that a killed process loses nothing, and becomes durable with the
        next `sync`. It may reach the disk before the slot's data does: a slot never used before is a hole in
        its file, and reads as the zeros the block held until then.

        Raises:
            OSError: the map cannot grow; the block stays without a slot.
        """
        if self._next >= self._state.reserved:
            self._reserve()
        unit = self.file_number << 32 | self._next
        self._append([(Kind.PLACE, block, self.file_number, self._next)])
        self._next += 1
        self.places[block] = unit
        return unit

    @property
    def reserved(self) -> int:
        """Slots from here on have never been used."""
        return self._state.reserved

    def sync(self) -> None:
        """Make every entry so far durable."""
        end = self._end
        os.fdatasync(self._descriptor)
        self._stable = max(self._stable, end)

    def finish(self, written: Mapping[int, int]) -> None:
        """End an attachment in good order, recording which granules were written; then `close`.

        What this adds saves work and disk space at the next opening and is not needed for it. So a disk too
        full for it is no error.
        """
        with suppress(OSError):
            last = closing(self._next, self.places, written)
            compact = pack_header(self.file_number, self._unit_bytes)
            compact += pack_batch(beginning(self._state) + last, 0, 0)
            if self._end > 2 * len(compact) + _TIDY_BYTES:
                replace_file(self.path, compact + pack_batch(_END, len(compact), 1))
            else:
                self._append(last)
                self.sync()
                self._append(_END)
                self.sync()

    def close(self) -> None:
        """Close the file, writing nothing."""
        os.close(self._descriptor)

    def _reserve(self) -> None:
        reserved = self._next + self._reservation
        if reserved > _SLOTS:
            raise OSError(errno.ENOSPC, "all slot numbers of its file have been used", str(self.path))
        self._append([(Kind.RESERVE, reserved, 0, 0)])
        self.sync()
        self._state.reserved = reserved
        self._reservation = min(2 * self._reservation, LARGEST_RESERVATION)

    def _append(self, entries: list[Entry]) -> None:
        batch = pack_batch(entries, self._stable, self._sequence)
        write_all(self._descriptor, batch, self._end)
        self._end += len(batch)
        self._sequence += 1
