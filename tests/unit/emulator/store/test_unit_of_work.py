"""Units of work: what services may rely on."""

from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest
from tests.unit.emulator.store.samples import FULL, KEYS, NOON, Key, State, Step, names

from kmstui.emulator.store.account_store import AccountStore
from kmstui.emulator.store.tables import TableSpec, Timer


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


def test_an_index_takes_the_model_s_default_for_a_field_older_documents_lack(store: AccountStore) -> None:
    older = TableSpec("keys", Step, lambda step: step.name)
    with store.unit_of_work() as unit:
        unit.put(older, Step("old", NOON))
        assert names(unit.find(KEYS, state=State.ENABLED)) == ["old"]
        assert names(unit.find(KEYS, owner=None)) == ["old"]


def test_replacing_keeps_the_record_equal_to_the_last_one_put(store: AccountStore) -> None:
    with store.unit_of_work() as unit:
        unit.put(KEYS, FULL)
        unit.put(KEYS, replace(FULL, owner=None))
        assert unit.find(KEYS) == [replace(FULL, owner=None)]
        assert unit.find(KEYS, owner="alice") == []
