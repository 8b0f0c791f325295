"""What tests of widgets share: a host that hears every message, and the screen as text."""

import unicodedata
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import TypeVar

import pytest
from tests.tui.widgets.gallery import Gallery
from textual.message import Message
from textual.pilot import Pilot
from textual.widget import Widget

from kmstui.tui.palette import Palette
from kmstui.tui.palettes import DARK
from kmstui.tui.textual_hooks import screen_strips

M = TypeVar("M", bound=Message)


class Stage:
    """One app with the widgets under test."""

    def __init__(self, app: Gallery, pilot: Pilot[None]) -> None:
        self.app = app
        self.pilot = pilot

    async def press(self, *keys: str) -> None:
        """Press keys and let everything settle."""
        await self.pilot.press(*keys)
        await self.pilot.pause()

    async def click(self, widget: Widget, x: int, y: int, times: int = 1) -> None:
        """Click a cell of a widget."""
        await self.pilot.click(widget, offset=(x, y), times=times)
        await self.pilot.pause()

    def heard(self, kind: type[M]) -> list[M]:
        """Every message of a kind that was posted, oldest first, each once."""
        seen: list[M] = []
        for message in self.app.heard:
            if isinstance(message, kind) and not any(message is other for other in seen):
                seen.append(message)
        return seen

    def focused(self, widget: Widget) -> bool:
        """Whether a widget has the focus now."""
        return self.app.focused is widget

    def text(self) -> list[str]:
        """The screen's rows."""
        return [strip.text for strip in screen_strips(self.app.screen)]


Staging = Callable[..., AbstractAsyncContextManager[Stage]]
"""Runs widgets: `stage(widget, …, size=(80, 24), palette=DARK)`."""


@pytest.fixture
def stage(monkeypatch: pytest.MonkeyPatch) -> Staging:
    """Run widgets in an app whose look does not depend on the machine."""
    for name in ("NO_COLOR", "TEXTUAL_THEME", "TEXTUAL_ANIMATIONS"):
        monkeypatch.delenv(name, raising=False)

    @asynccontextmanager
    async def run(
        *widgets: Widget, size: tuple[int, int] = (80, 24), palette: Palette = DARK
    ) -> AsyncIterator[Stage]:
        app = Gallery(*widgets, palette=palette)
        async with app.run_test(size=size, message_hook=app.heard.append) as pilot:
            await pilot.pause()
            yield Stage(app, pilot)

    return run


def harmless(text: str) -> bool:
    """Whether a row of the screen holds nothing that a terminal obeys, hides or reorders."""
    return all(unicodedata.category(character) not in {"Cc", "Cf", "Cs", "Zl", "Zp"} for character in text)
