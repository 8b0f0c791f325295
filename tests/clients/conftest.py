"""A home directory for each test, a tmux server that ends with it, and a server for each module of tests."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.clients.home import Home
from tests.clients.served import Served, serving
from tests.clients.tmux import Tmux


def _empty_home(path: Path) -> Home:
    home = Home(path)
    home.data.mkdir(parents=True)
    home.root_keys.mkdir(parents=True, mode=0o700)
    return home


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A home directory that is empty but for its standard folders."""
    return _empty_home(tmp_path / "home")


@pytest.fixture
def tmux(tmp_path: Path) -> Iterator[Tmux]:
    """A tmux server of our own; without tmux the test is skipped, which the report counts."""
    if shutil.which("tmux") is None:
        pytest.skip("tmux is not installed")
    server = Tmux(tmp_path)
    yield server
    server.close()


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A new account, served for as long as the module's tests run; signatures are verified."""
    with serving(_empty_home(tmp_path_factory.mktemp("served") / "home")) as server:
        yield server
