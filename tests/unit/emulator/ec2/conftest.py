"""Accounts for the tests of EC2."""

import pytest
from tests.unit.emulator.ec2.harness import Account


@pytest.fixture
def account() -> Account:
    """An empty account in which everything happens at once."""
    return Account()


@pytest.fixture
def slow() -> Account:
    """An empty account in which things take the seconds they take."""
    return Account(pace="realistic")
