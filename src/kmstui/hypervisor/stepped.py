"""The data plane without processes and without a clock of its own, for demonstrations, tests and recordings.

The same files, cipher and load as a worker's, in this process. Each look at the meters performs the requests
that fall between the last look and now, really encrypting and writing them; how many those are, and how long
each took, comes from a model of a device. With a manual clock the same story gives the same bytes.
"""

import errno
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from threading import RLock

from kmstui.aws.clock import Clock
from kmstui.aws.volume_io import Meters, Sector, Workload
from kmstui.hypervisor.contexts import XtsError
from kmstui.hypervisor.creation import create_image
from kmstui.hypervisor.device_model import DeviceModel, cpu_seconds
from kmstui.hypervisor.files import VolumeFiles
from kmstui.hypervisor.load import Load
from kmstui.hypervisor.secret import SecretBuffer
from kmstui.hypervisor.volume import Volume

LARGEST_STEP = 12_000
"""Requests performed for one look at the most. After a longer pause the rest is neither made nor counted."""

_FOREVER = timedelta(days=36_500)


@dataclass(slots=True)
class _Drive:
    """A load under way on one volume."""

    load: Load
    model: DeviceModel
    started: datetime
    seen: datetime
    """Up to when requests were made."""
    owed: float = 0.0
    """The fraction of a request left over."""
    batches: int = 0
    running: bool = True
    error: str = ""

    def end(self) -> datetime:
        """When the load stops by itself."""
        duration = self.load.workload.duration_s
        return self.started + (timedelta(seconds=duration) if duration else _FOREVER)


@dataclass(slots=True)
class _Attached:
    """One attached volume."""

    volume: Volume
    drive: _Drive | None = None
    loads: int = 0
    cpu_seconds: float = 0.0


class SteppedPlane:
    """Volumes under one directory, all in this process. Same methods and errors as `host.Host`."""

    def __init__(self, directory: Path, clock: Clock, *, shown_directory: str | None = None) -> None:
        """`shown_directory` stands in sectors in place of `directory`, where that differs between runs."""
        self._files = VolumeFiles(directory.absolute())
        self._clock = clock
        self._shown = shown_directory
        self._volumes: dict[str, _Attached] = {}
        self._lock = RLock()

    def create(self, volume_id: str, size_bytes: int) -> None:  # noqa: ARG002 - files grow as they are written
        """Create the files of an empty volume."""
        create_image(self._files, volume_id)

    def delete(self, volume_id: str) -> None:
        """Remove a volume's files. Absent files are no error."""
        self._files.delete(volume_id)

    def attach(self, volume_id: str, size_bytes: int, data_key: bytearray | None) -> None:
        """Open the volume with the key. `data_key` is wiped, whatever happens."""
        with self._lock:
            try:
                if volume_id in self._volumes:
                    raise OSError(errno.EBUSY, f"{volume_id} is attached already")
                secret = None if data_key is None else SecretBuffer.copy_of(memoryview(data_key))
                self._volumes[volume_id] = _Attached(self._open(volume_id, size_bytes, secret))
            finally:
                if data_key is not None:
                    data_key[:] = bytes(len(data_key))

    def detach(self, volume_id: str) -> None:
        """Perform what is due, flush and forget the key. Not attached: no error."""
        with self._lock:
            if volume_id in self._volumes:
                self._advance(volume_id)
                self._volumes.pop(volume_id).volume.close()

    def attached(self) -> frozenset[str]:
        """The open volumes."""
        with self._lock:
            return frozenset(self._volumes)

    def start_load(self, volume_id: str, workload: Workload) -> None:
        """Start a load, in place of one that runs."""
        with self._lock:
            attached = self._advance(volume_id)
            attached.loads += 1
            seed = f"{volume_id}/{attached.loads}"
            volume = attached.volume
            load = Load(volume.lane, workload, volume.image.size, volume.meter, seed)
            now = self._clock.now()
            attached.drive = _Drive(load, DeviceModel(workload, seed), now, now)

    def stop_load(self, volume_id: str) -> None:
        """Stop the load; none running is no error."""
        with self._lock:
            attached = self._advance(volume_id)
            if attached.drive is not None:
                attached.drive.running = False

    def meters(self, volume_id: str) -> Meters:
        """Perform what is due, then tell what was counted since the attachment."""
        with self._lock:
            attached = self._advance(volume_id)
            read, write, flushes = attached.volume.meter.directions()
            drive = attached.drive
            return Meters(
                at=self._clock.now().timestamp(),
                read=read,
                write=write,
                flushes=flushes,
                load_running=drive is not None and drive.running,
                load=None if drive is None else drive.load.workload,
                load_error="" if drive is None else drive.error,
                cpu_seconds=attached.cpu_seconds,
            )

    def sector(self, volume_id: str, offset: int, length: int) -> Sector:
        """A stretch of one 512 KiB block, as the instance reads it and as it lies in the file."""
        with self._lock:
            sector = self._advance(volume_id).volume.sector(offset, length)
        if self._shown is None or not sector.file:
            return sector
        return replace(sector, file=f"{self._shown}/{Path(sector.file).name}")

    def read(self, volume_id: str, offset: int, length: int) -> bytes:
        """The volume's bytes; offset and length in whole sectors of 512."""
        with self._lock:
            return self._advance(volume_id).volume.lane.read(offset, length)

    def write(self, volume_id: str, offset: int, data: bytes) -> None:
        """Write whole sectors."""
        with self._lock:
            self._advance(volume_id).volume.lane.write(offset, memoryview(data))

    def zero(self, volume_id: str, offset: int, length: int) -> None:
        """Make a range read as zeros."""
        with self._lock:
            self._advance(volume_id).volume.lane.zero(offset, length)

    def trim(self, volume_id: str, offset: int, length: int) -> None:
        """Give the space of a range's whole 4 KiB granules back; they read as zeros."""
        with self._lock:
            self._advance(volume_id).volume.lane.trim(offset, length)

    def flush(self, volume_id: str) -> None:
        """Make everything written durable."""
        with self._lock:
            self._advance(volume_id).volume.flush()

    def close(self) -> None:
        """Detach all volumes."""
        for volume_id in sorted(self.attached()):
            self.detach(volume_id)

    def _open(self, volume_id: str, size_bytes: int, secret: SecretBuffer | None) -> Volume:
        try:
            return Volume.open(self._files.directory, volume_id, size_bytes, secret)
        except XtsError as error:
            raise OSError(errno.EINVAL, str(error)) from None

    def _advance(self, volume_id: str) -> _Attached:
        """Perform the requests that fell due since the last look."""
        attached = self._volumes[volume_id]
        drive = attached.drive
        if drive is None or not drive.running:
            return attached
        now = self._clock.now()
        until = min(now, drive.end())
        elapsed = (until - drive.seen).total_seconds()
        position = (until - drive.started).total_seconds()
        drive.owed = min(drive.owed + elapsed * drive.model.rate(position), LARGEST_STEP)
        drive.seen = until
        try:
            for count in _batches(int(drive.owed)):
                batch = drive.load.next_batch(count)
                drive.load.perform(batch)
                drive.load.record(batch, drive.model.latencies_ns(position, count, drive.batches))
                drive.batches += 1
                attached.cpu_seconds += cpu_seconds(count, drive.load.workload.block_size)
        except OSError as error:
            drive.error, drive.running = error.strerror or str(error), False
        drive.owed -= int(drive.owed)
        drive.running = drive.running and now < drive.end()
        return attached


def _batches(count: int) -> Iterator[int]:
    """`count` cut into handy pieces."""
    for done in range(0, count, 256):
        yield min(256, count - done)
