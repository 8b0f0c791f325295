"""Fixtures of the KMS tests."""

import pytest
from tests.unit.emulator.kms.account import Account


@pytest.fixture
def kms() -> Account:
    """An empty account with KMS in it, called by its root user."""
    return Account()


@pytest.fixture
def key(kms: Account) -> str:
    """The id of an enabled key in `kms`."""
    return kms.create_key()
