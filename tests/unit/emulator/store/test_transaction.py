"""Changes that can be taken back, and what they come to."""

from kmstui.emulator.store.collection import Collection
from kmstui.emulator.store.transaction import Tables, Transaction


def tables() -> Tables:
    """One table with three documents."""
    return {"t": Collection({1: {"n": 1}, 2: {"n": 2}, 3: {"n": 3}})}


def contents(found: Tables) -> dict[str, list[tuple[int, dict[str, object]]]]:
    """All documents, in order."""
    return {name: list(table.documents.items()) for name, table in found.items()}


def test_changes_name_what_differs_and_nothing_else() -> None:
    transaction = Transaction(tables())
    transaction.put("t", 1, {"n": 10})
    transaction.remove("t", 2)
    transaction.put("t", 4, {"n": 4})
    transaction.put("t", 4, {"n": 5})
    transaction.put("t", 9, {"n": 9})
    transaction.remove("t", 9)
    assert transaction.changes() == [("t", {1: {"n": 10}, 2: None, 4: {"n": 5}})]


def test_what_was_done_and_undone_is_no_change() -> None:
    transaction = Transaction(tables())
    mark = transaction.mark()
    transaction.remove("t", 1)
    transaction.put("t", 1, {"n": 5})
    transaction.remove("t", 1)
    transaction.undo(mark)
    assert transaction.changes() == []


def test_undoing_restores_documents_tables_and_order() -> None:
    before = tables()
    transaction = Transaction(before)
    transaction.remove("t", 2)
    transaction.put("t", 3, {"n": 0})
    transaction.put("t", 7, {})
    transaction.remove("t", 7)
    transaction.remove("t", 1)
    transaction.put("u", 1, {})
    transaction.drop("t")
    transaction.put("t", 1, {"n": "new"})
    transaction.undo()
    assert contents(before) == contents(tables())


def test_a_dropped_and_remade_table_is_told_in_this_order() -> None:
    transaction = Transaction(tables())
    transaction.drop("t")
    assert transaction.changes() == [("t", None)]
    transaction.put("t", 5, {"n": 5})
    assert transaction.changes() == [("t", None), ("t", {5: {"n": 5}})]


def test_a_new_table_is_a_change_even_when_it_is_empty() -> None:
    transaction = Transaction({})
    transaction.create("empty")
    assert transaction.changes() == [("empty", {})]
    assert len(transaction.collection("other")) == 0
    assert transaction.changes() == [("empty", {})]
