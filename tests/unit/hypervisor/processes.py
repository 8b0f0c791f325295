"""Watching processes without sleeping, and looking into their memory from outside."""

import os
import select
from pathlib import Path

END_TIMEOUT_S = 20


def open_pidfd(pid: int) -> int:
    """A descriptor that becomes readable when the process, which must live now, has ended."""
    return os.pidfd_open(pid)


def ended(pidfd: int) -> bool:
    """Wait for the end of a process; whether it came in time. Closes the descriptor."""
    readable, _, _ = select.select([pidfd], [], [], END_TIMEOUT_S)
    os.close(pidfd)
    return bool(readable)


def copies_in_memory(pid: int, needle: bytes) -> int:
    """How often `needle` stands in the readable memory of another process.

    Raises:
        PermissionError: the system does not let us look.
    """
    count = 0
    with open(f"/proc/{pid}/mem", "rb", buffering=0) as memory:
        for line in Path(f"/proc/{pid}/maps").read_text().splitlines():
            span, permissions, *_ = line.split()
            if not permissions.startswith("r") or line.endswith(("[vvar]", "[vsyscall]", "[vvar_vclock]")):
                continue
            begin, end = (int(part, 16) for part in span.split("-"))
            memory.seek(begin)
            try:
                count += memory.read(end - begin).count(needle)
            except OSError as error:
                if isinstance(error, PermissionError):
                    raise
    return count


def children(pid: int) -> list[int]:
    """The living child processes of a process."""
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
