"""Programs that other people wrote, which `make clients` sets up; a test of one that is absent is skipped."""

import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

TOOLS = Path(__file__).parents[2] / ".venv-clients"
COLLECTIONS = TOOLS / "collections"
NODE_MODULES = TOOLS / "javascript" / "node_modules"
PATIENCE_S = 100.0


def tool(name: str) -> str:
    """The path of a program; skips the test when it is not set up, which the report counts."""
    path = TOOLS / "bin" / name
    if not path.exists():
        pytest.skip(f"{name} is not set up; `make clients` does it")
    return str(path)


def run(
    command: Sequence[str], environment: Mapping[str, str], patience: float = PATIENCE_S, code: int = 0
) -> "subprocess.CompletedProcess[str]":
    """Run a program to its end, which has to be the expected one."""
    ended = subprocess.run(
        command, env=dict(environment), capture_output=True, text=True, check=False, timeout=patience
    )
    assert ended.returncode == code, f"{' '.join(command)}\n{ended.stdout}\n{ended.stderr}"
    return ended
