"""Calls that are made at once and answered when the disk has them."""

from pathlib import Path

import pytest
from tests.unit.emulator.store.disks import FaultyDisk, open_with
from tests.unit.emulator.test_dispatch import REGION, Bench

from kmstui.aws.credentials import Origin
from kmstui.aws.errors import AwsError
from kmstui.emulator.dispatch import Started


class CountingDisk(FaultyDisk):
    """Counts what it is asked to confirm."""

    def __init__(self) -> None:
        super().__init__(0)
        self.syncs = 0

    def sync(self, descriptor: int) -> None:
        self.syncs += 1
        super().sync(descriptor)


class World:
    """An account on a disk of the test's own, called by a user of it."""

    def __init__(self, directory: Path) -> None:
        self.disk = CountingDisk()
        bench = Bench()
        bench.store = open_with(self.disk, directory)
        self.account = bench.account()
        key = self.account.issue("alice")
        self.origin = Origin(key.access_key_id, REGION, "", "203.0.113.7", "test/1")
        self.start("CreateUser", UserName="first").result()

    def start(self, operation: str, **params: object) -> Started:
        """Make a call of IAM without waiting for it."""
        return self.account.start_from(self.origin, "iam", operation, params)


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path / "account")


def test_calls_that_are_waited_for_later_share_what_the_disk_is_asked(world: World) -> None:
    before = world.disk.syncs
    started = [world.start("CreateUser", UserName=f"user-{number}") for number in range(5)]
    assert not any(call.confirmed for call in started)
    assert world.disk.syncs == before
    names = [call.result()["User"]["UserName"] for call in reversed(started)]
    assert names == [f"user-{number}" for number in reversed(range(5))]
    assert world.disk.syncs == before + 1
    assert all(call.confirmed for call in started)


def test_a_call_that_changes_nothing_waits_for_nothing_but_what_it_saw(world: World) -> None:
    alone = world.start("GetUser", UserName="first")
    assert alone.confirmed
    changed = world.start("CreateUser", UserName="second")
    seeing = world.start("GetUser", UserName="second")
    assert not seeing.confirmed
    assert seeing.result()["User"]["UserName"] == "second"
    assert changed.confirmed


def test_a_refusal_is_told_when_it_is_asked_for(world: World) -> None:
    refused = world.start("GetUser", UserName="nobody")
    with pytest.raises(AwsError, match="NoSuchEntity"):
        refused.result()
    unknown = world.account.start_from(Origin("AKIAUNKNOWN", REGION), "iam", "ListUsers", {})
    with pytest.raises(AwsError, match="InvalidClientTokenId"):
        unknown.result()


def test_what_the_disk_fails_to_confirm_is_an_internal_failure_and_gone(world: World) -> None:
    started = [world.start("CreateUser", UserName=name) for name in ("a", "b")]
    world.disk.fail_at(world.disk.calls + 1, 5)
    for call in started:
        with pytest.raises(AwsError, match="InternalFailure: the disk failed to confirm"):
            call.result()
    with pytest.raises(AwsError, match="InternalFailure"):  # not even its event can be kept any more
        world.start("GetUser", UserName="a").result()
    world.account.identities()
