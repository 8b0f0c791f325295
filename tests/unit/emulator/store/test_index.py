"""Indexes name every document that matches, whatever was added and taken out before."""

from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as st

from kmstui.emulator.store.index import Document, Index

VALUES = st.one_of(
    st.none(), st.booleans(), st.integers(0, 2), st.sampled_from("ab"), st.lists(st.integers(0, 1))
)
DOCUMENTS = st.dictionaries(st.sampled_from(["x", "y", "z"]), VALUES, max_size=3)


@given(st.lists(st.tuples(st.integers(1, 6), st.none() | DOCUMENTS)), VALUES, VALUES)
def test_candidates_are_what_a_scan_finds_and_what_can_not_be_hashed(
    steps: list[tuple[int, Document | None]], x: object, y: object
) -> None:
    index = Index(("x", "y"), {"y": "a"})
    documents: dict[int, Document] = {}
    for doc_id, document in steps:
        if doc_id in documents:
            index.discard(doc_id, documents.pop(doc_id))
        if document is not None:
            documents[doc_id] = document
            index.add(doc_id, document)
    if isinstance(x, list) or isinstance(y, list):
        return
    matching = {doc_id for doc_id, each in documents.items() if values(each) == (x, y)}
    unhashable = {
        doc_id for doc_id, each in documents.items() if any(isinstance(part, list) for part in values(each))
    }
    assert index.candidates((x, y)) == matching | unhashable
    assert index.size((x, y)) == len(matching)


def values(document: Mapping[str, object]) -> tuple[object, object]:
    """What the index sees in a document."""
    return document.get("x"), document.get("y", "a")
