"""The row above a table: filter field, how many rows are marked, and the buttons.

It holds the filter line and reports it; which table it filters is its container's business.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget
from textual.widgets import Input

from kmstui.tui.canvas import Canvas
from kmstui.tui.spans import Span, width_of
from kmstui.tui.widgets.drawn import Drawn
from kmstui.tui.widgets.line_input import LineInput

WIDE_FILTER_FROM = 84
"""Cells of a toolbar from which the filter field has its full width and marks are counted."""


class Label(Drawn):
    """A few words in one row."""

    DEFAULT_CSS = """
    Label { width: auto; height: 1; }
    """

    parts: reactive[tuple[Span, ...]] = reactive[tuple[Span, ...]]((), layout=True)
    """What it says."""

    def __init__(self, *parts: Span, ground: str = "", id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.set_reactive(Label.parts, parts)
        self._ground = ground

    def natural_width(self) -> int:
        """What the words take."""
        return width_of(self.parts)

    def draw(self, canvas: Canvas) -> None:
        """Paint the words."""
        if self._ground:
            canvas.fill(0, 0, canvas.width, canvas.height, self._ground)
        canvas.seq(0, 0, *self.parts, width=canvas.width)


class FilterField(Horizontal):
    """A one-row search field: `/` and what to look for."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Clear and leave", show=False),
        Binding("down", "done", "To the rows", show=False),
    ]
    """| Key | What it does |
    | :- | :- |
    | Enter, down | Go to the rows, keeping the filter. |
    | Esc | Clear the filter and go to the rows. |"""

    DEFAULT_CSS = """
    FilterField { width: 40; max-width: 50%; height: 1; }
    """

    value: reactive[str] = reactive("", init=False)
    """The filter line."""

    @dataclass
    class Changed(Message):
        """The filter line changed."""

        field: "FilterField"
        """Which field."""
        value: str
        """The filter line."""

        @property
        def control(self) -> "FilterField":
            """The field."""
            return self.field

    @dataclass
    class Left(Message):
        """Whoever typed is done and wants to go to the rows."""

        field: "FilterField"
        """Which field."""

        @property
        def control(self) -> "FilterField":
            """The field."""
            return self.field

    def __init__(self, placeholder: str, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self.input = LineInput("", placeholder)
        """The editor."""

    def compose(self) -> ComposeResult:
        """The slash and the editor."""
        yield Label(Span(" / ", "accent", "b"), ground="field")
        yield self.input

    def watch_value(self, value: str) -> None:
        """Hold, and tell."""
        if self.input.value != value:
            self.input.load(value)
        self.post_message(self.Changed(self, value))

    def on_click(self, _event: events.Click) -> None:
        """Edit."""
        self.input.focus()

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        # Not the event's value: keys pressed since then would be lost when it is written back.
        self.value = self.input.value

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        self.action_done()

    def action_done(self) -> None:
        """Go to the rows."""
        self.post_message(self.Left(self))

    def action_leave(self) -> None:
        """Clear, and go to the rows."""
        self.value = ""
        self.action_done()


class TableToolbar(Horizontal):
    """Filter field, marks and buttons above a table."""

    DEFAULT_CSS = """
    TableToolbar {
        height: 1;
        padding: 0 1;
        & > #marks { width: 1fr; height: 1; }
        & > Button { margin: 0 0 0 1; }
        &.-narrow > FilterField { width: 26; }
    }
    """

    marked: reactive[int] = reactive(0)
    """How many rows are marked."""

    def __init__(
        self,
        placeholder: str,
        buttons: Sequence[Widget] = (),
        *,
        id: str | None = None,  # noqa: A002 - Textual's name
    ) -> None:
        """Make a toolbar.

        Args:
            placeholder: What can be looked for.
            buttons: Left to right, the primary one last.
            id: Textual's.
        """
        super().__init__(id=id)
        self.filter = FilterField(placeholder)
        """The filter field."""
        self._buttons = tuple(buttons)
        self._marks = MarkCount(id="marks")

    def compose(self) -> ComposeResult:
        """Filter, marks, buttons."""
        yield self.filter
        yield self._marks
        yield from self._buttons

    def watch_marked(self, marked: int) -> None:
        """Count."""
        self._marks.count = marked

    def on_resize(self, event: events.Resize) -> None:
        """Make the filter smaller where there is little room."""
        self.set_class(event.size.width < WIDE_FILTER_FROM - 2, "-narrow")


class MarkCount(Drawn):
    """How many rows are marked, right-aligned; nothing where none is or it does not fit."""

    count: reactive[int] = reactive(0)
    """How many."""

    def draw(self, canvas: Canvas) -> None:
        """Paint the count."""
        text = f"{self.count} marked"
        if self.count and canvas.width > len(text) + 1:
            canvas.right(canvas.width - 1, 0, Span(text, "accent"))
