"""A moto server, which is somebody else's AWS: `make clients` sets it up in a venv of its own."""

import os
import select
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import pytest
from tests.clients.tools import TOOLS

NAMED_BY = "KMSTUI_MOTO_SERVER"
"""The environment variable that says where the program is, in place of the venv."""
PATIENCE_S = 60.0
LISTENING = " * Running on "


def moto_server() -> Path:
    """The program; without it the test is skipped, which the report counts."""
    program = Path(os.environ.get(NAMED_BY) or TOOLS / "bin" / "moto_server")
    if not program.is_file():
        pytest.skip(f"moto's server is not at {program}; `make clients` installs it, {NAMED_BY} names one")
    return program


@contextmanager
def serving_moto(home: Path) -> Iterator[str]:
    """A server on a free port for as long as the block; its URL."""
    command = [str(moto_server()), "-H", "127.0.0.1", "-p", "0"]
    environment = {"PATH": os.environ.get("PATH", ""), "HOME": str(home), "PYTHONUNBUFFERED": "1"}
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    try:
        url = _url(process)
        reader = Thread(target=process.communicate)  # it writes a line for each request, and stops when full
        reader.start()
        yield url
    finally:
        process.kill()
        process.wait()
    reader.join(PATIENCE_S)


def _url(process: "subprocess.Popen[bytes]") -> str:
    """What it says on standard error once it listens; read as bytes, as `select` knows no text's buffer."""
    assert process.stderr is not None
    said = b""
    while LISTENING.encode() not in said or not said.rpartition(LISTENING.encode())[2].strip():
        assert select.select([process.stderr], [], [], PATIENCE_S)[0], f"it did not listen: {said!r}"
        some = os.read(process.stderr.fileno(), 4096)
        assert some, f"it ended: {said!r}"
        said += some
    return said.partition(LISTENING.encode())[2].split()[0].decode()
