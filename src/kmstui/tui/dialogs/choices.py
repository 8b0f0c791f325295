"""A list one chooses from: palette, help, menus, histories.

It shows rows and a cursor and says which row was chosen; what the rows mean is the dialog's business.
"""

from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.reactive import reactive

from kmstui.tui.canvas import Canvas
from kmstui.tui.spans import Span, Spans, spans, width_of
from kmstui.tui.widgets.drawn import Drawn


@dataclass(frozen=True)
class Row:
    """One row."""

    left: Spans
    """What it is called, from the left."""
    right: Spans = ()
    """Its key or mark, at the right end."""
    heading: bool = False
    """A heading is passed over by the cursor."""
    enabled: bool = True
    """Whether it can be chosen; what cannot stays visible and dim."""


class Choices(Drawn, can_focus=True):
    """Rows and a cursor."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1)", "Up", show=False),
        Binding("down,j", "move(1)", "Down", show=False),
        Binding("pageup", "move(-10)", "Page up", show=False),
        Binding("pagedown", "move(10)", "Page down", show=False),
        Binding("home", "move(-99999)", "First", show=False),
        Binding("end", "move(99999)", "Last", show=False),
        Binding("enter", "choose", "Choose", show=False),
    ]
    """| Key | What it does |
    | :- | :- |
    | up, down, PgUp, PgDn, Home, End | Move the cursor. |
    | enter | Choose the row under the cursor. |"""

    rows: reactive[tuple[Row, ...]] = reactive[tuple[Row, ...]]((), layout=True)
    """What can be chosen."""
    cursor: reactive[int] = reactive(0)
    """The row the cursor is on; -1 where there is none to choose."""

    class Chosen(Message):
        """A row was chosen, by key or mouse."""

        def __init__(self, choices: "Choices", index: int) -> None:
            super().__init__()
            self.choices = choices
            """The list."""
            self.index = index
            """Which row."""

        @property
        def control(self) -> "Choices":
            """The list."""
            return self.choices

    def __init__(self, rows: tuple[Row, ...] = (), *, cursor: int = 0, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.set_reactive(Choices.rows, rows)
        self.set_reactive(Choices.cursor, cursor)
        self._top = 0

    def show(self, rows: tuple[Row, ...]) -> None:
        """Show other rows, the cursor on the first that can be chosen."""
        self.rows = rows
        self._top = 0
        self.cursor = next((index for index, row in enumerate(rows) if not row.heading), -1)

    def natural_height(self, width: int) -> int:
        """A row each."""
        del width
        return len(self.rows)

    def draw(self, canvas: Canvas) -> None:
        """Paint the rows in sight, and a mark where there are more."""
        self._top = max(min(self._top, self.cursor), self.cursor - canvas.height + 1, 0)
        if self._top == 1 and self.rows[0].heading:
            self._top = 0 if self.cursor < canvas.height else 1
        for y, row in enumerate(self.rows[self._top : self._top + canvas.height]):
            self._row(canvas, y, row, under_cursor=self._top + y == self.cursor)
        if self._top > 0:
            canvas.put(canvas.width - 1, 0, "▲", "dim")
        if self._top + canvas.height < len(self.rows):
            canvas.put(canvas.width - 1, canvas.height - 1, "▼", "dim")

    def _row(self, canvas: Canvas, y: int, row: Row, *, under_cursor: bool) -> None:
        if under_cursor:
            canvas.fill(0, y, canvas.width, 1, "sel")
            canvas.put(0, y, "▌", "orange")
        end = width_of(row.right)
        canvas.seq(
            2,
            y,
            *(_on_row(part, row, under_cursor=under_cursor) for part in spans(row.left)),
            width=canvas.width - 5 - end,
        )
        canvas.right(canvas.width - 2, y, *row.right)

    def on_click(self, event: events.Click) -> None:
        """Choose the clicked row."""
        event.stop()
        index = self._top + event.get_content_offset_capture(self).y
        if index < len(self.rows) and not self.rows[index].heading:
            self.cursor = index
            self.action_choose()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """The cursor follows the mouse."""
        index = self._top + event.get_content_offset_capture(self).y
        if index < len(self.rows) and not self.rows[index].heading:
            self.cursor = index

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Three rows down."""
        event.stop()
        self.action_move(3)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Three rows up."""
        event.stop()
        self.action_move(-3)

    def action_move(self, steps: int) -> None:
        """Move the cursor, passing over headings and stopping at the ends."""
        choosable = [index for index, row in enumerate(self.rows) if not row.heading]
        if choosable:
            at = choosable.index(self.cursor) if self.cursor in choosable else 0
            self.cursor = choosable[max(0, min(len(choosable) - 1, at + steps))]

    def action_choose(self) -> None:
        """Choose the row under the cursor."""
        if 0 <= self.cursor < len(self.rows):
            self.post_message(self.Chosen(self, self.cursor))


def _on_row(part: Span, row: Row, *, under_cursor: bool) -> Span:
    if row.heading:
        return Span(part.text, "head", "b")
    if not row.enabled and part.color != "warn":
        return Span(part.text, "off", part.flags)
    if under_cursor and part.color in {"text", "head", "dim"}:
        return Span(part.text, "on_sel", part.flags if part.color == "dim" else "b" + part.flags)
    return part
