"""Draws everything in screenshots/: the stills of the scenarios, and the story as a recording.

    python scripts/screenshots.py [--check]

The scenarios run on the demonstration account and its frozen clock, so that what has not changed is drawn to
the same bytes. With `--check` nothing is written, and the exit status says whether anything would be.
"""

import asyncio
import io
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from kmstui.cli.tour import STORY, story_frames
from kmstui.tui.tour.cast import asciicast, unhurried, with_caption
from kmstui.tui.tour.glyphs import SMALL
from kmstui.tui.tour.pictures import colours, gif, image
from kmstui.tui.tour.player import Frame
from kmstui.tui.tour.scenario import Scenario, read

TARGET = Path(__file__).parents[1] / "screenshots"
SMALLEST = STORY.with_name("small.toml")
Files = dict[str, bytes]


@dataclass(frozen=True)
class Take:
    """One scenario in one theme."""

    scenario: Path
    theme: str
    recording: str = ""
    """Name of the recording to keep of it; empty keeps the stills alone."""


TAKES = (Take(STORY, "dark", "story"), Take(STORY, "light"), Take(SMALLEST, "dark"))


async def _frames(scenario: Scenario, theme: str) -> list[Frame]:
    return [frame async for frame in story_frames(scenario, theme)]


def stills(scenario: Scenario, theme: str, frames: Sequence[Frame]) -> Iterator[tuple[str, bytes]]:
    """The kept pictures of one take, by file name."""
    size = f"{scenario.width}x{scenario.height}"
    for frame in frames:
        if frame.still:
            picture = image(frame.rows, scenario.width)
            yield f"{frame.still}-{size}-{theme}.png", _png(picture)


def _png(picture: Image.Image) -> bytes:
    """Few colours make small files: a screen has some dozens."""
    buffer = io.BytesIO()
    picture.quantize(256, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(
        buffer, "PNG", optimize=True
    )
    return buffer.getvalue()


def recording(name: str, scenario: Scenario, frames: Sequence[Frame]) -> Iterator[tuple[str, bytes]]:
    """A take as an asciicast and as a GIF."""
    yield f"{name}.cast", "".join(asciicast(scenario, frames)).encode()
    shown = unhurried(frames)
    pictures = [image(with_caption(frame, scenario.width), scenario.width, SMALL) for frame in shown]
    exact = {colour for frame in shown for colour in colours(frame.rows)}
    yield f"{name}.gif", gif(pictures, [frame.hold for frame in shown], exact)


def draw() -> Files:
    """Every file of screenshots/."""
    files: Files = {}
    for take in TAKES:
        scenario = read(take.scenario)
        frames = asyncio.run(_frames(scenario, take.theme))
        files.update(stills(scenario, take.theme, frames))
        if take.recording:
            files.update(recording(take.recording, scenario, frames))
    return files


def main(arguments: Sequence[str]) -> int:
    """Draw, and write what differs."""
    files = draw()
    present = {file.name: file.read_bytes() for file in TARGET.iterdir()} if TARGET.is_dir() else {}
    changed = sorted(name for name in files.keys() | present.keys() if files.get(name) != present.get(name))
    for name in changed:
        print(f"{'missing' if name not in files else 'new' if name not in present else 'changed'}  {name}")
    if "--check" in arguments:
        return 1 if changed else 0
    TARGET.mkdir(exist_ok=True)
    for name in changed:
        if name in files:
            (TARGET / name).write_bytes(files[name])
        else:
            (TARGET / name).unlink()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
