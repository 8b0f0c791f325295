"""What each step of the Create key wizard looks like; each docstring says what a person must see."""

from collections.abc import Awaitable, Callable

import pytest
from tests.tui.conftest import NOON, Driver, Golden, settle
from tests.tui.kms.create_key_driving import (
    busy_account,
    edit_policy,
    go_to,
    page,
    press,
    type_in,
    wizard_on,
)

from kmstui.aws.clock import ManualClock
from kmstui.aws.errors import AwsError
from kmstui.tui.app import KmstuiApp
from kmstui.tui.history import Place
from kmstui.tui.theme import Look

Snapshot = Callable[..., bool]
Act = Callable[[Driver], Awaitable[None]]

WIDE, SMALL = (120, 40), (80, 24)
DARK, LIGHT = Look(colors="truecolor"), Look(dark=False, colors="truecolor")
SIZES = [pytest.param(WIDE, id="120x40"), pytest.param(SMALL, id="80x24")]


async def configured(pilot: Driver) -> None:
    """Alias and description are typed."""
    await type_in(pilot, "orders-2")
    await press(pilot, "tab")
    await type_in(pilot, "Order data at rest")


async def tagged(pilot: Driver) -> None:
    """Two tags are typed, the second has a reserved key."""
    await configured(pilot)
    await press(pilot, "alt+right")
    await type_in(pilot, "env")
    await press(pilot, "enter")
    await type_in(pilot, "prod")
    await press(pilot, "enter")
    await type_in(pilot, "aws:team")


async def administered(pilot: Driver) -> None:
    """Three administrators are chosen, the last of them a moment ago."""
    await configured(pilot)
    await press(pilot, "alt+right", "alt+right", "space", "down", "space", "space")


async def used(pilot: Driver) -> None:
    """Two users and another account are chosen."""
    await administered(pilot)
    await press(pilot, "alt+right", "down", "down", "space", "space", "A")
    await type_in(pilot, "444455556666")


async def reviewed(pilot: Driver) -> None:
    """Everything is chosen."""
    await used(pilot)
    await press(pilot, "alt+right")


async def edited(pilot: Driver) -> None:
    """The policy is edited by hand: one action is new, another is misspelt, one element is unknown."""
    await reviewed(pilot)
    await edit_policy(pilot, '"kms:*"', '["kms:*", "kms:Decript"]')
    await edit_policy(pilot, '"Resource"', '"Ressource"')


async def turned_over(pilot: Driver) -> None:
    """What stands beside the form is in front."""
    await administered(pilot)
    await press(pilot, "v")


async def missed(pilot: Driver) -> None:
    """Somebody wants to go on without an alias."""
    await press(pilot, "alt+right")


async def denied(pilot: Driver) -> None:
    """AWS refuses the key."""
    await reviewed(pilot)
    await press(pilot, "ctrl+s")


async def leaving(pilot: Driver) -> None:
    """Esc was pressed on a form with something in it."""
    await configured(pilot)
    await press(pilot, "escape")


DENIAL = AwsError(
    "AccessDeniedException",
    "User: arn:aws:iam::111122223333:user/carol is not authorized to perform: kms:CreateKey on resource: *"
    " because no identity-based policy allows the kms:CreateKey action",
    request_id="6f2e1b7e-0001",
)


def _compare(snap_compare: Snapshot, act: Act, size: tuple[int, int], look: Look) -> None:
    account = busy_account(CreateKey=DENIAL) if act is denied else busy_account()
    app = KmstuiApp(account, ManualClock(NOON), start=Place("kms.create-key"), look=look)

    async def before(pilot: Driver) -> None:
        await settle(pilot)
        await act(pilot)
        await settle(pilot)

    assert snap_compare(app, run_before=before, terminal_size=size)


@pytest.mark.parametrize("size", SIZES)
def test_step_1(snap_compare: Snapshot, size: tuple[int, int]) -> None:
    """Alias with its full name below, description with a count; advanced options open at 120x40, one line at
    80x24; beside them what will happen, the permissions and the commands."""
    _compare(snap_compare, configured, size, DARK)


@pytest.mark.parametrize("size", SIZES)
def test_step_2_with_a_reserved_key(snap_compare: Snapshot, size: tuple[int, int]) -> None:
    """Two rows, the second with red bars and the reason in red below; Next is grey and says why."""
    _compare(snap_compare, tagged, size, DARK)


@pytest.mark.parametrize("size", SIZES)
def test_step_3(snap_compare: Snapshot, size: tuple[int, int]) -> None:
    """Ticked names are bright; the policy beside them is green where it grew, brighter in one line."""
    _compare(snap_compare, administered, size, DARK)


def test_step_3_in_the_light(snap_compare: Snapshot) -> None:
    """As above on white."""
    _compare(snap_compare, administered, WIDE, LIGHT)


@pytest.mark.parametrize("size", SIZES)
def test_step_4(snap_compare: Snapshot, size: tuple[int, int]) -> None:
    """Another account framed as the principal it becomes; its two lines stand out in the policy."""
    _compare(snap_compare, used, size, DARK)


@pytest.mark.parametrize("size", SIZES)
def test_step_5(snap_compare: Snapshot, size: tuple[int, int]) -> None:
    """Summary over the editor at 120x40, a tab of its own at 80x24; Finish is orange."""
    _compare(snap_compare, reviewed, size, DARK)


@pytest.mark.parametrize("size", SIZES)
def test_step_5_with_problems(snap_compare: Snapshot, size: tuple[int, int]) -> None:
    """Wrong words underlined in the text and listed below with line and column; Finish is grey."""
    _compare(snap_compare, edited, size, DARK)


def test_the_policy_in_front_at_80x24(snap_compare: Snapshot) -> None:
    """The policy takes the place of the table; its tab is underlined."""
    _compare(snap_compare, turned_over, SMALL, DARK)


@pytest.mark.parametrize("size", SIZES)
def test_a_missed_alias(snap_compare: Snapshot, size: tuple[int, int]) -> None:
    """A red bar, the reason below it, a red cross at the step."""
    _compare(snap_compare, missed, size, DARK)


@pytest.mark.parametrize("size", SIZES)
def test_a_refused_key(snap_compare: Snapshot, size: tuple[int, int]) -> None:
    """A red box with AWS's code, message and request id, and `Why?`; everything chosen still stands below."""
    _compare(snap_compare, denied, size, DARK)


def test_leaving_what_was_typed(snap_compare: Snapshot) -> None:
    """A dialog over the dimmed form; Cancel is the orange default."""
    _compare(snap_compare, leaving, WIDE, DARK)


def test_the_wizard_in_ascii(snap_compare: Snapshot) -> None:
    """No character outside ASCII."""
    _compare(snap_compare, administered, WIDE, Look(ascii=True, colors="truecolor"))


def test_the_wizard_in_256_colours(snap_compare: Snapshot) -> None:
    """Page, panel, field, cursor row and both greens still differ from each other."""
    _compare(snap_compare, administered, WIDE, Look(colors="256"))


@pytest.mark.parametrize("size", SIZES)
async def test_each_step_as_text(golden: Golden, size: tuple[int, int]) -> None:
    """Every step, in rows that show in a diff what changed."""
    name = f"create-key-{size[0]}x{size[1]}"
    async with wizard_on(busy_account(), size=size) as pilot:
        golden(pilot, f"{name}-0-empty")
        await used(pilot)
        for step in (4, 3, 2, 1):
            golden(pilot, f"{name}-{step}")
            await press(pilot, "alt+left")
        await go_to(pilot, 5)
        golden(pilot, f"{name}-5")
        assert page(pilot).draft.problems == {}
