"""A virtual table as it is seen: lines, scrolling, cursor. What keys and mouse do with it is
`resource_table`'s.

A row is painted when it first comes into sight and kept until rows, width or theme change, so moving the
cursor repaints two lines however long the list is.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar, Generic

from textual import events
from textual.geometry import Region, Size
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.theme import Theme

from kmstui.tui.canvas import Canvas
from kmstui.tui.spans import width_of
from kmstui.tui.widgets.drawn import dress_scrollbars, ground_of, palette_of
from kmstui.tui.widgets.table_model import MEASURED_ROWS, Column, R, TableModel, place
from kmstui.tui.widgets.table_paint import CHECKED_COLUMN, FIRST_COLUMN, RowPainter

SKELETON_AFTER = 0.15
"""Seconds of waiting after which an empty table shows that rows are on their way."""


class TableView(ScrollView, Generic[R]):
    """Lines of a table: line 0 is the header and stays, the rest scroll under it."""

    DEFAULT_CSS = """
    TableView { width: 1fr; height: 1fr; overflow-x: hidden; scrollbar-size-vertical: 1; }
    """

    ALLOW_SELECT = False

    CHECKS: ClassVar[bool] = False
    """Whether marks are drawn as check boxes."""

    rows: reactive[tuple[R, ...]] = reactive[tuple[R, ...]]((), always_update=True, repaint=False)
    """All rows, in any order; a new tuple replaces them, and cursor and marks stay on their keys."""
    filter_text: reactive[str] = reactive("", repaint=False)
    """The filter line, as `parse_filter` reads it."""
    waiting: reactive[bool] = reactive(False)
    """Whether rows are being fetched; after a moment an empty table then shows a skeleton."""
    sentence: reactive[str] = reactive("Nothing here yet.")
    """What an empty table says."""
    invitation: reactive[str] = reactive("")
    """The label of an empty table's button; none where empty."""

    def __init__(
        self,
        columns: Sequence[Column[R]],
        key: Callable[[R], str],
        *,
        tags: Callable[[R], Mapping[str, str]] | None = None,
        sort: str = "",
        descending: bool = False,
        sentence: str = "Nothing here yet.",
        invitation: str = "",
        name: str | None = None,
        id: str | None = None,  # noqa: A002 - Textual's name
        classes: str | None = None,
    ) -> None:
        """Make an empty table.

        Args:
            columns: What there is to see of a row, left to right.
            key: What identifies a row; unique.
            tags: A row's tags, for `tag:` filters.
            sort: Key of the column that orders at first.
            descending: Whether that order is turned round.
            sentence: What the table says while it has no rows.
            invitation: The button it offers then.
            name: Textual's.
            id: Textual's.
            classes: Textual's.
        """
        super().__init__(name=name, id=id, classes=classes)
        self.model: TableModel[R] = TableModel(columns, key, tags)
        """What is shown, in which order; change it through this widget's verbs."""
        self.model.sort_key, self.model.descending = sort, descending
        self.set_reactive(TableView.sentence, sentence)
        self.set_reactive(TableView.invitation, invitation)
        self._painter: RowPainter[R] | None = None
        self._lines: dict[str, Strip] = {}
        self._skeleton = False
        self._empty: Canvas | None = None

    def on_mount(self) -> None:
        """Take the theme's scroll bar, now and whenever the theme changes."""
        self.app.theme_changed_signal.subscribe(self, self._dress)
        self.call_after_refresh(self._dress, self.app.current_theme)
        self.watch_waiting()

    def _dress(self, _theme: Theme) -> None:
        dress_scrollbars(self, palette_of(self), ground_of(self))
        self.refresh()

    @property
    def row(self) -> R | None:
        """The row under the cursor."""
        return self.model.current

    @property
    def line_width(self) -> int:
        """Cells of a line, beside the scroll bar."""
        return self.scrollable_content_region.width

    @property
    def visible_rows(self) -> tuple[int, int]:
        """Indexes of the first row in sight and the one after the last, of the rows shown."""
        first = round(self.scroll_y)
        return first, min(len(self.model.shown), first + max(0, self.size.height - 1))

    def watch_rows(self) -> None:
        """Show other rows."""
        self.model.load(self.rows)
        self.rearranged()

    def watch_filter_text(self) -> None:
        """Show the rows that pass."""
        self.model.filter = self.filter_text
        self.model.arrange()
        self.rearranged()

    def watch_waiting(self) -> None:
        """Show a skeleton, but not for what is over at once."""
        self._skeleton = False
        if self.waiting and self.is_attached:
            self.set_timer(SKELETON_AFTER, self._show_skeleton)

    def _show_skeleton(self) -> None:
        self._skeleton = self.waiting
        self.refresh()

    def rearranged(self) -> None:
        """Repaint after rows, order or filter changed."""
        self._painter = None
        self.virtual_size = Size(self.line_width, len(self.model.shown) + 1)
        self.reveal()
        self.refresh()

    def on_resize(self, _event: events.Resize) -> None:
        """Place the columns anew."""
        self._painter = None
        self.virtual_size = Size(self.line_width, len(self.model.shown) + 1)
        self.reveal()

    def move_to(self, index: int) -> bool:
        """Put the cursor on a row by its index among those shown; return whether it moved."""
        before = self.model.cursor
        self.model.cursor = max(0, min(index, len(self.model.shown) - 1))
        if self.model.cursor == before:
            return False
        self.refresh_row(before)
        self.reveal()
        self.refresh_row(self.model.cursor)
        return True

    def reveal(self) -> None:
        """Scroll as little as brings the cursor into sight."""
        first, height = round(self.scroll_y), self.size.height - 1
        if height < 1:
            return
        if self.model.cursor < first:
            self.scroll_to(y=self.model.cursor, animate=False, force=True)
        elif self.model.cursor >= first + height:
            self.scroll_to(y=self.model.cursor - height + 1, animate=False, force=True)

    def refresh_row(self, index: int) -> None:
        """Repaint one row, if it is in sight."""
        line = index - round(self.scroll_y) + 1
        if 0 < line < self.size.height:
            self.refresh(Region(0, line, self.size.width, 1))

    def forget_marks(self) -> None:
        """Repaint every row, as marks changed."""
        self._lines.clear()
        self.refresh()

    def painter(self) -> RowPainter[R]:
        """What paints lines of the present width and theme."""
        palette, ground, width = palette_of(self), ground_of(self), self.line_width
        if self._painter is None or not self._painter.same(width, palette, ground):
            sample = self.model.rows[:MEASURED_ROWS]
            first = CHECKED_COLUMN if self.CHECKS else FIRST_COLUMN
            placed = place(self.model.columns, sample, first, width - 1)
            self._painter = RowPainter(width, palette, ground, placed, checks=self.CHECKS)
            self._lines.clear()
            self._empty = None
        return self._painter

    def render_line(self, y: int) -> Strip:
        """The header, a row, a line of the skeleton or of the empty table's sentence."""
        painter = self.painter()
        if y == 0:
            shown = {self.model.key(row) for row in self.model.shown} if self.CHECKS else set()
            marked = shown & self.model.marked
            ticks = "✓" if marked and marked == shown else "-" if marked else " "
            return painter.header(self.model.sort_key, self.model.descending, ticks)
        if not self.model.shown:
            if self.waiting:
                return painter.skeleton(y) if self._skeleton else painter.blank()
            return self.empty().strip(y) if y < self.size.height else painter.blank()
        index = y - 1 + round(self.scroll_y)
        return self._row(painter, index) if index < len(self.model.shown) else painter.blank()

    def _row(self, painter: RowPainter[R], index: int) -> Strip:
        row = self.model.shown[index]
        key = self.model.key(row)
        marked = key in self.model.marked
        if index == self.model.cursor:
            return painter.row(row, cursor=True, focused=self.has_focus, marked=marked)
        strip = self._lines.get(key)
        if strip is None:
            strip = self._lines[key] = painter.row(row, cursor=False, focused=False, marked=marked)
        return strip

    def empty(self) -> Canvas:
        """What an empty table shows: a sentence and, if there is something to do about it, a button."""
        width, height = self.line_width, self.size.height
        filtered = bool(self.model.rows)
        text = f"Nothing matches {self.filter_text}" if filtered else self.sentence
        label = "Clear filter" if filtered else self.invitation
        canvas = Canvas(width, height, palette_of(self), ground_of(self))
        y = max(1, min(3, height - 3))
        canvas.put(max(1, (width - width_of(text)) // 2), y, text, "dim", width=width - 2)
        if label:
            x = (width - width_of(label) - 2) // 2
            canvas.button(
                x, y + 2, label, "normal" if filtered else "primary", name="clear" if filtered else "invite"
            )
        return canvas
