"""The history keeps order, finds quickly and forgets what is old."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.emulator.trail.history import START, make

from kmstui.emulator.store.account_store import AccountStore
from kmstui.emulator.store.unit_of_work import UnitOfWork
from kmstui.emulator.trail import repository
from kmstui.emulator.trail.repository import (
    EVENTS,
    RETENTION,
    TRACES,
    append,
    newest_about,
    newest_before,
    newest_first,
    newest_where,
    of_request,
)


def _minutes(events: object) -> list[float]:
    assert hasattr(events, "__iter__")
    return [(event.time - START) / timedelta(minutes=1) for event in events]


def test_the_newest_event_comes_first(uow: UnitOfWork) -> None:
    append(uow, (make(minute) for minute in range(450)))
    assert _minutes(newest_first(uow, newest_before(uow, None))) == [*range(449, -1, -1)]


def test_events_of_one_moment_keep_the_order_they_were_added_in(uow: UnitOfWork) -> None:
    append(uow, [make(0, "CreateVolume"), make(0, "GenerateDataKeyWithoutPlaintext")])
    append(uow, [make(0, "AttachVolume")])
    names = [event.name for event in newest_first(uow, 3)]
    assert names == ["AttachVolume", "GenerateDataKeyWithoutPlaintext", "CreateVolume"]


def test_an_empty_history_is_empty(uow: UnitOfWork) -> None:
    assert newest_before(uow, None) == newest_before(uow, START) == 0
    assert list(newest_first(uow, 0)) == []


@given(gaps=st.lists(st.integers(0, 3), max_size=40), moment=st.integers(-1, 100))
def test_a_moment_is_found_by_bisection(gaps: list[int], moment: int) -> None:
    minutes = [sum(gaps[: at + 1]) for at in range(len(gaps))]
    at = START + timedelta(minutes=moment)
    with AccountStore.in_memory().unit_of_work() as uow:
        append(uow, (make(minute) for minute in minutes))
        found = newest_before(uow, at)
        assert found == sum(minute <= moment for minute in minutes)


@pytest.mark.parametrize("few", [0, 1000])
def test_an_attribute_leads_to_its_events_by_index_and_by_reading(
    uow: UnitOfWork, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    monkeypatch.setattr(repository, "_FEW", few)
    append(uow, (make(minute, "Decrypt" if minute % 3 else "Encrypt") for minute in range(10)))
    assert _minutes(newest_where(uow, "name", "Encrypt", 10)) == [9, 6, 3, 0]
    assert _minutes(newest_where(uow, "name", "Encrypt", 8)) == [6, 3, 0]
    assert _minutes(newest_where(uow, "read_only", True, 3)) == [2, 1, 0]


def test_a_resource_leads_to_its_events(uow: UnitOfWork) -> None:
    append(
        uow,
        (make(minute, about=("key/a", "key/b") if minute % 2 else ("key/b",)) for minute in range(6)),
    )
    assert _minutes(newest_about(uow, "key/a", 6)) == [5, 3, 1]
    assert _minutes(newest_about(uow, "key/b", 4)) == [3, 2, 1, 0]
    assert list(newest_about(uow, "key", 6)) == []


def test_a_name_with_a_line_feed_leads_only_to_its_own_events(uow: UnitOfWork) -> None:
    append(uow, [make(0, about=("vol",)), make(1, about=("vol\nx",))])
    assert _minutes(newest_about(uow, "vol", 2)) == [0]
    assert _minutes(newest_about(uow, "vol\nx", 2)) == [1]


def test_a_request_leads_to_everything_it_caused(uow: UnitOfWork) -> None:
    append(uow, [make(1, "CreateVolume"), make(1, "GenerateDataKeyWithoutPlaintext"), make(2)])
    assert [event.name for event in of_request(uow, "request-1")] == [
        "CreateVolume",
        "GenerateDataKeyWithoutPlaintext",
    ]


def test_what_is_older_than_ninety_days_is_forgotten_a_little_at_a_time(uow: UnitOfWork) -> None:
    append(uow, (make(minute, about=("key/a",)) for minute in range(10)))
    later = RETENTION / timedelta(minutes=1) + 7.5

    append(uow, [make(later)])
    assert uow.count(EVENTS) == 7
    append(uow, [make(later)])

    assert _minutes(newest_first(uow, 12)) == [later, later, 9, 8]
    assert uow.count(TRACES) == 2
    assert newest_before(uow, START) == 8


def test_no_more_than_the_capacity_is_kept(uow: UnitOfWork, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(repository, "CAPACITY", 5)
    append(uow, (make(minute, about=("key/a",)) for minute in range(20)))
    assert _minutes(newest_first(uow, 20)) == [19, 18, 17, 16, 15]
    assert uow.count(TRACES) == 5
