"""Requests stay where the workload says, in the shares it says, and are the same every time."""

import json
from dataclasses import replace
from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kmstui.aws.volume_io import Pattern, Workload
from kmstui.hypervisor.orders import SECTOR_BYTES, order, payloads, sector
from kmstui.hypervisor.workload import Requests

VOLUME_BYTES = 1 << 30

workloads = st.builds(
    Workload,
    pattern=st.sampled_from(Pattern),
    write_percent=st.integers(0, 100),
    block_size=st.integers(1, 64).map(lambda sectors: sectors * 512),
    span_bytes=st.integers(64 << 10, VOLUME_BYTES * 2),
)


@given(workloads, st.integers(1, 100), st.integers(1, 16))
def test_requests_are_blocks_within_the_span(workload: Workload, bursts: int, burst: int) -> None:
    batch = Requests(workload, VOLUME_BYTES, "seed").batch(bursts, burst)
    offsets = list(chain.from_iterable(batch.bursts))
    assert len(offsets) == bursts * burst
    assert len(batch.writes) == bursts
    limit = min(workload.span_bytes, VOLUME_BYTES)
    for offset in offsets:
        assert offset % workload.block_size == 0
        assert 0 <= offset <= limit - workload.block_size


@given(workloads, st.text(max_size=5))
def test_the_same_seed_makes_the_same_requests(workload: Workload, seed: str) -> None:
    first, second = (Requests(workload, VOLUME_BYTES, seed) for _ in range(2))
    assert [first.batch(20, 2), first.batch(5)] == [second.batch(20, 2), second.batch(5)]


def test_sequential_requests_follow_each_other_and_start_over() -> None:
    requests = Requests(Workload(Pattern.SEQUENTIAL, block_size=4096, span_bytes=5 * 4096), VOLUME_BYTES, "s")
    found = [*requests.batch(2, 2).bursts, *requests.batch(3).bursts]
    assert list(chain.from_iterable(found)) == [4096 * index for index in (0, 1, 2, 3, 4, 0, 1)]


@pytest.mark.parametrize(("percent", "low", "high"), [(0, 0, 0), (30, 2800, 3200), (100, 10_000, 10_000)])
def test_the_share_of_writes_is_kept(percent: int, low: int, high: int) -> None:
    writes = Requests(Workload(write_percent=percent), VOLUME_BYTES, "s").batch(10_000).writes
    assert low <= sum(writes) <= high


def test_random_requests_reach_the_whole_span() -> None:
    batch = Requests(Workload(block_size=512, span_bytes=512 * 40), VOLUME_BYTES, "s").batch(1000)
    assert {offset for (offset,) in batch.bursts} == set(range(0, 512 * 40, 512))


@pytest.mark.parametrize(
    "change",
    [
        {"write_percent": -1},
        {"write_percent": 101},
        {"block_size": 0},
        {"block_size": 1000},
        {"block_size": (1 << 20) + 512},
        {"queue_depth": 0},
        {"queue_depth": 65},
        {"duration_s": -1},
        {"rate_iops": -1},
        {"span_bytes": 0},
        {"span_bytes": 512},
    ],
)
def test_a_workload_out_of_its_limits_is_refused(change: dict[str, int]) -> None:
    with pytest.raises(OSError, match="invalid workload"):
        Requests(replace(Workload(), **change), VOLUME_BYTES, "s")  # type: ignore[arg-type]


def test_what_is_written_is_lines_of_json_with_a_card_number() -> None:
    lines = sector(3).rstrip(b"\0").splitlines()
    assert len(sector(3)) == SECTOR_BYTES
    assert [json.loads(line)["order"] for line in lines] == [f"A-{10442 + 15 + index}" for index in range(5)]
    assert json.loads(order(0)) == {
        "order": "A-10442",
        "card": "4111 1111 1111 1111",
        "total": "10.00",
        "cur": "EUR",
        "ts": 1773480413,
    }


@pytest.mark.parametrize("size", [512, 4096, 64 << 10, 1 << 20])
def test_payloads_begin_with_a_record_and_differ(size: int) -> None:
    found = payloads(size)
    assert len({bytes(payload) for payload in found}) == len(found) == 64
    assert all(len(payload) == size and bytes(payload[:10]) == b'{"order":"' for payload in found)
