"""A user's machine for the command line: a home directory, and `kmstui` run in it as a process of its own."""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[3] / "src"


@dataclass(frozen=True)
class Ran:
    """How a process ended."""

    code: int
    out: str
    err: str

    def complaint(self) -> str:
        """What it said on standard error, which must be one line and nothing on standard output."""
        assert self.out == ""
        assert self.err.endswith("\n")
        assert len(self.err.splitlines()) == 1, self.err
        return self.err.removesuffix("\n")


@dataclass(frozen=True)
class Machine:
    """A home directory in which kmstui finds its data and its keys."""

    home: Path

    @property
    def data(self) -> Path:
        """Where the account lies."""
        return self.home / "data" / "kmstui"

    @property
    def root_keys(self) -> Path:
        """Where its root key lies."""
        return self.home / "config" / "kmstui" / "root-keys"

    def python(self, *arguments: str, stdin: bytes = b"") -> Ran:
        """Run this interpreter in the user's environment."""
        environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("XDG_")},
            "HOME": str(self.home),
            "XDG_DATA_HOME": str(self.home / "data"),
            "XDG_CONFIG_HOME": str(self.home / "config"),
            "PYTHONPATH": str(SOURCE),
            "PYTHONIOENCODING": "utf-8",
        }
        run = subprocess.run(
            [sys.executable, *arguments],
            input=stdin,
            capture_output=True,
            env=environment,
            timeout=60,
            check=False,
        )
        return Ran(run.returncode, run.stdout.decode(), run.stderr.decode())

    def kmstui(self, *arguments: str, stdin: bytes = b"") -> Ran:
        """Run `kmstui`."""
        return self.python("-m", "kmstui", *arguments, stdin=stdin)

    def call(self, *arguments: str, stdin: bytes = b"") -> Ran:
        """Run `kmstui call`."""
        return self.kmstui("call", *arguments, stdin=stdin)


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of somebody whose account is a day old."""
    machine = Machine(tmp_path_factory.mktemp("founded"))
    assert machine.call("kms", "CreateKey", '{"Description":"first"}').code == 0
    return machine.home


@pytest.fixture
def machine(founded: Path, tmp_path: Path) -> Machine:
    """A machine with an account on it that holds one key."""
    shutil.copytree(founded, tmp_path / "home")
    return Machine(tmp_path / "home")


@pytest.fixture
def bare(tmp_path: Path) -> Machine:
    """A machine on which kmstui was never run."""
    return Machine(tmp_path / "bare")
