"""Units of work: what services may rely on."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.emulator.store.samples import KEYS, NOON, Key, State, Step

from kmstui.emulator.store.account_store import AccountStore
from kmstui.emulator.store.tables import TableSpec, Timer
from kmstui.emulator.store.unit_of_work import UnitOfWork

FULL = Key(
    name="full",
    state=State.DISABLED,
    owner="alice",
    tags={"Team": "[red]é\u202e"},
    wrapped=bytes(range(256)),
    created=datetime(2026, 3, 1, 12, 0, 0, 123456, UTC),
    history=(Step("made", NOON), Step("turned", NOON)),
    extra={"list": [1, {"deep": [True, None]}]},
)


class RefusedError(Exception):
    """What a service raises."""


def refused() -> pytest.RaisesExc[RefusedError]:
    """Expect the block to end by `RefusedError`."""
    return pytest.raises(RefusedError)


@pytest.fixture
def store() -> AccountStore:
    return AccountStore.in_memory()


def names(records: list[Key]) -> list[str]:
    return [record.name for record in records]


def test_a_record_comes_back_equal(store: AccountStore) -> None:
    with store.unit_of_work() as unit:
        unit.put(KEYS, FULL)
        assert unit.get(KEYS, "full") == FULL
    with store.unit_of_work() as unit:
        assert unit.get(KEYS, "full") == FULL


def test_a_missing_record_is_none_and_deleting_it_is_no_error(store: AccountStore) -> None:
    with store.unit_of_work() as unit:
        unit.delete(KEYS, "nobody")
        assert unit.get(KEYS, "nobody") is None
        unit.put(KEYS, FULL)
        unit.delete(KEYS, "full")
        unit.delete(KEYS, "full")
        assert unit.get(KEYS, "full") is None
        assert unit.count(KEYS) == 0


def test_changing_a_returned_record_changes_nothing_stored(store: AccountStore) -> None:
    with store.unit_of_work() as unit:
        unit.put(KEYS, FULL)
        got = unit.get(KEYS, "full")
        assert got is not None
        got.tags["Team"] = "blue"  # type: ignore[index]  # on purpose: what is behind the Mapping is a dict
        got.extra["list"].append(2)  # type: ignore[attr-defined]
        assert unit.get(KEYS, "full") == FULL


def test_changing_a_record_that_was_put_changes_nothing_stored(store: AccountStore) -> None:
    tags, deep = {"a": "b"}, [1]
    with store.unit_of_work() as unit:
        unit.put(KEYS, Key("k", tags=tags, extra={"deep": deep}))
        tags["a"] = "c"
        deep.append(2)
        assert unit.get(KEYS, "k") == Key("k", tags={"a": "b"}, extra={"deep": [1]})


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


def test_find_keeps_the_order_of_insertion(store: AccountStore) -> None:
    with store.unit_of_work() as unit:
        for name in "cab":
            unit.put(KEYS, Key(name))
        unit.put(KEYS, Key("a", State.DISABLED))
        unit.put(KEYS, Key("a", State.ENABLED))
        assert names(unit.find(KEYS, state=State.ENABLED)) == ["c", "a", "b"]
        unit.delete(KEYS, "c")
        unit.put(KEYS, Key("c"))
        assert names(unit.find(KEYS)) == ["a", "b", "c"]


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


def test_find_uses_enums_none_and_several_fields(store: AccountStore) -> None:
    with store.unit_of_work() as unit:
        unit.put(KEYS, Key("a", State.ENABLED, "alice"))
        unit.put(KEYS, Key("b", State.ENABLED))
        unit.put(KEYS, Key("c", State.DISABLED, "alice"))
        assert names(unit.find(KEYS, owner=None)) == ["b"]
        assert names(unit.find(KEYS, owner="alice", state=State.ENABLED)) == ["a"]
        assert names(unit.find(KEYS, owner="alice", state="Enabled")) == ["a"]
        assert unit.count(KEYS, owner="alice") == 2
        assert unit.count(KEYS, owner="nobody") == 0


def test_find_without_an_index_is_refused(store: AccountStore) -> None:
    with store.unit_of_work() as unit:
        with pytest.raises(LookupError, match="keys has no index over name, state"):
            unit.find(KEYS, state=State.ENABLED, name="a")
        with pytest.raises(LookupError, match="no index over created"):
            unit.count(KEYS, created=NOON)


def test_pages_follow_one_another_within_a_prefix(store: AccountStore) -> None:
    with store.unit_of_work() as unit:
        for name in ("b/2", "a/1", "b/1", "c/1", "b/3", "b"):
            unit.put(KEYS, Key(name))
        assert names(unit.page(KEYS, prefix="b/", limit=2)) == ["b/1", "b/2"]
        assert names(unit.page(KEYS, prefix="b/", after="b/2", limit=2)) == ["b/3"]
        assert names(unit.page(KEYS, prefix="b/", after="c", limit=9)) == []
        assert names(unit.page(KEYS, prefix="b/", after="a", limit=9)) == ["b/1", "b/2", "b/3"]
        assert names(unit.page(KEYS, limit=99)) == ["a/1", "b", "b/1", "b/2", "b/3", "c/1"]
        assert unit.page(KEYS, limit=0) == []


def test_a_scan_may_change_the_table_it_goes_through(store: AccountStore) -> None:
    with store.unit_of_work() as unit:
        for number in range(1000):
            unit.put(KEYS, Key(f"k{number:04}"))
        seen = []
        for key in unit.scan(KEYS, "k"):
            seen.append(key.name)
            unit.delete(KEYS, key.name)
            if key.name == "k0000":
                unit.delete(KEYS, "k0001")
                unit.put(KEYS, Key("k9999"))
        assert seen == ["k0000", *(f"k{number:04}" for number in range(2, 1000)), "k9999"]
        assert unit.count(KEYS) == 0


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


def test_timers_are_due_in_order_and_one_per_subject(store: AccountStore) -> None:
    hour = timedelta(hours=1)
    tokyo = timezone(9 * hour)
    with store.unit_of_work() as unit:
        unit.schedule("b", "1", NOON + hour)
        unit.schedule("a", "1", NOON + timedelta(microseconds=1))
        unit.schedule("a", "2", NOON.astimezone(tokyo))
        unit.schedule("a", "1", NOON + 2 * hour)
        assert [(timer.kind, timer.subject) for timer in unit.due(NOON + hour)] == [("a", "2"), ("b", "1")]
        assert unit.due(NOON - hour) == []
        assert unit.next_due() == NOON
        assert unit.due(NOON) == [Timer("a", "2", NOON)]
        unit.cancel("a", "2")
        unit.cancel("a", "2")
        assert unit.next_due() == NOON + hour
        assert len(unit.due(NOON + 9 * hour)) == 2


def test_a_timer_needs_an_aware_time(store: AccountStore) -> None:
    with store.unit_of_work() as unit, pytest.raises(ValueError, match="aware"):
        unit.schedule("a", "1", datetime(2026, 3, 1))


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


def test_an_index_takes_the_model_s_default_for_a_field_older_documents_lack(store: AccountStore) -> None:
    older = TableSpec("keys", Step, lambda step: step.name)
    with store.unit_of_work() as unit:
        unit.put(older, Step("old", NOON))
        assert names(unit.find(KEYS, state=State.ENABLED)) == ["old"]
        assert names(unit.find(KEYS, owner=None)) == ["old"]


NAMES = st.sampled_from(["a", "a/1", "a/2", "b", "b/1"])
STEP = st.one_of(
    st.tuples(st.just("put"), NAMES, st.sampled_from(State), st.sampled_from([None, "x"])),
    st.tuples(st.just("delete"), NAMES),
    st.tuples(st.just("savepoint"), st.booleans()),
    st.tuples(st.just("end"), st.booleans()),
)


class Model:
    """The same in plain dictionaries."""

    def __init__(self) -> None:
        self.records: dict[str, Key] = {}

    def apply(self, unit: UnitOfWork, step: tuple[object, ...]) -> None:
        match step:
            case ("put", str(name), State() as state, owner):
                key = Key(name, state, None if owner is None else str(owner))
                unit.put(KEYS, key)
                self.records[name] = key
            case ("delete", str(name)):
                unit.delete(KEYS, name)
                self.records.pop(name, None)

    def check(self, unit: UnitOfWork) -> None:
        everything = list(self.records.values())
        assert unit.find(KEYS) == everything
        for state in State:
            for owner in (None, "x"):
                wanted = [key for key in everything if key.state == state and key.owner == owner]
                assert unit.find(KEYS, state=state, owner=owner) == wanted
                assert unit.count(KEYS, owner=owner, state=state) == len(wanted)
        ordered = [self.records[name] for name in sorted(self.records)]
        assert list(unit.scan(KEYS)) == ordered
        assert unit.page(KEYS, prefix="a/", after="a/1", limit=5) == [k for k in ordered if k.name == "a/2"]
        assert [unit.get(KEYS, name) for name in self.records] == everything


@given(st.lists(st.lists(STEP, max_size=8), max_size=6))
def test_any_sequence_of_changes_and_undoings_equals_plain_dictionaries(
    units: list[list[tuple[object, ...]]],
) -> None:
    store, model = AccountStore.in_memory(), Model()
    for steps in units:
        before = dict(model.records)
        try:
            with store.unit_of_work() as unit:
                _run(unit, model, steps)
        except RefusedError:
            model.records = before
        with store.unit_of_work() as unit:
            model.check(unit)


def _run(unit: UnitOfWork, model: Model, steps: list[tuple[object, ...]]) -> None:
    for number, step in enumerate(steps):
        if step[0] == "end":
            if step[1]:
                raise RefusedError
            return
        if step[0] == "savepoint":
            before = dict(model.records)
            try:
                with unit.savepoint():
                    _run(unit, model, steps[number + 1 :])
                    if step[1]:
                        raise RefusedError
            except RefusedError:
                model.records = before
                model.check(unit)
            return
        model.apply(unit, step)
        model.check(unit)


def test_replacing_keeps_the_record_equal_to_the_last_one_put(store: AccountStore) -> None:
    with store.unit_of_work() as unit:
        unit.put(KEYS, FULL)
        unit.put(KEYS, replace(FULL, owner=None))
        assert unit.find(KEYS) == [replace(FULL, owner=None)]
        assert unit.find(KEYS, owner="alice") == []
