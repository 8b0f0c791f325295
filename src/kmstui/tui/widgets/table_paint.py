"""Paints one line of a table: header, row, row under the cursor, skeleton. Knows colours, but no events."""

from collections.abc import Sequence
from typing import Generic

from rich.cells import cell_len
from textual.strip import Strip

from kmstui.tui.canvas import strip_of
from kmstui.tui.palette import Palette
from kmstui.tui.spans import Span, clean, clip, narrow, spans
from kmstui.tui.widgets.table_model import Placed, R

FIRST_COLUMN = 3
"""Cells before the first column: the cursor's bar, the mark, a space."""

CHECKED_COLUMN = 6
"""Cells before the first column where marks are check boxes: the bar, `[✓]`, two spaces."""

Run = tuple[str, str, str, str]
"""Clean text, foreground, background, flags: colours, not tokens."""


class RowPainter(Generic[R]):
    """Paints lines for one width, palette and set of columns."""

    def __init__(
        self, width: int, palette: Palette, ground: str, placed: Sequence[Placed[R]], *, checks: bool = False
    ) -> None:
        self.width = width
        """Cells of a line."""
        self.palette = palette
        """Where tokens get their colours."""
        self.ground = ground
        """Behind rows without the cursor."""
        self.placed = tuple(placed)
        """Columns that have room."""
        self.checks = checks
        """Whether marks are drawn as check boxes."""

    def same(self, width: int, palette: Palette, ground: str) -> bool:
        """Whether lines painted so are still right."""
        return (self.width, self.palette, self.ground) == (width, palette, ground)

    def header(self, sort_key: str, descending: bool, ticks: str = " ") -> Strip:
        """The titles, with the order's arrow and, over check boxes, whether all, some or none are ticked."""
        p = self.palette
        runs: list[Run] = [(f" [{ticks}]", p.link, p.shade, "b")] if self.checks else []
        x = 4 if self.checks else 0
        for at in self.placed:
            x = self._gap(runs, x, at.x, p.shade)
            up = "^" if p.ascii else "▲"  # where ▲ becomes the sign of what needs attention
            arrow = f" {'▼' if descending else up}" if at.column.key == sort_key else ""
            title = clip(clean(at.column.title), max(0, at.width - len(arrow)))
            pad = at.width - cell_len(title) - len(arrow)
            if at.column.align == "right":
                runs.append((" " * pad, p.head, p.shade, ""))
            runs += [(title, p.head, p.shade, "b"), (arrow, p.link, p.shade, "")]
            if at.column.align == "left":
                runs.append((" " * pad, p.head, p.shade, ""))
            x = at.x + at.width
        self._gap(runs, x, self.width, p.shade)
        return strip_of(runs, self.width, p)

    def row(self, row: R, *, cursor: bool, focused: bool, marked: bool) -> Strip:
        """One row; under the cursor its text is brighter, to stay readable on that ground."""
        p = self.palette
        bg = p.sel if cursor else self.ground
        runs: list[Run] = [("▌" if cursor else " ", p.orange if focused else p.line, bg, "")]
        x = self._mark(runs, cursor=cursor, marked=marked, bg=bg)
        for at in self.placed:
            x = self._gap(runs, x, at.x, bg)
            leading = at is self.placed[0]
            bold = cursor or (marked and self.checks)
            parts = [
                Span(part.text, self._tint(part.color, cursor, leading), _flags(part.flags, bold and leading))
                for part in spans(at.column.cell(row))
            ]
            self._cell(runs, parts, at, bg)
            x = at.x + at.width
        self._gap(runs, x, self.width, bg)
        return strip_of(runs, self.width, p)

    def skeleton(self, index: int) -> Strip:
        """A row that is on its way: blocks where its text will stand."""
        p = self.palette
        runs: list[Run] = []
        x = 0
        for number, at in enumerate(self.placed):
            x = self._gap(runs, x, at.x, self.ground)
            length = max(1, at.width * (55 + (index * 17 + number * 29) % 45) // 100)
            runs += [
                ("▄" * length, p.line2, self.ground, ""),
                (" " * (at.width - length), p.text, self.ground, ""),
            ]
            x = at.x + at.width
        self._gap(runs, x, self.width, self.ground)
        return strip_of(runs, self.width, p)

    def blank(self) -> Strip:
        """A line below the last row."""
        return strip_of([(" " * self.width, self.palette.text, self.ground, "")], self.width, self.palette)

    def _tint(self, color: str, cursor: bool, leading: bool) -> str:
        if not cursor:
            return color
        if self.palette.flat_cursor or (leading and color in {"link", "text", "head"}):
            return "on_sel"
        return "head" if color in {"dim", "text"} else color

    def _mark(self, runs: list[Run], *, cursor: bool, marked: bool, bg: str) -> int:
        """Append a row's mark; return the column after it."""
        ink = self.palette.color
        if not self.checks:
            runs.append(("✓" if marked else " ", ink(self._tint("accent", cursor, False)), bg, "b"))
            return 2
        bracket = ink(self._tint("dim", cursor, False))
        tick = ink(self._tint("link", cursor, False))
        runs += [("[", bracket, bg, ""), ("✓" if marked else " ", tick, bg, "b"), ("]", bracket, bg, "")]
        return 4

    def _gap(self, runs: list[Run], x: int, until: int, bg: str) -> int:
        if until > x:
            runs.append((" " * (until - x), self.palette.text, bg, ""))
        return until

    def _cell(self, runs: list[Run], parts: Sequence[Span], at: Placed[R], bg: str) -> None:
        """Append one cell's text, clipped and padded to the column's width."""
        color = self.palette.color
        done: list[Run] = []
        room = at.width
        for part in parts:
            text = clean(part.text)
            size = len(text) if narrow(text) else cell_len(text)
            if size > room:
                text = clip(text, room)
                size = cell_len(text)
            done.append((text, color(part.color), bg, part.flags))
            room -= size
            if room <= 0:
                break
        pad: Run = (" " * room, color("text"), bg, "")
        runs += [pad, *done] if at.column.align == "right" else [*done, pad]


def _flags(flags: str, bold: bool) -> str:
    return f"{flags}b" if bold and "b" not in flags else flags
