"""Counting what a volume does without slowing it: whole batches at a time, by C loops.

Latencies come as nanoseconds and are kept as a tally of whole microseconds until somebody looks; only then
are they sorted into the histogram's buckets.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import compress, repeat
from operator import floordiv, not_
from threading import Lock

from kmstui.aws.volume_io import LATENCY_BUCKETS_US, Direction


class Meter:
    """Counters of one attached volume. One thread records, any thread reads."""

    def __init__(self) -> None:
        self._read = _Tally()
        self._write = _Tally()
        self._flushes = 0
        self._lock = Lock()

    def record(self, writes: Sequence[bool], latencies_ns: Iterable[int], size: int, burst: int = 1) -> None:
        """Count bursts of `burst` requests of `size` bytes each.

        The n-th burst wrote where `writes` says so, and each of its requests took the n-th latency.
        """
        micros = list(map(floordiv, latencies_ns, repeat(1000)))
        with self._lock:
            count = sum(writes)
            if count:
                self._write.add(compress(micros, writes), count, size, burst)
            if count < len(writes):
                self._read.add(compress(micros, map(not_, writes)), len(writes) - count, size, burst)

    def flushed(self) -> None:
        """Count a flush."""
        with self._lock:
            self._flushes += 1

    def directions(self) -> tuple[Direction, Direction, int]:
        """Reads, writes and flushes so far."""
        with self._lock:
            return self._read.direction(), self._write.direction(), self._flushes


class _Tally:
    """One direction's counters."""

    def __init__(self) -> None:
        self._operations = 0
        self._bytes = 0
        self._micros: dict[int, Counter[int]] = {}
        """Bursts by whole microseconds, for each size of burst."""
        self._buckets = [0] * (len(LATENCY_BUCKETS_US) + 1)

    def add(self, micros: Iterable[int], count: int, size: int, burst: int) -> None:
        self._micros.setdefault(burst, Counter()).update(micros)
        self._operations += count * burst
        self._bytes += count * burst * size

    def direction(self) -> Direction:
        for burst, bursts in self._micros.items():
            for latency, count in bursts.items():
                self._buckets[bisect_left(LATENCY_BUCKETS_US, latency + 1)] += count * burst
        self._micros.clear()
        return Direction(self._operations, self._bytes, tuple(self._buckets))
