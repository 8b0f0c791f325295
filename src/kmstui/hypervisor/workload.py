"""Turns a `Workload` into requests: where the next ones go and which of them write.

Requests come from a seeded sequence, so the same load on the same volume makes the same requests every time.
"""

import errno
import struct
from dataclasses import dataclass

from kmstui.aws.entropy import SeededEntropy
from kmstui.aws.volume_io import Pattern, Workload
from kmstui.hypervisor.layout import SECTOR
from kmstui.hypervisor.orders import LARGEST_PAYLOAD

DEEPEST_QUEUE = 64

_CERTAIN = 1 << 16


@dataclass(frozen=True, slots=True)
class Batch:
    """Requests to be made in order, in bursts of one direction, as a block layer's plug hands them down."""

    bursts: list[tuple[int, ...]]
    """Where the requests of each burst go, in bytes from the start of the volume."""
    writes: list[bool]
    """Whether each burst writes."""
    burst: int
    """Requests in each burst."""


class Requests:
    """The endless sequence of a load's requests."""

    def __init__(self, workload: Workload, volume_bytes: int, seed: str) -> None:
        """Start the sequence.

        Raises:
            OSError: EINVAL, for a workload out of its limits or a block larger than the volume.
        """
        require_valid(workload)
        self._size = workload.block_size
        self._blocks = min(workload.span_bytes, volume_bytes) // workload.block_size
        if self._blocks < 1:
            raise _invalid(f"no block of {workload.block_size} bytes fits into {volume_bytes} bytes")
        self._threshold = workload.write_percent * _CERTAIN // 100
        self._sequential = workload.pattern is Pattern.SEQUENTIAL
        self._next = 0
        self._entropy = SeededEntropy(seed)

    def batch(self, bursts: int, burst: int = 1) -> Batch:
        """The next `bursts` times `burst` requests."""
        count = bursts * burst
        words = struct.unpack(f"<{count}Q", self._entropy.token_bytes(8 * count))
        size, blocks, threshold = self._size, self._blocks, self._threshold
        writes = [word % _CERTAIN < threshold for word in words[::burst]]
        if self._sequential:
            first = self._next
            self._next = (first + count) % blocks
            offsets = [(first + index) % blocks * size for index in range(count)]
        else:
            offsets = [(word >> 16) % blocks * size for word in words]
        return Batch(list(zip(*[iter(offsets)] * burst, strict=True)), writes, burst)


def require_valid(workload: Workload) -> None:
    """Raise OSError (EINVAL) unless a workload is within its documented limits."""
    rules = (
        (0 <= workload.write_percent <= 100, "write percent is 0 to 100"),
        (0 < workload.block_size <= LARGEST_PAYLOAD, "a block has 512 bytes to 1 MiB"),
        (workload.block_size % SECTOR == 0, "a block is a multiple of 512 bytes"),
        (1 <= workload.queue_depth <= DEEPEST_QUEUE, f"a queue is 1 to {DEEPEST_QUEUE} deep"),
        (workload.duration_s >= 0, "a duration is not negative"),
        (workload.rate_iops >= 0, "a rate is not negative"),
        (workload.span_bytes > 0, "a span is positive"),
    )
    for holds, rule in rules:
        if not holds:
            raise _invalid(rule)


def _invalid(reason: str) -> OSError:
    return OSError(errno.EINVAL, f"invalid workload: {reason}")
