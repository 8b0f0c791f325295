"""Plays a scenario on the real application, without a terminal, on a clock that only the scenario moves.

After each thing that is done it waits until every question is answered and drawn, so that the same scenario
on the same account gives the same pictures. It knows steps, not what is made of the pictures.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta

from textual.pilot import Pilot
from textual.strip import Strip

from kmstui.aws.clock import ManualClock
from kmstui.tui.app import KmstuiApp
from kmstui.tui.asking import Asking
from kmstui.tui.textual_hooks import screen_strips
from kmstui.tui.tour.scenario import Scenario, ScenarioError, Step

_CALM_ROUNDS = 3
"""How often nothing must be under way in a row before the screen counts as drawn."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One picture of the console."""

    rows: tuple[Strip, ...]
    """Every row, top to bottom."""
    at: float
    """Seconds since the scenario began, on its own clock."""
    hold: float
    """Seconds until the next picture."""
    caption: str
    """What the row below says."""
    still: str = ""
    """The name under which this picture is kept."""

    def text(self) -> str:
        """The picture without colours."""
        return "\n".join(strip.text.rstrip() for strip in self.rows)


class Player:
    """Plays one scenario on one application."""

    def __init__(self, app: KmstuiApp, clock: ManualClock, scenario: Scenario) -> None:
        self._app = app
        self._clock = clock
        self._scenario = scenario
        self._at = 0.0
        self._caption = ""

    async def frames(self) -> AsyncIterator[Frame]:
        """Every picture of the scenario, in order.

        Raises:
            ScenarioError: when what a step expects is not on the screen.
        """
        size = (self._scenario.width, self._scenario.height)
        async with self._app.run_test(size=size) as pilot:
            await self._calm(pilot)
            for number, step in enumerate(self._scenario.steps, start=1):
                async for frame in self._step(pilot, number, step):
                    yield frame

    async def _step(self, pilot: Pilot[None], number: int, step: Step) -> AsyncIterator[Frame]:
        if step.caption is not None:
            self._caption = step.caption
        for key in [*step.press.split(), *_keys(step.type)]:
            await pilot.press(key)
            await self._calm(pilot)
            yield self._frame(step.pace)
        if step.click:
            await pilot.click(step.click)
            await self._calm(pilot)
        for _ in range(step.ticks):
            await self._advance(pilot, step.every)
            yield self._frame(step.every)
        await self._advance(pilot, 0)
        frame = self._frame(step.hold, step.still)
        self._check(number, step, frame)
        self._clock.advance(timedelta(seconds=step.hold))
        yield frame

    async def _advance(self, pilot: Pilot[None], seconds: float) -> None:
        self._clock.advance(timedelta(seconds=seconds))
        self._app.tick()
        await self._calm(pilot)

    async def _calm(self, pilot: Pilot[None]) -> None:
        """Wait until every question is answered and drawn."""
        calm = 0
        while calm < _CALM_ROUNDS:
            await pilot.pause()
            await self._app.workers.wait_for_complete()
            calm = 0 if list(self._app.workers) else calm + 1

    def _frame(self, hold: float, still: str = "") -> Frame:
        rows = tuple(screen_strips(self._app.screen))
        frame = Frame(rows, round(self._at, 3), hold, self._caption, still)
        self._at += hold
        return frame

    @staticmethod
    def _check(number: int, step: Step, frame: Frame) -> None:
        text = frame.text()
        if step.expect and step.expect not in text:
            raise ScenarioError(f"step {number}: {step.expect!r} is not on the screen:\n{text}")
        if step.absent and step.absent in text:
            raise ScenarioError(f"step {number}: {step.absent!r} is still on the screen:\n{text}")


_KEY_NAMES = {
    " ": "space", "-": "minus", "_": "underscore", "/": "slash", ".": "full_stop", ":": "colon",
}  # fmt: skip


def _keys(text: str) -> list[str]:
    """The keys that type a text, by Textual's names."""
    return [_KEY_NAMES.get(letter, letter) for letter in text]


def never_impatient() -> None:
    """Leave out what the screen shows while one waits: how long that is differs between two runs."""
    Asking.PATIENCE_S = 3600.0
