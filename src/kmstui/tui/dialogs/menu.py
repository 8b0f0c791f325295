"""A small list that drops down where it was asked for: identities, Regions, services, actions of a button."""

from collections.abc import Sequence

from textual import events, on
from textual.app import ComposeResult
from textual.geometry import Offset
from textual.screen import ModalScreen

from kmstui.tui.dialogs.choices import Choices, Row
from kmstui.tui.dialogs.dialog import Box
from kmstui.tui.dialogs.entries import Entry
from kmstui.tui.spans import Span, clean, width_of

BESIDE = 8
"""Cells that a menu needs beside name, note and key: borders, padding, gaps, cursor."""


class Menu(ModalScreen[Entry]):
    """Entries at a place of the screen; a letter moves to the next entry that begins with it."""

    BINDINGS = [("escape", "close")]  # noqa: RUF012 - as Textual declares it

    DEFAULT_CSS = """
    Menu {
        & Box { position: absolute; padding: 0; max-height: 100%; }
        & Choices { height: auto; max-height: 20; }
    }
    """

    def __init__(self, title: str, entries: Sequence[Entry], at: Offset, *, chosen: int = 0) -> None:
        """Make a menu.

        Args:
            title: What is chosen.
            entries: What can be chosen.
            at: The screen's cell for the upper left corner; moved left and up where it would not fit.
            chosen: The entry in force, which the cursor starts on.
        """
        super().__init__()
        self._title = title
        self._entries = tuple(entries)
        self._at = at
        self._chosen = chosen

    def compose(self) -> ComposeResult:
        """The box."""
        names = max((width_of(clean(entry.name)) for entry in self._entries), default=0)
        with Box(self._title, closes=False):
            yield Choices(tuple(_row(entry, names) for entry in self._entries), cursor=self._chosen)

    def on_mount(self) -> None:
        """Take the place."""
        self._place()
        self.query_one(Choices).focus()

    def on_resize(self) -> None:
        """Stay on the screen."""
        self._place()

    def on_key(self, event: events.Key) -> None:
        """Move to the next entry that begins with the typed letter."""
        if event.character is None or not event.character.isprintable():
            return
        choices = self.query_one(Choices)
        count = len(self._entries)
        for step in range(1, count + 1):
            index = (choices.cursor + step) % count
            if self._entries[index].name.casefold().startswith(event.character.casefold()):
                choices.cursor = index
                event.stop()
                return

    def on_click(self, event: events.Click) -> None:
        """Close when something else is clicked."""
        if event.widget is self:
            self.action_close()

    def action_close(self) -> None:
        """Close without an answer."""
        self.dismiss(None)

    @on(Choices.Chosen)
    def _take(self, event: Choices.Chosen) -> None:
        entry = self._entries[event.index]
        if not entry.reason:
            self.dismiss(entry)

    def _place(self) -> None:
        names = max((width_of(clean(entry.name)) for entry in self._entries), default=0)
        notes = max((width_of(entry.reason or clean(entry.note)) for entry in self._entries), default=0)
        keys = max((width_of(entry.key) for entry in self._entries), default=0)
        width = min(self.app.size.width, max(names + 2 + notes + keys + BESIDE, width_of(self._title) + 6))
        height = min(self.app.size.height, len(self._entries) + 2)
        box = self.query_one(Box)
        box.styles.width = width
        box.styles.offset = (
            max(0, min(self._at.x, self.app.size.width - width)),
            max(0, min(self._at.y, self.app.size.height - height)),
        )


def _row(entry: Entry, names: int) -> Row:
    name = clean(entry.name)
    left = (
        Span(name),
        Span(" " * (names - width_of(name) + 2)),
        Span(entry.reason or entry.note, "warn" if entry.reason else "dim"),
    )
    return Row(left, (Span(entry.key, "accent", "b"),), enabled=not entry.reason)
