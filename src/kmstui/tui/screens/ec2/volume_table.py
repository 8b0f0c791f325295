"""The table of volumes: its columns, and what they say of a volume."""

from datetime import datetime

from kmstui.console.volumes import VolumeRow
from kmstui.tui.spans import Span, Spans
from kmstui.tui.widgets.pills import pill
from kmstui.tui.widgets.resource_table import ResourceTable
from kmstui.tui.widgets.table_model import Column

NO_VOLUMES = "There are no volumes in this Region."


def volume_table() -> ResourceTable[VolumeRow]:
    """An empty table of volumes, in the order of their names."""
    return ResourceTable(
        COLUMNS,
        key=lambda volume: volume.volume_id,
        tags=lambda volume: volume.tags,
        sort="name",
        sentence=NO_VOLUMES,
        invitation="Create volume",
    )


def attachments_cell(volume: VolumeRow) -> Spans:
    """Where a volume is attached: instance and device."""
    first = volume.attachment
    if first is None:
        return (Span("–", "dim"),)
    state = "" if first.state == "attached" else f" {first.state}"
    more = f" (+{len(volume.attachments) - 1})" if len(volume.attachments) > 1 else ""
    device = first.device.removeprefix("/dev/")
    return (Span(first.instance), Span(f" {device}", "dim"), Span(f"{state}{more}", "warn"))


def key_cell(volume: VolumeRow) -> Spans:
    """The alias of a volume's key, or that it has none."""
    if not volume.encrypted:
        return (Span("▲ ", "warn"), Span("Not encrypted", "warn"))
    return (Span(volume.key_label, "link"),)


def _name(volume: VolumeRow) -> Spans:
    return (Span(volume.name, "link"),) if volume.name else (Span(short_id(volume.volume_id), "link"),)


def short_id(volume_id: str) -> str:
    """An id in thirteen cells."""
    return f"{volume_id[:8]}…{volume_id[-4:]}"


def _state(volume: VolumeRow) -> str:
    return volume.state


def _size(volume: VolumeRow) -> int:
    return volume.size


def _iops(volume: VolumeRow) -> int:
    return volume.iops or 0


def _throughput(volume: VolumeRow) -> int:
    return volume.throughput or 0


def _created(volume: VolumeRow) -> datetime:
    return volume.created


def _number(number: int | None) -> Spans:
    return (Span("–", "dim"),) if number is None else (Span(f"{number:,}"),)


COLUMNS: tuple[Column[VolumeRow], ...] = (
    Column("name", "Name", _name, grow=1, letter="n", max_width=28),
    Column("id", "Volume ID", lambda volume: short_id(volume.volume_id), width=13, priority=5, letter="v"),
    Column("type", "Type", lambda volume: volume.volume_type, width=8, priority=4, letter="t"),
    Column("size", "Size", lambda volume: f"{volume.size:,} GiB", 10, align="right", sort=_size, letter="z"),
    Column(
        "iops",
        "IOPS",
        lambda volume: _number(volume.iops),
        7,
        priority=7,
        align="right",
        sort=_iops,
        letter="i",
    ),
    Column(
        "throughput",
        "MiB/s",
        lambda volume: _number(volume.throughput),
        6,
        priority=8,
        align="right",
        sort=_throughput,
        letter="p",
    ),
    Column("state", "State", lambda volume: pill(volume.state), width=11, sort=_state, letter="s"),
    Column("attached", "Attached to", attachments_cell, priority=2, letter="a", max_width=22),
    Column("zone", "Zone", lambda volume: volume.zone, width=10, priority=6, letter="o"),
    Column("key", "KMS key", key_cell, priority=1, letter="k", max_width=22),
    Column(
        "encryption",
        "Encryption",
        lambda volume: "Encrypted" if volume.encrypted else "Not encrypted",
        13,
        priority=10,
        letter="e",
    ),
    Column(
        "created",
        "Created",
        lambda volume: f"{volume.created:%Y-%m-%d}",
        10,
        priority=9,
        sort=_created,
        letter="c",
    ),
)
"""Every column; those with a higher priority go first when there is no room."""
