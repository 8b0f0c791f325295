"""The page of one volume: tabs, links, tags and history."""

import pytest
from tests.tui.conftest import Driver, rows
from tests.tui.ec2.conftest import Opened, flashes, press, rest, volume_named

from kmstui.aws.gateway import Gateway
from kmstui.console.volume_page import find
from kmstui.tui.dialogs.json_viewer import JsonViewer
from kmstui.tui.screens.ec2.instances import Instances
from kmstui.tui.screens.ec2.volume import VolumePage
from kmstui.tui.widgets.key_values import KeyValueCard
from kmstui.tui.widgets.tag_editor import TagRow


def _text(pilot: Driver) -> str:
    return "\n".join(rows(pilot))


@pytest.fixture
def payments(alice: Gateway) -> dict[str, str]:
    """The arguments of the page of an attached, encrypted volume."""
    return {"volume_id": volume_named(alice, "payments-db").volume_id}


async def test_details_name_key_and_instance(opened: Opened, payments: dict[str, str]) -> None:
    async with opened("ec2.volume", arguments=payments) as pilot:
        text = _text(pilot)
        assert "payments-prod" in text
        assert "orders-db-1 (/dev/sdf)" in text
        assert "GenerateDataKeyWithoutPlaintext" in text


async def test_the_data_key_is_in_memory_while_attached(opened: Opened, payments: dict[str, str]) -> None:
    async with opened("ec2.volume", arguments=payments) as pilot:
        await press(pilot, "2")
        assert "● in memory" in _text(pilot)
        assert "AES-256-XTS" in _text(pilot)
        await press(pilot, "D", "y")
        assert "○ not in memory" in _text(pilot)


async def test_a_disabled_key_is_warned_of_while_attached(
    opened: Opened, alice: Gateway, payments: dict[str, str]
) -> None:
    alice.call("kms", "DisableKey", {"KeyId": find(alice, payments["volume_id"]).key_id})
    async with opened("ec2.volume", arguments=payments) as pilot:
        await press(pilot, "2")
        assert "● in memory" in _text(pilot)
        assert "The KMS key cannot be used" in _text(pilot)


async def test_an_unencrypted_volume_says_so(opened: Opened, alice: Gateway) -> None:
    arguments = {"volume_id": volume_named(alice, "scratch").volume_id}
    async with opened("ec2.volume", arguments=arguments) as pilot:
        await press(pilot, "2")
        assert "▲ unencrypted" in _text(pilot)
        assert "lies on disk as it is" in _text(pilot)
        await press(pilot, "K")
        assert flashes(pilot)[-1] == "Open KMS key is not available: the volume is not encrypted"


async def test_a_free_volume_invites_to_attach_it(opened: Opened, alice: Gateway) -> None:
    arguments = {"volume_id": volume_named(alice, "nightly-backup").volume_id}
    async with opened("ec2.volume", arguments=arguments) as pilot:
        await press(pilot, "3")
        assert "It is attached to no instance." in _text(pilot)
        await pilot.click("#attach")
        await rest(pilot)
        await press(pilot, "ctrl+s")
        assert "● Attached" in _text(pilot)


async def test_links_lead_to_the_instance(opened: Opened, payments: dict[str, str]) -> None:
    async with opened("ec2.volume", arguments=payments) as pilot:
        await press(pilot, "3")
        pilot.app.screen.query_one("#attachment").query_one(KeyValueCard).focus()
        await press(pilot, "enter")
        screen = pilot.app.screen
        assert isinstance(screen, Instances)
        assert screen.table.row is not None
        assert screen.table.row.label == "orders-db-1"


async def test_tags_are_changed_and_saved(opened: Opened, alice: Gateway, payments: dict[str, str]) -> None:
    async with opened("ec2.volume", arguments=payments) as pilot:
        await press(pilot, "4")
        pilot.app.screen.query_one("#add-tag").focus()
        await press(pilot, "enter", *"env", "tab", *"prod")
        pilot.app.screen.query_one("#save-tags").focus()
        await press(pilot, "enter")
        assert find(alice, payments["volume_id"]).tags == {"Name": "payments-db", "env": "prod"}
        assert flashes(pilot)[-1].startswith("Tags saved.")


async def test_a_tag_that_is_wrong_cannot_be_saved(
    opened: Opened, alice: Gateway, payments: dict[str, str]
) -> None:
    async with opened("ec2.volume", arguments=payments) as pilot:
        await press(pilot, "4")
        pilot.app.screen.query(TagRow).last().key_input.focus()
        await press(pilot, "home", *"aws:")
        assert "aws: is reserved." in _text(pilot)
        pilot.app.screen.query_one("#save-tags").focus()
        await press(pilot, "enter")
        assert find(alice, payments["volume_id"]).tags == {"Name": "payments-db"}


async def test_an_event_opens_as_its_record(opened: Opened, payments: dict[str, str]) -> None:
    async with opened("ec2.volume", arguments=payments) as pilot:
        await press(pilot, "5")
        assert "Events (6)" in _text(pilot)
        pilot.app.screen.query_one("#events EventList").focus()
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, JsonViewer)
        assert '"eventName": "Decrypt"' in _text(pilot)


async def test_a_volume_that_is_not_there_is_told_in_place(opened: Opened) -> None:
    async with opened("ec2.volume", arguments={"volume_id": "vol-00000000000000000"}) as pilot:
        assert "InvalidVolume.NotFound" in _text(pilot)
        assert "The volume 'vol-00000000000000000' does not exist." in _text(pilot)


async def test_the_list_opens_the_page(opened: Opened) -> None:
    async with opened("ec2.volumes") as pilot:
        await press(pilot, "j", "j", "j", "enter")
        screen = pilot.app.screen
        assert isinstance(screen, VolumePage)
        assert screen.heading == "payments-db"
        assert not flashes(pilot)
