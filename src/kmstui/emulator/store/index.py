"""Finding documents by what their fields hold, without reading them all.

An index only ever names candidates: it knows ids, not documents, and whoever asks decides what matches.
"""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet

Document = dict[str, object]
"""One stored document: JSON values only. Once stored it is replaced, never changed in place."""


class Index:
    """Document ids by the values of some fields.

    A bucket with one id is that id itself; only larger ones are sets. In most indexes nearly every bucket has
    one, and a set of one is eight times the size of the id in it.
    """

    __slots__ = ("_buckets", "_fields", "_unhashable")

    def __init__(self, fields: tuple[str, ...], absent: Mapping[str, object]) -> None:
        self._fields = tuple((field, absent.get(field)) for field in fields)
        self._buckets: dict[tuple[object, ...], int | set[int]] = {}
        self._unhashable: set[int] = set()

    def add(self, doc_id: int, document: Document) -> None:
        """Enter a document under the values it holds."""
        values = self._values(document)
        try:
            bucket = self._buckets.setdefault(values, doc_id)
        except TypeError:
            self._unhashable.add(doc_id)
            return
        if isinstance(bucket, set):
            bucket.add(doc_id)
        elif bucket != doc_id:
            self._buckets[values] = {bucket, doc_id}

    def discard(self, doc_id: int, document: Document) -> None:
        """Take out a document that was entered with these same values."""
        if doc_id in self._unhashable:
            self._unhashable.discard(doc_id)
            return
        values = self._values(document)
        bucket = self._buckets[values]
        if isinstance(bucket, set):
            bucket.discard(doc_id)
            if len(bucket) == 1:
                self._buckets[values] = bucket.pop()
        else:
            del self._buckets[values]

    def candidates(self, values: tuple[object, ...]) -> AbstractSet[int]:
        """The ids of all documents that may hold `values`, in the order of the index's fields.

        Good until the next change.

        Raises:
            TypeError: when a value is not hashable.
        """
        bucket = self._buckets.get(values)
        if bucket is None:
            return self._unhashable
        found = bucket if isinstance(bucket, set) else {bucket}
        return found | self._unhashable if self._unhashable else found

    def size(self, values: tuple[object, ...]) -> int:
        """How many documents hold `values`, where every value of the fields is hashable."""
        bucket = self._buckets.get(values)
        if bucket is None:
            return 0
        return len(bucket) if isinstance(bucket, set) else 1

    def _values(self, document: Document) -> tuple[object, ...]:
        return tuple([document.get(field, absent) for field, absent in self._fields])
