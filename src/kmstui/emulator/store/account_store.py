"""Opening and closing an account's data.

The one place where a store is put together: which storage, whose randomness, which directory. Knows nothing
of what is kept in it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kmstui.aws.entropy import Entropy, SystemEntropy, token_hex
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

    @contextmanager
    def unit_of_work(self) -> Iterator[UnitOfWork]:
        """A unit of work: kept as one when the block ends, undone as one when it raises.

        It waits for any other one to end. What was registered with `after_commit` runs before the next one
        may begin.

        Raises:
            RuntimeError: when this thread has one open already.
            StoreFailed: when the changes can't be kept; nothing of them remains then.
        """
        with self._storage.lock:
            unit: UnitOfWork | None = None
            try:
                with self._storage.transaction() as transaction:
                    unit = UnitOfWork(transaction)
                    yield unit
                    transaction.durable = unit.durable
            except BaseException:
                if unit is not None:
                    unit.rolled_back()
                raise
            unit.committed()

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
