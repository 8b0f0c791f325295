"""The storage that keeps an account on the disk: a checkpoint and a journal of what came after it.

    account.json              the checkpoint, plain TinyDB JSON
    journal-<sequence>        what happened since the checkpoint with that sequence number
    account.lock              whose the directory is now

A journal belongs to one checkpoint by its name and its checksums, and is there, empty, before the checkpoint
is. So at any moment exactly one pair is valid, and whatever else lies in the directory is left over from a
change of pairs that was interrupted. Decides when to write what; how is left to `journal` and `checkpoint`.
"""

import os
import re
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import msgspec

from kmstui.aws.entropy import Entropy, SystemEntropy, token_hex
from kmstui.emulator.store.checkpoint import (
    OWN_TABLE,
    Documents,
    collector_paused,
    read_checkpoint,
    write_checkpoint,
)
from kmstui.emulator.store.collection import Collection
from kmstui.emulator.store.confirmations import Confirmations
from kmstui.emulator.store.disk import Disk
from kmstui.emulator.store.errors import StoreDamaged, StoreFailed
from kmstui.emulator.store.index import Document
from kmstui.emulator.store.journal import Journal
from kmstui.emulator.store.lock import LOCK_FILE, take_lock
from kmstui.emulator.store.storage import DocumentStorage
from kmstui.emulator.store.transaction import Changes, Transaction, apply
from kmstui.emulator.store.unconfirmed import Unconfirmed

_DISK = Disk()
_ENTROPY = SystemEntropy()
_CHECKPOINT, _TEMPORARY = "account.json", "account.json.new"
_JOURNAL = re.compile(r"journal-([0-9]{16})\Z")
_SMALLEST_TO_COMPACT = 1 << 22
"""Bytes of journal below which nothing is gained by compacting while the account is open."""

_CHANGES = msgspec.json.Decoder(Changes)
_ENCODER = msgspec.json.Encoder()


