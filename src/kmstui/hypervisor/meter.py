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

    def record(self, writes: Sequence[bool], latencies_ns: Iterable[int], size: int) -> None:
        """Count one batch of requests of `size` bytes each; the n-th is a write where `writes` says so."""
        micros = list(map(floordiv, latencies_ns, repeat(1000)))
        with self._lock:
            count = sum(writes)
            if count:
                self._write.add(compress(micros, writes), count, size)
            if count < len(writes):
                self._read.add(compress(micros, map(not_, writes)), len(writes) - count, size)

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
        self._micros: Counter[int] = Counter()
        self._buckets = [0] * (len(LATENCY_BUCKETS_US) + 1)

    def add(self, micros: Iterable[int], count: int, size: int) -> None:
        self._micros.update(micros)
        self._operations += count
        self._bytes += count * size

    def direction(self) -> Direction:
        for latency, count in self._micros.items():
            self._buckets[bisect_left(LATENCY_BUCKETS_US, latency + 1)] += count
        self._micros.clear()
        return Direction(self._operations, self._bytes, tuple(self._buckets))
