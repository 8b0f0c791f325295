"""What the store's tests share."""

from pathlib import Path

import pytest

from kmstui.emulator.store.account_store import AccountStore


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    """Where an account may be begun."""
    return tmp_path / "account"


@pytest.fixture
def store() -> AccountStore:
    """An account in memory, with nothing in it."""
    return AccountStore.in_memory()
