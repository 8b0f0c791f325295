"""The files of volumes: their names, how they are opened, and what makes them durable.

Names come from validated volume ids alone, files are private to their owner and never reached through a link.
What lies in them is the business of `slot_map.py` and `image.py`.
"""

import errno
import os
import re
import struct
import zlib
from pathlib import Path
from threading import Lock, Thread

VOLUME_ID = re.compile(r"vol-[0-9a-f]{17}")

_PRIVATE = 0o600
_COUNTER = "file-numbers"
_COUNTER_LAYOUT = struct.Struct("<8sII")
_COUNTER_MAGIC = b"KMSFNUM1"
_LAST_FILE_NUMBER = 2**32 - 1
_RESERVED_AT_ONCE = 64
FREEING = "kmstui-freeing"
"""The name of threads that give back a removed file's space."""


class VolumeFiles:
    """The directory in which each volume has a file of slots (`.blocks`) and a map of them (`.map`)."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self._lock = Lock()
        self._next, self._reserved = 1, 0
        """The file number to give next, and the last one that is reserved for this object."""

    def prepare(self) -> None:
        """Create the directory, for its owner alone."""
        self.directory.mkdir(mode=0o700, parents=True, exist_ok=True)

    def blocks(self, volume_id: str) -> Path:
        """Where the volume's slots lie."""
        return self.directory / f"{_checked(volume_id)}.blocks"

    def map(self, volume_id: str) -> Path:
        """Where its block -> slot map lies."""
        return self.directory / f"{_checked(volume_id)}.map"

    def delete(self, volume_id: str) -> None:
        """Remove both files, the map first: slots without a map hold nothing. Absent files are no error."""
        path = self.map(volume_id)
        path.unlink(missing_ok=True)
        beside_of(path).unlink(missing_ok=True)
        _unlink_at_once(self.blocks(volume_id))
        sync_directory(self.directory)

    def next_file_number(self) -> int:
        """A file number never given before in this directory, its reservation durable before it is returned.

        The number is half of every tweak of the file it names, so it must not come twice under one data key.
        Numbers are reserved many at a time; what is left of a reservation when the process ends is skipped.

        Raises:
            OSError: the counter is damaged; guessing would risk giving a number again.
        """
        with self._lock:
            if self._next > self._reserved:
                self._reserve()
            self._next += 1
            return self._next - 1

    def _reserve(self) -> None:
        path = self.directory / _COUNTER
        last = _read_counter(path) if path.exists() else 0
        if last >= _LAST_FILE_NUMBER:
            raise OSError(errno.ENOSPC, "all file numbers have been used", str(path))
        reserved = min(last + _RESERVED_AT_ONCE, _LAST_FILE_NUMBER)
        replace_file(path, _COUNTER_LAYOUT.pack(_COUNTER_MAGIC, reserved, zlib.crc32(b"%d" % reserved)))
        self._next, self._reserved = last + 1, reserved


def open_private(path: Path, flags: int) -> int:
    """Open a file of ours: 0600 when created, never through a symbolic link, closed on exec."""
    return os.open(path, flags | os.O_NOFOLLOW | os.O_CLOEXEC, _PRIVATE)


def write_all(descriptor: int, data: bytes, position: int) -> None:
    """Write all of `data` at `position`.

    Raises:
        OSError: ENOSPC after a short write, or what the system says.
    """
    if os.pwrite(descriptor, data, position) != len(data):
        raise OSError(errno.ENOSPC, "short write: no space left on device")


def sync_directory(directory: Path) -> None:
    """Make creations, renames and removals in `directory` durable."""
    descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def beside_of(path: Path) -> Path:
    """Where a file's replacement is written before it takes its place."""
    return path.with_name(path.name + ".new")


def replace_file(path: Path, data: bytes) -> None:
    """Replace a file whole and durably: write beside it, sync, rename, sync the directory."""
    beside = beside_of(path)
    descriptor = open_private(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    try:
        write_all(descriptor, data, 0)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    beside.replace(path)
    sync_directory(path.parent)


def _checked(volume_id: str) -> str:
    if not VOLUME_ID.fullmatch(volume_id):
        raise ValueError(f"not a volume id: {volume_id!r}")
    return volume_id


def _unlink_at_once(path: Path) -> None:
    """Remove a file, and have its space given back in a thread.

    The space of thousands of scattered writes takes seconds to give back (2 to 18 were seen), and whoever
    deletes a volume holds the account. The system gives it back when nobody has the file open any more.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
    except FileNotFoundError:
        return
    path.unlink(missing_ok=True)
    Thread(target=os.close, args=(descriptor,), name=FREEING, daemon=True).start()


def _read_counter(path: Path) -> int:
    descriptor = open_private(path, os.O_RDONLY)
    try:
        data = os.read(descriptor, _COUNTER_LAYOUT.size + 1)
    finally:
        os.close(descriptor)
    if len(data) == _COUNTER_LAYOUT.size:
        magic, last, checksum = _COUNTER_LAYOUT.unpack(data)
        if magic == _COUNTER_MAGIC and checksum == zlib.crc32(b"%d" % last):
            return int(last)
    raise OSError(errno.EIO, "the counter of file numbers is damaged", str(path))
