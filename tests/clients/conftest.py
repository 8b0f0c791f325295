"""A home directory for each test, and a tmux server that ends with it."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.clients.home import Home
from tests.clients.tmux import Tmux


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A home directory that is empty but for its standard folders."""
    home = Home(tmp_path / "home")
    home.data.mkdir(parents=True)
    home.root_keys.mkdir(parents=True, mode=0o700)
    return home


@pytest.fixture
def tmux(tmp_path: Path) -> Iterator[Tmux]:
    """A tmux server of our own; without tmux the test is skipped, which the report counts."""
    if shutil.which("tmux") is None:
        pytest.skip("tmux is not installed")
    server = Tmux(tmp_path)
    yield server
    server.close()
