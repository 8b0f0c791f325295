"""A console seen from outside: where the key is, and what the console's death does."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from kmstui.hypervisor.host import Host

from .processes import children, copies_in_memory, ended, open_pidfd


class Console:
    """Another process with a host in it, and the processes below it."""

    def __init__(self, directory: Path, key: bytes) -> None:
        self.process = subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("console_process.py")), str(directory)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        )
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self._input, self._output = self.process.stdin, self.process.stdout
        self._input.write(key)
        self._input.flush()
        self.worker = int(self._output.readline().split()[1])
        (self.zygote,) = children(self.process.pid)

    def do(self, word: str) -> None:
        """Have one thing done."""
        self._input.write(word.encode() + b"\n")
        self._input.flush()
        assert self._output.readline() == b"done\n"

    def close(self) -> None:
        """End it, if it still lives."""
        self.process.kill()
        self.process.wait()
        self._input.close()
        self._output.close()


@pytest.fixture
def console(tmp_path: Path) -> Iterator[Console]:
    console = Console(tmp_path / "volumes", bytes(KEY))
    yield console
    console.close()


KEY = bytes((7 * index + 3) % 251 for index in range(64))


class TestConsoleProcess:
    """Seen from outside: where the key is, and what a console's death does."""

    def test_the_key_is_in_the_worker_alone_and_after_detach_nowhere(self, console: Console) -> None:
        halves = (KEY[:32], KEY[32:])
        try:
            in_worker = [copies_in_memory(console.worker, half) for half in halves]
        except PermissionError:
            pytest.skip("this system does not let a process look into its children")
        assert all(in_worker)
        for pid in (console.process.pid, console.zygote):
            assert [copies_in_memory(pid, half) for half in halves] == [0, 0]
        worker = open_pidfd(console.worker)
        console.do("detach")
        assert ended(worker)
        assert children(console.zygote) == []
        for pid in (console.process.pid, console.zygote):
            assert [copies_in_memory(pid, half) for half in halves] == [0, 0]

    def test_when_the_console_is_killed_its_processes_end_and_nothing_acknowledged_is_lost(
        self, console: Console, tmp_path: Path
    ) -> None:
        console.do("write")
        below = [open_pidfd(console.worker), open_pidfd(console.zygote)]
        console.process.kill()
        assert all(ended(pidfd) for pidfd in below)
        host = Host(tmp_path / "volumes")
        host.attach("vol-0123456789abcdef0", 8 << 20, bytearray(KEY))
        found = host.read("vol-0123456789abcdef0", 0, 512)
        assert found.startswith(b"written before the end")
        host.close()
