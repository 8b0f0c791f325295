"""What a running volume looks like from outside: loads, meters and sectors.

AWS has no API for these, so their shapes are ours. They stand here because the data plane produces them, the
account passes them on and the console draws them, and none of the three may import another.
"""

from dataclasses import dataclass, field, fields
from enum import StrEnum

LATENCY_BUCKETS_US: tuple[int, ...] = tuple(round(2 ** (step / 4)) for step in range(4, 4 * 24 + 1))
"""Upper bounds, in microseconds, of the latency histogram: four to an octave from 2 us to 16.8 s.

Neighbours differ by 19 %, so a percentile read from it is at most that far off."""


class Pattern(StrEnum):
    """Where a load's next request goes."""

    SEQUENTIAL = "sequential"
    RANDOM = "random"


@dataclass(frozen=True, slots=True)
class Workload:
    """What a load does to a volume, in the terms fio uses."""

    pattern: Pattern = Pattern.RANDOM
    """Sequential or random offsets."""
    write_percent: int = 50
    """Share of the requests that write, 0 to 100."""
    block_size: int = 4096
    """Bytes per request: a multiple of 512, at most 1 MiB."""
    queue_depth: int = 16
    """Requests outstanding at once, 1 to 64; latency is counted from when a request was queued."""
    duration_s: float = 60.0
    """Seconds until the load stops by itself; 0 means until told."""
    rate_iops: int = 0
    """Requests per second at the most; 0 means as fast as the volume answers."""
    span_bytes: int = 256 << 20
    """The load stays within this many bytes from the start of the volume."""


@dataclass(frozen=True, slots=True)
class Direction:
    """What has been counted for one direction since the volume was attached."""

    operations: int = 0
    bytes: int = 0
    latency: tuple[int, ...] = field(default=(0,) * (len(LATENCY_BUCKETS_US) + 1))
    """Requests per bucket of LATENCY_BUCKETS_US; the last counts what is slower than all of them."""


@dataclass(frozen=True, slots=True)
class Meters:
    """Everything counted on one attached volume. Counters only grow; a reader takes differences."""

    at: float = 0.0
    """Seconds on the data plane's own clock; only differences mean something."""
    read: Direction = Direction()
    write: Direction = Direction()
    flushes: int = 0
    load_running: bool = False
    load: Workload | None = None
    """The load that runs, or the last that ran."""
    load_error: str = ""
    """Why the last load stopped, when it was not by itself or by request."""
    cpu_seconds: float = 0.0
    """Processor time of the worker."""


@dataclass(frozen=True, slots=True)
class Sector:
    """One stretch of a volume seen from both sides."""

    offset: int
    """Bytes from the start of the volume."""
    plaintext: bytes
    """What the instance reads there."""
    stored: bytes
    """What lies in the file for it; empty where nothing was ever written."""
    file: str = ""
    """The file it lies in; empty where nothing was ever written."""
    file_offset: int = 0
    """Where in that file."""
    data_unit: int = 0
    """The XTS data unit number (the tweak's integer, IEEE 1619) of this stretch."""
    verified: bool = False
    """Whether `stored`, read again from the file and decrypted, gave `plaintext`."""


_NAMES = {"duration_s": "DurationSeconds"}
"""Fields whose member says more than their name does."""


def as_members(record: Workload | Direction | Meters | Sector) -> dict[str, object]:
    """A record as the structure that the private service's shapes describe; what is None is left out."""
    values = {item.name: getattr(record, item.name) for item in fields(record)}
    return {member_name(name): value for name, value in values.items() if value is not None}


def member_name(name: str) -> str:
    """The member of the private service that a field of a record is."""
    return _NAMES.get(name) or "".join(part.capitalize() for part in name.split("_"))
