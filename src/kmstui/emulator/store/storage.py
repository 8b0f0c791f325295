"""A TinyDB storage that holds the documents itself and takes changes instead of whole databases.

TinyDB asks a storage for everything and gives everything back. This one answers that too, so that TinyDB's
API and its middlewares keep working, but its own tables and units of work use transactions, whose cost
depends on what changed and not on what there is. Here nothing is kept anywhere; `journal_storage` adds the
disk.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from threading import RLock

from tinydb.storages import Storage

from kmstui.emulator.store.index import Document
from kmstui.emulator.store.records import json_document
from kmstui.emulator.store.transaction import Changes, Tables, Transaction

WholeDatabase = dict[str, dict[str, Document]]
"""What TinyDB means by a database: documents by id, as text, by table."""


class DocumentStorage(Storage):
    """Documents in memory, changed in transactions, one at a time."""

    def __init__(self) -> None:
        self.lock = RLock()
        """Held by whoever reads or changes `tables`."""
        self.tables: Tables = {}
        self.promised = 0
        """The number up to which there is something that must be on the disk before anybody is told of it."""
        self._running = False

    def begin(self) -> Transaction:
        """A transaction, to be given to `keep` or `undo`. Whoever calls this, or those, holds the lock.

        Raises:
            RuntimeError: when this thread has a transaction open already.
        """
        if self._running:
            raise RuntimeError("a transaction is open already")
        self._running = True
        return Transaction(self.tables)

    def keep(self, transaction: Transaction) -> None:
        """End a transaction and make its changes last.

        What is durable is on the disk once a `wait` for what `promised` says now has returned.

        Raises:
            StoreFailed: when the changes can't be kept; they are undone then.
        """
        try:
            if transaction.touched and (changes := transaction.changes()):
                self._append(changes, transaction)
        except BaseException:
            self.undo(transaction)
            raise
        self._running = transaction.running = False

    def undo(self, transaction: Transaction) -> None:
        """End a transaction and take its changes back."""
        transaction.undo()
        self._running = transaction.running = False

    def confirmed(self, number: int) -> bool:
        """Whether `wait` would return at once; a subclass's to know."""
        del number
        return True

    def wait(self, number: int) -> None:
        """Return when everything is on the disk that has been promised up to this number; a subclass's to do.

        Raises:
            StoreFailed: when the disk fails; what it did not confirm has been taken back then.
        """

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """A transaction that is kept when the block ends, and undone when it raises.

        Nobody else sees its changes before they are on the disk, where they are durable.

        Raises:
            RuntimeError: when this thread has a transaction open already.
            StoreFailed: when the changes can't be kept; they are undone then.
        """
        with self.lock:
            transaction = self.begin()
            try:
                yield transaction
            except BaseException:
                self.undo(transaction)
                raise
            self.keep(transaction)
            self.wait(self.promised)

    def _append(self, changes: Changes, transaction: Transaction) -> None:
        """Make the changes of a transaction last; a subclass's to do.

        Raises:
            StoreFailed: when that can't be done.
        """

    def compact(self) -> None:
        """Bring down to what there is now what was kept; a subclass's to do."""

    def read(self) -> WholeDatabase | None:
        """Everything, as TinyDB expects it; None without tables. The documents are the stored ones."""
        with self.lock:
            if not self.tables:
                return None
            return {
                name: {str(doc_id): document for doc_id, document in table.documents.items()}
                for name, table in self.tables.items()
            }

    def write(self, data: Mapping[str, Mapping[str, Mapping[str, object]]]) -> None:
        """Replace everything, journaling what differs."""
        with self.transaction() as transaction:
            for name in [name for name in self.tables if name not in data]:
                transaction.drop(name)
            for name, documents in data.items():
                new = {int(doc_id): json_document(document) for doc_id, document in documents.items()}
                _replace(transaction, name, new)


def _replace(transaction: Transaction, name: str, new: dict[int, Document]) -> None:
    """Make `new` the documents of a table, in this order."""
    old = transaction.create(name).documents
    kept = [doc_id for doc_id in old if doc_id in new]
    if [*kept, *(doc_id for doc_id in new if doc_id not in old)] != list(new):
        transaction.drop(name)
        old = transaction.create(name).documents
    for doc_id in [doc_id for doc_id in old if doc_id not in new]:
        transaction.remove(name, doc_id)
    for doc_id, document in new.items():
        if old.get(doc_id) != document:
            transaction.put(name, doc_id, document)
