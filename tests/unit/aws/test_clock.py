"""Clocks are aware, and a manual one obeys."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from kmstui.aws.clock import ManualClock, SystemClock

NOON = datetime(2026, 3, 14, 12, tzinfo=UTC)


def test_a_manual_clock_stands_still_until_it_is_moved() -> None:
    clock = ManualClock(NOON)
    assert (clock.now(), clock.now(), clock.frozen) == (NOON, NOON, True)
    assert clock.advance(timedelta(days=7)) == clock.now() == NOON + timedelta(days=7)


def test_a_manual_clock_never_goes_back() -> None:
    clock = ManualClock(NOON)
    with pytest.raises(ValueError, match="backwards"):
        clock.advance(timedelta(microseconds=-1))
    assert clock.now() == NOON


def test_a_manual_clock_shows_utc() -> None:
    clock = ManualClock(NOON.astimezone(timezone(timedelta(hours=9))))
    assert clock.now().tzinfo is UTC
    with pytest.raises(ValueError, match="aware"):
        ManualClock(NOON.replace(tzinfo=None))


def test_the_system_clock_is_aware_and_moves() -> None:
    clock = SystemClock()
    assert clock.now().tzinfo is UTC
    assert not clock.frozen
    assert clock.now() <= clock.now()
