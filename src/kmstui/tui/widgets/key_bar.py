"""The last row: the keys that mean something now, as many as fit, and always the way to the rest.

It shows what it is told and posts what was clicked.
"""

from typing import NamedTuple

from textual import events

from kmstui.tui.canvas import Canvas
from kmstui.tui.messages import Run
from kmstui.tui.spans import Span, width_of
from kmstui.tui.widgets.drawn import Drawn


class Key(NamedTuple):
    """One key on the bar."""

    command: str
    """The id of the command it runs."""
    shown: str
    """The key as a person reads it."""
    label: str
    """What it does, in a word or two."""


ALWAYS = (Key("filter", "/", "Filter"), Key("jump", ":", "Jump"), Key("help", "?", "Help"))
"""The keys from which every other can be found."""
_GAP = 2


def fitting(keys: tuple[Key, ...], width: int) -> tuple[Key, ...]:
    """The first keys that fit beside those that always show; none that fits is left out for a later one."""
    room = width - 2 - sum(_width(key) for key in ALWAYS)
    shown: list[Key] = []
    for key in keys:
        room -= _width(key)
        if room < 0:
            break
        shown.append(key)
    return tuple(shown)


def _width(key: Key) -> int:
    return width_of((key.shown, " ", key.label)) + _GAP


class KeyBar(Drawn):
    """Keys and what they do."""

    DEFAULT_CSS = """
    KeyBar { height: 1; background: $k-bar; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._keys: tuple[Key, ...] = ()

    def show(self, keys: tuple[Key, ...]) -> None:
        """Show these keys, the most important first."""
        if keys != self._keys:
            self._keys = keys
            self.refresh()

    def draw(self, canvas: Canvas) -> None:
        """Paint what fits on the left, what always shows on the right."""
        x = 1
        for key in fitting(self._keys, canvas.width):
            x = self._key(canvas, x, key)
        x = canvas.width - sum(_width(key) for key in ALWAYS)
        for key in ALWAYS:
            x = self._key(canvas, x, key)

    def on_click(self, event: events.Click) -> None:
        """Do what the clicked key does."""
        if name := self.zone_at(event):
            self.post_message(Run(name))

    def _key(self, canvas: Canvas, x: int, key: Key) -> int:
        end = canvas.seq(x, 0, Span(key.shown, "orange", "b"), Span(f" {key.label}", "bar_head"))
        canvas.zone(x, 0, end - x, key.command)
        return end + _GAP