class JournalStorage(DocumentStorage):
    """Documents in memory and on the disk. TinyDB makes one from the path it is given."""

    def __init__(
        self, directory: str | os.PathLike[str], *, disk: Disk = _DISK, entropy: Entropy = _ENTROPY
    ) -> None:
        """Open the account in `directory`, or begin one there.

        Raises:
            StoreLocked: when another process has it open.
            StoreDamaged: when its files are not what was written.
            OSError: when the system refuses to read or write them.
        """
        super().__init__()
        self._disk = disk
        self._directory = Path(directory)
        self._checkpoint = self._directory / _CHECKPOINT
        self.dropped = 0
        """Bytes of a change that was cut short, found and dropped at opening; nobody had been promised it."""
        disk.make_directory(self._directory)
        self._lock = take_lock(disk, self._directory / LOCK_FILE)
        self._open = True
        self._checkpoint_size = self._compact_above = 0
        self._unconfirmed = Unconfirmed()
        try:
            names = set(disk.names(self._directory))
            if _CHECKPOINT not in names:
                self._begin(names, token_hex(entropy, 32))
            self._load(set(disk.names(self._directory)))
        except BaseException:
            disk.close(self._lock)
            raise

    def compact(self) -> None:
        """Write a new checkpoint and begin an empty journal.

        Raises:
            StoreFailed: when that can't be done; nothing is lost by it.
            RuntimeError: in the middle of a transaction.
        """
        with self.lock:
            if self._running:
                raise RuntimeError("a transaction is open")
            if self._journal.failure:
                raise self._journal.refusal("")
            if self._journal.sequence == self._base:
                return
            try:
                self._compact()
            except OSError as error:
                message = f"no checkpoint could be written to {self._directory}: {error.strerror}"
                raise self._journal.refusal(message) from error

    def close(self) -> None:
        """Have everything on the disk, compacted where that is cheap, and give up the lock.

        Raises:
            StoreFailed: when the disk fails to confirm what was written. The lock is given up all the same.
        """
        with self.lock:
            if not self._open:
                return
            self._open = False
            try:
                if self._journal.size * 8 >= self._checkpoint_size and not self._journal.failure:
                    with suppress(StoreFailed):  # the journal holds everything as well
                        self.compact()
                self.wait(self.promised)
                if not self._journal.failure:
                    self.wait(self._journal.sequence)
            finally:
                self._close_files()

    def confirmed(self, number: int) -> bool:
        """Whether everything that has been promised up to this number is on the disk."""
        return self._confirmations.confirmed >= number

    def wait(self, number: int) -> None:
        """Return when everything is on the disk that has been promised up to this number.

        Raises:
            StoreFailed: when the disk fails; what it did not confirm has been taken back then.
        """
        if self.confirmed(number):
            return
        try:
            self._confirmations.wait(number)
        except StoreFailed:
            with self.lock:
                self._take_back()
            raise

    def begin(self) -> Transaction:
        """A transaction, over nothing that the disk has failed to confirm."""
        if self._unconfirmed and self._confirmations.failure is not None and not self._running:
            self._take_back()
        return super().begin()

    def _append(self, changes: Changes, transaction: Transaction) -> None:
        for name, _ in changes:
            if name == OWN_TABLE:
                raise ValueError(f"the table name {OWN_TABLE} is taken by the store itself")
        journal, confirmed = self._journal, self._confirmations.confirmed
        size = journal.size
        journal.append(_ENCODER.encode(changes), confirmed=confirmed)
        if transaction.durable:
            self.promised = journal.sequence
        if self.promised > confirmed:
            self._unconfirmed.add(journal.sequence, size, transaction, confirmed)
        if journal.size > self._compact_above:
            try:
                self._compact()
            except OSError:
                self._compact_above = 2 * journal.size  # the change itself is safe; try again later

    def _take_back(self) -> None:
        """Undo what the disk failed to confirm; the lock is held, and no transaction is open."""
        before = self._unconfirmed.undo(self._confirmations.confirmed)
        if before is not None:
            self._journal.take_back(*before)
            self.promised = self._confirmations.confirmed

    def _ask(self) -> int:
        return self._journal.sync()

    def _begin(self, names: set[str], store_id: str) -> None:
        """Make an account with nothing in it, unless the directory holds what is left of another."""
        for name in sorted(names):
            if _JOURNAL.match(name) and self._is_written(self._directory / name):
                raise StoreDamaged(self._checkpoint, 0, f"it is missing, but {name} continues it")
        journal = Journal(self._disk, self._journal_path(0), store_id, 0)
        journal.close()
        self._replace_checkpoint(store_id, 0, {})
        self._disk.sync_directory(self._directory)

    def _load(self, names: set[str]) -> None:
        checkpoint = read_checkpoint(self._disk, self._checkpoint)
        self.store_id = checkpoint.store_id
        self._base = checkpoint.sequence
        self._refuse_strays(names)
        self._journal = Journal(self._disk, self._journal_path(self._base), self.store_id, self._base)
        try:
            found = self._journal.load()
            with collector_paused():
                self._replay(found.bodies, checkpoint.documents)
            # Whoever made this pair may have been killed before the disk knew its names. Until it does, what
            # is left of the pair before is still needed.
            self._disk.sync_directory(self._directory)
            self._remove_leftovers(names)
        except BaseException:
            self._journal.close()
            raise
        self.dropped = found.dropped
        self._confirmations = Confirmations(self._ask, self._journal.sequence)
        self.tables = {name: Collection(documents) for name, documents in checkpoint.documents.items()}
        self._set_size(checkpoint.size)

    def _replay(self, bodies: list[bytes], documents: Documents) -> None:
        for number, body in enumerate(bodies, self._base + 1):
            try:
                apply(_CHANGES.decode(body), documents)
            except msgspec.MsgspecError as error:
                raise StoreDamaged(
                    self._journal.path, 0, f"record {number} makes no sense: {error}"
                ) from error

    def _refuse_strays(self, names: set[str]) -> None:
        own = self._journal_path(self._base)
        if own.name not in names:
            raise StoreDamaged(own, 0, f"it is missing, and {_CHECKPOINT} is not complete without it")
        for name in sorted(names):
            found = _JOURNAL.match(name)
            if found and int(found[1]) > self._base and self._is_written(self._directory / name):
                raise StoreDamaged(self._checkpoint, 0, f"it is older than {name}")

    def _compact(self) -> None:
        self.wait(self.promised)  # nobody asks the disk about the journal while it is replaced
        sequence = self._journal.sequence
        successor = Journal(self._disk, self._journal_path(sequence), self.store_id, sequence)
        try:
            documents = {name: table.documents for name, table in self.tables.items()}
            size = self._replace_checkpoint(self.store_id, sequence, documents)
            self._confirm_names()
        except BaseException:
            successor.close()
            raise
        predecessor, self._journal, self._base = self._journal, successor, sequence
        self._confirmations.reached(sequence)
        self._set_size(size)
        predecessor.close()
        with suppress(OSError):  # left over, it is removed at the next opening
            self._disk.remove(predecessor.path)

    def _replace_checkpoint(
        self, store_id: str, sequence: int, documents: Mapping[str, Mapping[int, Document]]
    ) -> int:
        """Put a checkpoint in place whose journal is there already; returns its size in bytes."""
        temporary = self._directory / _TEMPORARY
        try:
            size = write_checkpoint(self._disk, temporary, store_id, sequence, documents)
            # The journal's name must not reach the disk after the checkpoint's.
            self._disk.sync_directory(self._directory)
            self._disk.replace(temporary, self._checkpoint)
        except OSError:
            with suppress(OSError):
                self._disk.remove(temporary)
            raise
        return size

    def _confirm_names(self) -> None:
        """Have the new checkpoint's name on the disk.

        Where that fails nobody knows which of the two pairs a power cut would leave. They say the same as
        long as neither grows, so neither may.
        """
        try:
            self._disk.sync_directory(self._directory)
        except OSError as error:
            self._journal.refuse(f"the disk failed to confirm the name of a checkpoint: {error.strerror}")
            raise

    def _remove_leftovers(self, names: set[str]) -> None:
        keep = self._journal.path.name
        for name in names:
            if name == _TEMPORARY or (_JOURNAL.match(name) and name != keep):
                self._disk.remove(self._directory / name)

    def _set_size(self, checkpoint_size: int) -> None:
        self._checkpoint_size = checkpoint_size
        self._compact_above = max(4 * checkpoint_size, _SMALLEST_TO_COMPACT)

    def _journal_path(self, base: int) -> Path:
        return self._directory / f"journal-{base:016}"

    def _is_written(self, path: Path) -> bool:
        descriptor = self._disk.open(path)
        try:
            return bool(self._disk.read(descriptor).strip(b"\0"))
        finally:
            self._disk.close(descriptor)

    def _close_files(self) -> None:
        self._journal.close()
        with suppress(OSError):
            self._disk.close(self._lock)
