"""What the home page looks like; each docstring says what a person must see."""

from collections.abc import Callable

from tests.tui.live.demo_console import Console, looks_as_before

from kmstui.tui.theme import Look

SnapCompare = Callable[..., bool]


async def _with_a_load(running: Console) -> None:
    await running.press("i", "s")
    await running.pass_time(1, 2)
    await running.press("escape")
    await running.pass_time(1, 40)


def test_home_at_120x40(snap_compare: SnapCompare) -> None:
    """Four tiles, the keys, what needs attention, a load in the chart, the newest events."""
    assert looks_as_before(snap_compare, "home", _with_a_load)


def test_home_at_120x40_in_light(snap_compare: SnapCompare) -> None:
    """The same at rest, in light."""
    assert looks_as_before(snap_compare, "home", look=Look(dark=False, colors="truecolor"))


def test_home_at_80x24(snap_compare: SnapCompare) -> None:
    """Three tiles, tabs, and the keys."""
    assert looks_as_before(snap_compare, "home", size=(80, 24))
