"""One thread's way into an image: requests cut into blocks, chunks and stretches, encrypted on the way.

In the steady state, when what is read or written was written before, a lane takes no lock; the first write of
a granule does, because it changes map and bitmask.

Overwriting part of a granule needs no read-patch-write, because XTS works on 16-byte blocks and requests on
512; only the first write to part of a granule fills the rest of it with (encrypted) zeros.
"""

import errno
import os
from collections.abc import Callable

from kmstui.hypervisor import written
from kmstui.hypervisor.ciphers import BlockCipher
from kmstui.hypervisor.image import Image
from kmstui.hypervisor.isolation import punch_hole
from kmstui.hypervisor.layout import GRANULE, SECTOR, SLOT_MASK, UNIT_BYTES

READ_CHUNK = 256 << 10
"""Bytes read and decrypted at once: they stay in the processor's L2 cache in between."""
WRITE_CHUNK = 128 << 10
"""Bytes encrypted and written at once. Not more, because ext4 then makes folios so large that later small
writes to them take up to 1.6 times as long."""

_ZEROS = memoryview(bytes(UNIT_BYTES))


class Lane:
    """One thread's way into an image. Offsets and sizes are bytes, in whole 512-byte sectors.

    Raises, from every method that takes a range:
        OSError: EINVAL for a range off the sectors or outside the volume; ENOSPC and others from the disk.
    """

    def __init__(self, image: Image, cipher: BlockCipher) -> None:
        self._image = image
        self._cipher = cipher
        self._places = image.map.places
        self._written = image.written
        self._scratch = memoryview(bytearray(READ_CHUNK))

    def read_into(self, offset: int, target: memoryview) -> None:
        """Fill `target` from the volume. What was never written reads as zeros."""
        image = self._image
        self._require_range(offset, len(target))
        before = image.holes_made
        self._pieces(self._read_piece, offset, target)
        if before & 1 or image.holes_made != before:
            with image.lock:
                self._pieces(self._read_piece, offset, target)

    def read(self, offset: int, size: int) -> bytes:
        """The volume's bytes `offset`..."""
        target = bytearray(size)
        self.read_into(offset, memoryview(target))
        return bytes(target)

    def write(self, offset: int, source: memoryview) -> None:
        """Write `source`. When this returns, a killed process loses nothing; power loss may, until a
        flush.
        """
        self._require_range(offset, len(source))
        self._image.require_sound()
        self._pieces(self._write_piece, offset, source)

    def zero(self, offset: int, size: int) -> None:
        """Make a range read as zeros, giving its whole granules back to the disk."""
        self._require_range(offset, size)
        self._image.require_sound()
        end = offset + size
        while offset < end:
            block, start = divmod(offset, UNIT_BYTES)
            length = min(UNIT_BYTES - start, end - offset)
            with self._image.lock:
                self._zero_piece(block, start, length)
            offset += length

    def trim(self, offset: int, size: int) -> None:
        """Declare a range unused: its whole granules read as zeros from now on, the rest stays as it is."""
        self._require_range(offset, size)
        first = -(-offset // GRANULE) * GRANULE
        last = (offset + size) // GRANULE * GRANULE
        if first < last:
            self.zero(first, last - first)

    def where(self, offset: int, size: int) -> int | None:
        """The unit number of the block a stretch lies in; None while nothing of the stretch was written.

        Raises:
            OSError: EINVAL also for a stretch across two blocks.
        """
        self._require_range(offset, size)
        block, start = divmod(offset, UNIT_BYTES)
        if not 0 < size <= UNIT_BYTES - start:
            raise OSError(errno.EINVAL, f"{size} bytes at {offset} do not lie in one 512 KiB block")
        unit = self._places.get(block)
        if unit is None or not self._written.get(unit, 0) & written.span(start, size):
            return None
        return unit

    def close(self) -> None:
        """Forget the key. The lane is of no use afterwards."""
        self._cipher.close()

    def _require_range(self, offset: int, size: int) -> None:
        if (offset | size) & (SECTOR - 1):
            raise OSError(errno.EINVAL, f"{size} bytes at {offset} are not whole 512-byte sectors")
        if offset < 0 or offset + size > self._image.size:
            raise OSError(
                errno.EINVAL, f"{size} bytes at {offset} reach beyond the volume's {self._image.size}"
            )

    def _pieces(self, do: Callable[[int, int, memoryview], None], offset: int, view: memoryview) -> None:
        """Call `do(block, start, part of view)` for each block a range touches."""
        block, start = divmod(offset, UNIT_BYTES)
        size = len(view)
        if start + size <= UNIT_BYTES:
            do(block, start, view)
            return
        done = 0
        while done < size:
            length = min(UNIT_BYTES - start, size - done)
            do(block, start, view[done : done + length])
            done += length
            block, start = block + 1, 0

    def _read_piece(self, block: int, start: int, target: memoryview) -> None:
        unit = self._places.get(block)
        bits = 0 if unit is None else self._written.get(unit, 0)
        if unit is None or not bits:
            target[:] = _ZEROS[: len(target)]
        elif bits == written.ALL:
            self._load(unit, start, target)
        else:
            begin = start
            for position, size, present in written.runs(bits, start, len(target)):
                part = target[position - begin : position - begin + size]
                if present:
                    self._load(unit, position, part)
                else:
                    part[:] = _ZEROS[:size]

    def _write_piece(self, block: int, start: int, source: memoryview) -> None:
        unit = self._places.get(block)
        if unit is not None:
            bits = self._written.get(unit, 0)
            if bits == written.ALL or not written.span(start, len(source)) & ~bits:
                self._store(unit, start, source)
                return
        with self._image.lock:
            self._first_write(block, start, source)

    def _first_write(self, block: int, start: int, source: memoryview) -> None:
        """Write to a block some of whose granules were never written. The image is locked."""
        size = len(source)
        if not size:
            return
        unit = self._places.get(block)
        if unit is None:
            unit = self._image.map.take_slot(block)
        bits = self._written.get(unit, 0)
        for granule, whole in ((start // GRANULE, start % GRANULE == 0), _last_granule(start, size)):
            if not whole and not bits >> granule & 1:
                self._store(unit, granule * GRANULE, _ZEROS[:GRANULE])
                bits |= 1 << granule
                self._written[unit] = bits
        self._store(unit, start, source)
        self._written[unit] = bits | written.span(start, size)

    def _zero_piece(self, block: int, start: int, size: int) -> None:
        """Zero part of one block. The image is locked."""
        unit = self._places.get(block)
        if unit is None:
            return
        for position, length, present in written.runs(self._written.get(unit, 0), start, size):
            if present:
                self._erase(unit, position, length)

    def _erase(self, unit: int, start: int, size: int) -> None:
        """Zero written bytes of one slot: holes for whole granules, stored zeros at ragged ends."""
        first = min(-(-start // GRANULE) * GRANULE, start + size)
        last = max((start + size) // GRANULE * GRANULE, first)
        if last > first and not self._punch(unit, first, last - first):
            first = last = start
        for begin, end in ((start, first), (last, start + size)):
            if end > begin:
                self._store(unit, begin, _ZEROS[: end - begin])

    def _punch(self, unit: int, start: int, size: int) -> bool:
        image = self._image
        image.holes_made += 1
        try:
            if not punch_hole(image.descriptor, (unit & SLOT_MASK) * UNIT_BYTES + start, size):
                return False
            self._written[unit] &= ~written.span(start, size)
        finally:
            image.holes_made += 1
        return True

    def _load(self, unit: int, start: int, target: memoryview) -> None:
        """Read written bytes of one slot and decrypt them."""
        position = (unit & SLOT_MASK) * UNIT_BYTES + start
        size = len(target)
        done = 0
        while done < size:
            end = min(size, done + READ_CHUNK - (start + done) % READ_CHUNK)
            scratch = self._scratch[: end - done]
            if os.preadv(self._image.descriptor, (scratch,), position + done) != end - done:
                raise OSError(
                    errno.EIO, "the file of slots is shorter than its map says", str(self._image.path)
                )
            self._cipher.decrypt(scratch, target[done:end], unit, start + done)
            done = end

    def _store(self, unit: int, start: int, source: memoryview) -> None:
        """Encrypt bytes of one slot and write them."""
        position = (unit & SLOT_MASK) * UNIT_BYTES + start
        size = len(source)
        done = 0
        while done < size:
            end = min(size, done + WRITE_CHUNK - (start + done) % WRITE_CHUNK)
            scratch = self._scratch[: end - done]
            self._cipher.encrypt(source[done:end], scratch, unit, start + done)
            if os.pwrite(self._image.descriptor, scratch, position + done) != end - done:
                raise OSError(errno.ENOSPC, "no space left on device", str(self._image.path))
            done = end


def _last_granule(start: int, size: int) -> tuple[int, bool]:
    """The granule a piece ends in, and whether the piece ends with it."""
    end = start + size
    return (end - 1) // GRANULE, end % GRANULE == 0
