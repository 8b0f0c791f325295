"""How services read and change the account: everything that one call does, or nothing of it.

Speaks in records and primary keys. Knows neither files nor other units of work: while one is open nobody else
reads or writes, and what it changed is there for itself at once and for everybody else when it has ended.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from datetime import datetime
from itertools import islice, takewhile
from typing import Any, TypeVar

from kmstui.emulator.store.collection import KEY_FIELD, Collection
from kmstui.emulator.store.index import Index
from kmstui.emulator.store.records import as_stored, codec_of
from kmstui.emulator.store.tables import TIMERS, TableSpec, Timer, moment
from kmstui.emulator.store.transaction import Transaction

T = TypeVar("T")
Action = Callable[[], None]

_SCAN_STEP = 256
"""How many keys a scan looks ahead; it is free to change the table between two of them."""


class UnitOfWork:
    """One open unit of work. Got from `AccountStore.unit_of_work`, and not to be used after its block."""

    __slots__ = ("_after_commit", "_on_rollback", "_transaction", "durable")

    def __init__(self, transaction: Transaction) -> None:
        self.durable: bool = True
        """False: keep the changes without waiting for the disk. They survive this process being killed, and a
        power cut only once a durable unit of work follows. For records nobody has been promised.

        What is durable and could be seen is waited for all the same, should the disk not have it yet."""
        self._transaction = transaction
        self._after_commit: list[Action] = []
        self._on_rollback: list[Action] = []

    @property
    def changed(self) -> bool:
        """Whether anything has been changed so far that was not undone again."""
        return self._transaction.mark() > 0

    def get(self, table: TableSpec[T], key: str) -> T | None:
        """The record with this primary key, or None."""
        collection = self._transaction.collection(table.name)
        doc_id = collection.id_of(key)
        return None if doc_id is None else codec_of(table.model).read(collection, doc_id)

    def put(self, table: TableSpec[T], record: T) -> None:
        """Insert a record, or replace the one with the same primary key."""
        key = table.key(record)
        transaction = self._transaction
        collection = transaction.create(table.name)
        doc_id = collection.id_of(key)
        if doc_id is None:
            doc_id = collection.next_id()
        transaction.put(table.name, doc_id, codec_of(table.model).document(record, key))

    def delete(self, table: TableSpec[T], key: str) -> None:
        """Remove the record with this primary key, if there is one."""
        doc_id = self._transaction.collection(table.name).id_of(key)
        if doc_id is not None:
            self._transaction.remove(table.name, doc_id)

    def latest(self, table: TableSpec[T]) -> str | None:
        """The primary key of the last record that was put and had not been there; None without records."""
        documents = self._transaction.collection(table.name).documents
        for document in reversed(documents.values()):
            return str(document[KEY_FIELD])
        return None

    def find(self, table: TableSpec[T], **fields: object) -> list[T]:
        """The records whose attributes equal all of `fields`, in the order they were first put.

        Without fields: all records.

        Raises:
            LookupError: when the table declares no index over exactly these attributes.
        """
        collection = self._transaction.collection(table.name)
        if not fields:
            ids = list(collection.documents)
        else:
            index, values = _index(collection, table, fields)
            ids = collection.in_order(index.candidates(values))
        read = codec_of(table.model).read
        return [read(collection, doc_id) for doc_id in ids]

    def count(self, table: TableSpec[T], **fields: object) -> int:
        """How many records `find` would return. Costs the same for one as for a million.

        Raises:
            LookupError: as for `find`.
        """
        collection = self._transaction.collection(table.name)
        if not fields:
            return len(collection)
        index, values = _index(collection, table, fields)
        return index.size(values)

    def page(self, table: TableSpec[T], *, prefix: str = "", after: str = "", limit: int) -> list[T]:
        """At most `limit` records whose keys start with `prefix` and come after `after`, sorted by key."""
        collection = self._transaction.collection(table.name)
        read = codec_of(table.model).read
        return [
            read(collection, doc_id)
            for key in islice(collection.keys_from(prefix, after), limit)
            if (doc_id := collection.id_of(key)) is not None
        ]

    def scan(self, table: TableSpec[T], prefix: str = "") -> Iterator[T]:
        """Every record whose key starts with `prefix`, sorted by key; the table may be changed meanwhile."""
        after = ""
        while keys := list(
            islice(self._transaction.collection(table.name).keys_from(prefix, after), _SCAN_STEP)
        ):
            for key in keys:
                record = self.get(table, key)
                if record is not None:
                    yield record
            after = keys[-1]

    def stamps(self, tables: Iterable[TableSpec[Any]]) -> tuple[object, ...]:
        """What says that tables are as they were: equal stamps, equal records, in this store or in any other.

        A change gives a table another stamp, and so does undoing it.
        """
        find = self._transaction.tables.get
        return tuple([None if (found := find(table.name)) is None else found.stamp for table in tables])

    def savepoint(self) -> "Savepoint":
        """Undo the block's changes, timers and hooks when it raises, and let the exception through."""
        return Savepoint(self)

    def mark(self) -> "Mark":
        """A point in the unit of work that `undo` can go back to."""
        return self._transaction.mark(), len(self._after_commit), len(self._on_rollback)

    def undo(self, mark: "Mark") -> None:
        """Take back the changes, timers and hooks since `mark`."""
        changes, commits, rollbacks = mark
        self._transaction.undo(changes)
        del self._after_commit[commits:]
        undone = self._on_rollback[rollbacks:]
        del self._on_rollback[rollbacks:]
        _run(undone)

    def schedule(self, kind: str, subject: str, due: datetime) -> None:
        """Set the timer of this kind and subject, instead of the one set before.

        Raises:
            ValueError: when `due` is not aware.
        """
        if due.tzinfo is None:
            raise ValueError("a timer needs an aware datetime")
        self.cancel(kind, subject)
        self.put(TIMERS, Timer(kind, subject, due))

    def cancel(self, kind: str, subject: str) -> None:
        """Remove the timer of this kind and subject, if there is one."""
        for timer in self.find(TIMERS, kind=kind, subject=subject):
            self.delete(TIMERS, TIMERS.key(timer))

    def due(self, now: datetime) -> list[Timer]:
        """The timers that are due at `now`, the longest due first. They stay until they are cancelled."""
        until = moment(now)
        keys = self._transaction.collection(TIMERS.name).keys_from("", "")
        due = list(takewhile(lambda key: key[: len(until)] <= until, keys))
        return [timer for key in due if (timer := self.get(TIMERS, key)) is not None]

    def next_due(self) -> datetime | None:
        """When the first timer falls due; None when none is set."""
        first = self.page(TIMERS, limit=1)
        return first[0].due if first else None

    def after_commit(self, action: Action) -> None:
        """Have `action` run when the changes have been kept; dropped when they are undone."""
        self._after_commit.append(action)

    def on_rollback(self, action: Action) -> None:
        """Have `action` run when the changes made so far are undone, the last one first."""
        self._on_rollback.append(action)

    @property
    def awaited(self) -> bool:
        """Whether something waits for the commit."""
        return bool(self._after_commit)

    def committed(self) -> None:
        """Run what waits for the commit; called by the store alone."""
        _run(self._after_commit[::-1])

    def rolled_back(self) -> None:
        """Run what makes up for what the unit of work did elsewhere, once; called by the store alone."""
        actions, self._on_rollback = self._on_rollback, []
        _run(actions)


Mark = tuple[int, int, int]
"""How many changes there were, and hooks of either kind."""


class Savepoint:
    """The block of a savepoint; see `UnitOfWork.savepoint`."""

    __slots__ = ("_mark", "_uow")

    def __init__(self, uow: UnitOfWork) -> None:
        self._uow = uow
        self._mark = uow.mark()

    def __enter__(self) -> None:
        """The point has been marked already."""

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: object) -> None:
        if kind is not None:
            self._uow.undo(self._mark)


def _run(actions: list[Action]) -> None:
    """Run all actions, the last one first, each even when another one raised; the exception is passed on."""
    if not actions:
        return
    with ExitStack() as stack:
        for action in actions:
            stack.callback(action)


def _index(
    collection: Collection, table: TableSpec[T], fields: dict[str, object]
) -> tuple[Index, tuple[object, ...]]:
    names = tuple(fields)
    if names not in table.indexes:
        names = next((each for each in table.indexes if sorted(each) == sorted(names)), ())
        if not names:
            raise LookupError(f"table {table.name} has no index over {', '.join(sorted(fields))}")
    index = collection.index(names) or collection.declare(names, codec_of(table.model).defaults)
    return index, tuple([as_stored(fields[name]) for name in names])
