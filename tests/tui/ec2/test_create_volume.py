"""Create volume: what is checked as one types, what is sent, and what becomes of it."""

import pytest
from tests.tui.conftest import Driver, rows
from tests.tui.ec2.conftest import Opened, flashes, press, rest, volume_named

from kmstui.aws.gateway import Gateway
from kmstui.console.volumes import list_volumes
from kmstui.tui.dialogs.confirm import Confirm
from kmstui.tui.screens.ec2.create_volume import CreateVolume
from kmstui.tui.screens.ec2.explanations import FieldHelp, Reasons
from kmstui.tui.screens.ec2.volumes import Volumes
from kmstui.tui.widgets.check_list import Checkbox
from kmstui.tui.widgets.field import Field
from kmstui.tui.widgets.select import SelectField


def page(pilot: Driver) -> CreateVolume:
    """The form."""
    screen = pilot.app.screen
    assert isinstance(screen, CreateVolume)
    return screen


async def choose(pilot: Driver, field: str, *keys: str) -> None:
    """Choose from a field's list by typing."""
    page(pilot).query_one(f"#{field}", SelectField).enter()
    await press(pilot, "enter", *keys, "enter")


async def retype(pilot: Driver, field: str, text: str) -> None:
    """Type something else into a field."""
    page(pilot).query_one(f"#{field}", Field).enter()
    await press(pilot, "end", *["backspace"] * 8, *text)


async def test_the_form_begins_right_and_says_what_it_will_do(opened: Opened) -> None:
    async with opened("ec2.create-volume") as pilot:
        text = "\n".join(rows(pilot))
        assert "GenerateDataKeyWithoutPlaintext" in text
        assert "aws ec2 create-volume" in text
        assert "(default) aws/ebs" in text
        assert not page(pilot).problems
        assert all(verdict.allowed for verdict in page(pilot).verdicts)


def shown(pilot: Driver) -> set[str]:
    """Which of the fields that some types lack are there."""
    names = ("iops", "throughput", "multi_attach")
    return {name for name in names if page(pilot).query_one(f"#{name}").display}


async def test_fields_come_and_go_with_the_type(opened: Opened) -> None:
    async with opened("ec2.create-volume") as pilot:
        assert shown(pilot) == {"iops", "throughput"}
        await choose(pilot, "volume_type", *"io2")
        assert shown(pilot) == {"iops", "multi_attach"}
        await choose(pilot, "volume_type", *"st1")
        assert shown(pilot) == set()
        assert page(pilot).query_one("#size", Field).error == "Must be between 125 and 16,384"


async def test_a_broken_limit_is_said_beside_the_field_and_in_aws_words_below(opened: Opened) -> None:
    async with opened("ec2.create-volume") as pilot:
        await retype(pilot, "throughput", "2400")
        assert page(pilot).query_one("#throughput", Field).error == "Must be between 125 and 2,000"
        text = "\n".join(rows(pilot))
        assert "✗ 1 field to fix" in text
        assert "Volume throughput of 2400 is too high; maximum is 2000." in text
        await press(pilot, "ctrl+s")
        assert flashes(pilot)[-1].startswith("Create volume is not available:")
        await retype(pilot, "throughput", "500")
        assert not page(pilot).problems or page(pilot).problems[0].field != "throughput"


async def test_no_key_is_lost_however_fast_one_types(opened: Opened) -> None:
    async with opened("ec2.create-volume") as pilot:
        await retype(pilot, "size", "")
        for key in "12345":
            pilot.app.simulate_key(key)
        await rest(pilot)
        assert page(pilot).form.size == "12345"


async def test_f8_goes_from_error_to_error(opened: Opened) -> None:
    async with opened("ec2.create-volume") as pilot:
        await retype(pilot, "size", "0")
        await retype(pilot, "throughput", "1")
        await press(pilot, "f8")
        assert page(pilot).query_one("#size", Field).has_focus_within
        await press(pilot, "f8")
        assert page(pilot).query_one("#throughput", Field).has_focus_within


async def test_the_whole_way_creates_encrypts_and_attaches(opened: Opened, alice: Gateway) -> None:
    before = {volume.volume_id for volume in list_volumes(alice)}
    async with opened("ec2.create-volume") as pilot:
        await choose(pilot, "key", *"payments")
        await choose(pilot, "instance", "down")
        await retype(pilot, "size", "20")
        page(pilot).query_one("#add-tag").focus()
        await press(pilot, "enter", *"Name", "tab", *"orders-data")
        await press(pilot, "ctrl+s")
        await rest(pilot)
        assert isinstance(pilot.app.screen, Volumes)
        (made,) = [volume for volume in list_volumes(alice) if volume.volume_id not in before]
        assert (made.name, made.size, made.key_alias) == ("orders-data", 20, "payments-prod")
        assert made.attachment is not None
        assert (made.attachment.instance, made.attachment.device) == ("orders-db-1", "/dev/sdh")
        assert [told.partition(".")[0] for told in flashes(pilot)] == ["Creating volume", "Volume attached"]


