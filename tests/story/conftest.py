"""Homes for the story."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.story.home import Home, Opened


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A home in which kmstui was never opened."""
    return Home(tmp_path)


@pytest.fixture
def aws(home: Home) -> Iterator[Opened]:
    """A fresh account, open."""
    with home.opened() as opened:
        yield opened
