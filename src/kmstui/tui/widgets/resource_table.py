"""The table every list of resources stands in: what keys and mouse do to it, and what it then tells.

Rows are known only through their columns; messages carry the rows themselves. It does not know the toolbar
above it nor what opening a row means.
"""

from dataclasses import dataclass
from typing import Any, ClassVar, Generic, TypeVar

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message

from kmstui.tui.widgets.table_model import R
from kmstui.tui.widgets.table_view import TableView

Row = TypeVar("Row")


class ResourceTable(TableView[R], Generic[R], can_focus=True):
    """A table of resources with cursor, marks, order and filter."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "move(1)", "Down", show=False),
        Binding("up,k", "move(-1)", "Up", show=False),
        Binding("pagedown", "page(1)", "Page down", show=False),
        Binding("pageup", "page(-1)", "Page up", show=False),
        Binding("home", "edge(0)", "First", show=False),
        Binding("end,G", "edge(-1)", "Last", show=False),
        Binding("enter", "open", "Open", show=False),
        Binding("space", "mark", "Mark", show=False),
        Binding("V", "range", "Mark a range", show=False),
        Binding("asterisk", "mark_all", "Mark all", show=False),
        Binding("backslash", "unmark", "Clear marks", show=False),
        Binding("less_than_sign", "sort_by(-1)", "Sort by the column to the left", show=False),
        Binding("greater_than_sign", "sort_by(1)", "Sort by the column to the right", show=False),
        Binding("slash", "filter", "Filter", show=False),
    ]
    """| Key | What it does |
    | :- | :- |
    | j, k, arrows, Page Up, Page Down | Move the cursor. |
    | g g, Home, G, End | First and last row. |
    | Enter | Open the row; so does clicking its first column, or any of it twice. |
    | Space | Mark the row and go on. |
    | V | Begin a range, that moving extends; again ends it. |
    | *, \\ | Mark every row that is shown; clear all marks. |
    | s and a column's letter, <, > | Order; the same column again turns the order round. |
    | / | Ask for the filter. |"""

    @dataclass
    class Opened(Message, Generic[Row]):
        """A row was opened."""

        table: "ResourceTable[Row]"
        """Where."""
        row: Row
        """Which."""

        @property
        def control(self) -> "ResourceTable[Row]":
            """The table."""
            return self.table

    @dataclass
    class CursorMoved(Message, Generic[Row]):
        """The cursor is on another row, or on none."""

        table: "ResourceTable[Row]"
        """Where."""
        row: Row | None
        """The row it is on."""

        @property
        def control(self) -> "ResourceTable[Row]":
            """The table."""
            return self.table

    @dataclass
    class MarksChanged(Message, Generic[Row]):
        """Other rows are marked than before."""

        table: "ResourceTable[Row]"
        """Where."""
        rows: tuple[Row, ...]
        """The marked rows."""

        @property
        def control(self) -> "ResourceTable[Row]":
            """The table."""
            return self.table

    @dataclass
    class FilterChanged(Message):
        """Other rows are shown: the filter or the rows changed."""

        table: "ResourceTable[Any]"
        """Where."""
        text: str
        """The filter line."""
        shown: int
        """Rows that pass it."""
        total: int
        """Rows there are."""

        @property
        def control(self) -> "ResourceTable[Any]":
            """The table."""
            return self.table

    @dataclass
    class FilterRequested(Message):
        """The key that asks for the filter was pressed."""

        table: "ResourceTable[Any]"
        """Where."""

        @property
        def control(self) -> "ResourceTable[Any]":
            """The table."""
            return self.table

    @dataclass
    class Invited(Message):
        """The button of an empty table was pressed."""

        table: "ResourceTable[Any]"
        """Where."""

        @property
        def control(self) -> "ResourceTable[Any]":
            """The table."""
            return self.table

    _prefix = ""
    _anchor: str | None = None

    @property
    def chosen(self) -> tuple[R, ...]:
        """What a bulk verb acts on: the marked rows, or the one under the cursor."""
        return self.model.chosen()

    def rearranged(self) -> None:
        """Repaint, and tell what is shown now."""
        super().rearranged()
        shown, total = len(self.model.shown), len(self.model.rows)
        self.post_message(self.FilterChanged(self, self.filter_text, shown, total))
        self.post_message(self.CursorMoved(self, self.row))

    def move_to(self, index: int) -> bool:
        """Put the cursor on a row, extend an open range, and tell."""
        moved = super().move_to(index)
        if moved:
            if self._anchor is not None:
                self._mark_range(self._anchor)
            self.post_message(self.CursorMoved(self, self.row))
        return moved

    def sort(self, key: str, *, descending: bool | None = None) -> None:
        """Order by a column; without `descending`, the same column again turns the order round."""
        model = self.model
        again = model.sort_key == key
        model.descending = (again and not model.descending) if descending is None else descending
        model.sort_key = key
        model.arrange()
        self.rearranged()

    def mark(self, keys: set[str]) -> None:
        """Mark exactly these rows."""
        if keys != self.model.marked:
            self.model.marked = keys
            self.forget_marks()
            self.post_message(self.MarksChanged(self, self.model.marked_rows()))

    def on_key(self, event: events.Key) -> None:
        """Finish `g g` and `s` + letter. A first `g` goes on to the app, whose go-to keys begin with it."""
        prefix, self._prefix = self._prefix, ""
        if prefix == "s":
            event.stop()
            self._sort_by_letter(event.character or "")
        elif event.key == "s":
            event.stop()
            self._prefix = "s"
        elif event.key == "g":
            self._prefix = "" if prefix == "g" else "g"
            if prefix == "g":
                self.move_to(0)

    def _sort_by_letter(self, letter: str) -> None:
        for column in self.model.columns:
            if letter and column.sort_letter == letter.lower():
                self.sort(column.key)
                return

    def action_move(self, by: int) -> None:
        """Move the cursor by rows."""
        self.move_to(self.model.cursor + by)

    def action_page(self, by: int) -> None:
        """Move the cursor by what is in sight."""
        self.move_to(self.model.cursor + by * max(1, self.size.height - 2))

    def action_edge(self, index: int) -> None:
        """Move the cursor to the first or the last row."""
        self.move_to(index if index >= 0 else len(self.model.shown) - 1)

    def action_open(self) -> None:
        """Open the row under the cursor, or press the empty table's button."""
        if self.row is not None:
            self.post_message(self.Opened(self, self.row))
        elif not self.waiting:
            self._answer_empty()

    def action_mark(self) -> None:
        """Mark or unmark the row under the cursor and go on to the next."""
        if self.row is not None:
            self.mark(self.model.marked ^ {self.model.key(self.row)})
            self.move_to(self.model.cursor + 1)

    def action_range(self) -> None:
        """Begin a range at the cursor, or end the one begun."""
        if self._anchor is not None or self.row is None:
            self._anchor = None
        else:
            self._anchor = self.model.key(self.row)
            self._mark_range(self._anchor)

    def _mark_range(self, anchor: str) -> None:
        start = self.model.index_of(anchor)
        if start is not None:
            first, last = sorted((start, self.model.cursor))
            self.mark(self.model.marked | {self.model.key(row) for row in self.model.shown[first : last + 1]})

    def action_mark_all(self) -> None:
        """Mark every row that is shown."""
        self.mark({self.model.key(row) for row in self.model.shown})

    def action_unmark(self) -> None:
        """Clear all marks."""
        self._anchor = None
        self.mark(set())

    def action_sort_by(self, by: int) -> None:
        """Order by the next column that is drawn."""
        keys = [placed.column.key for placed in self.painter().placed]
        if keys:
            at = keys.index(self.model.sort_key) if self.model.sort_key in keys else -by
            self.sort(keys[(at + by) % len(keys)], descending=False)

    def action_filter(self) -> None:
        """Ask whoever holds the filter field to focus it."""
        self.post_message(self.FilterRequested(self))

    def on_click(self, event: events.Click) -> None:
        """Order by the title clicked, mark at the left edge, open by the first column or a second click."""
        event.stop()
        if event.y == 0:
            self.click_header(event.x)
        elif not self.model.shown:
            if self.empty().zone_at(event.x, event.y):
                self._answer_empty()
        else:
            self._click_row(event)

    def click_header(self, x: int) -> None:
        """Order by the title at a column of the screen."""
        for placed in self.painter().placed:
            if placed.x <= x <= placed.x + placed.width:
                self.sort(placed.column.key)

    def _click_row(self, event: events.Click) -> None:
        index = event.y - 1 + round(self.scroll_y)
        if index >= len(self.model.shown):
            return
        self.move_to(index)
        first = self.painter().placed[0]
        if event.x < first.x:
            self.mark(self.model.marked ^ {self.model.key(self.model.shown[index])})
        elif event.chain > 1 or event.x < first.x + first.width:
            self.action_open()

    def _answer_empty(self) -> None:
        if self.model.rows:
            self.filter_text = ""
        elif self.invitation:
            self.post_message(self.Invited(self))
