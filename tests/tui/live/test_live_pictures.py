"""What the live page looks like; each docstring says what a person must see."""

from collections.abc import Callable

from tests.tui.live.demo_console import Console, looks_as_before

from kmstui.tui.theme import Look

SnapCompare = Callable[..., bool]


async def _after_half_a_minute(running: Console) -> None:
    await running.press("s")
    await running.pass_time(1, 30)


async def _with_the_key_disabled(running: Console) -> None:
    await _after_half_a_minute(running)
    await running.press("K", "tab", "enter")
    await running.pass_time(1, 3)


async def _with_the_workload(running: Console) -> None:
    await running.press("f")


async def _with_the_data_key(running: Console) -> None:
    await running.press("d")


def test_live_at_120x40(snap_compare: SnapCompare) -> None:
    """Half a minute of load in both charts, a sector from both sides, the data key in memory."""
    assert looks_as_before(snap_compare, "live", _after_half_a_minute)


def test_live_at_120x40_in_light(snap_compare: SnapCompare) -> None:
    """The same, in light, with the KMS key disabled and the load going on."""
    look = Look(dark=False, colors="truecolor")
    assert looks_as_before(snap_compare, "live", _with_the_key_disabled, look=look)


def test_live_at_80x24(snap_compare: SnapCompare) -> None:
    """Both charts over the sector inspector; no tiles."""
    assert looks_as_before(snap_compare, "live", _after_half_a_minute, size=(80, 24))


def test_the_data_key_at_80x24(snap_compare: SnapCompare) -> None:
    """The data key's card where the sector inspector was."""
    assert looks_as_before(snap_compare, "live", _with_the_data_key, size=(80, 24))


def test_the_workload_at_80x24(snap_compare: SnapCompare) -> None:
    """Eight fields in four rows, and the buttons."""
    assert looks_as_before(snap_compare, "live", _with_the_workload, size=(80, 24))
