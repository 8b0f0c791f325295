"""The account as one file of plain TinyDB JSON, whole or not there.

Stock TinyDB opens it and sees every table, and one more, `kmstui_checkpoint`, whose single document says
which account this is, which unit of work was the last one in it, and what the checksum of all bytes before
it is. A checkpoint is never changed; a new one takes its name. Knows nothing of journals.
"""

import gc
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from zlib import crc32

import msgspec

from kmstui.emulator.store.disk import Disk, write_all
from kmstui.emulator.store.errors import StoreDamaged
from kmstui.emulator.store.index import Document

OWN_TABLE = "kmstui_checkpoint"
"""The table that a checkpoint says about itself in; no other may be called so."""

_TRAILER = re.compile(
    rb'"kmstui_checkpoint":\{"1":\{"format":1,"store":"([0-9a-f]{32})",'
    rb'"sequence":([0-9]+),"crc32":"([0-9a-f]{8})"\}\}\}\n\Z'
)
_TRAILER_SIZE = 200
"""More than a trailer can have."""

Documents = dict[str, dict[int, Document]]
"""The documents of all tables, by table and id."""

_DOCUMENTS_AT_ONCE = 256
_PIECE = 1 << 20

_DECODER = msgspec.json.Decoder(Documents)


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a checkpoint file holds."""

    store_id: str
    sequence: int
    """The sequence number of the last unit of work that is in it."""
    documents: Documents
    size: int
    """Bytes of the file."""


def write_checkpoint(
    disk: Disk, path: Path, store_id: str, sequence: int, documents: Mapping[str, Mapping[int, Document]]
) -> int:
    """Write a checkpoint to `path`, which becomes the account's by being renamed; returns its size in bytes.

    Raises:
        OSError: when it can't be written; what is at `path` then is worth nothing.
    """
    descriptor = disk.open(path)
    try:
        disk.truncate(descriptor, 0)
        size = 0
        for piece in _in_pieces(_encoded(store_id, sequence, documents)):
            write_all(disk, descriptor, piece, size)
            size += len(piece)
        disk.sync(descriptor)
    finally:
        disk.close(descriptor)
    return size


def read_checkpoint(disk: Disk, path: Path) -> Checkpoint:
    """Read and check the checkpoint at `path`.

    Raises:
        StoreDamaged: when it is not what was written.
    """
    descriptor = disk.open(path)
    try:
        data = disk.read(descriptor)
    finally:
        disk.close(descriptor)
    trailer = _TRAILER.search(data, max(0, len(data) - _TRAILER_SIZE))
    if trailer is None:
        why = (
            "it does not end as a checkpoint of kmstui ends; something else wrote to it, or it was cut short"
        )
        raise StoreDamaged(path, max(0, len(data) - _TRAILER_SIZE), why)
    if int(trailer[3], 16) != crc32(memoryview(data)[: trailer.start(3)]):
        raise StoreDamaged(path, 0, "its checksum does not match")
    try:
        with collector_paused():
            documents = _DECODER.decode(data)
    except msgspec.MsgspecError as error:
        raise StoreDamaged(path, 0, f"it is not a TinyDB database: {error}") from error
    del documents[OWN_TABLE]
    return Checkpoint(trailer[1].decode(), int(trailer[2]), documents, len(data))


def _encoded(
    store_id: str, sequence: int, documents: Mapping[str, Mapping[int, Document]]
) -> Iterator[bytes]:
    """The bytes of a checkpoint, a few documents at a time: the account is in memory once already."""
    checksum = 0
    for part in chain(_tables(documents), (_trailer_begun(store_id, sequence),)):
        checksum = crc32(part, checksum)
        yield part
    yield b'%08x"}}}\n' % checksum


def _tables(documents: Mapping[str, Mapping[int, Document]]) -> Iterator[bytes]:
    """The account up to the checkpoint's own table."""
    opening = b"{"
    for name, table in documents.items():
        yield b"%b%b:{" % (opening, msgspec.json.encode(name))
        ids, comma = iter(table), b""
        while some := list(islice(ids, _DOCUMENTS_AT_ONCE)):
            yield comma + msgspec.json.encode({doc_id: table[doc_id] for doc_id in some})[1:-1]
            comma = b","
        opening = b"},"
    yield opening


def _trailer_begun(store_id: str, sequence: int) -> bytes:
    return b'"kmstui_checkpoint":{"1":{"format":1,"store":"%b","sequence":%d,"crc32":"' % (
        store_id.encode(), sequence,
    )  # fmt: skip


def _in_pieces(parts: Iterator[bytes]) -> Iterator[bytes]:
    """The same bytes in pieces that are worth a call to the system."""
    gathered: list[bytes] = []
    size = 0
    for part in parts:
        gathered.append(part)
        size += len(part)
        if size >= _PIECE:
            yield b"".join(gathered)
            gathered, size = [], 0
    yield b"".join(gathered)


@contextmanager
def collector_paused() -> Iterator[None]:
    """Keep the cycle collector from going through what is being loaded, again and again as it grows."""
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()
