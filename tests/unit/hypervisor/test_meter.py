"""Nothing is lost in counting."""

from hypothesis import given
from hypothesis import strategies as st

from kmstui.aws.volume_io import LATENCY_BUCKETS_US
from kmstui.hypervisor.meter import Meter

latencies = st.integers(0, 40_000_000_000)


@given(st.lists(st.tuples(st.booleans(), latencies), max_size=50), st.integers(1, 8))
def test_every_request_is_in_one_bucket_of_its_direction(bursts: list[tuple[bool, int]], burst: int) -> None:
    meter = Meter()
    meter.record([writes for writes, _ in bursts], [latency for _, latency in bursts], 4096, burst)
    read, write, _ = meter.directions()
    for direction, wrote in ((read, False), (write, True)):
        mine = [latency for writes, latency in bursts if writes is wrote]
        assert direction.operations == len(mine) * burst == sum(direction.latency)
        assert direction.bytes == len(mine) * burst * 4096
        for bound, count in zip(LATENCY_BUCKETS_US, _cumulated(direction.latency), strict=False):
            assert count == burst * sum(latency < bound * 1000 for latency in mine)


def _cumulated(counts: tuple[int, ...]) -> list[int]:
    return [sum(counts[: index + 1]) for index in range(len(counts))]


def test_counters_only_grow_and_looking_changes_nothing() -> None:
    meter = Meter()
    meter.record([True], [5000], 512)
    first = meter.directions()
    assert meter.directions() == first
    meter.record([True, False], [5000, 9000], 4096, 4)
    meter.flushed()
    read, write, flushes = meter.directions()
    assert (read.operations, write.operations, write.bytes, flushes) == (4, 5, 512 + 4 * 4096, 1)
