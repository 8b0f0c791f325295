"""`kmstui tour`: plays the story in this terminal, or writes it to a file.

The story runs on the demonstration account, on a clock that only the story moves; what is played is what
would be recorded, at the pace of a viewer.
"""

import asyncio
import os
import shutil
import sys
from collections.abc import AsyncIterator
from contextlib import aclosing
from pathlib import Path
from typing import TYPE_CHECKING

from kmstui.cli.account import open_demo

if TYPE_CHECKING:
    from kmstui.tui.tour.player import Frame
    from kmstui.tui.tour.scenario import Scenario

EXIT_BAD_INPUT = 2
STORY = Path(__file__).parents[1] / "tui" / "tour" / "story.toml"


def run_tour(record: Path | None, theme: str) -> int:
    """Play or record the story; returns the exit code."""
    from kmstui.tui.tour.scenario import ScenarioError, read

    try:
        scenario = read(STORY)
        if record is None:
            return asyncio.run(_play(scenario, theme))
        return _record(scenario, record, theme)
    except ScenarioError as error:
        return _complain(str(error))


async def story_frames(scenario: "Scenario", theme: str) -> "AsyncIterator[Frame]":
    """The pictures of a scenario on a fresh demonstration account."""
    from kmstui.aws.clock import ManualClock
    from kmstui.tui.app import KmstuiApp
    from kmstui.tui.theme import Look
    from kmstui.tui.tour.player import Player, never_impatient

    os.environ.pop("NO_COLOR", None)
    never_impatient()
    account = open_demo()
    assert isinstance(account.clock, ManualClock), "the demonstration's clock is moved by hand"
    try:
        look = Look(dark=theme != "light", colors="truecolor")
        app = KmstuiApp(account.endpoint, account.clock, look=look)
        async for frame in Player(app, account.clock, scenario).frames():
            yield frame
    finally:
        account.close()


async def _play(scenario: "Scenario", theme: str) -> int:
    from kmstui.tui.tour.cast import RESTORE, RowDifference

    columns, rows = shutil.get_terminal_size()
    if not sys.stdout.isatty() or columns < scenario.width or rows <= scenario.height:
        needs = f"{scenario.width}x{scenario.height + 1}"
        return _complain(f"the tour needs a terminal of {needs}; this one has {columns}x{rows}")
    colours = "truecolor" if os.environ.get("COLORTERM") in {"truecolor", "24bit"} else "256"
    difference = RowDifference(scenario.width, scenario.height + 1, color_system=colours)
    try:
        async with aclosing(story_frames(scenario, theme)) as frames:  # type: ignore[type-var]
            async for frame in frames:
                sys.stdout.write(difference.text(frame))
                sys.stdout.flush()
                await asyncio.sleep(frame.hold)
    except (KeyboardInterrupt, asyncio.CancelledError):
        pass
    finally:
        sys.stdout.write(f"{RESTORE}\x1b[{scenario.height + 2};1H\n")
    return 0


def _record(scenario: "Scenario", path: Path, theme: str) -> int:
    if path.suffix not in {".cast", ".gif"}:
        return _complain("a tour is recorded to a file that ends in .cast or .gif")
    try:
        path.touch()
        return _write(scenario, path, theme)
    except OSError as error:
        return _complain(f"{path} cannot be written: {error.strerror}")


def _write(scenario: "Scenario", path: Path, theme: str) -> int:
    from kmstui.tui.tour.cast import asciicast

    if path.suffix == ".gif":
        return _write_gif(scenario, path, theme)
    frames = asyncio.run(_all(scenario, theme))
    path.write_text("".join(asciicast(scenario, frames)), encoding="utf-8")
    return 0


def _complain(message: str) -> int:
    sys.stderr.write(f"kmstui: {message}\n")
    return EXIT_BAD_INPUT


def _write_gif(scenario: "Scenario", path: Path, theme: str) -> int:
    try:
        from kmstui.tui.tour.cast import unhurried, with_caption
        from kmstui.tui.tour.fonts import NoFont, faces
        from kmstui.tui.tour.glyphs import SMALL
        from kmstui.tui.tour.pictures import colours, gif, image
    except ModuleNotFoundError:
        return _complain("a GIF needs Pillow; install kmstui[demo]")
    try:
        faces()
    except NoFont as error:
        return _complain(str(error))
    shown = unhurried(asyncio.run(_all(scenario, theme)))
    pictures = [image(with_caption(frame, scenario.width), scenario.width, SMALL) for frame in shown]
    exact = {colour for frame in shown for colour in colours(frame.rows)}
    path.write_bytes(gif(pictures, [frame.hold for frame in shown], exact))
    return 0


async def _all(scenario: "Scenario", theme: str) -> "list[Frame]":
    return [frame async for frame in story_frames(scenario, theme)]
