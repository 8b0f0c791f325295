"""The list of instances, its details and its verbs."""

from tests.tui.conftest import Driver, rows
from tests.tui.ec2.conftest import Opened, flashes, press, volume_named

from kmstui.aws.gateway import Gateway
from kmstui.console.instances import InstanceRow, list_instances
from kmstui.tui.dialogs.confirm import Confirm
from kmstui.tui.screens.ec2.volume import VolumePage


def _one(gateway: Gateway, name: str) -> InstanceRow:
    return next(one for one in list_instances(gateway) if one.label == name)


def _text(pilot: Driver) -> str:
    return "\n".join(rows(pilot))


async def test_the_instance_under_the_cursor_is_shown_with_its_volumes(opened: Opened) -> None:
    async with opened("ec2.instances") as pilot:
        assert "/dev/sdg  vol-" in _text(pilot)
        await press(pilot, "j")
        assert "/dev/sdh  vol-" in _text(pilot)


async def test_enter_goes_to_the_details_and_a_link_opens_the_volume(opened: Opened) -> None:
    async with opened("ec2.instances") as pilot:
        await press(pilot, "enter", *["down"] * 5, "enter")
        screen = pilot.app.screen
        assert isinstance(screen, VolumePage)
        assert screen.heading == "payments-db"


async def test_stopping_asks_and_starting_needs_the_key(opened: Opened, alice: Gateway) -> None:
    async with opened("ec2.instances") as pilot:
        await press(pilot, "e")
        assert isinstance(pilot.app.screen, Confirm)
        await press(pilot, "tab", "enter")
        assert _one(alice, "orders-db-1").state == "stopped"
        alice.call("kms", "DisableKey", {"KeyId": volume_named(alice, "payments-db").key_id})
        await press(pilot, "r", "e")
        assert _one(alice, "orders-db-1").state == "stopped"
        await press(pilot, "r")
        assert "Client.InvalidKMSKey.InvalidState" in _text(pilot)


async def test_terminating_wants_the_name_typed(opened: Opened, alice: Gateway) -> None:
    async with opened("ec2.instances") as pilot:
        await press(pilot, "x", *"orders-db-1", "enter")
        assert _one(alice, "orders-db-1").state == "terminated"
        assert volume_named(alice, "payments-db").state == "available"


async def test_a_launch_asks_name_type_and_zone(opened: Opened, alice: Gateway) -> None:
    async with opened("ec2.instances") as pilot:
        await press(pilot, "c", *"web-2", "ctrl+s")
        assert _one(alice, "web-2").zone == "us-east-1a"
        assert flashes(pilot)[-1].startswith("Instance launched. i-")
        assert "web-2" in _text(pilot)


async def test_an_auditor_may_look_and_not_stop(opened: Opened, alice: Gateway) -> None:
    async with opened("ec2.instances", identity="dave") as pilot:
        await press(pilot, "e", "tab", "enter")
        assert flashes(pilot)[-1].startswith("UnauthorizedOperation ")
        assert _one(alice, "orders-db-1").state == "running"
