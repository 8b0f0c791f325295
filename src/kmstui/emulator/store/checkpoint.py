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
    data = _encode(store_id, sequence, documents)
    descriptor = disk.open(path)
    try:
        disk.truncate(descriptor, 0)
        write_all(disk, descriptor, data, 0)
        disk.sync(descriptor)
    finally:
        disk.close(descriptor)
    return len(data)


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


def _encode(store_id: str, sequence: int, documents: Mapping[str, Mapping[int, Document]]) -> bytes:
    tables = msgspec.json.encode(documents)[:-1]
    head = b'%b%b"kmstui_checkpoint":{"1":{"format":1,"store":"%b","sequence":%d,"crc32":"' % (
        tables, b"," if documents else b"", store_id.encode(), sequence,
    )  # fmt: skip
    return b'%b%08x"}}}\n' % (head, crc32(head))


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
