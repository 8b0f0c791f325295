"""Messages between the host and its workers: a JSON object and raw bytes, each with its length before it.

Key material and data travel as the raw bytes only. No pickle: a message can be nothing but data.
"""

import json
import socket
import struct
from typing import TypedDict

from kmstui.aws.volume_io import Direction, Meters, Pattern, Sector, Workload

LARGEST_RAW = 1 << 20
"""Longer reads and writes are cut into several."""

_HEAD = struct.Struct(">II")
_LARGEST_JSON = 1 << 16


class WorkloadFields(TypedDict):
    """`Workload`, field by field."""

    pattern: str
    write_percent: int
    block_size: int
    queue_depth: int
    duration_s: float
    rate_iops: int
    span_bytes: int


class DirectionFields(TypedDict):
    """`Direction`, field by field."""

    operations: int
    bytes: int
    latency: list[int]


class MetersFields(TypedDict):
    """`Meters`, field by field."""

    at: float
    read: DirectionFields
    write: DirectionFields
    flushes: int
    load_running: bool
    load: WorkloadFields | None
    load_error: str
    cpu_seconds: float


class SectorFields(TypedDict):
    """`Sector` without its bytes: the raw part holds `plaintext`, then `stored`."""

    offset: int
    plaintext_bytes: int
    file: str
    file_offset: int
    data_unit: int
    verified: bool


class Message(TypedDict, total=False):
    """A request or an answer. Which members matter depends on `op`; `error` is in no good answer."""

    op: str
    directory: str
    volume_id: str
    encrypted: bool
    offset: int
    size: int
    workload: WorkloadFields
    meters: MetersFields
    sector: SectorFields
    errno: int
    error: str


def send(channel: socket.socket, message: Message, raw: bytes | bytearray | memoryview = b"") -> None:
    """Send one message. `raw` is handed to the kernel as it is, never copied here."""
    text = json.dumps(message, separators=(",", ":")).encode()
    channel.sendall(_HEAD.pack(len(text), len(raw)) + text)
    if raw:
        channel.sendall(raw)


def receive(channel: socket.socket) -> tuple[Message, bytearray]:
    """The next message. Its raw bytes arrive in memory that the caller may wipe.

    Raises:
        EOFError: the other side has gone.
        OSError: lengths that we never send.
    """
    text_bytes, raw_bytes = _HEAD.unpack(_exactly(channel, _HEAD.size))
    if text_bytes > _LARGEST_JSON or raw_bytes > LARGEST_RAW:
        raise OSError(f"a message of {text_bytes} + {raw_bytes} bytes is not one of ours")
    message: Message = json.loads(_exactly(channel, text_bytes))
    return message, _exactly(channel, raw_bytes)


def _exactly(channel: socket.socket, size: int) -> bytearray:
    buffer = bytearray(size)
    view = memoryview(buffer)
    filled = 0
    while filled < size:
        count = channel.recv_into(view[filled:])
        if count == 0:
            raise EOFError("the other side has gone")
        filled += count
    return buffer


def pack_workload(workload: Workload) -> WorkloadFields:
    """As fields."""
    return {
        "pattern": workload.pattern.value,
        "write_percent": workload.write_percent,
        "block_size": workload.block_size,
        "queue_depth": workload.queue_depth,
        "duration_s": workload.duration_s,
        "rate_iops": workload.rate_iops,
        "span_bytes": workload.span_bytes,
    }


def unpack_workload(fields: WorkloadFields) -> Workload:
    """From fields."""
    return Workload(
        pattern=Pattern(fields["pattern"]),
        write_percent=fields["write_percent"],
        block_size=fields["block_size"],
        queue_depth=fields["queue_depth"],
        duration_s=fields["duration_s"],
        rate_iops=fields["rate_iops"],
        span_bytes=fields["span_bytes"],
    )


def pack_meters(meters: Meters) -> MetersFields:
    """As fields."""
    return {
        "at": meters.at,
        "read": _pack_direction(meters.read),
        "write": _pack_direction(meters.write),
        "flushes": meters.flushes,
        "load_running": meters.load_running,
        "load": None if meters.load is None else pack_workload(meters.load),
        "load_error": meters.load_error,
        "cpu_seconds": meters.cpu_seconds,
    }


def unpack_meters(fields: MetersFields) -> Meters:
    """From fields."""
    return Meters(
        at=fields["at"],
        read=_unpack_direction(fields["read"]),
        write=_unpack_direction(fields["write"]),
        flushes=fields["flushes"],
        load_running=fields["load_running"],
        load=None if fields["load"] is None else unpack_workload(fields["load"]),
        load_error=fields["load_error"],
        cpu_seconds=fields["cpu_seconds"],
    )


def pack_sector(sector: Sector) -> tuple[SectorFields, bytes]:
    """As fields and raw bytes."""
    fields: SectorFields = {
        "offset": sector.offset,
        "plaintext_bytes": len(sector.plaintext),
        "file": sector.file,
        "file_offset": sector.file_offset,
        "data_unit": sector.data_unit,
        "verified": sector.verified,
    }
    return fields, sector.plaintext + sector.stored


def unpack_sector(fields: SectorFields, raw: bytearray) -> Sector:
    """From fields and raw bytes."""
    cut = fields["plaintext_bytes"]
    return Sector(
        offset=fields["offset"],
        plaintext=bytes(raw[:cut]),
        stored=bytes(raw[cut:]),
        file=fields["file"],
        file_offset=fields["file_offset"],
        data_unit=fields["data_unit"],
        verified=fields["verified"],
    )


def _pack_direction(direction: Direction) -> DirectionFields:
    return {
        "operations": direction.operations,
        "bytes": direction.bytes,
        "latency": list(direction.latency),
    }


def _unpack_direction(fields: DirectionFields) -> Direction:
    return Direction(fields["operations"], fields["bytes"], tuple(fields["latency"]))
