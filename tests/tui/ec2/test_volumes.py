"""The list of volumes, and what its verbs do to the account."""

from tests.tui.conftest import rows
from tests.tui.ec2.conftest import Opened, flashes, press, rest, volume_named

from kmstui.aws.gateway import Gateway
from kmstui.tui.dialogs.confirm import Confirm
from kmstui.tui.screens.ec2.attach_dialog import AttachDialog
from kmstui.tui.screens.ec2.volumes import Volumes
from kmstui.tui.widgets.field import Field
from kmstui.tui.widgets.resource_table import ResourceTable


async def test_the_list_says_where_volumes_hang_and_which_are_not_encrypted(opened: Opened) -> None:
    async with opened("ec2.volumes") as pilot:
        text = "\n".join(rows(pilot))
        assert "Volumes (9)" in text
        assert "orders-db-1 sdf" in text
        assert text.count("▲ Not encrypted") == 2


async def test_a_filter_on_tags_and_states_narrows_the_list(opened: Opened) -> None:
    async with opened("ec2.volumes") as pilot:
        table = pilot.app.screen.query_one(ResourceTable)
        await press(pilot, "slash", *"state:in-use !encryption:not")
        assert {row.label for row in table.model.shown} == {
            "payments-db",
            "search-shard-0",
            "web-cache",
            "web-logs",
        }


async def test_a_filter_keeps_up_with_fast_typing(opened: Opened) -> None:
    async with opened("ec2.volumes") as pilot:
        await press(pilot, "slash")
        for key in "webcache":
            pilot.app.simulate_key(key)
        await rest(pilot)
        assert pilot.app.screen.query_one(ResourceTable).filter_text == "webcache"


async def test_a_volume_is_attached_where_the_dialog_suggests(opened: Opened, alice: Gateway) -> None:
    async with opened("ec2.volumes") as pilot:
        await press(pilot, "j", "a")
        assert isinstance(pilot.app.screen, AttachDialog)
        shown = "\n".join(rows(pilot))
        assert "nightly-backup" in shown
        assert "/dev/sdh" in shown
        assert "CreateGrant" in shown
        await press(pilot, "ctrl+s")
        attached = volume_named(alice, "nightly-backup").attachment
        assert attached is not None
        assert attached.device == "/dev/sdh"
        assert flashes(pilot)[-1].startswith("Volume attached. vol-")


async def test_a_device_can_be_typed_and_is_checked_as_one_types(opened: Opened, alice: Gateway) -> None:
    async with opened("ec2.volumes") as pilot:
        await press(pilot, "j", "a", "tab", "enter", *"custom", "enter")
        custom = pilot.app.screen.query_one("#custom", Field)
        custom.enter()
        await press(pilot, *"/dev/sdf")
        assert custom.error.endswith("Attachment point /dev/sdf is already in use")
        await press(pilot, "ctrl+s")
        assert isinstance(pilot.app.screen, AttachDialog)
        await press(pilot, "backspace", "p", "enter")
        attached = volume_named(alice, "nightly-backup").attachment
        assert attached is not None
        assert attached.device == "/dev/sdp"


async def test_a_revoked_key_is_told_with_its_cause_and_the_way_to_it(opened: Opened, alice: Gateway) -> None:
    volume = volume_named(alice, "old-shop-data")
    async with opened("ec2.volumes") as pilot:
        await press(pilot, "j", "j", "a", "ctrl+s")
        told = flashes(pilot)[-1]
        assert told.startswith("CustomerKeyHasBeenRevoked ")
        assert f"{volume.key_arn} is pending deletion." in told
        assert "Open key" in "\n".join(rows(pilot))
        assert volume_named(alice, "old-shop-data").attachment is None


async def test_detaching_wants_y(opened: Opened, alice: Gateway) -> None:
    async with opened("ec2.volumes") as pilot:
        await press(pilot, "j", "j", "j", "D")
        assert isinstance(pilot.app.screen, Confirm)
        await press(pilot, "D", "escape")
        assert volume_named(alice, "payments-db").attachment is not None
        await press(pilot, "D", "y")
        assert volume_named(alice, "payments-db").attachment is None


async def test_force_detach_warns_of_what_is_lost(opened: Opened, alice: Gateway) -> None:
    async with opened("ec2.volumes") as pilot:
        await press(pilot, "j", "j", "j", "colon", *"force detach", "enter")
        assert "What it has not written yet is lost" in " ".join(" ".join(rows(pilot)).split())
        await press(pilot, "y")
        assert volume_named(alice, "payments-db").attachment is None


async def test_deleting_wants_the_name_typed(opened: Opened, alice: Gateway) -> None:
    async with opened("ec2.volumes") as pilot:
        await press(pilot, "j", "x", *"nightly-backup", "enter")
        assert isinstance(pilot.app.screen, Volumes)
        assert "nightly-backup is being deleted." in flashes(pilot)[-1]
        names = {row.label for row in pilot.app.screen.query_one(ResourceTable).model.rows}
        assert "nightly-backup" not in names
        assert alice.call("ec2", "DescribeVolumes", {})


async def test_marked_volumes_are_deleted_together(opened: Opened) -> None:
    async with opened("ec2.volumes") as pilot:
        await press(pilot, "space", "space", "x", *"delete", "enter")
        names = {row.label for row in pilot.app.screen.query_one(ResourceTable).model.rows}
        assert names.isdisjoint({"default-key", "nightly-backup"})
        assert flashes(pilot)[-1] == "Success. 2 volumes are being deleted."


async def test_a_verb_that_makes_no_sense_says_why(opened: Opened) -> None:
    async with opened("ec2.volumes") as pilot:
        await press(pilot, "j", "j", "j", "a")
        assert flashes(pilot)[-1] == ("Attach volume is not available: the volume is in-use, not available")


async def test_an_auditor_is_refused_and_can_ask_why(opened: Opened, alice: Gateway) -> None:
    async with opened("ec2.volumes", identity="dave") as pilot:
        await press(pilot, "j", "a", "ctrl+s")
        assert flashes(pilot)[-1].startswith("UnauthorizedOperation ")
        assert "Why" in "\n".join(rows(pilot))
        assert volume_named(alice, "nightly-backup").attachment is None


async def test_a_read_only_console_changes_nothing(opened: Opened) -> None:
    async with opened("ec2.volumes", read_only=True) as pilot:
        await press(pilot, "j", "a")
        assert flashes(pilot)[-1] == "Attach volume is not available: read-only"


async def test_a_hostile_name_is_shown_and_not_obeyed(opened: Opened, alice: Gateway) -> None:
    volume = volume_named(alice, "scratch")
    hostile = "[/]\x1b]52;c;eA==\x07[red]x"
    tags = [{"Key": "Name", "Value": hostile}]
    alice.call("ec2", "CreateTags", {"Resources": [volume.volume_id], "Tags": tags})
    async with opened("ec2.volumes") as pilot:
        text = "\n".join(rows(pilot))
        assert "\x1b" not in text
        assert "[/]␛]52" in text
        await press(pilot, "slash", *"state:in", "enter", "G", "D")
        await rest(pilot)
        await press(pilot, "escape")
