"""Every call the store makes to the operating system's file functions, in one object.

A test puts another one in its place and makes the n-th call fail; nothing else in the store opens, writes or
renames anything. Knows nothing of what is in the files.
"""

import fcntl
import os
from pathlib import Path

FILE_MODE = 0o600
DIRECTORY_MODE = 0o700


class Disk:
    """The file functions of the operating system. Each raises OSError as the system does."""

    def make_directory(self, path: Path) -> None:
        """Make `path`, and what leads to it, unless it is there; nobody else may look into it then."""
        os.makedirs(path, DIRECTORY_MODE, exist_ok=True)
        os.chmod(path, DIRECTORY_MODE)  # a umask takes bits from makedirs, and the directory may be older

    def names(self, path: Path) -> list[str]:
        """What is in a directory."""
        return os.listdir(path)

    def open(self, path: Path) -> int:
        """A descriptor to read and write `path`, which is made if it isn't there, for this user alone."""
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, FILE_MODE)
        os.fchmod(descriptor, FILE_MODE)
        return descriptor

    def close(self, descriptor: int) -> None:
        """Give a descriptor back."""
        os.close(descriptor)

    def read(self, descriptor: int) -> bytes:
        """The whole file."""
        parts = []
        offset = 0
        while part := os.pread(descriptor, max(1 << 16, os.fstat(descriptor).st_size - offset), offset):
            parts.append(part)
            offset += len(part)
        return b"".join(parts)

    def write(self, descriptor: int, data: bytes | memoryview, offset: int) -> int:
        """Write at `offset`; returns how many bytes were written, which may be fewer than were given."""
        return os.pwrite(descriptor, data, offset)

    def truncate(self, descriptor: int, size: int) -> None:
        """Cut the file off after `size` bytes."""
        os.ftruncate(descriptor, size)

    def sync(self, descriptor: int) -> None:
        """Return when what the file holds is on the disk."""
        os.fdatasync(descriptor)

    def sync_directory(self, path: Path) -> None:
        """Return when a directory's names are on the disk."""
        descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def replace(self, source: Path, target: Path) -> None:
        """Give `source` the name `target`, at one stroke."""
        os.replace(source, target)

    def remove(self, path: Path) -> None:
        """Remove a file."""
        os.unlink(path)

    def lock(self, descriptor: int) -> bool:
        """Take the file's lock until it is closed, or say that somebody else has it."""
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


def write_all(disk: Disk, descriptor: int, data: bytes, offset: int) -> None:
    """Write all of `data` at `offset`, in as many calls as it takes."""
    view = memoryview(data)
    while view:
        written = disk.write(descriptor, view, offset)
        if written == 0:
            raise OSError(f"nothing could be written at byte {offset}")
        view = view[written:]
        offset += written
