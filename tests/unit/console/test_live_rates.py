"""Rates and latencies from counters: when they were looked at must not matter."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kmstui.aws.volume_io import LATENCY_BUCKETS_US, Direction, Meters
from kmstui.console.live_rates import KEPT, SLOT_S, Rates, follow, percentile, recent, trend

BUCKETS = len(LATENCY_BUCKETS_US) + 1


def _meters(at: float, operations: int = 0, *, bucket: int = 20) -> Meters:
    latency = tuple(operations if number == bucket else 0 for number in range(BUCKETS))
    return Meters(at=at, write=Direction(operations, operations * 4096, latency))


def _followed(*looks: Meters) -> Rates:
    rates = Rates()
    for look in looks:
        rates = follow(rates, look)
    return rates


def test_the_first_look_gives_no_rate() -> None:
    rates = _followed(_meters(100.0, 5000))
    assert rates.taken == 0
    assert rates.operations == 5000


def test_a_second_of_requests_fills_a_second_of_values() -> None:
    rates = _followed(_meters(100.0), _meters(101.0, 500))
    assert rates.iops == (500.0,) * round(1 / SLOT_S)
    assert rates.write == (500 * 4096.0,) * round(1 / SLOT_S)
    assert set(rates.read) == {0.0}


def test_a_look_within_a_value_waits_for_the_next() -> None:
    rates = _followed(_meters(100.0), _meters(100.05, 10))
    assert rates.taken == 0
    assert rates.operations == 10
    assert follow(rates, _meters(100.2, 20)).iops == pytest.approx((100.0,))


@given(st.lists(st.integers(1, 40), min_size=1, max_size=30))
def test_how_often_one_looks_does_not_change_a_steady_curve(steps: list[int]) -> None:
    """At 1,000 requests a second every value is 1,000, however the looks fall."""
    looks, tick = [_meters(0.0)], 0
    for step in steps:
        tick += step
        looks.append(_meters(tick / 100, tick * 10))
    rates = _followed(*looks)
    assert rates.taken == int(looks[-1].at / SLOT_S + 1e-6)
    assert all(value == pytest.approx(1000.0) for value in rates.iops)


def test_counters_that_went_backwards_begin_anew() -> None:
    rates = _followed(_meters(100.0), _meters(101.0, 500), _meters(102.0, 3))
    assert rates.taken == 0
    assert rates.operations == 3


def test_a_volume_at_rest_is_still_once_nothing_else_is_in_sight() -> None:
    busy = _followed(_meters(0.0), _meters(1.0, 100))
    assert busy.moving
    assert follow(busy, _meters(2.0, 100)).moving
    assert not follow(busy, _meters(1.0 + KEPT * SLOT_S, 100)).moving


def test_no_more_is_kept_than_the_longest_chart_shows() -> None:
    rates = _followed(_meters(0.0), _meters(10_000.0, 10))
    assert len(rates.iops) == len(rates.p99) == KEPT


def test_without_requests_there_is_no_latency() -> None:
    rates = _followed(_meters(0.0), _meters(1.0))
    assert set(rates.p50) == {None}
    assert recent(rates.p50) is None


def test_a_percentile_lies_in_the_bucket_that_holds_it() -> None:
    counts = [0] * BUCKETS
    counts[10], counts[30] = 90, 10
    low, high = LATENCY_BUCKETS_US[9], LATENCY_BUCKETS_US[10]
    median = percentile(counts, 0.5)
    slow = percentile(counts, 0.99)
    assert median is not None
    assert slow is not None
    assert low <= median <= high
    assert LATENCY_BUCKETS_US[29] <= slow <= LATENCY_BUCKETS_US[30]


def test_what_is_slower_than_all_buckets_is_said_to_be_as_slow_as_the_last() -> None:
    counts = [0] * BUCKETS
    counts[-1] = 1
    assert percentile(counts, 0.5) == LATENCY_BUCKETS_US[-1]


def test_a_trend_compares_the_last_second_with_those_before() -> None:
    assert trend((100.0,) * 50 + (110.0,) * 5) == pytest.approx(0.1)
    assert trend((0.0,) * 50 + (110.0,) * 5) is None
    assert trend((100.0,)) is None
