"""An account for the tests of the private service."""

import pytest
from tests.unit.emulator.lab.house import House


@pytest.fixture
def house() -> House:
    """The default account, in which everything happens at once."""
    return House()
