"""A scenario as it is written down: steps, in TOML.

    title = "A key encrypts a volume"
    size = [120, 40]

    [[step]]
    caption = "Make a key."     # what the bottom row says from here on
    press = "g k"               # keys, by Textual's names, separated by spaces
    expect = "Customer managed" # text that must be on the screen afterwards
    hold = 1.5                  # seconds a viewer needs

The parts of one step happen in the order in which `Step` lists them. It knows no application.
"""

import tomllib
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any


class ScenarioError(Exception):
    """A scenario cannot be read, or did not go as it is written; the text says where."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step: what is done, what must be seen, and how long it is shown."""

    caption: str | None = None
    """What the bottom row says from here on; empty takes it away; None leaves it."""
    press: str = ""
    """Keys, by Textual's names, separated by spaces."""
    type: str = ""
    """Text typed letter by letter."""
    pace: float = 0.05
    """Seconds between two letters or keys."""
    click: str = ""
    """A CSS selector to click on."""
    ticks: int = 0
    """How often the clock is moved on, with a picture each time."""
    every: float = 0.2
    """Seconds the clock moves on at each tick."""
    expect: str = ""
    """Text that must then be on the screen."""
    absent: str = ""
    """Text that must then not be on the screen."""
    still: str = ""
    """Name of a picture that is kept."""
    hold: float = 0.8
    """Seconds the picture is shown; the account's clock moves on by as much."""


@dataclass(frozen=True, slots=True)
class Scenario:
    """A whole scenario."""

    title: str
    steps: tuple[Step, ...]
    width: int = 120
    height: int = 40
    """Cells of the console; a caption adds one row below."""


def read(path: Path) -> Scenario:
    """Read a scenario from its file.

    Raises:
        ScenarioError: when it is not one.
    """
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ScenarioError(f"{path}: {error}") from error
    width, height = document.get("size", (120, 40))
    steps = tuple(_step(number, row) for number, row in enumerate(document.get("step", ()), start=1))
    return Scenario(str(document.get("title", path.stem)), steps, width, height)


def _step(number: int, row: dict[str, Any]) -> Step:
    known = {field.name for field in fields(Step)}
    if unknown := row.keys() - known:
        raise ScenarioError(f"step {number}: unknown {', '.join(sorted(unknown))}")
    return Step(**row)
