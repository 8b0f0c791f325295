"""How one unit of work looks in the journal.

    R length checksum sequence synced header-checksum {json}\\n

All numbers are hexadecimal and of fixed width. A record is one line, because JSON as we write it holds no
line breaks, and holds no NUL, so that a reserved but unwritten part of the file can't be taken for one. Pure
bytes: knows neither files nor documents.
"""

import re
from dataclasses import dataclass
from zlib import crc32

_LINE = re.compile(rb"R ([0-9a-f]{8}) ([0-9a-f]{8}) ([0-9a-f]{16}) ([0-9a-f]{16}) ([0-9a-f]{8}) ")
_CHECKED = 2 + 9 + 9 + 17 + 17
"""Bytes of the header that its own checksum covers."""
HEADER_SIZE = _CHECKED + 9
MARK = b"R"
END = b"\n"


@dataclass(frozen=True, slots=True)
class Header:
    """What a record says of itself before its body."""

    length: int
    """Bytes of the body."""
    checksum: int
    """CRC-32 of the body, begun with the journal's seed."""
    sequence: int
    """Counts the units of work since the account was made; the first is 1."""
    synced: int
    """The sequence number up to which the disk had confirmed everything when this was written. What is
    missing at or before it was lost by the disk; what is missing after it may never have got there."""


def seed_of(store_id: str, base: int) -> int:
    """What checksums begin with, so that a record of another account or journal is never taken for one here.

    `base` is the sequence number of the checkpoint that the journal continues.
    """
    return crc32(f"{store_id} {base}".encode())


def encode(body: bytes, sequence: int, synced: int, seed: int) -> bytes:
    """One whole record."""
    header = b"R %08x %08x %016x %016x " % (len(body), crc32(body, seed), sequence, synced)
    return b"%b%08x %b\n" % (header, crc32(header, seed), body)


def header_at(data: bytes | bytearray, offset: int, seed: int) -> Header | None:
    """The header that begins at `offset`; None when there is no intact one."""
    found = _LINE.match(data, offset)
    if found is None:
        return None
    length, checksum, sequence, synced, own = (int(digits, 16) for digits in found.groups())
    if own != crc32(data[offset : offset + _CHECKED], seed):
        return None
    return Header(length, checksum, sequence, synced)


def body_at(data: bytes | bytearray, offset: int, header: Header, seed: int) -> bytes | None:
    """The body of the record at `offset`; None when it isn't intact, up to its line break."""
    start = offset + HEADER_SIZE
    end = start + header.length
    if data[end : end + 1] != END:
        return None
    body = bytes(data[start:end])
    return body if crc32(body, seed) == header.checksum else None
