"""Putting an account together: the user's own on disk, and the demonstration in memory."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kmstui.cli.account import AccountUnavailable, LocalAccount, needs_data_plane, open_demo, open_local
from kmstui.config import Config
from kmstui.emulator.store.account_store import AccountStore


@pytest.fixture
def config(tmp_path: Path) -> Config:
    """Directories in which nothing was ever kept."""
    return Config(tmp_path / "data", tmp_path / "keys")


def _open(config: Config, pace: str = "instant") -> LocalAccount:
    return open_local(config, "alice", pace=pace, data_plane_at_once=False)


def _call(account: LocalAccount, service: str, operation: str, **params: Any) -> dict[str, Any]:
    return account.endpoint.gateway("alice", "us-east-1").call(service, operation, params)


def test_a_pace_holds_until_the_account_has_one_of_its_own(config: Config) -> None:
    paces = []
    for put in (None, "instant", None):
        account = _open(config, pace="realistic")
        if put:
            _call(account, "kmstui", "PutAccountSettings", Pace=put)
        paces.append(_call(account, "kmstui", "GetStatus")["Pace"])
        account.close()
    assert paces == ["realistic", "instant", "instant"]


def test_the_status_says_where_the_account_lies(config: Config) -> None:
    account = _open(config)
    assert _call(account, "kmstui", "GetStatus")["DataDirectory"] == str(config.data_directory)
    account.close()


def test_an_account_that_was_never_called_is_not_made(config: Config) -> None:
    _open(config).close()
    assert [file.name for file in config.data_directory.iterdir()] == ["account.lock"]
    assert not config.key_directory.exists()


def test_an_account_is_opened_by_one_at_a_time(config: Config) -> None:
    first = _open(config)
    _call(first, "kms", "ListKeys")
    with pytest.raises(AccountUnavailable, match=f"in use by process {os.getpid()}; .* --data-dir"):
        _open(config)
    first.close()
    _open(config).close()


def test_who_takes_the_account_between_paint_and_first_call_is_named_too(config: Config) -> None:
    late = _open(config)
    store = AccountStore.open(config.data_directory)
    with pytest.raises(AccountUnavailable, match=f"in use by process {os.getpid()}; .* --data-dir"):
        _call(late, "kms", "ListKeys")
    store.close()
    assert _call(late, "kms", "ListKeys")["Keys"] == []
    late.close()


@pytest.mark.parametrize(
    ("service", "operation", "needed"),
    [
        ("kmstui", "GetSector", True),
        ("kmstui", "GetVolumeIo", True),
        ("kmstui", "DescribeDataKey", False),
        ("ec2", "AttachVolume", False),
        ("kms", "Encrypt", False),
    ],
)
def test_volumes_are_served_for_a_single_call_only_where_it_needs_them(
    service: str, operation: str, needed: bool
) -> None:
    assert needs_data_plane(service, operation) is needed


@pytest.fixture
def demo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[LocalAccount]:
    """The demonstration; its files lie where the test can see them."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    account = open_demo()
    yield account
    account.close()


def test_the_demonstration_has_keys_in_every_state_and_volumes_in_use(demo: LocalAccount) -> None:
    keys = _call(demo, "kms", "ListKeys")["Keys"]
    states = {
        _call(demo, "kms", "DescribeKey", KeyId=key["KeyId"])["KeyMetadata"]["KeyState"] for key in keys
    }
    assert len(keys) >= 12
    assert states == {"Enabled", "Disabled", "PendingDeletion"}
    volumes = _call(demo, "ec2", "DescribeVolumes")["Volumes"]
    assert {volume["State"] for volume in volumes} == {"available", "in-use"}
    assert _call(demo, "kmstui", "GetStatus")["Frozen"] is True


def test_the_demonstration_is_the_same_each_time(demo: LocalAccount) -> None:
    other = open_demo()
    for service, operation in (
        ("kms", "ListAliases"),
        ("ec2", "DescribeVolumes"),
        ("ec2", "DescribeInstances"),
        ("cloudtrail", "LookupEvents"),
    ):
        assert _call(demo, service, operation) == _call(other, service, operation)
    other.close()


def test_the_demonstration_leaves_nothing_behind(demo: LocalAccount, tmp_path: Path) -> None:
    _call(demo, "kms", "ListKeys")
    assert list(tmp_path.rglob("*.blocks")) != []
    demo.close()
    assert list(tmp_path.iterdir()) == []
