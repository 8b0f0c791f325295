"""Turns counters that only grow into what charts show: rates and latencies at even intervals.

The meters' own timestamps decide where a value belongs, so the same counters give the same curves however
often and however regularly somebody looked.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from kmstui.aws.volume_io import LATENCY_BUCKETS_US, Direction, Meters, Workload

SLOT_S = 0.2
"""Seconds between two values."""
LONGEST_S = 300
"""Seconds that are kept."""
KEPT = round(LONGEST_S / SLOT_S)
"""Values that are kept."""
RECENT = round(1 / SLOT_S)
"""Values that make up what is called now: a second's."""
BEFORE = 10 * RECENT
"""Values that now is compared with."""

Rate = tuple[float, ...]
"""Values, oldest first."""
Latency = tuple[float | None, ...]
"""Values, oldest first; None where there was nothing to be measured."""


@dataclass(frozen=True, slots=True)
class Rates:
    """What has been seen of one volume so far; a new one is made for each look."""

    write: Rate = ()
    """Bytes per second."""
    read: Rate = ()
    """Bytes per second."""
    iops: Rate = ()
    """Requests per second, both directions."""
    p50: Latency = ()
    """Microseconds."""
    p99: Latency = ()
    """Microseconds."""
    cpu: Rate = ()
    """Cores the volume's worker was busy with."""
    taken: int = 0
    """How many values of each there ever were."""
    idle: int = 0
    """How many of the newest values are of a volume at rest."""
    last: Meters | None = None
    """The counters at the end of the newest value."""
    newest: Meters | None = None
    """The counters seen last, maybe within the next value."""

    @property
    def operations(self) -> int:
        """Requests since the volume was attached."""
        return _operations(self.newest) if self.newest else 0

    @property
    def running(self) -> bool:
        """Whether a load runs."""
        return self.newest is not None and self.newest.load_running

    @property
    def load(self) -> Workload | None:
        """The load that runs, or the last that ran; None where none ever did."""
        return self.newest.load if self.newest else None

    @property
    def moving(self) -> bool:
        """Whether the longest chart has anything but rest in it."""
        return self.idle < min(self.taken, KEPT)


def follow(rates: Rates, now: Meters) -> Rates:
    """The rates with another look at the counters.

    Counters that went backwards are those of a volume attached anew, with which everything begins again.
    """
    last = rates.last
    if last is None or now.at < last.at or _operations(now) < _operations(last):
        return Rates(last=now, newest=now)
    slots = int(now.at / SLOT_S + 1e-6) - int(last.at / SLOT_S + 1e-6)
    if slots < 1:
        return replace(rates, newest=now)
    seconds = now.at - last.at
    operations = _operations(now) - _operations(last)
    counts = _difference(now, last)
    slots = min(slots, KEPT)

    def extended(values: Rate, value: float) -> Rate:
        return (*values, *([value] * slots))[-KEPT:]

    def measured(values: Latency, share: float) -> Latency:
        return (*values, *([percentile(counts, share)] * slots))[-KEPT:]

    return Rates(
        write=extended(rates.write, (now.write.bytes - last.write.bytes) / seconds),
        read=extended(rates.read, (now.read.bytes - last.read.bytes) / seconds),
        iops=extended(rates.iops, operations / seconds),
        p50=measured(rates.p50, 0.5),
        p99=measured(rates.p99, 0.99),
        cpu=extended(rates.cpu, max(0.0, now.cpu_seconds - last.cpu_seconds) / seconds),
        taken=rates.taken + slots,
        idle=0 if operations else rates.idle + slots,
        last=now,
        newest=now,
    )


def _operations(meters: Meters) -> int:
    return meters.read.operations + meters.write.operations


def _difference(now: Meters, last: Meters) -> list[int]:
    """Requests by latency between two looks, both directions together."""

    def both(meters: Meters) -> tuple[Direction, Direction]:
        return meters.read, meters.write

    new, old = both(now), both(last)
    return [
        sum(direction.latency[bucket] for direction in new)
        - sum(direction.latency[bucket] for direction in old)
        for bucket in range(len(LATENCY_BUCKETS_US) + 1)
    ]


def percentile(counts: Sequence[int], share: float) -> float | None:
    """The latency in microseconds that a share of the requests stayed under; None where there were none.

    Within a bucket of the histogram requests are taken to be spread evenly.
    """
    total = sum(counts)
    if not total:
        return None
    rank = share * total
    edges = (0, *LATENCY_BUCKETS_US)
    seen = 0
    for count, (low, high) in zip(counts, pairwise(edges), strict=False):
        if count and seen + count >= rank:
            return low + (high - low) * (rank - seen) / count
        seen += count
    return float(LATENCY_BUCKETS_US[-1])


def recent(values: Sequence[float | None]) -> float | None:
    """The mean of the last second; None where nothing was measured in it."""
    measured = [value for value in values[-RECENT:] if value is not None]
    return sum(measured) / len(measured) if measured else None


def trend(values: Rate) -> float | None:
    """How the last second differs from the ten before it, as a share; None where there is nothing to compare
    with."""
    now, before = values[-RECENT:], values[-RECENT - BEFORE : -RECENT]
    if not before or not any(before) or not any(now):
        return None
    return sum(now) / len(now) / (sum(before) / len(before)) - 1
