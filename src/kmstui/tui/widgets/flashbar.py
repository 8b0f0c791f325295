"""Under the breadcrumbs: what just happened, at most two rows of it.

It shows the flashes it is told and posts what was clicked; when they come and go is the session's business.
"""

from textual import events

from kmstui.tui.canvas import Canvas
from kmstui.tui.flashes import Flash, Kind
from kmstui.tui.messages import Dismiss, Run
from kmstui.tui.spans import Span, width_of
from kmstui.tui.widgets.drawn import Drawn

ROWS = 2
"""More flashes than this are counted, not shown."""
GLYPHS = {Kind.OK: "✓", Kind.INFO: "i", Kind.WARNING: "▲", Kind.ERROR: "✗"}
"""The sign of each kind; colour alone never tells."""


class Flashbar(Drawn):
    """The newest flashes; nothing at all while there are none."""

    DEFAULT_CSS = """
    Flashbar { height: auto; display: none; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._flashes: tuple[Flash, ...] = ()

    def show(self, flashes: tuple[Flash, ...]) -> None:
        """Show these, the newest first."""
        if flashes != self._flashes:
            self._flashes = flashes
            self.display = bool(flashes)
            self.refresh(layout=True)

    def natural_height(self, width: int) -> int:
        """A row for each flash, and no more than two."""
        del width
        return min(ROWS, len(self._flashes))

    def draw(self, canvas: Canvas) -> None:
        """Paint a row for each."""
        for row, flash in enumerate(self._flashes[: canvas.height]):
            more = len(self._flashes) - ROWS if row == ROWS - 1 else 0
            self._row(canvas, row, flash, more)

    def _row(self, canvas: Canvas, y: int, flash: Flash, more: int) -> None:
        ink = "on_flash_warn" if flash.kind is Kind.WARNING else "on_flash"
        canvas.fill(0, y, canvas.width, 1, f"flash_{flash.kind.value}")
        x = canvas.width - 2
        canvas.put(x, y, "×", ink, "b")
        canvas.zone(x - 1, y, 3, f"dismiss {y}")
        for label, name in ((flash.action, f"act {y}"), (f"+{more} more" if more > 0 else "", "more")):
            if label:
                width = width_of(label)
                x -= width + 2
                canvas.put(x, y, label, ink, "bu")
                canvas.zone(x, y, width, name)
        sentence = (
            Span(f"{GLYPHS[flash.kind]} ", ink, "b"),
            Span(f"{flash.head}  ", ink, "b"),
            Span(flash.text, ink),
        )
        canvas.seq(2, y, *sentence, width=max(0, x - 4))

    def on_click(self, event: events.Click) -> None:
        """Dismiss a flash, or do what it offers; its text opens the history, where none of it is cut."""
        what, _, row = (self.zone_at(event) or "more").partition(" ")
        if what == "more":
            self.post_message(Run("notifications"))
        elif what:
            flash = self._flashes[int(row)]
            if what == "act" and flash.message is not None:
                self.post_message(flash.message)
            self.post_message(Dismiss(flash))
