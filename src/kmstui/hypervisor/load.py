"""Drives a volume as an instance would: requests back to back, counted as if a queue stood before them.

One thread serves a queue of depth d in order, so the request that completes now was queued when the one d
places before it completed; its latency is the time since then. A queue is filled and reaped in bursts of half
its depth, as drivers do, and timed once a burst: at 200,000 requests a second, asking the clock for each
would cost a twentieth of them.
"""

import time
from collections.abc import Sequence
from itertools import cycle
from operator import sub
from threading import Event

from kmstui.aws.volume_io import Workload
from kmstui.hypervisor.lane import Lane
from kmstui.hypervisor.meter import Meter
from kmstui.hypervisor.orders import payloads
from kmstui.hypervisor.workload import Batch, Requests

_NANOSECONDS = 1_000_000_000
_BURSTS_IN_QUEUE = 2
_FEWEST, _MOST = 16, 8192
"""Requests between two looks at the deadline and the stop signal."""
_LONGEST_NS, _SHORTEST_NS = 40_000_000, 16_000_000
"""How long such a batch should take. What counts it has left the processor's caches when its turn comes and
costs some 60 us once a batch, so batches are long; but short enough to answer a stop signal soon."""


class Load:
    """One load on one volume, using a lane of its own."""

    def __init__(self, lane: Lane, workload: Workload, volume_bytes: int, meter: Meter, seed: str) -> None:
        """Prepare it.

        Raises:
            OSError: EINVAL, as `Requests` does.
        """
        self.workload = workload
        self._requests = Requests(workload, volume_bytes, seed)
        self._lane = lane
        self._meter = meter
        self._buffer = memoryview(bytearray(workload.block_size))
        self._payloads = cycle(payloads(workload.block_size))
        self.burst = max(1, workload.queue_depth // _BURSTS_IN_QUEUE)
        """Requests that are queued, and timed, together."""
        self._queued = [time.perf_counter_ns()] * (workload.queue_depth // self.burst)
        """When the bursts now in the queue were queued, oldest first."""

    def run(self, stop: Event) -> None:
        """Make requests until the duration is over or `stop` is set.

        Raises:
            OSError: the volume failed a request.
        """
        started = time.perf_counter_ns()
        duration = int(self.workload.duration_s * _NANOSECONDS)
        serve = self._serve_at_rate if self.workload.rate_iops else self._serve_at_full_speed
        serve(stop, started, started + duration if duration else 2**63)

    def next_batch(self, bursts: int, burst: int = 1) -> Batch:
        """The next requests of the load's sequence."""
        return self._requests.batch(bursts, burst)

    def perform(self, batch: Batch) -> list[int]:
        """Make the requests; when each burst was done, in nanoseconds of the performance counter."""
        write, read, buffer, payload = self._lane.write, self._lane.read_into, self._buffer, self._payloads
        now = time.perf_counter_ns
        done: list[int] = []
        for offsets, writes in zip(batch.bursts, batch.writes, strict=True):
            if writes:
                for offset in offsets:
                    write(offset, next(payload))
            else:
                for offset in offsets:
                    read(offset, buffer)
            done.append(now())
        return done

    def record(self, batch: Batch, latencies_ns: Sequence[int]) -> None:
        """Count requests that were performed, with a latency for each burst."""
        self._meter.record(batch.writes, latencies_ns, self.workload.block_size, batch.burst)

    def serve_batch(self, bursts: int) -> int:
        """Make and count `bursts` bursts with the queue kept full; nanoseconds from the first to the last."""
        batch = self.next_batch(bursts, self.burst)
        done = self.perform(batch)
        self._queued += done
        self.record(batch, list(map(sub, done, self._queued)))
        del self._queued[: len(done)]
        return done[-1] - done[0]

    def _serve_at_full_speed(self, stop: Event, started: int, deadline: int) -> None:
        """Keep the queue full, batch after batch."""
        self._queued = [started] * len(self._queued)
        bursts = self.fit(0, 0)
        while not stop.is_set() and self._queued[-1] < deadline:
            bursts = self.fit(bursts, self.serve_batch(bursts))

    def fit(self, bursts: int, took_ns: int) -> int:
        """Bursts for the next batch, when one of `bursts` took so long; `bursts` is 0 before the first."""
        if bursts == 0:
            return -(-_FEWEST // self.burst)
        if took_ns > _LONGEST_NS:
            return max(1, bursts // 2)
        return bursts * 2 if took_ns < _SHORTEST_NS and bursts * self.burst < _MOST else bursts

    def _serve_at_rate(self, stop: Event, started: int, deadline: int) -> None:
        """Queue requests as they fall due, never more than the queue holds; what is missed is not made up."""
        rate, depth = self.workload.rate_iops, self.workload.queue_depth
        interval = _NANOSECONDS / rate
        due = float(started)
        while (now := time.perf_counter_ns()) < deadline and not stop.is_set():
            if now < due:
                stop.wait(min((due - now) / _NANOSECONDS, 0.1))
                continue
            due = max(due, now - depth * interval)
            batch = self.next_batch(min(depth, int((now - due) / interval) + 1))
            due += len(batch.bursts) * interval
            self.record(batch, [done - now for done in self.perform(batch)])
