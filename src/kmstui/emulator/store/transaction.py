"""Changing documents so that all of it can be taken back.

A change is made in memory at once, so that whoever makes it sees it, and what was there before is written
down. Undoing walks that list backwards; what has to be journaled is what differs at the end of it. Knows
nothing of disks: `storage` decides when a transaction has happened.
"""

from typing import NamedTuple

from kmstui.emulator.store.collection import Collection
from kmstui.emulator.store.index import Document

Tables = dict[str, Collection]
"""All tables of a database by name."""

TableChange = tuple[str, dict[int, Document | None] | None]
"""A table's name, and its documents that changed: the new one by id, or None for one that was removed. None
instead of documents drops the table."""

Changes = list[TableChange]
"""What a unit of work did, to be applied in this order."""


class _DocumentBefore(NamedTuple):
    """A document as it was before a change; None where there was none."""

    table: str
    doc_id: int
    document: Document | None


class _TableBefore(NamedTuple):
    """A table as it was before it was made or dropped; None where there was none."""

    table: str
    collection: Collection | None


class Transaction:
    """The changes of one unit of work, made in memory and not yet kept."""

    __slots__ = ("_before", "durable", "running", "tables")

    def __init__(self, tables: Tables) -> None:
        self.durable = True
        """Whether the changes must be on the disk before anybody is told of them."""
        self.running = True
        """False once it has been kept or undone; it changes nothing then."""
        self.tables = tables
        """Those of the account, as they are now; to be changed only through this class."""
        self._before: list[_DocumentBefore | _TableBefore] = []

    def collection(self, table: str) -> Collection:
        """A table to read from, empty if there is none of this name. Change it only through this class."""
        assert self.running, "the unit of work is over"
        found = self.tables.get(table)
        return Collection() if found is None else found

    def create(self, table: str) -> Collection:
        """The table of this name, made now if there is none."""
        assert self.running, "the unit of work is over"
        found = self.tables.get(table)
        if found is None:
            self._before.append(_TableBefore(table, None))
            found = self.tables[table] = Collection()
        return found

    def drop(self, table: str) -> None:
        """Remove a table with all its documents; it must be there."""
        self._before.append(_TableBefore(table, self.tables.pop(table)))

    def put(self, table: str, doc_id: int, document: Document) -> None:
        """Insert or replace a document, which belongs to the store from now on."""
        collection = self.tables.get(table)
        if collection is None:
            collection = self.create(table)
        self._before.append(_DocumentBefore(table, doc_id, collection.documents.get(doc_id)))
        collection.put(doc_id, document)

    def remove(self, table: str, doc_id: int) -> None:
        """Remove a document; it must be there."""
        collection = self.tables[table]
        self._before.append(_DocumentBefore(table, doc_id, collection.documents[doc_id]))
        collection.remove(doc_id)

    @property
    def touched(self) -> bool:
        """Whether anything was changed that was not undone again."""
        return bool(self._before)

    def mark(self) -> int:
        """A point in the transaction that `undo` can go back to."""
        return len(self._before)

    def undo(self, mark: int = 0) -> None:
        """Take back every change made since `mark`."""
        removed: dict[str, dict[int, Document]] = {}
        while len(self._before) > mark:
            match self._before.pop():
                case _DocumentBefore(table, doc_id, document):
                    self._undo_document(removed.setdefault(table, {}), table, doc_id, document)
                case _TableBefore(table, None):
                    removed.pop(table, None)
                    del self.tables[table]
                case _TableBefore(table, collection):
                    assert collection is not None
                    self.tables[table] = collection
        for table, documents in removed.items():
            if documents:
                self.tables[table].put_back(documents)

    def _undo_document(
        self, removed: dict[int, Document], table: str, doc_id: int, before: Document | None
    ) -> None:
        """One step back. Removals gather in `removed`: documents return to their places in one go."""
        collection = self.tables[table]
        if doc_id in collection.documents:
            if before is None:
                collection.remove(doc_id)
            else:
                collection.put(doc_id, before)
        elif before is not None:
            removed[doc_id] = before
        else:
            removed.pop(doc_id, None)

    def changes(self) -> Changes:
        """What the transaction comes to, without what it did and undid again."""
        before: dict[str, dict[int, Document | None]] = {}
        replaced: dict[str, Collection | None] = {}
        for entry in self._before:
            if isinstance(entry, _TableBefore):
                replaced.setdefault(entry.table, entry.collection)
                continue
            table, doc_id, document = entry
            if table not in before:
                before[table] = {doc_id: document}
            elif doc_id not in before[table]:
                before[table][doc_id] = document
        changes = self._replaced(replaced) if replaced else []
        for table, documents in before.items():
            if table not in replaced and (changed := self._changed(table, documents)):
                changes.append((table, changed))
        return changes

    def _replaced(self, replaced: dict[str, Collection | None]) -> Changes:
        """Tables that were made or dropped."""
        changes: Changes = []
        for table, collection in replaced.items():
            now = self.tables.get(table)
            if collection is not None:
                changes.append((table, None))
            if now is not None:
                changes.append((table, dict(now.documents)))
        return changes

    def _changed(self, table: str, before: dict[int, Document | None]) -> dict[int, Document | None]:
        documents = self.tables[table].documents
        return {doc_id: now for doc_id, old in before.items() if (now := documents.get(doc_id)) is not old}


def apply(changes: Changes, documents: dict[str, dict[int, Document]]) -> None:
    """Do to documents that are being loaded what a unit of work did to them."""
    for name, changed in changes:
        if changed is None:
            documents.pop(name, None)
            continue
        table = documents.setdefault(name, {})
        for doc_id, document in changed.items():
            if document is None:
                table.pop(doc_id, None)
            else:
                table[doc_id] = document
