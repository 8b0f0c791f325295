"""Instances as rows, and what is done to them."""

from collections.abc import Iterator

import pytest

from kmstui.aws.gateway import Gateway
from kmstui.cli.account import open_demo
from kmstui.console import instances
from kmstui.console.instances import InstanceRow


@pytest.fixture
def alice() -> Iterator[Gateway]:
    account = open_demo()
    yield account.endpoint.gateway("alice", "us-east-1")
    account.close()


def _one(gateway: Gateway, name: str) -> InstanceRow:
    return next(one for one in instances.list_instances(gateway) if one.label == name)


def test_a_row_lists_what_hangs_on_it_by_device(alice: Gateway) -> None:
    web = _one(alice, "web-1")
    assert (web.state, web.zone, web.instance_type) == ("running", "us-east-1b", "m5.large")
    assert [device.name for device in web.devices] == ["/dev/sdf", "/dev/sdg", "/dev/sdh"]
    assert web.profile == "orders-app"


def test_zones_are_those_of_the_region(alice: Gateway) -> None:
    assert instances.zones(alice)[:2] == ("us-east-1a", "us-east-1b")


def test_an_instance_stops_and_starts(alice: Gateway) -> None:
    instances.stop(alice, [_one(alice, "web-1")])
    assert _one(alice, "web-1").state == "stopped"
    instances.start(alice, [_one(alice, "web-1")])
    assert _one(alice, "web-1").state == "running"


def test_a_launch_makes_an_instance_of_that_name(alice: Gateway) -> None:
    made = instances.launch(alice, "web-2", "t3.small", "us-east-1c")
    found = _one(alice, "web-2")
    assert (found.instance_id, found.instance_type, found.zone) == (
        made.instance_id,
        "t3.small",
        "us-east-1c",
    )
    assert found.devices == ()


def test_a_launch_without_a_name_sends_no_tags() -> None:
    assert "TagSpecifications" not in instances.launch_params("", "t3.small", "us-east-1a")


def test_a_terminated_instance_is_still_listed(alice: Gateway) -> None:
    instances.terminate(alice, [_one(alice, "web-1")])
    gone = _one(alice, "web-1")
    assert gone.state == "terminated"
    assert instances.unavailable((gone,), "StartInstances") == "the instance is terminated"


def test_what_makes_no_sense_says_why(alice: Gateway) -> None:
    found = instances.list_instances(alice)
    assert instances.unavailable((), "StartInstances") == "no instance selected"
    assert instances.unavailable(found, "StartInstances") == "none in a fitting state"
    assert instances.unavailable(found, "StopInstances") == ""
    assert instances.fitting(found, "TerminateInstances") == found
