"""How fast a modelled volume answers, for planes whose time is not the machine's.

A gp3 volume at its baseline (3,000 IOPS, 125 MiB/s) whose speed breathes a little, as a shared device's does.
By Little's law a queue that is always full waits depth / rate. Everything follows from a seed and the moment,
so the same story shows the same figures.
"""

import math
import struct
from dataclasses import dataclass

from kmstui.aws.entropy import SeededEntropy
from kmstui.aws.volume_io import Workload

BASELINE_IOPS = 3_000
BASELINE_BYTES_PER_S = 125 << 20

_SERVICE_S = 0.0006
"""What one request takes when it is alone."""
_SPREAD = 0.28
"""Standard deviation of the logarithm of a latency."""
_DRAWS = 4096
_CPU_SECONDS_PER_REQUEST = 9e-6
_CPU_SECONDS_PER_BYTE = 1.6e-10


@dataclass(frozen=True, slots=True)
class DeviceModel:
    """The model of one volume under one load."""

    workload: Workload
    seed: str

    def rate(self, at: float) -> float:
        """Requests per second, `at` seconds into the load."""
        alone = self.workload.queue_depth / _SERVICE_S
        capped = min(alone, BASELINE_IOPS, BASELINE_BYTES_PER_S / self.workload.block_size)
        breathing = capped * (1 - 0.5 * _breath(at, self.seed))
        wanted = self.workload.rate_iops
        return min(wanted, breathing) if wanted else breathing

    def latencies_ns(self, at: float, count: int, draw: int) -> list[int]:
        """Latencies of `count` requests; `draw` tells one batch's draws from another's."""
        capped = min(BASELINE_IOPS, BASELINE_BYTES_PER_S / self.workload.block_size)
        full = self.workload.queue_depth / capped / (1 - 0.5 * _breath(at, self.seed))
        middle = _SERVICE_S if self.workload.rate_iops else max(_SERVICE_S, full)
        words = struct.unpack(f"<{count}H", SeededEntropy(f"{self.seed}/{draw}").token_bytes(2 * count))
        return [int(middle * 1e9 * _FACTORS[word % _DRAWS]) for word in words]


def cpu_seconds(requests: int, size: int) -> float:
    """Processor time the model charges for requests of `size` bytes."""
    return requests * (_CPU_SECONDS_PER_REQUEST + size * _CPU_SECONDS_PER_BYTE)


def _breath(at: float, seed: str) -> float:
    """A slow, smooth wave between 0 and 0.3, different for each seed."""
    phase = SeededEntropy(seed).token_bytes(1)[0] / 40.0
    slow = math.sin(at / 7.3 + phase)
    fast = math.sin(at / 2.1 + 2 * phase)
    return 0.15 + 0.10 * slow + 0.05 * fast


def _quantile(share: float) -> float:
    """Of the standard logistic, scaled to the normal's deviation: near enough, and closed."""
    return math.log(share / (1 - share)) * math.sqrt(3) / math.pi


_FACTORS = tuple(math.exp(_SPREAD * _quantile((index + 0.5) / _DRAWS)) for index in range(_DRAWS))
"""What to multiply the middle latency with: the quantiles of a log-logistic distribution."""
