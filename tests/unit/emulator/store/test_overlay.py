"""What updaters are given behaves as the dictionary TinyDB would give them."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kmstui.emulator.store.collection import Collection
from kmstui.emulator.store.index import Document
from kmstui.emulator.store.overlay import Overlay
from kmstui.emulator.store.transaction import Transaction

IDS = st.integers(1, 6)
STEPS = st.one_of(
    st.tuples(st.just("set"), IDS),
    st.tuples(st.just("delete"), IDS),
    st.tuples(st.just("change"), IDS),
    st.tuples(st.just("pop"), IDS),
    st.tuples(st.just("clear"), IDS),
)


def do(table: Any, step: str, doc_id: int) -> object:
    """One step on a dictionary of documents; a missing id is an answer like any other."""
    try:
        match step:
            case "set":
                table[doc_id] = {"new": doc_id}
            case "delete":
                del table[doc_id]
            case "change":
                table[doc_id]["n"] = -1
            case "pop":
                return table.pop(doc_id)
            case "clear":
                table.clear()
    except KeyError:
        return "missing"
    return None


@given(st.lists(STEPS, max_size=12))
def test_any_steps_answer_and_end_as_on_a_dictionary(steps: list[tuple[str, int]]) -> None:
    stored: dict[int, Document] = {number: {"n": number} for number in (1, 2, 4)}
    plain: dict[int, Document] = {number: {"n": number} for number in (1, 2, 4)}
    overlay = Overlay(stored)
    for step, doc_id in steps:
        assert do(overlay, step, doc_id) == do(plain, step, doc_id)
        assert dict(overlay) == plain
        assert len(overlay) == len(plain)
        assert [each in overlay for each in range(7)] == [each in plain for each in range(7)]
    assert stored == {number: {"n": number} for number in (1, 2, 4)}

    tables = {"t": Collection(stored)}
    transaction = Transaction(tables)
    overlay.carry_out(transaction, "t")
    assert tables["t"].documents == plain


def test_reading_makes_no_change() -> None:
    tables = {"t": Collection({1: {"deep": {"list": [1]}}})}
    transaction = Transaction(tables)
    overlay = Overlay(tables["t"].documents)
    assert list(overlay.values()) == [{"deep": {"list": [1]}}]
    overlay.carry_out(transaction, "t")
    assert transaction.changes() == []


def test_a_document_json_has_no_words_for_stops_all_changes() -> None:
    tables = {"t": Collection({1: {"n": 1}})}
    transaction = Transaction(tables)
    overlay = Overlay(tables["t"].documents)
    del overlay[1]
    overlay[2] = {"n": {1, 2}}
    with pytest.raises(TypeError, match="set is not JSON serializable"):
        overlay.carry_out(transaction, "t")
    assert transaction.changes() == []
