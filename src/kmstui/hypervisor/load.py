"""Drives a volume as an instance would: requests back to back, counted as if a queue stood before them.

One thread serves a queue of depth d in order, so the request that completes now was queued when the one d
places before it completed; its latency is the time since then.
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
_BATCH_BYTES = 16 << 20
_LARGEST_BATCH = 256
"""Requests between two looks at the clock's deadline and the stop signal: some milliseconds' worth."""


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
        self._batch = max(16, min(_LARGEST_BATCH, _BATCH_BYTES // workload.block_size))

    def run(self, stop: Event) -> None:
        """Make requests until the duration is over or `stop` is set.

        Raises:
            OSError: the volume failed a request.
        """
        started = time.perf_counter_ns()
        duration = int(self.workload.duration_s * _NANOSECONDS)
        serve = self._serve_at_rate if self.workload.rate_iops else self._serve_at_full_speed
        serve(stop, started, started + duration if duration else 2**63)

    def next_batch(self, count: int) -> Batch:
        """The next `count` requests."""
        return self._requests.batch(count)

    def perform(self, batch: Batch) -> list[int]:
        """Make the requests; when each was done, in nanoseconds of the performance counter."""
        write, read, buffer, payload = self._lane.write, self._lane.read_into, self._buffer, self._payloads
        now = time.perf_counter_ns
        done: list[int] = []
        append = done.append
        for offset, writes in zip(batch.offsets, batch.writes, strict=True):
            if writes:
                write(offset, next(payload))
            else:
                read(offset, buffer)
            append(now())
        return done

    def record(self, batch: Batch, latencies_ns: Sequence[int]) -> None:
        """Count requests that were performed."""
        self._meter.record(batch.writes, latencies_ns, self.workload.block_size)

    def _serve_at_full_speed(self, stop: Event, started: int, deadline: int) -> None:
        """Keep the queue full."""
        depth = self.workload.queue_depth
        queued = [started] * depth
        while queued[-1] < deadline and not stop.is_set():
            batch = self.next_batch(self._batch)
            done = self.perform(batch)
            queued += done
            self.record(batch, list(map(sub, done, queued)))
            del queued[:-depth]

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
            due += len(batch.offsets) * interval
            self.record(batch, [done - now for done in self.perform(batch)])