async def test_a_volume_under_a_bad_key_is_told_with_the_cause(opened: Opened, alice: Gateway) -> None:
    keys = {alias["AliasName"]: alias for alias in alice.call("kms", "ListAliases", {})["Aliases"]}
    arn = f"arn:aws:kms:us-east-1:111122223333:key/{keys['alias/analytics-dev']['TargetKeyId']}"
    async with opened("ec2.create-volume") as pilot:
        await choose(pilot, "key", *"Enter a")
        page(pilot).query_one("#typed_key", Field).enter()
        await press(pilot, *arn)
        assert "○ Disabled" in "\n".join(rows(pilot))
        await press(pilot, "ctrl+s")
        await rest(pilot)
        assert isinstance(pilot.app.screen, Volumes)
        assert flashes(pilot)[-1].startswith("Volume was not created. vol-")
        assert f"{arn} is disabled." in flashes(pilot)[-1]
        assert len(list_volumes(alice)) == 9


async def test_a_key_that_is_not_there_is_told_as_one_types(opened: Opened) -> None:
    async with opened("ec2.create-volume") as pilot:
        await choose(pilot, "key", *"Enter a")
        field = page(pilot).query_one("#typed_key", Field)
        field.enter()
        await press(pilot, *"nonsense")
        assert field.error.startswith("Not an ARN")


async def test_without_encryption_no_key_is_asked_for(opened: Opened, alice: Gateway) -> None:
    async with opened("ec2.create-volume") as pilot:
        page(pilot).query_one("#encrypted", Checkbox).focus()
        await press(pilot, "space")
        assert not page(pilot).query_one("#key").display
        assert "GenerateDataKeyWithoutPlaintext" not in "\n".join(rows(pilot))
        await press(pilot, "ctrl+s")
        await rest(pilot)
        assert sum(not volume.encrypted for volume in list_volumes(alice)) == 3


async def test_instances_follow_the_zone(opened: Opened) -> None:
    async with opened("ec2.create-volume") as pilot:
        await choose(pilot, "instance", "down")
        assert page(pilot).form.device == "/dev/sdh"
        await choose(pilot, "zone", *"1b")
        assert (page(pilot).form.instance, page(pilot).form.device) == ("", "")
        await choose(pilot, "instance", "down")
        assert page(pilot).form.device == "/dev/sdi"


async def test_an_auditor_sees_what_is_missing_and_is_refused(opened: Opened, alice: Gateway) -> None:
    async with opened("ec2.create-volume", identity="dave") as pilot:
        allowed = {verdict.need.action: verdict.allowed for verdict in page(pilot).verdicts}
        assert not allowed["ec2:CreateVolume"]
        assert allowed["kms:GenerateDataKeyWithoutPlaintext"], (
            "aws/ebs lets everybody here use it through EC2"
        )
        await press(pilot, "ctrl+w")
        assert isinstance(pilot.app.screen, Reasons)
        await press(pilot, "escape", "ctrl+s")
        assert flashes(pilot)[-1].startswith("UnauthorizedOperation ")
        assert isinstance(pilot.app.screen, CreateVolume)
        assert len(list_volumes(alice)) == 9


async def test_escape_asks_only_where_something_was_entered(opened: Opened) -> None:
    async with opened("ec2.volumes") as pilot:
        await press(pilot, "c", "escape")
        assert isinstance(pilot.app.screen, Volumes)
        await press(pilot, "c")
        await retype(pilot, "size", "7")
        await press(pilot, "escape")
        assert isinstance(pilot.app.screen, Confirm)
        await press(pilot, "escape")
        assert page(pilot).form.size == "7"
        await press(pilot, "escape", "tab", "enter")
        assert isinstance(pilot.app.screen, Volumes)


async def test_at_80_columns_the_right_half_becomes_tabs(opened: Opened) -> None:
    async with opened("ec2.create-volume", size=(80, 24)) as pilot:
        assert "1 CreateVolume" not in "\n".join(rows(pilot))
        await press(pilot, "ctrl+t")
        assert "1 CreateVolume" in "\n".join(rows(pilot))
        await press(pilot, "ctrl+t")
        assert "aws ec2 create-volume" in "\n".join(rows(pilot))
        await press(pilot, "ctrl+t")
        assert "ec2:CreateVolume" in "\n".join(rows(pilot))
        await press(pilot, "ctrl+t")
        assert "Volume settings" in "\n".join(rows(pilot))


async def test_info_explains_a_field(opened: Opened) -> None:
    async with opened("ec2.create-volume") as pilot:
        field = page(pilot).query_one("#throughput", Field)
        field.post_message(Field.InfoRequested(field))
        await rest(pilot)
        assert isinstance(pilot.app.screen, FieldHelp)
        assert "at most a quarter" in "\n".join(rows(pilot))


@pytest.mark.parametrize("key", ["ctrl+y"])
async def test_the_command_is_copied(opened: Opened, key: str) -> None:
    async with opened("ec2.create-volume") as pilot:
        await press(pilot, key)
        assert pilot.app.clipboard.startswith("aws ec2 create-volume \\\n  --volume-type gp3")


async def test_a_tag_reserved_by_aws_is_refused_in_place(opened: Opened) -> None:
    async with opened("ec2.create-volume") as pilot:
        page(pilot).query_one("#add-tag").focus()
        await press(pilot, "enter", *"aws:x")
        assert "aws: is reserved." in "\n".join(rows(pilot))
        await press(pilot, "f8")
        assert page(pilot).query_one("#tags-editor").has_focus_within


async def test_names_of_volumes_reach_the_account_as_typed(opened: Opened, alice: Gateway) -> None:
    async with opened("ec2.create-volume") as pilot:
        page(pilot).query_one("#add-tag").focus()
        await press(pilot, "enter", *"Name", "tab", *"[/]x", "ctrl+s")
        await rest(pilot)
        assert volume_named(alice, "[/]x").size == 100
