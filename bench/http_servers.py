"""The servers that are measured, each a process: ours on a new account, moto's, and one that does nothing."""

import os
import shlex
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from bench.http_requests import Access

ROOT = Path(__file__).parents[1]
MOTO = ROOT / ".venv-clients" / "bin" / "moto_server"
LISTENING = "kmstui is listening on http://127.0.0.1:"


@dataclass(frozen=True)
class Server:
    """A running server."""

    access: Access
    pid: int

    def at(self, region: str) -> Access:
        """The same caller in another Region."""
        return replace(self.access, region=region)

    def cpu_seconds(self) -> float:
        """The processor time it has taken so far."""
        fields = Path(f"/proc/{self.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def resident_mb(self) -> float:
        """Its memory that is resident, in MB."""
        pages = int(Path(f"/proc/{self.pid}/statm").read_text(encoding="ascii").split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


@contextmanager
def ours(directory: Path) -> Iterator[Server]:
    """`kmstui serve` as it comes: signatures verified, policies evaluated, records on the disk."""
    directory.mkdir(parents=True, exist_ok=True)
    environment = {**os.environ, "HOME": str(directory), "PYTHONPATH": str(ROOT / "src")}
    environment.pop("XDG_DATA_HOME", None)
    environment.pop("XDG_CONFIG_HOME", None)
    command = [sys.executable, "-m", "kmstui"]
    with _process([*command, "serve", "--port", "0", "--quiet"], environment) as process:
        assert process.stdout is not None
        line = process.stdout.readline().strip()
        if not line.startswith(LISTENING):
            raise RuntimeError("kmstui serve did not listen")
        printed = subprocess.run(
            [*command, "credentials"], env=environment, capture_output=True, text=True, check=True
        ).stdout
        given = dict(
            shlex.split(text)[1].split("=", 1) for text in printed.splitlines() if text.startswith("export ")
        )
        port = int(line.removeprefix(LISTENING))
        yield Server(Access(port, given["AWS_ACCESS_KEY_ID"], given["AWS_SECRET_ACCESS_KEY"]), process.pid)


@contextmanager
def moto() -> Iterator[Server]:
    """moto's server as it comes.

    Raises:
        FileNotFoundError: when it is not set up; `make clients` does it.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with _process([str(MOTO), "-p", str(port)], os.environ, subprocess.DEVNULL) as process:
        _wait_for(port)
        yield Server(Access(port), process.pid)


@contextmanager
def null() -> Iterator[int]:
    """The port of a server that answers without thinking."""
    with _process([sys.executable, "-m", "bench.http_null"], os.environ) as process:
        assert process.stdout is not None
        yield int(process.stdout.readline())


@contextmanager
def _process(
    command: list[str], environment: Mapping[str, str], stderr: int | None = None
) -> Iterator["subprocess.Popen[str]"]:
    process = subprocess.Popen(
        command, env=environment, cwd=ROOT, stdout=subprocess.PIPE, stderr=stderr, text=True
    )
    try:
        yield process
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
        process.communicate()


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.05)
    raise RuntimeError(f"nothing listens on {port}")
