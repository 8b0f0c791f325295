"""What the EC2 and EBS pages look like; each docstring says what a person must see."""

from collections.abc import Awaitable, Callable

import pytest
from tests.tui.conftest import Driver
from tests.tui.ec2.conftest import app_on, press, rest, volume_named

from kmstui.aws.gateway import Gateway
from kmstui.cli.account import LocalAccount
from kmstui.tui.theme import Look
from kmstui.tui.widgets.field import Field
from kmstui.tui.widgets.select import SelectField

Snapshot = Callable[..., bool]
Step = Callable[[Driver], Awaitable[None]]
WIDE, SMALL = (120, 40), (80, 24)
SIZES = [pytest.param(WIDE, id="120x40"), pytest.param(SMALL, id="80x24")]
LIGHT = Look(dark=False, colors="truecolor")


def _compare(
    snap_compare: Snapshot,
    account: LocalAccount,
    page: str,
    *keys: str,
    size: tuple[int, int] = WIDE,
    step: Step | None = None,
    **options: object,
) -> None:
    async def before(pilot: Driver) -> None:
        await rest(pilot)
        if keys:
            await press(pilot, *keys)
        if step is not None:
            await step(pilot)
        await rest(pilot)

    assert snap_compare(app_on(account, page, **options), terminal_size=size, run_before=before)


@pytest.mark.parametrize("size", SIZES)
def test_volumes(snap_compare: Snapshot, account: LocalAccount, size: tuple[int, int]) -> None:
    """You should see nine volumes, two of them warned of as not encrypted, and what each hangs on."""
    _compare(snap_compare, account, "ec2.volumes", size=size)


def test_volumes_in_light(snap_compare: Snapshot, account: LocalAccount) -> None:
    """You should see the same list, two rows of it marked, on white."""
    _compare(snap_compare, account, "ec2.volumes", "space", "space", look=LIGHT)


def test_no_volumes(snap_compare: Snapshot, account: LocalAccount) -> None:
    """You should see a sentence and a button in the middle of an empty table."""
    _compare(snap_compare, account, "ec2.volumes", region="eu-central-1")


@pytest.mark.parametrize("size", SIZES)
def test_attach(snap_compare: Snapshot, account: LocalAccount, size: tuple[int, int]) -> None:
    """You should see the instance of the zone, the first free device, and three numbered effects."""
    _compare(snap_compare, account, "ec2.volumes", "j", "a", size=size)


def test_a_revoked_key(snap_compare: Snapshot, account: LocalAccount) -> None:
    """You should see a red message with the cause and `Open key`."""
    _compare(snap_compare, account, "ec2.volumes", "j", "j", "a", "ctrl+s")


@pytest.mark.parametrize("size", SIZES)
def test_delete(snap_compare: Snapshot, account: LocalAccount, size: tuple[int, int]) -> None:
    """You should see a red dialog that wants the volume's name typed."""
    _compare(snap_compare, account, "ec2.volumes", "j", "x", size=size)


async def _filled_in(pilot: Driver) -> None:
    screen = pilot.app.screen
    screen.query_one("#key", SelectField).enter()
    await press(pilot, "enter", *"payments", "enter")
    screen.query_one("#add-tag").focus()
    await press(pilot, "enter", *"Name", "tab", *"orders-data")
    screen.query_one("#throughput", Field).enter()
    await press(pilot, "end", "backspace", "backspace", "backspace", *"1400")


@pytest.mark.parametrize("size", SIZES)
def test_create_volume(snap_compare: Snapshot, account: LocalAccount, size: tuple[int, int]) -> None:
    """You should see a throughput that is too high: beside the field, underlined in the command, and in the
    foot in AWS's words."""
    _compare(snap_compare, account, "ec2.create-volume", size=size, step=_filled_in)


def test_create_volume_in_light(snap_compare: Snapshot, account: LocalAccount) -> None:
    """You should see the form as it begins, ready to be sent, on white."""
    _compare(snap_compare, account, "ec2.create-volume", look=LIGHT)


async def _with_an_instance(pilot: Driver) -> None:
    pilot.app.screen.query_one("#instance", SelectField).enter()
    await press(pilot, "enter", "down", "enter")


def test_create_and_attach(snap_compare: Snapshot, account: LocalAccount) -> None:
    """You should see six effects, and commands that wait before they attach."""
    _compare(snap_compare, account, "ec2.create-volume", step=_with_an_instance)


async def _choosing_a_key(pilot: Driver) -> None:
    pilot.app.screen.query_one("#key", SelectField).enter()
    await press(pilot, "enter")


def test_the_list_of_keys(snap_compare: Snapshot, account: LocalAccount) -> None:
    """You should see aliases with who manages them and what they are for, the default first."""
    _compare(snap_compare, account, "ec2.create-volume", step=_choosing_a_key)


@pytest.mark.parametrize("tab", [1, 2, 3])
def test_create_volume_tabs(snap_compare: Snapshot, account: LocalAccount, tab: int) -> None:
    """You should see one panel of the right half alone, and its tab underlined."""
    _compare(snap_compare, account, "ec2.create-volume", *["ctrl+t"] * tab, size=SMALL)


def test_an_auditor_at_the_form(snap_compare: Snapshot, account: LocalAccount) -> None:
    """You should see what dave lacks, in red, and why."""
    _compare(snap_compare, account, "ec2.create-volume", identity="dave")


def test_why_the_permissions_came_out_so(snap_compare: Snapshot, account: LocalAccount) -> None:
    """You should see the statements considered for each permission."""
    _compare(snap_compare, account, "ec2.create-volume", "ctrl+w", identity="dave")


@pytest.mark.parametrize("tab", ["1", "2", "3", "4", "5"])
@pytest.mark.parametrize("size", SIZES)
def test_a_volume(
    snap_compare: Snapshot, account: LocalAccount, alice: Gateway, size: tuple[int, int], tab: str
) -> None:
    """You should see one tab of an attached, encrypted volume."""
    arguments = {"volume_id": volume_named(alice, "payments-db").volume_id}
    _compare(snap_compare, account, "ec2.volume", tab, size=size, arguments=arguments)


def test_a_volume_that_is_gone(snap_compare: Snapshot, account: LocalAccount) -> None:
    """You should see AWS's refusal in a red box."""
    _compare(snap_compare, account, "ec2.volume", arguments={"volume_id": "vol-00000000000000000"})


@pytest.mark.parametrize("size", SIZES)
def test_instances(snap_compare: Snapshot, account: LocalAccount, size: tuple[int, int]) -> None:
    """You should see two instances, and below them the first with its two volumes."""
    _compare(snap_compare, account, "ec2.instances", size=size)


def test_launch(snap_compare: Snapshot, account: LocalAccount) -> None:
    """You should see a dialog with three fields."""
    _compare(snap_compare, account, "ec2.instances", "c")


def test_stop_in_light(snap_compare: Snapshot, account: LocalAccount) -> None:
    """You should see a dialog that names the volumes, on white."""
    _compare(snap_compare, account, "ec2.instances", "e", look=LIGHT)
