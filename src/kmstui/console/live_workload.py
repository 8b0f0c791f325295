"""The form of a load: what can be chosen, in the terms fio uses, and what is wrong with what was typed.

Limits are those of the private service (`aws/shapes/private.py`); nothing here starts a load.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace

from kmstui.aws.volume_io import Pattern, Workload

UNITS = {"k": 1 << 10, "m": 1 << 20, "g": 1 << 30, "t": 1 << 40}
MAX_BLOCK = 1 << 20
MAX_QUEUE = 64
MAX_RATE = 10_000_000
MAX_DURATION_S = 400 * 24 * 3600
SECTOR = 512


@dataclass(frozen=True, slots=True)
class WorkloadForm:
    """The fields, as typed."""

    pattern: str = Pattern.RANDOM
    write_percent: str = "50"
    block_size: str = "4k"
    """Bytes, or with a suffix of k or m."""
    queue_depth: str = "16"
    duration: str = "60"
    """Seconds; 0 until stopped."""
    rate: str = "0"
    """Requests per second; 0 for no limit."""
    span: str = "256m"
    """Bytes from the start of the volume, or with a suffix."""


@dataclass(frozen=True, slots=True)
class Preset:
    """A load with a name."""

    key: str
    label: str
    note: str
    form: WorkloadForm


PRESETS: tuple[Preset, ...] = (
    Preset("randrw-4k", "fio randrw 4k", "half reads, half writes", WorkloadForm()),
    Preset("randread-4k", "fio randread 4k", "reads only", WorkloadForm(write_percent="0")),
    Preset("randwrite-4k", "fio randwrite 4k", "writes only", WorkloadForm(write_percent="100")),
    Preset(
        "database", "database 8k", "70 % reads at 2,000 IOPS",
        WorkloadForm(write_percent="30", block_size="8k", rate="2000", duration="0"),
    ),
    Preset(
        "write-1m", "fio write 1m", "a backup: large, one after the other",
        WorkloadForm(Pattern.SEQUENTIAL, "100", "1m", "4"),
    ),
    Preset(
        "read-1m", "fio read 1m", "a restore",
        WorkloadForm(Pattern.SEQUENTIAL, "0", "1m", "4"),
    ),
    Preset(
        "log", "log 512", "one small write at a time, 500 a second",
        WorkloadForm(Pattern.SEQUENTIAL, "100", "512", "1", rate="500", duration="0"),
    ),
)  # fmt: skip
"""Loads to begin with."""


def parse_size(text: str) -> int | None:
    """Bytes from a number with an optional suffix of k, m, g or t; None for anything else."""
    text = text.strip().lower()
    unit = UNITS.get(text[-1:], 1)
    digits = text[:-1] if unit > 1 else text
    return int(digits) * unit if digits.isdecimal() and len(digits) < 16 else None


def size_text(size: int) -> str:
    """Bytes as fio writes them: 4096 is `4k`."""
    for suffix, unit in reversed(UNITS.items()):
        if size >= unit and size % unit == 0:
            return f"{size // unit}{suffix}"
    return str(size)


def problems(form: WorkloadForm, volume_bytes: int) -> Mapping[str, str]:
    """What is wrong, by the name of the field; nothing where the load can be started."""
    found = {
        "write_percent": _number(form.write_percent, 0, 100),
        "queue_depth": _number(form.queue_depth, 1, MAX_QUEUE),
        "duration": _number(form.duration, 0, MAX_DURATION_S),
        "rate": _number(form.rate, 0, MAX_RATE),
        "block_size": _block(form.block_size),
        "span": _span(form, volume_bytes),
    }
    return {name: problem for name, problem in found.items() if problem}


def _number(text: str, least: int, most: int) -> str:
    if text.isdecimal() and len(text) < 16 and least <= int(text) <= most:
        return ""
    return f"Must be a number between {least:,} and {most:,}"


def _block(text: str) -> str:
    size = parse_size(text)
    if size is None:
        return "Must be a size such as 4k"
    if not SECTOR <= size <= MAX_BLOCK:
        return "Must be between 512 and 1m"
    return "Must be a multiple of 512" if size % SECTOR else ""


def _span(form: WorkloadForm, volume_bytes: int) -> str:
    span, block = parse_size(form.span), parse_size(form.block_size) or SECTOR
    if span is None:
        return "Must be a size such as 256m"
    if span > volume_bytes:
        return f"The volume has {size_text(volume_bytes)}"
    return "Must hold at least one block" if span < block else ""


def members(form: WorkloadForm, volume_bytes: int) -> Mapping[str, object]:
    """The form as `StartLoad` takes it; a span larger than the volume ends with it. It must have no problems
    otherwise."""
    span, block = parse_size(form.span), parse_size(form.block_size)
    assert span is not None
    assert block is not None
    return {
        "Pattern": str(form.pattern),
        "WritePercent": int(form.write_percent),
        "BlockSize": block,
        "QueueDepth": int(form.queue_depth),
        "DurationSeconds": float(form.duration),
        "RateIops": int(form.rate),
        "SpanBytes": min(span, volume_bytes),
    }


def form_of(load: Workload | None) -> WorkloadForm:
    """The form that would start this load; one to begin with where there was none."""
    if load is None:
        return PRESETS[0].form
    return WorkloadForm(
        load.pattern,
        str(load.write_percent),
        size_text(load.block_size),
        str(load.queue_depth),
        f"{load.duration_s:g}",
        str(load.rate_iops),
        size_text(load.span_bytes),
    )


def changed(form: WorkloadForm, name: str, value: str) -> WorkloadForm:
    """The form with one field changed.

    Raises:
        KeyError: when there is no field of that name.
    """
    if name not in {field.name for field in fields(form)}:
        raise KeyError(name)
    return replace(form, **{name: value})


def title(form: WorkloadForm) -> str:
    """What fio would call it: `fio randrw 4k`."""
    writes = form.write_percent
    verb = {"0": "read", "100": "write"}.get(writes, "rw")
    random = "rand" if form.pattern == Pattern.RANDOM else ""
    return f"fio {random}{verb} {form.block_size}"


def preset_of(form: WorkloadForm) -> str:
    """The key of the preset that a form equals; empty where it equals none."""
    return next((preset.key for preset in PRESETS if preset.form == form), "")
