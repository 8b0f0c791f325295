"""One writer per data directory.

The lock is the system's and goes with the process, however it ends; the number in the file only says whose it
is. Knows nothing of what it protects.
"""

import os
from contextlib import suppress
from pathlib import Path

from kmstui.emulator.store.disk import Disk, write_all
from kmstui.emulator.store.errors import StoreLocked

LOCK_FILE = "account.lock"
"""The file of a data directory that says whose it is now."""


def take_lock(disk: Disk, path: Path) -> int:
    """Lock the directory that `path` is in for this process; returns the descriptor that holds the lock.

    Raises:
        StoreLocked: when another process, or another part of this one, holds it.
    """
    descriptor = disk.open(path)
    try:
        if not disk.lock(descriptor):
            raise StoreLocked(path.parent, _holder(disk.read(descriptor)))
        with suppress(OSError):  # a full disk is no reason not to open the account; the lock holds without it
            disk.truncate(descriptor, 0)
            write_all(disk, descriptor, f"{os.getpid()}\n".encode(), 0)
    except BaseException:
        disk.close(descriptor)
        raise
    return descriptor


def _holder(text: bytes) -> int | None:
    return int(text) if text.strip().isdigit() else None
