"""An account for every test that needs one."""

import pytest
from hypothesis import settings

from .account import TRUST, Account

# The laws in their full measure, about two minutes each:
# `pytest --hypothesis-profile=laws --timeout=900 tests/unit/emulator/iam/test_laws.py`.
settings.register_profile("laws", max_examples=10_000, deadline=None)


@pytest.fixture
def account() -> Account:
    """An account in which nobody exists yet but its root user."""
    return Account()


@pytest.fixture
def peopled(account: Account) -> Account:
    """An account with one of each kind, with nothing hanging on them."""
    account.call("CreateUser", UserName="alice")
    account.call("CreateGroup", GroupName="staff")
    account.call("CreateRole", RoleName="app", AssumeRolePolicyDocument=TRUST)
    account.call("CreateInstanceProfile", InstanceProfileName="profile")
    return account
