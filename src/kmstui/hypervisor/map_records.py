"""The bytes of a slot map: a header, then batches of entries, each batch under one checksum.

Pure: bytes in, values out. A batch says how much of the file was known to be stable when it was written. That
tells a torn tail, which is cut off, from damage in the middle, which is refused: a batch that fails its
checksum was acknowledged only if a later sound batch counts it as stable.
"""

import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

HEADER_BYTES = 32

_HEADER = struct.Struct("<8sII12xI")
_HEADER_MAGIC = b"KMSMAP01"
_BATCH = struct.Struct("<4sIQII")
_BATCH_MAGIC = b"BATC"
_ENTRY = struct.Struct("<IIII")
_ALIGNMENT = 8


class Kind(IntEnum):
    """What an entry says. The three numbers that follow mean something else for each."""

    PLACE = 1
    """Block, file number, slot: this block of the volume lies in that slot."""
    RESERVE = 2
    """Slot, 0, 0: slots from here on have never been used. The latest one counts."""
    CIPHER = 3
    """1 for AES-256-XTS or 0 for none, 0, 0: how the volume was attached first, and must be ever after."""
    OPENED = 4
    """0, 0, 0: from here on `WRITTEN` entries before this one may be out of date."""
    WRITTEN = 5
    """Slot, quarter (0 to 3), 32 bits: which of these 32 granules of the slot were ever written. Quarters of
    slots in use that have no entry were written whole."""
    CLOSED = 6
    """0, 0, 0: the volume was closed in good order, and the `WRITTEN` entries are complete."""


Entry = tuple[int, int, int, int]
"""A `Kind` and its three numbers, each below 2^32."""


class MapError(Exception):
    """The map is not what we wrote, and not merely torn at its end."""


@dataclass(frozen=True, slots=True)
class Replay:
    """What a map's batches say."""

    entries: list[Entry]
    """All entries, in the order they were written."""
    end: int
    """Where the sound part of the file ends."""
    sequence: int
    """The number the next batch gets."""
    torn: bool
    """Whether something unreadable lies behind `end`."""


def pack_header(file_number: int, unit_bytes: int) -> bytes:
    """The first 32 bytes of a map."""
    body = _HEADER.pack(_HEADER_MAGIC, file_number, unit_bytes, 0)[:-4]
    return body + struct.pack("<I", zlib.crc32(body))


def unpack_header(data: bytes) -> tuple[int, int]:
    """File number and data unit size.

    Raises:
        MapError: not a header of ours.
    """
    if len(data) >= HEADER_BYTES:
        magic, file_number, unit_bytes, checksum = _HEADER.unpack_from(data)
        if magic == _HEADER_MAGIC and checksum == zlib.crc32(data[: HEADER_BYTES - 4]):
            return file_number, unit_bytes
    raise MapError("its header is not one of ours")


def pack_batch(entries: Sequence[Entry], stable: int, sequence: int) -> bytes:
    """One batch, to be appended at a position that the previous batch ended at."""
    body = b"".join(_ENTRY.pack(*entry) for entry in entries)
    head = _BATCH.pack(_BATCH_MAGIC, len(entries), stable, sequence, 0)[:-4]
    return head + struct.pack("<I", zlib.crc32(body, zlib.crc32(head))) + body


def replay(data: bytes) -> Replay:
    """Read all batches after the header.

    Raises:
        MapError: an unsound batch that a later one counts as stable.
    """
    entries: list[Entry] = []
    position, sequence = HEADER_BYTES, 0
    while (batch := _batch_at(data, position)) is not None and batch[1] == sequence:
        count = batch[0]
        body = position + _BATCH.size
        position = body + count * _ENTRY.size
        entries.extend((kind, a, b, c) for kind, a, b, c in _ENTRY.iter_unpack(data[body:position]))
        sequence += 1
    if position < len(data):
        _refuse_if_acknowledged(data, position)
    return Replay(entries, position, sequence, torn=position < len(data))


def _batch_at(data: bytes, position: int) -> tuple[int, int, int] | None:
    """Count, sequence and stable length of the sound batch at `position`, if there is one."""
    if position + _BATCH.size > len(data):
        return None
    magic, count, stable, sequence, checksum = _BATCH.unpack_from(data, position)
    end = position + _BATCH.size + count * _ENTRY.size
    if magic != _BATCH_MAGIC or end > len(data):
        return None
    head = zlib.crc32(data[position : position + _BATCH.size - 4])
    if checksum != zlib.crc32(data[position + _BATCH.size : end], head):
        return None
    return count, sequence, stable


def _refuse_if_acknowledged(data: bytes, end: int) -> None:
    found = data.find(_BATCH_MAGIC, end)
    while found >= 0:
        batch = _batch_at(data, found) if found % _ALIGNMENT == 0 else None
        if batch is not None and batch[2] > end:
            raise MapError(f"what lies at byte {end} does not match its checksum")
        found = data.find(_BATCH_MAGIC, found + 1)
