"""A scenario's pictures as a terminal plays them: the rows that changed, as ANSI text.

Writes asciicast v2 (the format's documentation, "asciicast v2"), with nothing in it that differs between two
runs: no date, no environment, times from the scenario's own clock.
"""

import io
import json
from collections.abc import Iterable, Iterator
from dataclasses import replace

from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from kmstui.tui.tour.player import Frame
from kmstui.tui.tour.scenario import Scenario

CLEAR = "\x1b[?25l\x1b[2J"
"""Hides the cursor and empties the terminal before the first picture."""
RESTORE = "\x1b[0m\x1b[?25h"
"""Gives the terminal back."""


def caption_row(caption: str, width: int) -> Strip:
    """The row below the console.

    Its style is new each time: Rich keeps the codes of a style from the first terminal it is written to.
    """
    style = Style(color="#0f141a", bgcolor="#ff9900" if caption else "#0f141a", bold=True)
    return Strip([Segment(f"  {caption}".ljust(width)[:width], style)], width)


def with_caption(frame: Frame, width: int) -> tuple[Strip, ...]:
    """A picture's rows and the caption under them."""
    return (*frame.rows, caption_row(frame.caption, width))


def unhurried(frames: Iterable[Frame], least: float = 0.1) -> list[Frame]:
    """The pictures that are shown for at least so many seconds, with the time of those left out."""
    kept: list[Frame] = []
    owed = 0.0
    for frame in frames:
        owed += frame.hold
        if owed >= least - 1e-9:
            kept.append(replace(frame, hold=owed))
            owed = 0.0
    return kept


class RowDifference:
    """Turns pictures into the text that changes a terminal from one to the next."""

    def __init__(self, width: int, height: int, *, color_system: str = "truecolor") -> None:
        self._width = width
        self._console = Console(
            file=io.StringIO(),
            force_terminal=True,
            color_system="truecolor" if color_system == "truecolor" else "256",
            width=width,
            height=height,
            legacy_windows=False,
        )
        self._before: list[str] = []

    def text(self, frame: Frame) -> str:
        """What to write; empty when nothing has changed."""
        rows = [strip.render(self._console) for strip in with_caption(frame, self._width)]
        before = self._before or [""] * len(rows)
        changed = [
            f"\x1b[{number};1H{row}\x1b[0m"
            for number, (row, old) in enumerate(zip(rows, before, strict=True), start=1)
            if row != old
        ]
        start = "" if self._before else CLEAR
        self._before = rows
        return start + "".join(changed) if changed else ""


def asciicast(scenario: Scenario, frames: Iterable[Frame]) -> Iterator[str]:
    """The lines of an asciicast v2 file."""
    height = scenario.height + 1
    yield _line({"version": 2, "width": scenario.width, "height": height, "title": scenario.title})
    difference = RowDifference(scenario.width, height)
    end = 0.0
    for frame in frames:
        text = difference.text(frame)
        end = frame.at + frame.hold
        if text:
            yield _line([frame.at, "o", text])
    yield _line([round(end, 3), "o", ""])


def _line(value: object) -> str:
    return json.dumps(value, ensure_ascii=False) + "\n"
