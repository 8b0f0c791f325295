"""One table's documents in memory, with everything that finds one quickly.

Knows documents and ids; knows neither records nor disks nor who may look. Documents put in are owned by the
collection from then on and never changed in place, so that undoing a change is putting the old one back.
"""

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from types import MappingProxyType
from typing import Any

from sortedcontainers import SortedList

from kmstui.emulator.store.index import Document, Index

KEY_FIELD = "_key"
"""The field of a document that holds the primary key of the record in it."""

NO_DEFAULTS: Mapping[str, object] = MappingProxyType({})


class Collection:
    """The documents of one table, by id, in the order they were inserted."""

    def __init__(self, documents: dict[int, Document] | None = None) -> None:
        self.documents: dict[int, Document] = {} if documents is None else documents
        self._indexes: dict[tuple[str, ...], Index] = {}
        self._ids_by_key: dict[str, int] | None = None
        self._sorted_keys: SortedList | None = None
        self._last_id = max(self.documents, default=0)
        self._ascending = _is_ascending(self.documents)
        self.read: dict[int, tuple[Document, object, Any]] = {}
        """By id: a document that was read, its codec, and the record in it; see `records.Codec.read`."""
        self.stamp = object()
        """Another one after every change, and in no other collection: one stamp, the same documents."""

    def __len__(self) -> int:
        return len(self.documents)

    def next_id(self) -> int:
        """A document id that is larger than all that were ever given out here."""
        self._last_id += 1
        return self._last_id

    def largest_id(self) -> int:
        """The largest id in use now; 0 without documents."""
        if self._ascending:
            return next(reversed(self.documents), 0)
        return max(self.documents, default=0)

    def put(self, doc_id: int, document: Document) -> None:
        """Insert a document, or replace the one with this id, which keeps its place."""
        self.stamp = object()
        old = self.documents.get(doc_id)
        if old is not None:
            self._forget(doc_id, old)
        elif doc_id < self._last_id:
            self._ascending = False
        self.documents[doc_id] = document
        self._last_id = max(self._last_id, doc_id)
        self._enter(doc_id, document)

    def remove(self, doc_id: int) -> None:
        """Take a document out; it must be there."""
        self.stamp = object()
        self._forget(doc_id, self.documents.pop(doc_id))

    def put_back(self, removed: Mapping[int, Document]) -> None:
        """Undo removals.

        The documents return to their places where ids ascend, which they do unless somebody chose ids by
        hand; otherwise they return to the end.
        """
        self.stamp = object()
        for doc_id, document in removed.items():
            self.documents[doc_id] = document
            self._enter(doc_id, document)
        if self._ascending:
            self.documents = dict(sorted(self.documents.items()))

    def declare(self, fields: tuple[str, ...], absent: Mapping[str, object] = NO_DEFAULTS) -> Index:
        """The index over `fields`, made now if there is none.

        `absent` says what a document without one of the fields stands for.
        """
        index = self._indexes.get(fields)
        if index is None:
            index = self._indexes[fields] = Index(fields, absent)
            for doc_id, document in self.documents.items():
                index.add(doc_id, document)
        return index

    def index(self, fields: tuple[str, ...]) -> Index | None:
        """The index over exactly these fields, if there is one."""
        return self._indexes.get(fields)

    def in_order(self, ids: AbstractSet[int]) -> list[int]:
        """`ids` in the order in which their documents were inserted."""
        if len(ids) < 2:
            return list(ids)
        if self._ascending:
            return sorted(ids)
        return [doc_id for doc_id in self.documents if doc_id in ids]

    def id_of(self, key: str) -> int | None:
        """The id of the document that holds the record with this primary key."""
        known = self._ids_by_key
        return (self._keys() if known is None else known).get(key)

    def keys_from(self, prefix: str, after: str) -> Iterator[str]:
        """Primary keys that start with `prefix` and come after `after`, sorted.

        The collection must not change while the iterator is in use.
        """
        if self._sorted_keys is None:
            self._sorted_keys = SortedList(self._keys())
        low, inclusive = (prefix, (True, True)) if prefix > after else (after, (False, True))
        for key in self._sorted_keys.irange(low, None, inclusive):
            if not key.startswith(prefix):
                return
            yield key

    def _keys(self) -> dict[str, int]:
        if self._ids_by_key is None:
            self._ids_by_key = {
                key: doc_id
                for doc_id, document in self.documents.items()
                if isinstance(key := document.get(KEY_FIELD), str)
            }
        return self._ids_by_key

    def _enter(self, doc_id: int, document: Document) -> None:
        for index in self._indexes.values():
            index.add(doc_id, document)
        key = document.get(KEY_FIELD)
        if self._ids_by_key is not None and isinstance(key, str):
            if self._sorted_keys is not None and key not in self._ids_by_key:
                self._sorted_keys.add(key)
            self._ids_by_key[key] = doc_id

    def _forget(self, doc_id: int, document: Document) -> None:
        self.read.pop(doc_id, None)
        for index in self._indexes.values():
            index.discard(doc_id, document)
        key = document.get(KEY_FIELD)
        if self._ids_by_key is not None and isinstance(key, str) and self._ids_by_key.get(key) == doc_id:
            del self._ids_by_key[key]
            if self._sorted_keys is not None:
                self._sorted_keys.remove(key)


def _is_ascending(documents: Mapping[int, Document]) -> bool:
    last = 0
    for doc_id in documents:
        if doc_id < last:
            return False
        last = doc_id
    return True
