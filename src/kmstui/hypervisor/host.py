"""The data plane as the account sees it: one worker process per attached volume.

Implements the account's data plane port without importing it. Holds no key longer than it takes to pass it
on. Imports no cipher, so that a console which attaches nothing pays nothing for it.
"""

import errno
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Lock

from kmstui.aws.volume_io import Meters, Sector, Workload
from kmstui.hypervisor.channel import FLUSH_TIMEOUT_S, Channel
from kmstui.hypervisor.creation import create_image
from kmstui.hypervisor.files import VolumeFiles
from kmstui.hypervisor.frames import LARGEST_RAW, Message, pack_workload, unpack_meters, unpack_sector

_PACKAGE_ROOT = Path(__file__).resolve().parents[2]
_REPLY_BYTES = 16
_START_TIMEOUT_S = 30.0
_END_TIMEOUT_S = 60.0


class Nursery:
    """The zygote process: started once, asked for a worker per attachment, started again if it was killed."""

    def __init__(self, *, traceable: bool) -> None:
        self._traceable = traceable
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None
        self._lock = Lock()

    def start(self) -> None:
        """Start the process without waiting for it to be ready."""
        with self._lock:
            self._start()

    def warm(self) -> None:
        """Have the process load what a worker needs, so that the first attachment need not wait for it."""
        with self._lock:
            self._start().send(b"warm")

    def fork(self) -> tuple[socket.socket, int]:
        """A line to a new worker, and its process id.

        Raises:
            OSError: no process can be had.
        """
        ours, theirs = socket.socketpair()
        with theirs, self._lock:
            control = self._start()
            try:
                socket.send_fds(control, [b"fork"], [theirs.fileno()])
                reply = control.recv(_REPLY_BYTES)
            except OSError as error:
                reply = b""
                reason = str(error)
            else:
                reason = "it ended"
            if not reply:
                ours.close()
                self._end()
                raise OSError(errno.EIO, f"no worker can be started: {reason}")
        return ours, int(reply)

    def close(self) -> None:
        """Let the process end once its workers have."""
        with self._lock:
            self._end()

    def _start(self) -> socket.socket:
        if self._process is not None and self._process.poll() is not None:
            self._end()
        if self._control is None:
            ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            with theirs:
                self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
                    self._command(theirs.fileno()),
                    pass_fds=(theirs.fileno(),),
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                    start_new_session=True,  # the terminal's signals are for the console
                    env={**os.environ, "PYTHONPATH": _search_path()},
                )
            ours.settimeout(_START_TIMEOUT_S)
            self._control = ours
        return self._control

    def _command(self, descriptor: int) -> list[str]:
        extra = ["traceable"] if self._traceable else []
        return [sys.executable, "-m", "kmstui.hypervisor.zygote", str(descriptor), *extra]

    def _end(self) -> None:
        if self._control is not None:
            self._control.close()
            self._control = None
        if self._process is not None:
            try:
                self._process.wait(_END_TIMEOUT_S)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            self._process = None


