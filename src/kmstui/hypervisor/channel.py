"""The host's end of the line to one worker: one question at a time, and what its silence means."""

import errno
import os
import select
import signal
import socket
from threading import Lock

from kmstui.hypervisor.frames import Message, receive, send

ANSWER_TIMEOUT_S = 30.0
FLUSH_TIMEOUT_S = 600.0
"""A flush waits for the disk, which may have gigabytes to write."""


class Channel:
    """A worker seen from the host. Any thread may ask; answers keep their order."""

    def __init__(self, volume_id: str, line: socket.socket, worker: int) -> None:
        self.volume_id = volume_id
        self.worker = worker
        """The worker's process id."""
        self._line = line
        self._lock = Lock()
        self._lost = ""

    def ask(
        self, request: Message, raw: bytes | bytearray | memoryview = b"", timeout: float = ANSWER_TIMEOUT_S
    ) -> tuple[Message, bytearray]:
        """Send a request and wait for its answer.

        Raises:
            OSError: the worker refused or is gone. Once gone, it stays so.
        """
        with self._lock:
            if self._lost:
                raise OSError(errno.EIO, self._lost)
            try:
                self._line.settimeout(timeout)
                send(self._line, request, raw)
                message, answer = receive(self._line)
            except (OSError, EOFError) as error:
                if self.alive:
                    os.kill(self.worker, signal.SIGKILL)  # it answers no more, and must not write any more
                self._lost = f"the worker of {self.volume_id} is gone: {error}"
                self._line.close()
                raise OSError(errno.EIO, self._lost) from None
        if "error" in message:
            raise OSError(message["errno"], message["error"])
        return message, answer

    @property
    def alive(self) -> bool:
        """Whether the worker still holds its end of the line."""
        if self._lost:
            return False
        poller = select.poll()
        poller.register(self._line, 0)
        return not any(event & (select.POLLHUP | select.POLLERR) for _, event in poller.poll(0))

    def hang_up(self) -> None:
        """Wait until the worker has ended and its memory is gone, then close the line."""
        with self._lock:
            if not self._lost:
                try:
                    self._line.settimeout(ANSWER_TIMEOUT_S)
                    while self._line.recv(1):
                        pass
                except OSError:
                    pass
                finally:
                    self._lost = f"{self.volume_id} was detached"
                    self._line.close()
