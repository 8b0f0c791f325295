"""The process of one attached volume. The plaintext data key lives here and nowhere else.

Answers the host's requests in one thread while a load runs in another. Ends when it is told to close, when
the host's end of the channel closes, or when its parent dies; in the first two cases what was written is
flushed.
"""

import errno
import os
import socket
import sys
import time
from collections.abc import Callable
from pathlib import Path
from threading import Event, Thread

from kmstui.aws.volume_io import Meters, Workload
from kmstui.hypervisor.contexts import XtsError
from kmstui.hypervisor.frames import (
    Message,
    pack_meters,
    pack_sector,
    receive,
    send,
    unpack_workload,
)
from kmstui.hypervisor.isolation import die_with_parent, forbid_dumps
from kmstui.hypervisor.load import Load
from kmstui.hypervisor.secret import SecretBuffer
from kmstui.hypervisor.volume import Volume

_SWITCH_INTERVAL_S = 0.0005
"""How long the load's thread may keep a request of the host waiting for the interpreter."""

Answer = tuple[Message, bytes]


class RunningLoad:
    """A load in a thread of its own, with a lane of its own."""

    def __init__(self, volume: Volume, workload: Workload, seed: str) -> None:
        """Prepare it; it makes no request before `start`.

        Raises:
            OSError: EINVAL for a workload out of its limits.
        """
        self.workload = workload
        self.error = ""
        self._volume = volume
        self._lane = volume.new_lane()
        try:
            self._load = Load(self._lane, workload, volume.image.size, volume.meter, seed)
        except OSError:
            volume.retire(self._lane)
            raise
        self._stop = Event()
        self._thread = Thread(target=self._run, daemon=True)

    def start(self) -> None:
        """Begin making requests."""
        self._thread.start()

    @property
    def running(self) -> bool:
        """Whether requests are still being made."""
        return self._thread.is_alive()

    def stop(self) -> None:
        """Stop, and wait for the requests under way."""
        self._stop.set()
        self._thread.join()

    def retire(self) -> None:
        """Stop for good."""
        self.stop()
        self._volume.retire(self._lane)

    def _run(self) -> None:
        try:
            self._load.run(self._stop)
        except OSError as error:
            self.error = error.strerror or str(error)


class Worker:
    """Serves one volume over one channel."""

    def __init__(self, channel: socket.socket) -> None:
        self._channel = channel
        self._load: RunningLoad | None = None
        self._loads = 0
        self._answers: dict[str, Callable[[Volume, Message, bytearray], Answer]] = {
            "read": self._read,
            "write": self._write,
            "zero": self._zero,
            "trim": self._trim,
            "flush": self._flush,
            "meters": self._meters,
            "sector": self._sector,
            "start_load": self._start_load,
            "stop_load": self._stop_load,
        }

    def serve(self) -> None:
        """Open the volume that the first message names, then answer until told to close or left alone."""
        volume = self._open()
        if volume is None:
            return
        try:
            while (request := self._next())[0]["op"] != "close":
                self._answer(volume, *request)
        except EOFError:
            self._close(volume)
            return
        try:
            self._close(volume)
        except OSError as error:
            send(self._channel, _refusal(error))
        else:
            send(self._channel, {})

    def _next(self) -> tuple[Message, bytearray]:
        return receive(self._channel)

    def _open(self) -> Volume | None:
        request, raw = self._next()
        secret = SecretBuffer(raw)
        try:
            volume = Volume.open(
                Path(request["directory"]),
                request["volume_id"],
                request["size"],
                secret if request["encrypted"] else None,
            )
        except (OSError, XtsError) as error:
            secret.wipe()
            send(self._channel, _refusal(error))
            return None
        self._seed = request["volume_id"]
        send(self._channel, {})
        return volume

    def _answer(self, volume: Volume, request: Message, raw: bytearray) -> None:
        try:
            message, answer = self._answers[request["op"]](volume, request, raw)
        except OSError as error:
            message, answer = _refusal(error), b""
        send(self._channel, message, answer)

    def _close(self, volume: Volume) -> None:
        if self._load is not None:
            self._load.stop()
        volume.close()

    def _read(self, volume: Volume, request: Message, _: bytearray) -> Answer:
        return {}, volume.lane.read(request["offset"], request["size"])

    def _write(self, volume: Volume, request: Message, raw: bytearray) -> Answer:
        volume.lane.write(request["offset"], memoryview(raw))
        return {}, b""

    def _zero(self, volume: Volume, request: Message, _: bytearray) -> Answer:
        volume.lane.zero(request["offset"], request["size"])
        return {}, b""

    def _trim(self, volume: Volume, request: Message, _: bytearray) -> Answer:
        volume.lane.trim(request["offset"], request["size"])
        return {}, b""

    def _flush(self, volume: Volume, _: Message, __: bytearray) -> Answer:
        volume.flush()
        return {}, b""

    def _meters(self, volume: Volume, _: Message, __: bytearray) -> Answer:
        read, write, flushes = volume.meter.directions()
        load = self._load
        meters = Meters(
            at=time.monotonic(),
            read=read,
            write=write,
            flushes=flushes,
            load_running=load is not None and load.running,
            load=None if load is None else load.workload,
            load_error="" if load is None else load.error,
            cpu_seconds=time.process_time(),
        )
        return {"meters": pack_meters(meters)}, b""

    def _sector(self, volume: Volume, request: Message, _: bytearray) -> Answer:
        fields, raw = pack_sector(volume.sector(request["offset"], request["size"]))
        return {"sector": fields}, raw

    def _start_load(self, volume: Volume, request: Message, _: bytearray) -> Answer:
        workload = unpack_workload(request["workload"])
        load = RunningLoad(volume, workload, f"{self._seed}/{self._loads + 1}")
        if self._load is not None:
            self._load.retire()
        self._loads += 1
        self._load = load
        load.start()
        return {}, b""

    def _stop_load(self, _: Volume, __: Message, ___: bytearray) -> Answer:
        if self._load is not None:
            self._load.stop()
        return {}, b""


def run(channel: socket.socket, parent: int, *, traceable: bool) -> None:
    """Be the worker: shut the process off, then serve. `traceable` leaves it open to memory scans, for
    tests.
    """
    die_with_parent(parent)
    if not traceable:
        forbid_dumps()
    sys.setswitchinterval(_SWITCH_INTERVAL_S)
    Worker(channel).serve()
    os.close(channel.detach())


def _refusal(error: OSError | XtsError) -> Message:
    if isinstance(error, OSError):
        return {"errno": error.errno or errno.EIO, "error": error.strerror or str(error)}
    return {"errno": errno.EINVAL, "error": str(error)}
