"""Lines in braille dots, two by four to a cell: latencies p50 and p99 over the same window.

Where two lines share a cell the one given last wins, since a cell has one colour.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from textual.reactive import reactive

from kmstui.tui.canvas import Canvas
from kmstui.tui.spans import Span
from kmstui.tui.widgets.area_chart import time_axis
from kmstui.tui.widgets.drawn import Drawn
from kmstui.tui.widgets.samples import Samples, Scale, axis_number

DOTS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))
"""Bits of U+2800 by row and column of dots."""


@dataclass(frozen=True, slots=True)
class Line:
    """One series of a chart."""

    samples: Samples
    """Its values."""
    color: str
    """Its palette token."""


class LineChart(Drawn):
    """Several series on one scale."""

    DEFAULT_CSS = """
    LineChart { width: 1fr; height: 1fr; min-height: 4; }
    """

    lines: reactive[tuple[Line, ...]] = reactive[tuple[Line, ...]](())
    """The series, the one that matters most last."""
    window: reactive[int] = reactive(300)
    """How many samples the chart spans."""
    seconds: reactive[float] = reactive(60.0)
    """How long those samples took."""

    def __init__(
        self,
        lines: Sequence[Line] = (),
        *,
        window: int = 300,
        seconds: float = 60.0,
        gutter: int = 5,
        id: str | None = None,  # noqa: A002 - Textual's name
        classes: str | None = None,
    ) -> None:
        """Make a chart.

        Args:
            lines: The series.
            window: How many samples it spans.
            seconds: How long those took.
            gutter: Cells for the numbers at the left.
            id: Textual's.
            classes: Textual's.
        """
        super().__init__(id=id, classes=classes)
        self.set_reactive(LineChart.lines, tuple(lines))
        self.set_reactive(LineChart.window, window)
        self.set_reactive(LineChart.seconds, seconds)
        self._gutter = gutter
        self._scale = Scale()

    def draw(self, canvas: Canvas) -> None:
        """Paint grid, lines, numbers and time."""
        rows, width = canvas.height - 1, canvas.width - self._gutter
        if rows < 2 or width < 2:
            return
        columns = [line.samples.columns(width * 2, self.window) for line in self.lines]
        top = self._scale.fit(*columns)
        for y in {0, (rows - 1) // 2, rows - 1}:
            value = top * (1 - y / (rows - 1))
            canvas.put(self._gutter, y, "┈" * width, "line2")
            canvas.right(self._gutter - 1, y, Span(axis_number(round(value, 1)), "dim"))
        for line, values in zip(self.lines, columns, strict=True):
            for (x, y), bits in trace(values, rows, top).items():
                canvas.put(self._gutter + x, y, chr(0x2800 | bits), line.color)
        time_axis(canvas, self._gutter, canvas.height - 1, width, self.seconds)


def trace(values: Sequence[float | None], rows: int, top: float) -> dict[tuple[int, int], int]:
    """The cells a line goes through and the dots set in each; values are two to a cell, gaps stay open."""
    cells: dict[tuple[int, int], int] = {}
    before: int | None = None
    for at, value in enumerate(values):
        if value is None:
            before = None
            continue
        dot = round((1 - min(max(value, 0.0), top) / top) * (rows * 4 - 1))
        first, last = (dot, dot) if before is None else sorted((before, dot))
        if before is not None and first != last:
            first, last = (first + 1, last) if before < dot else (first, last - 1)
        for y in range(first, last + 1):
            cell = (at // 2, y // 4)
            cells[cell] = cells.get(cell, 0) | DOTS[y % 4][at % 2]
        before = dot
    return cells
