"""Opening and closing an account's data.

The one place where a store is put together: which storage, whose randomness, which directory. Knows nothing
of what is kept in it.
"""

from pathlib import Path
from types import TracebackType

from kmstui.aws.entropy import Entropy, SystemEntropy, token_hex
from kmstui.emulator.store.errors import StoreFailed
from kmstui.emulator.store.journal_storage import JournalStorage
from kmstui.emulator.store.storage import DocumentStorage
from kmstui.emulator.store.unit_of_work import UnitOfWork

_SYSTEM_ENTROPY = SystemEntropy()


class AccountStore:
    """An account's data, open."""

    def __init__(self, storage: DocumentStorage, store_id: str, dropped: int = 0) -> None:
        self._storage = storage
        self.dropped = dropped
        """Bytes of a change that was cut short, found and dropped at opening; nobody had been promised it."""
        self.store_id = store_id
        """32 hexadecimal digits drawn when the account was made; it names the root key's file."""

    @classmethod
    def in_memory(cls, entropy: Entropy = _SYSTEM_ENTROPY) -> "AccountStore":
        """A new account that is gone when the process ends."""
        return cls(DocumentStorage(), token_hex(entropy, 32))

    @classmethod
    def open(cls, directory: Path, entropy: Entropy = _SYSTEM_ENTROPY) -> "AccountStore":
        """The account in `directory`, which is begun when there is none.

        Raises:
            StoreLocked: when another process has it open; the error knows which.
            StoreDamaged: when its files are not what was written to them.
            OSError: when the system refuses to read or write them.
        """
        storage = JournalStorage(directory, entropy=entropy)
        return cls(storage, storage.store_id, storage.dropped)

    def unit_of_work(self, *, wait: bool = True) -> "OpenUnit":
        """A unit of work: kept as one when the block ends, undone as one when it raises.

        It waits for any other one to end. When the block of a durable unit is left, the disk has it, together
        with whatever other threads did meanwhile: the next unit may begin while the disk is being asked. What
        that one sees may therefore not be on the disk yet; but no block is left, be it by an exception,
        before everything durable that it could see is. So nobody is ever told of anything that a power cut
        takes away again. Should the disk fail, all who wait for it are told, and what they did is undone.

        A unit with something to do `after_commit` waits where it is: that runs before the next may begin.

        Whoever has other things to do than to wait says so, and calls the block's own `wait` later, in
        whatever thread: before that has returned nobody may be told what came of the unit, or what it saw.

        Raises:
            RuntimeError: when this thread has one open already.
            StoreFailed: when the changes, or others that were seen, can't be kept; nothing of them remains.
        """
        return OpenUnit(self._storage, wait)

    def clear(self) -> None:
        """Forget everything that is kept, as one change.

        Raises:
            StoreFailed: when the change can't be kept; everything is still there then.
        """
        self._storage.write({})

    def compact(self) -> None:
        """Bring the files down to what is in the account now.

        Raises:
            StoreFailed: when that can't be done; nothing is lost by it.
        """
        self._storage.compact()

    def close(self) -> None:
        """Compact where that is cheap, and let another process open the account.

        Raises:
            StoreFailed: when the disk fails to confirm what was written last.
        """
        self._storage.close()


class OpenUnit:
    """The block of one unit of work; see `AccountStore.unit_of_work`."""

    __slots__ = ("_seen", "_storage", "_transaction", "_unit", "_waits")

    def __init__(self, storage: DocumentStorage, waits: bool) -> None:
        self._storage = storage
        self._waits = waits
        self._seen = 0

    def __enter__(self) -> UnitOfWork:
        storage = self._storage
        storage.lock.acquire()
        try:
            self._transaction = storage.begin()
        except BaseException:
            storage.lock.release()
            raise
        self._unit = UnitOfWork(self._transaction)
        return self._unit

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        storage = self._storage
        try:
            if kind is None:
                self._keep()
            else:
                self._undo()
            self._seen = storage.promised
        finally:
            storage.lock.release()
        if self._waits and (kind is None or issubclass(kind, Exception)):
            self.wait()

    @property
    def confirmed(self) -> bool:
        """Whether the disk has what this unit did and could see, so that `wait` would return at once."""
        return self._storage.confirmed(self._seen)

    def wait(self) -> None:
        """Wait, without keeping anybody else from beginning, for what this unit did and could see.

        Raises:
            StoreFailed: when the disk fails; what the unit did has been undone then.
        """
        try:
            self._storage.wait(self._seen)
        except StoreFailed:
            with self._storage.lock:
                self._unit.rolled_back()
            raise

    def _keep(self) -> None:
        """Keep the changes, and where something is to be done then, do it when the disk has them."""
        storage, unit = self._storage, self._unit
        self._transaction.durable = unit.durable
        try:
            storage.keep(self._transaction)
            if unit.awaited:
                storage.wait(storage.promised)
        except BaseException:
            unit.rolled_back()
            raise
        if unit.awaited:
            unit.committed()

    def _undo(self) -> None:
        try:
            self._storage.undo(self._transaction)
        finally:
            self._unit.rolled_back()
