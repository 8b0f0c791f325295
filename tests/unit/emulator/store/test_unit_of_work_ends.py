"""How units of work end: savepoints, hooks, and what is undone."""

from collections.abc import Callable

import pytest
from tests.unit.emulator.store.samples import FULL, KEYS, NOON, Key, RefusedError, State, names, refused

from kmstui.emulator.store.account_store import AccountStore


def test_an_exception_undoes_the_whole_unit(store: AccountStore) -> None:
    with store.unit_of_work() as unit:
        unit.put(KEYS, Key("old"))
        unit.schedule("delete", "old", NOON)
    with refused(), store.unit_of_work() as unit:
        unit.put(KEYS, Key("old", State.DISABLED))
        unit.put(KEYS, Key("new"))
        unit.cancel("delete", "old")
        unit.delete(KEYS, "old")
        raise RefusedError
    with store.unit_of_work() as unit:
        assert unit.find(KEYS) == [Key("old")]
        assert unit.find(KEYS, state=State.DISABLED) == []
        assert unit.next_due() == NOON


def test_an_undone_deletion_keeps_its_place(store: AccountStore) -> None:
    with store.unit_of_work() as unit:
        for name in "abc":
            unit.put(KEYS, Key(name))
    with store.unit_of_work() as unit, refused(), unit.savepoint():
        unit.delete(KEYS, "a")
        unit.delete(KEYS, "b")
        unit.put(KEYS, Key("a"))
        raise RefusedError
    with store.unit_of_work() as unit:
        assert names(unit.find(KEYS)) == ["a", "b", "c"]


def test_a_savepoint_undoes_only_what_came_after_it(store: AccountStore) -> None:
    with store.unit_of_work() as unit:
        unit.put(KEYS, Key("before"))
        with refused(), unit.savepoint():
            unit.put(KEYS, Key("before", State.DISABLED))
            unit.put(KEYS, Key("within"))
            with unit.savepoint():
                unit.put(KEYS, Key("inner"))
                unit.schedule("kind", "subject", NOON)
            raise RefusedError
        unit.put(KEYS, Key("after"))
    with store.unit_of_work() as unit:
        assert unit.find(KEYS) == [Key("before"), Key("after")]
        assert unit.next_due() is None


def test_hooks_run_once_and_in_order(store: AccountStore) -> None:
    said: list[str] = []

    def say(word: str) -> Callable[[], None]:
        return lambda: said.append(word)

    with store.unit_of_work() as unit:
        unit.after_commit(say("first"))
        unit.on_rollback(say("never"))
        with refused(), unit.savepoint():
            unit.after_commit(say("dropped"))
            unit.on_rollback(say("undo 1"))
            unit.on_rollback(say("undo 2"))
            raise RefusedError
        unit.after_commit(say("second"))
        assert said == ["undo 2", "undo 1"]
    assert said == ["undo 2", "undo 1", "first", "second"]

    said.clear()
    with refused(), store.unit_of_work() as unit:
        unit.after_commit(say("dropped"))
        unit.on_rollback(say("undo 1"))
        unit.on_rollback(say("undo 2"))
        raise RefusedError
    assert said == ["undo 2", "undo 1"]


def test_a_hook_that_raises_does_not_stop_the_others(store: AccountStore) -> None:
    said: list[str] = []

    def fail() -> None:
        raise RefusedError

    with refused(), store.unit_of_work() as unit:
        unit.put(KEYS, Key("kept"))
        unit.after_commit(fail)
        unit.after_commit(lambda: said.append("second"))
    assert said == ["second"]
    with store.unit_of_work() as unit:
        assert unit.get(KEYS, "kept") == Key("kept")


def test_a_second_unit_within_the_first_is_refused(store: AccountStore) -> None:
    with store.unit_of_work() as unit:
        unit.put(KEYS, FULL)
        with pytest.raises(RuntimeError, match="open already"), store.unit_of_work():
            pass
        assert unit.get(KEYS, "full") == FULL
    with store.unit_of_work() as unit:
        assert unit.get(KEYS, "full") == FULL


def test_a_unit_can_not_be_used_after_its_end(store: AccountStore) -> None:
    with store.unit_of_work() as unit:
        pass
    with pytest.raises(AssertionError, match="over"):
        unit.put(KEYS, FULL)
    with pytest.raises(AssertionError, match="over"):
        unit.get(KEYS, "full")


def test_a_hook_after_the_commit_may_begin_another_unit(store: AccountStore) -> None:
    def again() -> None:
        with store.unit_of_work() as unit:
            unit.put(KEYS, Key("second"))

    with store.unit_of_work() as unit:
        unit.put(KEYS, Key("first"))
        unit.after_commit(again)
    with store.unit_of_work() as unit:
        assert names(unit.find(KEYS)) == ["first", "second"]
