"""What encryption costs a volume, and what the meters cost a load.

The same volume code with the cipher and with the null cipher, on files in the page cache; the figure beside
it compares with bare pwrite and preadv. The meters are compared with the same requests uncounted and untimed.

    python -m bench.volume [--quick]
"""

import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

from bench.rounds import Case, Row, interleave, ratio, report

from kmstui.aws.volume_io import Workload
from kmstui.hypervisor.creation import create_image
from kmstui.hypervisor.files import VolumeFiles
from kmstui.hypervisor.lane import READ_CHUNK, WRITE_CHUNK
from kmstui.hypervisor.load import Load
from kmstui.hypervisor.secret import SecretBuffer
from kmstui.hypervisor.volume import Volume
from kmstui.hypervisor.workload import Batch

SPAN = 128 << 20
REQUEST = 1 << 20
ENCRYPTED, PLAIN, METERED = "vol-0000000000000000e", "vol-0000000000000000f", "vol-0000000000000000d"
TAX_FLOOR = 0.70
METER_FLOOR = 0.98


def open_filled(directory: Path, volume_id: str, *, encrypted: bool) -> Volume:
    """A volume whose first `SPAN` bytes were all written."""
    create_image(VolumeFiles(directory), volume_id)
    secret = SecretBuffer(bytearray(range(64))) if encrypted else None
    volume = Volume.open(directory, volume_id, SPAN, secret)
    page = memoryview(bytes(REQUEST))
    for offset in range(0, SPAN, REQUEST):
        volume.lane.write(offset, page)
    return volume


def write_case(volume: Volume) -> Case:
    """Write the span in 1 MiB requests."""
    page = memoryview(bytes(REQUEST))

    def run() -> None:
        for offset in range(0, SPAN, REQUEST):
            volume.lane.write(offset, page)

    return run


def read_case(volume: Volume) -> Case:
    """Read the span in 1 MiB requests."""
    page = memoryview(bytearray(REQUEST))

    def run() -> None:
        for offset in range(0, SPAN, REQUEST):
            volume.lane.read_into(offset, page)

    return run


def bare_write(descriptor: int) -> Case:
    """The same bytes by pwrite alone."""
    part = bytes(WRITE_CHUNK)

    def run() -> None:
        for offset in range(0, SPAN, WRITE_CHUNK):
            os.pwrite(descriptor, part, offset)

    return run


def bare_read(descriptor: int) -> Case:
    """The same bytes by preadv alone."""
    part = bytearray(READ_CHUNK)

    def run() -> None:
        for offset in range(0, SPAN, READ_CHUNK):
            os.preadv(descriptor, (part,), offset)

    return run


def tax(directory: Path, rounds: int) -> list[Row]:
    """Encrypted against unencrypted, writing and reading."""
    encrypted = open_filled(directory, ENCRYPTED, encrypted=True)
    plain = open_filled(directory, PLAIN, encrypted=False)
    rows = []
    for title, case, bare in (("write", write_case, bare_write), ("read", read_case, bare_read)):
        seconds = interleave(
            {"plain": case(plain), "encrypted": case(encrypted), "bare": bare(plain.image.descriptor)},
            rounds,
        )
        speed = SPAN / statistics.median(seconds["encrypted"]) / 1e9
        against_bare = ratio(seconds["bare"], seconds["encrypted"])
        rows.append(
            Row(
                f"1 MiB {title}, encrypted against unencrypted",
                f"{speed:5.2f} GB/s, {against_bare:.2f} of bare calls",
                ratio(seconds["plain"], seconds["encrypted"]),
                TAX_FLOOR,
            )
        )
    encrypted.close()
    plain.close()
    return rows


class ComparedLoad(Load):
    """A load that can also make its requests without the clock and without the meter."""

    def make_uncounted(self, batch: Batch) -> None:
        """`perform` without what it does for the meter."""
        write, read, buffer, payload = self._lane.write, self._lane.read_into, self._buffer, self._payloads
        for offsets, writes in zip(batch.bursts, batch.writes, strict=True):
            if writes:
                for offset in offsets:
                    write(offset, next(payload))
            else:
                for offset in offsets:
                    read(offset, buffer)


def uncounted(load: ComparedLoad, bursts: int) -> Case:
    """A load's requests and nothing else."""

    def run() -> None:
        load.make_uncounted(load.next_batch(bursts, load.burst))

    return run


def counted(load: Load, bursts: int) -> Case:
    """A load's requests as it makes them."""

    def run() -> None:
        load.serve_batch(bursts)

    return run


def meter_cost(directory: Path, rounds: int) -> list[Row]:
    """Loads metered against unmetered, at the smallest and at a large request, in processor time."""
    volume = open_filled(directory, METERED, encrypted=True)
    rows = []
    for size in (4096, 64 << 10):
        workload = Workload(block_size=size, span_bytes=SPAN)
        load = ComparedLoad(volume.lane, workload, SPAN, volume.meter, "bench")
        bursts = load.fit(0, 0)
        for _ in range(20):
            bursts = load.fit(bursts, load.serve_batch(bursts))
        seconds = interleave(
            {"uncounted": uncounted(load, bursts), "counted": counted(load, bursts)},
            rounds,
            clock=time.process_time,
        )
        requests = bursts * load.burst
        rows.append(
            Row(
                f"metered load against unmetered, {size >> 10} KiB",
                f"{requests / statistics.median(seconds['counted']) / 1e3:8.1f} k requests/s",
                ratio(seconds["uncounted"], seconds["counted"]),
                METER_FLOOR,
            )
        )
    volume.close()
    return rows


def main(arguments: list[str]) -> int:
    """Measure in a directory that is removed afterwards; 1 when a floor was not reached."""
    rounds = 7 if "--quick" in arguments else 15
    with tempfile.TemporaryDirectory(prefix="kmstui-bench-") as directory:
        rows = tax(Path(directory), 4 * rounds) + meter_cost(Path(directory), 14 * rounds)
    return report("Volume in the page cache", rows)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
