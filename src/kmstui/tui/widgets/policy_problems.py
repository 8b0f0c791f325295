"""What is wrong with a text: the list below an editor, and its foot with count and size.

Problems come from outside with their places; nothing here looks for any.
"""

from dataclasses import dataclass

from textual import events
from textual.message import Message
from textual.reactive import reactive

from kmstui.tui.canvas import Canvas
from kmstui.tui.spans import Span
from kmstui.tui.widgets.drawn import Drawn


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong at a place in the text."""

    line: int
    """From 1."""
    column: int
    """From 1, in characters."""
    message: str
    """What is wrong, in AWS's words where it has any."""
    length: int = 1
    """Characters that are underlined."""
    warning: bool = False
    """Whether the text may be saved in spite of it."""


class ProblemList(Drawn):
    """Problems with their places, one to a row; a click goes to one."""

    DEFAULT_CSS = """
    ProblemList { height: auto; max-height: 6; padding: 0 1; }
    """

    problems: reactive[tuple[Problem, ...]] = reactive[tuple[Problem, ...]]((), layout=True)
    """The problems."""

    @dataclass
    class Chosen(Message):
        """A problem was clicked."""

        problem: Problem
        """Which one."""

    def natural_height(self, width: int) -> int:
        """One row for each problem."""
        del width
        return max(1, len(self.problems))

    def draw(self, canvas: Canvas) -> None:
        """Paint the problems."""
        for y, problem in enumerate(self.problems[: canvas.height]):
            color, glyph = ("warn", "▲ ") if problem.warning else ("err", "✗ ")
            place = f"{problem.line}:{problem.column}"
            canvas.seq(
                0,
                y,
                Span(glyph, color, "b"),
                Span(place, "link", "u"),
                Span(" " * (7 - len(place)) if len(place) < 7 else " "),
                Span(problem.message),
                width=canvas.width,
            )

    def on_click(self, event: events.Click) -> None:
        """Go to the problem."""
        offset = event.get_content_offset(self)
        if offset is not None and offset.y < len(self.problems):
            event.stop()
            self.post_message(self.Chosen(self.problems[offset.y]))


class PolicySize(Drawn):
    """How many bytes of how many, and how many problems."""

    DEFAULT_CSS = """
    PolicySize { height: 1; padding: 0 1; }
    """

    used: reactive[int] = reactive(0)
    """Bytes the text has in UTF-8."""
    problems: reactive[int] = reactive(0)
    """How many problems there are."""

    def __init__(self, limit: int) -> None:
        super().__init__()
        self._limit = limit

    def draw(self, canvas: Canvas) -> None:
        """Paint the figures."""
        if self.problems:
            words = f"{self.problems} problem{'s' if self.problems > 1 else ''}"
            x = canvas.seq(
                0, 0, Span("✗ ", "err", "b"), Span(words, "text"), Span("  F8 jumps to the next", "dim")
            )
        else:
            x = canvas.seq(0, 0, Span("✓ ", "ok", "b"), Span("Valid policy", "text"))
        size = f"{self.used:,} / {self._limit:,} B"
        if x + len(size) + 2 <= canvas.width:
            canvas.right(canvas.width, 0, Span(size, "err" if self.used > self._limit else "dim"))
