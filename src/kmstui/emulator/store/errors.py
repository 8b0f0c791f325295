"""What the store refuses, and why.

These never reach a caller of the account's API as they are: the composition root words the first two for the
person who starts kmstui, and a `StoreFailed` ends the call it happened in.
"""

from pathlib import Path

# The names say what is the matter with the store; with "Error" behind each they would only be longer.


class StoreError(Exception):
    """The account's data can't be opened, read or written."""


class StoreLocked(StoreError):  # noqa: N818
    """Another process has the data directory open.

    Attributes:
        directory: the directory that is in use.
        pid: the process that holds it, or None when it left no trace of itself.
    """

    def __init__(self, directory: Path, pid: int | None) -> None:
        holder = f"process {pid}" if pid is not None else "another process"
        super().__init__(f"{directory} is in use by {holder}; one process at a time may write to an account")
        self.directory = directory
        self.pid = pid


class StoreDamaged(StoreError):  # noqa: N818
    """A file isn't what was written to it. Nothing was changed.

    Attributes:
        path: the file.
        offset: the byte at which the first bad part begins, counted from 0.
    """

    def __init__(self, path: Path, offset: int, why: str) -> None:
        super().__init__(
            f"{path} is damaged at byte {offset}: {why}. Nothing was changed; put back a copy of the whole"
            " directory, or move the directory away to start a new account"
        )
        self.path = path
        self.offset = offset


class StoreFailed(StoreError):  # noqa: N818
    """A change could not be made durable, so it was not made at all.

    Attributes:
        usable: whether the next change may succeed (space ran out, and may be found again). When False the
            store accepts no more changes until it is opened again.
    """

    def __init__(self, message: str, *, usable: bool) -> None:
        super().__init__(message)
        self.usable = usable
