"""Stamps: who remembers what follows from tables is told of every change of them, and of its undoing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.emulator.store.samples import KEYS, Key, State

from kmstui.emulator.store.account_store import AccountStore
from kmstui.emulator.store.tables import TableSpec
from kmstui.emulator.store.unit_of_work import UnitOfWork

OTHERS = TableSpec("others", Key, lambda key: key.name)
Step = tuple[str, str, State]


class _RefusedError(Exception):
    """Ends a savepoint."""


def test_a_stamp_stays_while_nothing_changes(store: AccountStore) -> None:
    with store.unit_of_work() as unit:
        unit.put(KEYS, Key("a"))
        before = unit.stamps((KEYS, OTHERS))
        unit.put(TableSpec("unasked", Key, lambda key: key.name), Key("a"))
        unit.find(KEYS, state=State.ENABLED)
        assert unit.stamps((KEYS, OTHERS)) == before
    with store.unit_of_work() as unit:
        assert unit.stamps((KEYS, OTHERS)) == before
        assert unit.stamps((OTHERS,)) == before[1:]


def test_two_stores_never_share_the_stamp_of_a_table(store: AccountStore) -> None:
    other = AccountStore.in_memory()
    with store.unit_of_work() as one, other.unit_of_work() as two:
        one.put(KEYS, Key("a"))
        two.put(KEYS, Key("b"))
        assert one.stamps((KEYS,)) != two.stamps((KEYS,))


def test_a_table_made_and_undone_again_has_no_stamp_that_comes_back(store: AccountStore) -> None:
    seen: list[object] = []

    def undone(name: str) -> None:
        with unit.savepoint():
            unit.put(KEYS, Key(name))
            seen.extend(unit.stamps((KEYS,)))
            raise _RefusedError

    with store.unit_of_work() as unit:
        for name in "ab":
            with pytest.raises(_RefusedError):
                undone(name)
            assert unit.stamps((KEYS,)) == (None,)
    assert seen[0] != seen[1]


@given(
    st.lists(
        st.tuples(
            st.sampled_from(("put", "delete", "undo", "roll back")),
            st.sampled_from("abc"),
            st.sampled_from(State),
        )
    )
)
def test_one_stamp_never_stands_for_different_records(steps: list[Step]) -> None:
    store = AccountStore.in_memory()
    known: dict[object, list[Key]] = {}
    for step in steps:
        try:
            with store.unit_of_work() as unit:
                _take(unit, step, known)
        except _RefusedError:
            pass
        with store.unit_of_work() as unit:
            _look(unit, known)


def _take(unit: UnitOfWork, step: Step, known: dict[object, list[Key]]) -> None:
    what, name, state = step
    try:
        with unit.savepoint():
            if what == "delete":
                unit.delete(KEYS, name)
            else:
                unit.put(KEYS, Key(name, state))
            _look(unit, known)
            if what == "undo":
                raise _RefusedError
    except _RefusedError:
        _look(unit, known)
    if what == "roll back":
        raise _RefusedError


def _look(unit: UnitOfWork, known: dict[object, list[Key]]) -> None:
    (stamp,) = unit.stamps((KEYS,))
    records = unit.find(KEYS)
    assert known.setdefault(stamp, records) == records
