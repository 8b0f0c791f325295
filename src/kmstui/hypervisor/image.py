"""A volume as its worker holds it: 512 KiB blocks in slots of a sparse file, encrypted or not.

An `Image` is what all threads share: files, map, bitmask of written granules, lock. A `Lane` is one thread's
way into it (`lane.py`). It knows neither keys nor sockets nor meters.
"""

import errno
import os
from threading import Lock, RLock

from kmstui.hypervisor import written
from kmstui.hypervisor.files import VolumeFiles, open_private
from kmstui.hypervisor.isolation import punch_hole
from kmstui.hypervisor.layout import SLOT_MASK, UNIT_BYTES
from kmstui.hypervisor.slot_map import ImageError, SlotMap


class Image:
    """An open volume of `size` bytes, shared by the lanes into it."""

    def __init__(self, files: VolumeFiles, volume_id: str, size: int, *, encrypted: bool) -> None:
        """Open the files.

        Raises:
            OSError: absent, unreadable or damaged files, or encrypted where it was plain (or the reverse).
        """
        self.size = size
        self.path = files.blocks(volume_id)
        """The file the slots lie in."""
        self.map = SlotMap(files.map(volume_id), UNIT_BYTES)
        try:
            self.descriptor = open_private(self.path, os.O_RDWR)
        except OSError:
            self.map.close()
            raise
        try:
            self._check()
            self.written = self._known_written()
            """Unit number -> bits of its written granules."""
            self.map.begin(encrypted=encrypted)
        except OSError:
            self._close_files()
            raise
        self.lock = RLock()
        """Held while map or bitmask change."""
        self.holes_made = 0
        """Counts the beginnings and ends of hole punching, so that a reader notices one under its feet."""
        self._flushing = Lock()
        self._failed = ""

    def _check(self) -> None:
        slots = -(-os.fstat(self.descriptor).st_size // UNIT_BYTES)
        if slots > self.map.reserved:
            raise ImageError(self.map.path, f"it reserved {self.map.reserved} slots, the file has {slots}")
        foreign = [unit for unit in self.map.places.values() if unit >> 32 != self.map.file_number]
        if foreign:
            raise ImageError(self.map.path, f"it refers to file number {foreign[0] >> 32}")

    def require_sound(self) -> None:
        """Raise OSError when a sync failed before: what the disk holds is then unknown, and a retry may
        lie.
        """
        if self._failed:
            raise OSError(errno.EIO, self._failed, str(self.path))

    def flush(self) -> None:
        """Make every write answered before this call durable: data first, then the map, then the answer."""
        with self._flushing:
            self.require_sound()
            try:
                os.fdatasync(self.descriptor)
                self.map.sync()
            except OSError as error:
                self._failed = f"an earlier sync failed: {error.strerror}"
                raise

    def close(self) -> None:
        """Flush and close. The files are closed whatever happens.

        Raises:
            OSError: the flush failed; what was written since the last one may be lost.
        """
        try:
            self.flush()
            self.map.finish(self.written)
        finally:
            self._close_files()

    def _known_written(self) -> dict[int, int]:
        """What was recorded at the last close; after a crash, what the file system says."""
        recorded, present = self.map.written, written.from_file(self.descriptor, self.map.file_number)
        if recorded is None:
            return present
        for unit, bits in recorded.items():
            self._restore_holes(unit, present.get(unit, 0) & ~bits)
        return recorded

    def _restore_holes(self, unit: int, bits: int) -> None:
        """Punch granules again that a copy has filled with zeros, lest a crash take them for data."""
        for start, size, filled in written.runs(bits, 0, UNIT_BYTES):
            if filled:
                punch_hole(self.descriptor, (unit & SLOT_MASK) * UNIT_BYTES + start, size)

    def _close_files(self) -> None:
        os.close(self.descriptor)
        self.map.close()
