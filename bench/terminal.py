"""A terminal of 120x40 with a program in it, and a stopwatch: what a person sees, when they see it.

Keys go in as bytes and the time is taken until bytes come out and until they stop coming; nothing of the
program under test is imported (the pty method: it agrees with drivers inside Textual, and Pilot does not).
"""

import fcntl
import os
import pty
import select
import signal
import struct
import sys
import termios
import time
from collections.abc import Mapping, Sequence
from typing import Self

QUIET_S = 0.04
"""A burst of output is over when nothing has come for this long."""
GIVE_UP_S = 20.0


class Terminal:
    """One program on a pseudo terminal."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str]) -> None:
        self.started = time.perf_counter()
        self._child, self._master = pty.fork()
        if self._child == 0:
            os.execvpe(command[0], list(command), dict(environment))
        size = struct.pack("HHHH", 40, 120, 0, 0)
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, size)
        self.seen = b""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        os.kill(self._child, signal.SIGKILL)
        os.waitpid(self._child, 0)
        os.close(self._master)

    @property
    def pid(self) -> int:
        """The program's process id."""
        return self._child

    def read(self, timeout: float) -> bytes:
        """What comes within `timeout` seconds; empty when nothing does."""
        ready, _, _ = select.select([self._master], [], [], timeout)
        if not ready:
            return b""
        data = os.read(self._master, 1 << 16)
        self.seen += data
        return data

    def until(self, text: bytes) -> float:
        """Seconds from the start until the program has written `text`."""
        while text not in self.seen:
            if not self.read(GIVE_UP_S):
                sys.exit(f"{text!r} never came; the program wrote {self.seen[-2000:]!r}")
        return time.perf_counter() - self.started

    def settle(self, quiet: float = 0.5) -> None:
        """Wait until the program has been silent for a while."""
        while self.read(quiet):
            pass

    def press(self, keys: str) -> tuple[float, float]:
        """Seconds from a key press to the first and to the last byte of the answer."""
        while self.read(0):
            pass
        began = time.perf_counter()
        os.write(self._master, keys.encode())
        if not self.read(GIVE_UP_S):
            sys.exit(f"{keys!r} was never answered")
        first = last = time.perf_counter() - began
        while self.read(QUIET_S):
            last = time.perf_counter() - began
        return first, last

    def press_for_first(self, keys: str) -> float:
        """Seconds to the first byte of the answer, for screens that never fall silent."""
        while self.read(0):
            pass
        began = time.perf_counter()
        os.write(self._master, keys.encode())
        self.read(GIVE_UP_S)
        return time.perf_counter() - began


def cpu_seconds(pid: int) -> float:
    """Processor time a process has used, user and system."""
    with open(f"/proc/{pid}/stat", encoding="ascii") as file:
        fields = file.read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def descendants(pid: int) -> list[int]:
    """The processes a process has started, and those that these have."""
    found = []
    for task in os.listdir(f"/proc/{pid}/task"):
        with open(f"/proc/{pid}/task/{task}/children", encoding="ascii") as file:
            for child in map(int, file.read().split()):
                found += [child, *descendants(child)]
    return found
