"""What TinyDB's updaters are given instead of a whole table.

It behaves as the table's dictionary does. Reading falls through to the stored documents, as copies; what an
updater sets, deletes or changes in place is noted and can be carried out afterwards, so that an update costs
what it touches. Knows neither TinyDB nor journals.
"""

from collections.abc import Iterator, Mapping, MutableMapping

from kmstui.emulator.store.index import Document
from kmstui.emulator.store.records import copied_document, json_document
from kmstui.emulator.store.transaction import Transaction


class Overlay(MutableMapping[int, Mapping[str, object]]):
    """A table's documents by id, free to be changed."""

    def __init__(self, stored: Mapping[int, Document]) -> None:
        self._stored = stored
        self._touched: dict[int, Mapping[str, object]] = {}
        self._added: dict[int, Mapping[str, object]] = {}
        self._gone: set[int] = set()

    def __contains__(self, doc_id: object) -> bool:
        return doc_id in self._added or (doc_id in self._stored and doc_id not in self._gone)

    def __getitem__(self, doc_id: int) -> Mapping[str, object]:
        if doc_id in self._added:
            return self._added[doc_id]
        if doc_id in self._gone:
            raise KeyError(doc_id)
        if doc_id not in self._touched:
            self._touched[doc_id] = copied_document(self._stored[doc_id])
        return self._touched[doc_id]

    def __setitem__(self, doc_id: int, document: Mapping[str, object]) -> None:
        if doc_id in self._stored and doc_id not in self._gone:
            self._touched[doc_id] = document
        else:
            self._added[doc_id] = document

    def __delitem__(self, doc_id: int) -> None:
        if doc_id not in self:
            raise KeyError(doc_id)
        if doc_id in self._added:
            del self._added[doc_id]
        else:
            self._gone.add(doc_id)
            self._touched.pop(doc_id, None)

    def __iter__(self) -> Iterator[int]:
        yield from (doc_id for doc_id in self._stored if doc_id not in self._gone)
        yield from self._added

    def __len__(self) -> int:
        return len(self._stored) - len(self._gone) + len(self._added)

    def clear(self) -> None:
        """Delete everything; the inherited way would search for the first document anew for each."""
        self._gone.update(self._stored)
        self._touched.clear()
        self._added.clear()

    def carry_out(self, transaction: Transaction, table: str) -> None:
        """Make the changes that were noted.

        Raises:
            TypeError, ValueError: when a document isn't one JSON has words for.
        """
        touched = {doc_id: json_document(document) for doc_id, document in self._touched.items()}
        added = {int(doc_id): json_document(document) for doc_id, document in self._added.items()}
        changed = {doc_id: new for doc_id, new in touched.items() if new != self._stored[doc_id]}
        for doc_id in self._gone:
            transaction.remove(table, doc_id)
        for doc_id, document in (changed | added).items():
            transaction.put(table, doc_id, document)
