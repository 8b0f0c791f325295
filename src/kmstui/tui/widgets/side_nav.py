"""The left column: every page by section with its count, and a card about the account.

It shows the table of pages and what it is told about them, and posts where a click leads.
"""

from collections.abc import Mapping

from textual import events

from kmstui.tui.canvas import Canvas
from kmstui.tui.messages import Go
from kmstui.tui.navigation import PageEntry, in_navigation
from kmstui.tui.spans import Span
from kmstui.tui.widgets.drawn import Drawn

LIVE = "●"
"""The count of a page on which something is going on right now."""
_STATE_COLOURS = {"frozen": "warn", "read-only": "warn"}


class SideNav(Drawn):
    """Pages by section; the one that is open is marked by a bar and its ground."""

    DEFAULT_CSS = """
    SideNav { width: 28; height: 1fr; background: $k-page; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._selected = ""
        self._counts: Mapping[str, str] = {}
        self._card: Mapping[str, str] = {}

    def show(self, selected: str, counts: Mapping[str, str], card: Mapping[str, str]) -> None:
        """Mark a page, and show what is behind each of them.

        Args:
            selected: The id of the open page's entry.
            counts: A few characters for the right of an entry, by page id.
            card: Lines about the account, label and value; the first label is its heading.
        """
        if (selected, counts, card) != (self._selected, self._counts, self._card):
            self._selected, self._counts, self._card = selected, dict(counts), dict(card)
            self.refresh()

    def draw(self, canvas: Canvas) -> None:
        """Paint sections and entries from the top, the card from the bottom where there is room."""
        y, section = 1, ""
        for entry in in_navigation():
            if entry.section != section:
                section = entry.section
                y += 1
                canvas.put(2, y, section, "head", "b", width=canvas.width - 4)
                y += 1
            self._entry(canvas, y, entry)
            y += 1
        for row in range(canvas.height):
            canvas.put(canvas.width - 1, row, "│", "line2")
        top = canvas.height - 2 - len(self._card)
        if self._card and top > y:
            self._draw_card(canvas, top)

    def _entry(self, canvas: Canvas, y: int, entry: PageEntry) -> None:
        selected = entry.id == self._selected
        if selected:
            canvas.fill(0, y, canvas.width - 1, 1, "sel")
            canvas.put(0, y, "▌", "orange")
        canvas.put(2, y, entry.title, "on_sel" if selected else "text", "b" if selected else "")
        canvas.zone(0, y, canvas.width - 1, entry.id)
        count = self._counts.get(entry.id, "")
        ink = "ok" if count == LIVE else "on_sel" if selected else "dim"
        canvas.right(canvas.width - 2, y, Span(count, ink))

    def _draw_card(self, canvas: Canvas, y: int) -> None:
        for number, (label, value) in enumerate(self._card.items()):
            if number == 0:
                canvas.put(2, y, label, "head", "b")
                canvas.seq(2, y + 1, Span("● ", "ok"), Span(value), width=canvas.width - 4)
            else:
                ink = _STATE_COLOURS.get(value, "text")
                canvas.seq(
                    2, y + 1 + number, Span(f"{label} ", "dim"), Span(value, ink), width=canvas.width - 4
                )

    def on_click(self, event: events.Click) -> None:
        """Go to the clicked page."""
        if name := self.zone_at(event):
            self.post_message(Go(name))
