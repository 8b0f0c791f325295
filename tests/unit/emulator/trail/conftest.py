"""An empty history to write into."""

from collections.abc import Iterator

import pytest

from kmstui.emulator.store.account_store import AccountStore
from kmstui.emulator.store.unit_of_work import UnitOfWork


@pytest.fixture
def uow() -> Iterator[UnitOfWork]:
    """An open unit of work on an account in memory."""
    store = AccountStore.in_memory()
    with store.unit_of_work() as unit:
        yield unit
    store.close()
