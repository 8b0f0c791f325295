"""A TinyDB storage that holds the documents itself and takes changes instead of whole databases.

TinyDB asks a storage for everything and gives everything back. This one answers that too, so that TinyDB's
API and its middlewares keep working, but its own tables and units of work use `transaction`, whose cost
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
        self._running = False

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """A transaction that is kept when the block ends, and undone when it raises.

        Raises:
            RuntimeError: when this thread has a transaction open already.
            StoreFailed: when the changes can't be kept; they are undone then.
        """
        with self.lock:
            if self._running:
                raise RuntimeError("a transaction is open already")
            self._running = True
            transaction = Transaction(self.tables)
            try:
                yield transaction
                if changes := transaction.changes():
                    self._append(changes, durable=transaction.durable)
            except BaseException:
                transaction.undo()
                raise
            finally:
                self._running = transaction.running = False

    def _append(self, changes: Changes, *, durable: bool) -> None:
        """Make changes last; a subclass's to do.

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