class Host:
    """Volumes under one directory.

    Raises, from every method that names a volume:
        KeyError: it is not attached (with the volume's id).
        OSError: its worker is gone, or an I/O failed. Other volumes are not affected.
    """

    def __init__(self, directory: Path, *, start: bool = True, traceable: bool = False) -> None:
        """`start` begins starting the zygote at once, in the background; otherwise the first attachment does.

        `traceable` leaves workers open to memory scans, for tests.
        """
        self._files = VolumeFiles(directory.absolute())
        self._nursery = Nursery(traceable=traceable)
        self._channels: dict[str, Channel] = {}
        self._lock = Lock()
        """Held for a look at the channels, never while a worker is asked."""
        self._attaching = Lock()
        if start:
            self._nursery.start()

    def warm(self) -> None:
        """Get ready for attachments, in the background; without this the first one waits a little longer."""
        self._nursery.warm()

    def create(self, volume_id: str, size_bytes: int) -> None:  # noqa: ARG002 - files grow as they are written
        """Create the files of an empty volume.

        Raises:
            OSError: they exist, or cannot be created.
        """
        create_image(self._files, volume_id)

    def delete(self, volume_id: str) -> None:
        """Remove a volume's files. Absent files are no error."""
        self._files.delete(volume_id)

    def attach(self, volume_id: str, size_bytes: int, data_key: bytearray | None) -> None:
        """Start a worker for the volume and give it the key. `data_key` is wiped, whatever happens.

        Raises:
            OSError: the volume is attached already, its files are not in order, or the key is not a key.
        """
        try:
            self._attach(volume_id, size_bytes, data_key)
        finally:
            if data_key is not None:
                data_key[:] = bytes(len(data_key))

    def detach(self, volume_id: str) -> None:
        """Flush and end the worker; when this returns, the key is in no process. Not attached: no error.

        Raises:
            OSError: the flush failed. The worker has ended all the same.
        """
        with self._lock:
            channel = self._channels.pop(volume_id, None)
        if channel is None:
            return
        gone = not channel.alive
        try:
            channel.ask({"op": "close"}, timeout=FLUSH_TIMEOUT_S)
        except OSError:
            if not gone:
                raise
        finally:
            channel.hang_up()

    def attached(self) -> frozenset[str]:
        """The volumes whose worker lives."""
        return frozenset(volume_id for volume_id, channel in self._items() if channel.alive)

    def workers(self) -> dict[str, int]:
        """Process ids of living workers by volume."""
        return {volume_id: channel.worker for volume_id, channel in self._items() if channel.alive}

    def start_load(self, volume_id: str, workload: Workload) -> None:
        """Start a load in the worker, in place of one that runs."""
        self._ask(volume_id, {"op": "start_load", "workload": pack_workload(workload)})

    def stop_load(self, volume_id: str) -> None:
        """Stop the load; none running is no error."""
        self._ask(volume_id, {"op": "stop_load"})

    def meters(self, volume_id: str) -> Meters:
        """What was counted since the attachment."""
        return unpack_meters(self._ask(volume_id, {"op": "meters"})[0]["meters"])

    def sector(self, volume_id: str, offset: int, length: int) -> Sector:
        """A stretch of one 512 KiB block, as the instance reads it and as it lies in the file."""
        message, raw = self._ask(volume_id, {"op": "sector", "offset": offset, "size": length})
        return unpack_sector(message["sector"], raw)

    def read(self, volume_id: str, offset: int, length: int) -> bytes:
        """The volume's bytes; offset and length in whole sectors of 512."""
        parts = [
            self._ask(volume_id, {"op": "read", "offset": at, "size": size})[1]
            for at, size in _pieces(offset, length)
        ]
        return b"".join(parts)

    def write(self, volume_id: str, offset: int, data: bytes) -> None:
        """Write whole sectors. Durable against a killed process at once, against power loss after a flush."""
        view = memoryview(data)
        for at, size in _pieces(offset, len(data)):
            self._ask(volume_id, {"op": "write", "offset": at}, view[at - offset : at - offset + size])

    def zero(self, volume_id: str, offset: int, length: int) -> None:
        """Make a range read as zeros."""
        self._ask(volume_id, {"op": "zero", "offset": offset, "size": length})

    def trim(self, volume_id: str, offset: int, length: int) -> None:
        """Give the space of a range's whole 4 KiB granules back; they read as zeros."""
        self._ask(volume_id, {"op": "trim", "offset": offset, "size": length})

    def flush(self, volume_id: str) -> None:
        """Make everything written durable."""
        self._ask(volume_id, {"op": "flush"}, timeout=FLUSH_TIMEOUT_S)

    def close(self) -> None:
        """Detach all volumes and end the zygote.

        Raises:
            OSError: a flush failed; everything has ended all the same.
        """
        failures = []
        for volume_id, _ in self._items():
            try:
                self.detach(volume_id)
            except OSError as error:
                failures.append(error)
        self._nursery.close()
        if failures:
            raise failures[0]

    def _attach(self, volume_id: str, size_bytes: int, data_key: bytearray | None) -> None:
        with self._attaching:
            with self._lock:
                known = self._channels.get(volume_id)
            if known is not None:
                if known.alive:
                    raise OSError(errno.EBUSY, f"{volume_id} is attached already")
                known.hang_up()
            line, worker = self._nursery.fork()
            channel = Channel(volume_id, line, worker)
            request: Message = {
                "op": "open",
                "directory": str(self._files.directory),
                "volume_id": volume_id,
                "size": size_bytes,
                "encrypted": data_key is not None,
            }
            try:
                channel.ask(request, b"" if data_key is None else data_key)
            except OSError:
                channel.hang_up()
                raise
            with self._lock:
                self._channels[volume_id] = channel

    def _ask(
        self, volume_id: str, request: Message, raw: bytes | memoryview = b"", timeout: float = 30.0
    ) -> tuple[Message, bytearray]:
        with self._lock:
            channel = self._channels[volume_id]
        return channel.ask(request, raw, timeout)

    def _items(self) -> list[tuple[str, Channel]]:
        with self._lock:
            return list(self._channels.items())


def _pieces(offset: int, length: int) -> Iterator[tuple[int, int]]:
    """A range cut into what one message can carry, as (offset, size)."""
    for at in range(offset, offset + length, LARGEST_RAW):
        yield at, min(LARGEST_RAW, offset + length - at)


def _search_path() -> str:
    """Where the zygote finds the very package that runs here, installed or not."""
    inherited = os.environ.get("PYTHONPATH")
    return os.pathsep.join(filter(None, [str(_PACKAGE_ROOT), inherited]))
