"""Accounts for the contract: the same tests for every gateway."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.contract.account import Account
from tests.contract.gateways import GATEWAYS

from kmstui.aws.gateway import Endpoint


def pytest_configure(config: pytest.Config) -> None:
    """Declare the marks of this folder."""
    config.addinivalue_line("markers", "covers(service, *operations): the test sees them answer")
    config.addinivalue_line("markers", "refuses(service, *operations): the test sees them refuse")


@pytest.fixture(params=GATEWAYS)
def endpoint(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Endpoint]:
    """A fresh default account behind one of the gateways."""
    with GATEWAYS[request.param](tmp_path / "volumes") as opened:
        yield opened


@pytest.fixture
def aws(request: pytest.FixtureRequest, endpoint: Endpoint) -> Iterator[Account]:
    """A fresh default account; what a test says it covers is checked when it ends."""
    account = Account(endpoint)
    yield account
    for name, seen in (("covers", account.answered), ("refuses", account.refused)):
        for mark in request.node.iter_markers(name):
            service, *operations = mark.args
            unseen = [operation for operation in operations if (service, operation) not in seen]
            assert unseen == [], f"the test says it {name} these and does not"
