"""An AWS configuration of its own for each test, and no waiting between attempts."""

import os
from collections.abc import Iterator
from pathlib import Path

import botocore.endpoint
import pytest
from tests.unit.backends.boto.fake_aws import FakeAws, serving


class Unhurried:
    """Stands for the module `time` where botocore waits before it tries again."""

    def __init__(self) -> None:
        self.waited: list[float] = []

    def sleep(self, seconds: float) -> None:
        """Do not."""
        self.waited.append(seconds)

    def __getattr__(self, name: str) -> object:
        return getattr(botocore.endpoint.datetime, name)


@pytest.fixture(autouse=True)
def aws_configuration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty configuration; `AWS_CONFIG_FILE` is where a test may write one."""
    for name in [*os.environ]:
        if name.startswith("AWS_") or name.endswith("_proxy"):
            monkeypatch.delenv(name)
    config = tmp_path / "config"
    monkeypatch.setenv("AWS_CONFIG_FILE", str(config))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "credentials"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("HOME", str(tmp_path))
    return config


@pytest.fixture
def unhurried(monkeypatch: pytest.MonkeyPatch) -> Unhurried:
    """Waits between attempts take no time, and are written down."""
    fake = Unhurried()
    monkeypatch.setattr(botocore.endpoint, "time", fake)
    return fake


@pytest.fixture
def keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """Credentials in the environment."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")


@pytest.fixture
def aws() -> Iterator[FakeAws]:
    """A server that says what it is told to."""
    with serving() as fake:
        yield fake
