"""What the event history looks like; each docstring says what a person must see."""

from collections.abc import Callable

from tests.tui.live.demo_console import Console, looks_as_before

from kmstui.tui.theme import Look

SnapCompare = Callable[..., bool]


async def _why(running: Console) -> None:
    await running.press("enter")


async def _record(running: Console) -> None:
    await running.press("J")


def test_events_at_120x40(snap_compare: SnapCompare) -> None:
    """Newest first, the refused call in red with its code, the filter as a token."""
    assert looks_as_before(snap_compare, "trail.events")


def test_events_at_80x24_in_light(snap_compare: SnapCompare) -> None:
    """Time, name and user."""
    look = Look(dark=False, colors="truecolor")
    assert looks_as_before(snap_compare, "trail.events", size=(80, 24), look=look)


def test_why_at_120x40(snap_compare: SnapCompare) -> None:
    """Each statement with what it wants and what the request has."""
    assert looks_as_before(snap_compare, "trail.events", _why)


def test_the_record_at_80x24(snap_compare: SnapCompare) -> None:
    """The JSON record in colour, with a scroll bar."""
    assert looks_as_before(snap_compare, "trail.events", _record, size=(80, 24))
