"""What the store's tests share."""

from pathlib import Path

import pytest


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    """Where an account may be begun."""
    return tmp_path / "account"
