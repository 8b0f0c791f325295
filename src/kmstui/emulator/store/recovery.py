"""Reading a journal back, and telling a write that was cut short from a file that was damaged.

A process that dies or a machine that loses power leaves a last stretch of records nobody was promised: bytes
that never reached the disk read as NUL or lie past the end of the file. Those are dropped. Anything else that
does not check is damage, and the journal is refused: whoever was promised what stood there must hear of it.
Works on bytes alone.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kmstui.emulator.store.errors import StoreDamaged
from kmstui.emulator.store.record import END, HEADER_SIZE, MARK, Header, body_at, header_at

_LINE_START = re.compile(rb"(?m)^R ")
_UNWRITTEN = b"\0\0"
"""Two, not one: a single changed byte can become NUL, a stretch that never reached the disk is longer. The
two places where it may be one byte, the first and the last of a record, are restored instead."""


@dataclass(frozen=True, slots=True)
class Recovered:
    """What a journal holds."""

    bodies: list[bytes]
    """The bodies of its records, in order."""
    size: int
    """Bytes up to the end of the last one."""
    dropped: int
    """Bytes behind it of records that were cut short."""
    restored: dict[int, bytes]
    """Bytes that were missing and are known, by offset; to be written back."""


def recover(data: bytes, path: Path, seed: int, base: int) -> Recovered:
    """Read the records that follow sequence number `base`.

    Args:
        data: the whole journal.
        path: its name, for the error.

    Raises:
        StoreDamaged: when something is wrong that no interrupted write explains.
    """
    image = bytearray(data)
    bodies: list[bytes] = []
    restored: dict[int, bytes] = {}
    offset = 0
    while offset < len(image):
        sequence = base + len(bodies) + 1
        header, body = _read(image, offset, seed)
        if body is None and (repair := _restorable(image, offset, seed)):
            restored |= repair
            header, body = _read(image, offset, seed)
        if header is None or body is None:
            _refuse_damage(image, offset, path, seed, sequence)
            return Recovered(bodies, offset, len(image[offset:].rstrip(b"\0")), restored)
        if header.sequence != sequence:
            why = f"record {header.sequence} stands where record {sequence} belongs"
            raise StoreDamaged(path, offset, why)
        bodies.append(body)
        offset += HEADER_SIZE + header.length + 1
    return Recovered(bodies, offset, 0, restored)


def _read(image: bytearray, offset: int, seed: int) -> tuple[Header | None, bytes | None]:
    header = header_at(image, offset, seed)
    return header, None if header is None else body_at(image, offset, header, seed)


def _restorable(image: bytearray, offset: int, seed: int) -> dict[int, bytes]:
    """Put in the first and last byte of the record at `offset` where only they are missing.

    Both are always the same, so a record that checks with them in place is known in full.
    """
    before = bytes(image)
    if image[offset] == 0:
        image[offset : offset + 1] = MARK
    header = header_at(image, offset, seed)
    if header is not None:
        end = offset + HEADER_SIZE + header.length
        if image[end : end + 1] in (bytearray(), bytearray(1)) and len(image) >= end:
            image[end : end + 1] = END
        if body_at(image, offset, header, seed) is not None:
            return {
                at: bytes(image[at : at + 1])
                for at in (offset, end)
                if before[at : at + 1] != image[at : at + 1]
            }
    image[:] = before
    return {}


def _refuse_damage(image: bytearray, offset: int, path: Path, seed: int, sequence: int) -> None:
    """Return when what stands at `offset` is a write that was cut short, or nothing at all."""
    header = header_at(image, offset, seed) or header_at(
        MARK + image[offset + 1 : offset + HEADER_SIZE], 0, seed
    )
    for later in _intact_after(image, offset, header, seed):
        if later.synced >= sequence:
            why = f"record {sequence} is unreadable, but record {later.sequence} after it is whole"
            raise StoreDamaged(path, offset, why)
    end = offset + HEADER_SIZE + (len(_UNWRITTEN) if header is None else header.length + 1)
    if end > len(image) or _UNWRITTEN in image[offset:end]:
        return
    raise StoreDamaged(path, offset, f"record {sequence} is there in full, but its checksum does not match")


def _intact_after(image: bytearray, offset: int, header: Header | None, seed: int) -> Iterator[Header]:
    """Whole records behind the one at `offset`, wherever they begin."""
    starts = {found.start() for found in _LINE_START.finditer(image, offset + 1)}
    if header is not None:
        starts.add(offset + HEADER_SIZE + header.length + 1)
    for start in sorted(starts):
        later, body = _read(image, start, seed)
        if later is not None and body is not None:
            yield later
