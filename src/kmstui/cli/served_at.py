"""The note that a server leaves beside the account it serves: at which URL, and by which process.

The lock says that an account is in use; whoever finds it so can be told how to talk to it all the same. The
note means something only while the process that wrote it holds the lock.
"""

import os
import re
from contextlib import suppress
from pathlib import Path

_FILE = "account.url"
_NOTE = re.compile(r"([0-9]{1,10}) (http://[0-9A-Za-z.:\[\]-]{1,255}:[0-9]{1,5})\n")


def leave(directory: Path, url: str) -> None:
    """Say in the account's directory that this process serves it there. It works without, too."""
    with suppress(OSError):
        (directory / _FILE).write_text(f"{os.getpid()} {url}\n", encoding="ascii")


def take_away(directory: Path) -> None:
    """Say it no longer."""
    with suppress(OSError):
        (directory / _FILE).unlink(missing_ok=True)


def url_of(directory: Path, pid: int | None) -> str:
    """Where the process that holds the account serves it; empty when it is no server."""
    try:
        with (directory / _FILE).open(encoding="ascii") as note:
            found = _NOTE.fullmatch(note.read(300))
    except (OSError, ValueError):
        return ""
    return found[2] if found and found[1] == str(pid) else ""
