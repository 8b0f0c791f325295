"""A look at an account that another process has open: what it holds at this moment, and nothing written.

The process that has it goes on meanwhile. What it was just about to write may be missing, and a look that
falls between two checkpoints is taken again.
"""

import os
from pathlib import Path

import msgspec

from kmstui.emulator.store.account_store import AccountStore
from kmstui.emulator.store.checkpoint import Documents, read_checkpoint
from kmstui.emulator.store.collection import Collection
from kmstui.emulator.store.disk import Disk
from kmstui.emulator.store.errors import StoreDamaged
from kmstui.emulator.store.record import seed_of
from kmstui.emulator.store.recovery import recover
from kmstui.emulator.store.storage import DocumentStorage
from kmstui.emulator.store.transaction import Changes, apply

_ATTEMPTS = 8
_CHANGES = msgspec.json.Decoder(Changes)


class LookingDisk(Disk):
    """The file functions of somebody who may not write."""

    def open(self, path: Path) -> int:
        """A descriptor to read `path`, which is not made when it isn't there."""
        return os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW)


_DISK = LookingDisk()


def look(directory: Path, *, disk: Disk = _DISK) -> AccountStore:
    """A copy in memory of the account in `directory`; what is done to it stays there.

    Raises:
        StoreDamaged: when its files are not what was written to them, each time they were looked at.
        OSError: when there is no account, or the system refuses to read it.
    """
    failure: StoreDamaged | OSError | None = None
    for _ in range(_ATTEMPTS):
        try:
            return _seen(directory, disk)
        except (StoreDamaged, OSError) as error:
            failure = error
    assert failure is not None
    raise failure


def _seen(directory: Path, disk: Disk) -> AccountStore:
    checkpoint = read_checkpoint(disk, directory / "account.json")
    journal = directory / f"journal-{checkpoint.sequence:016}"
    descriptor = disk.open(journal)
    try:
        data = disk.read(descriptor)
    finally:
        disk.close(descriptor)
    found = recover(data, journal, seed_of(checkpoint.store_id, checkpoint.sequence), checkpoint.sequence)
    documents: Documents = checkpoint.documents
    for body in found.bodies:
        apply(_CHANGES.decode(body), documents)
    storage = DocumentStorage()
    storage.tables = {name: Collection(table) for name, table in documents.items()}
    return AccountStore(storage, checkpoint.store_id)
