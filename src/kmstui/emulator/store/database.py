"""TinyDB's own API over our storage: the same answers, without reading or writing everything each time.

`Database` is what opens an account's files for anyone who speaks TinyDB. Only what TinyDB does by going
through all documents is done differently here; everything else is inherited. Put over another storage, or
over one of TinyDB's middlewares, its tables are stock ones.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping
from contextlib import suppress
from typing import Any

from tinydb import TinyDB
from tinydb.queries import QueryLike
from tinydb.table import Document, Table

from kmstui.emulator.store.collection import Collection
from kmstui.emulator.store.journal_storage import JournalStorage
from kmstui.emulator.store.overlay import Overlay
from kmstui.emulator.store.records import copied_document
from kmstui.emulator.store.storage import DocumentStorage

Fields = Mapping[str, object] | Callable[[MutableMapping[str, object]], None]
"""What TinyDB's `update` takes: values to set, or a function that changes the document it is given."""


class IndexedTable(Table):
    """A TinyDB table over a `DocumentStorage` that finds documents by index and hands out copies of them.

    Queries of the form `field == value`, alone or joined with `&`, use the index over that field.
    """

    _next_id: int | None  # type: ignore[assignment]  # TinyDB forgets to say that it isn't always None

    def __init__(
        self,
        storage: DocumentStorage,
        name: str,
        cache_size: int = Table.default_query_cache_capacity,
        persist_empty: bool = False,
        indexes: Iterable[str] = (),
    ) -> None:
        """As TinyDB's; `indexes` names the fields to keep an index over."""
        self._indexed = frozenset(indexes)
        self._store = storage
        super().__init__(storage, name, cache_size, persist_empty)

    def search(self, cond: QueryLike) -> list[Document]:
        """The documents that match, in the order they were inserted."""
        with self._store.lock:
            return [self._document(doc_id) for doc_id in self._matching(cond)]

    def get(  # type: ignore[override]  # TinyDB overloads it five times over for the three ways to ask
        self,
        cond: QueryLike | None = None,
        doc_id: int | None = None,
        doc_ids: list[int] | None = None,
    ) -> Document | list[Document] | None:
        """One document by id or query, or several by their ids."""
        with self._store.lock:
            collection = self._collection()
            if doc_id is not None:
                return self._document(doc_id) if int(doc_id) in collection.documents else None
            if doc_ids is not None:
                wanted = {int(each) for each in doc_ids} & collection.documents.keys()
                return [self._document(each) for each in collection.in_order(wanted)]
            if cond is not None:
                first = next(self._matching(cond), None)
                return None if first is None else self._document(first)
        raise RuntimeError("You have to pass either cond or doc_id or doc_ids")

    def update(
        self, fields: Fields, cond: QueryLike | None = None, doc_ids: Iterable[int] | None = None
    ) -> list[int]:
        """Change the documents that match, or are named, or all; returns their ids."""
        with self._store.lock:
            if cond is not None and doc_ids is None:
                return super().update(fields, doc_ids=list(self._matching(cond)))
            return super().update(fields, cond, doc_ids)

    def update_multiple(self, updates: Iterable[tuple[Fields, QueryLike]]) -> list[int]:
        """Make several changes, each to the documents that match its query when its turn has come."""
        steps = list(updates)
        updated: list[int] = []

        def updater(table: MutableMapping[int, MutableMapping[str, object]]) -> None:
            for doc_id in candidates:
                for fields, cond in steps:
                    if cond(table[doc_id]):
                        updated.append(doc_id)
                        _change(table[doc_id], fields)

        with self._store.lock:
            # A document that matches nothing now is not changed by any step, so it never will match.
            matching = {doc_id for _, cond in steps for doc_id in self._matching(cond)}
            candidates = self._collection().in_order(matching)
            self._update_table(updater)
        return updated

    def remove(self, cond: QueryLike | None = None, doc_ids: Iterable[int] | None = None) -> list[int]:
        """Remove the documents that match or are named; returns their ids."""
        with self._store.lock:
            if cond is not None and doc_ids is None:
                return super().remove(doc_ids=list(self._matching(cond)))
            return super().remove(cond, doc_ids)

    def __len__(self) -> int:
        with self._store.lock:
            return len(self._collection())

    def __iter__(self) -> Iterator[Document]:
        with self._store.lock:
            documents = list(self._collection().documents.items())
        for doc_id, document in documents:
            yield self.document_class(copied_document(document), self.document_id_class(doc_id))

    def _get_next_id(self) -> int:
        with self._store.lock:
            number = max(self._next_id or 1, self._collection().largest_id() + 1)
            self._next_id = number + 1
            return number

    def _update_table(self, updater: Callable[[Any], None]) -> None:
        with self._store.transaction() as transaction:
            overlay = Overlay(transaction.create(self.name).documents)
            updater(overlay)
            overlay.carry_out(transaction, self.name)

    def _collection(self) -> Collection:
        found = self._store.tables.get(self.name)
        return Collection() if found is None else found

    def _document(self, doc_id: int) -> Document:
        document = self._collection().documents[int(doc_id)]
        return self.document_class(copied_document(document), self.document_id_class(doc_id))

    def _matching(self, cond: QueryLike) -> Iterator[int]:
        """Ids of the documents that match, in order; by an index where there is one."""
        collection = self._collection()
        documents = collection.documents
        for field, value in _equalities(getattr(cond, "_hash", None)):
            index = collection.declare((field,)) if field in self._indexed else collection.index((field,))
            if index is not None:
                with suppress(TypeError):  # a value that can't be hashed is looked for the slow way
                    ids = collection.in_order(index.candidates((value,)))
                    return (doc_id for doc_id in ids if cond(documents[doc_id]))
        return (doc_id for doc_id, document in documents.items() if cond(document))


def _change(document: MutableMapping[str, object], fields: Fields) -> None:
    if callable(fields):
        fields(document)
    else:
        document.update(fields)


def _equalities(query_hash: object) -> Iterator[tuple[str, object]]:
    """The fields and values that a query's matches must have.

    TinyDB identifies a query by nested tuples, such as `('==', ('name',), 'x')`. That is its private
    business: whatever looks different yields nothing here, and then all documents are gone through.
    """
    match query_hash:
        case ("==", (str(field),), value):
            yield field, value
        case ("and", frozenset() as parts):
            for part in parts:
                yield from _equalities(part)


class Database(TinyDB):
    """A TinyDB whose files survive crashes and whose changes cost what they change.

    `table(name, indexes=("field", ...))` keeps indexes over these fields.
    """

    default_storage_class = JournalStorage  # type: ignore[assignment]  # any Storage will do

    def __init__(self, *args: Any, **options: Any) -> None:
        """As TinyDB's: the path, and `storage=` for another storage or a middleware."""
        super().__init__(*args, **options)
        ours = isinstance(self.storage, DocumentStorage)
        self.table_class = IndexedTable if ours else Table  # type: ignore[assignment]  # takes fewer storages
