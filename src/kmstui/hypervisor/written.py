"""Which 4 KiB granules of each slot were ever written: one 128-bit integer per slot.

A granule never written is a hole of the file and reads as zeros, not as the decryption of zeros. The file
system knows the holes and is asked for them after a crash; that needs holes as small as a granule, as ext4,
XFS, Btrfs and tmpfs have on 4 KiB pages.
"""

import errno
import os
from collections.abc import Iterator

from kmstui.hypervisor.layout import GRANULE, UNIT_BYTES

GRANULES = UNIT_BYTES // GRANULE
ALL = (1 << GRANULES) - 1
"""The bits of a slot written from end to end."""


def span(start: int, size: int) -> int:
    """The bits of all granules that bytes `start`... of a slot touch."""
    first = start // GRANULE
    last = (start + size - 1) // GRANULE
    return ((1 << (last - first + 1)) - 1) << first


def from_file(descriptor: int, file_number: int) -> dict[int, int]:
    """The bits of every slot of a file that has data, by unit number."""
    written: dict[int, int] = {}
    for begin, end in _extents(descriptor):
        position = begin - begin % GRANULE
        while position < end:
            slot, start = divmod(position, UNIT_BYTES)
            size = min(end - position, UNIT_BYTES - start)
            unit = file_number << 32 | slot
            written[unit] = written.get(unit, 0) | span(start, size)
            position += size
    return written


def runs(bits: int, start: int, size: int) -> Iterator[tuple[int, int, bool]]:
    """Cut bytes `start`... of a slot into (start, size, written) stretches, each as long as it can be."""
    end = start + size
    while start < end:
        granule = start // GRANULE
        rest = bits >> granule
        present = bool(rest & 1)
        changed = ~rest if present else rest
        length = (changed & -changed).bit_length() - 1 if changed else GRANULES
        stop = min(end, (granule + length) * GRANULE)
        yield start, stop - start, present
        start = stop


def _extents(descriptor: int) -> Iterator[tuple[int, int]]:
    """Where the file has data, as (begin, end)."""
    position = 0
    while True:
        try:
            position = os.lseek(descriptor, position, os.SEEK_DATA)
        except OSError as error:
            if error.errno == errno.ENXIO:
                return
            raise
        begin, position = position, os.lseek(descriptor, position, os.SEEK_HOLE)
        yield begin, position
