"""The second half of `g`: waits for a page's letter and shows which there are."""

from textual import events
from textual.app import ComposeResult
from textual.screen import ModalScreen

from kmstui.tui.dialogs.dialog import Box
from kmstui.tui.dialogs.lines import Lines
from kmstui.tui.navigation import by_go_key, in_navigation
from kmstui.tui.spans import Span

TOP = "g"
"""`g g` goes to the first row, as in vi."""


class GoTo(ModalScreen[str]):
    """Gives back the letter that was pressed; nothing where it means no page."""

    DEFAULT_CSS = """
    GoTo {
        align: left bottom;
        background: transparent;
        & Box { width: 32; margin: 0 0 1 0; }
    }
    """

    def compose(self) -> ComposeResult:
        """The letters."""
        pages = [entry for entry in in_navigation() if entry.go]
        rows = [(Span(f"{entry.go}  ", "accent", "b"), Span(entry.title)) for entry in pages]
        with Box("Go to", closes=False):
            yield Lines(*rows, (Span(f"{TOP}  ", "accent", "b"), Span("First row", "dim")))

    def on_key(self, event: events.Key) -> None:
        """Take the letter."""
        event.stop()
        letter = event.character or ""
        self.dismiss(letter if letter == TOP or by_go_key(letter) else None)

    def on_click(self) -> None:
        """Nothing, then."""
        self.dismiss(None)
