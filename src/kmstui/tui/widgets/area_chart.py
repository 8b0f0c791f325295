"""A mirrored area chart: writes grow up from the axis, reads down, in eighths of a cell.

Drawn from whole rows of one colour, because a live chart repaints five times a second.
"""

from itertools import groupby

from textual.reactive import reactive

from kmstui.tui.canvas import Canvas
from kmstui.tui.palette import mix
from kmstui.tui.spans import Span
from kmstui.tui.widgets.drawn import Drawn
from kmstui.tui.widgets.samples import Samples, Scale, axis_number

BLOCKS = " ▁▂▃▄▅▆▇█"
"""A cell filled from below by eighths."""

TIP = 1.15
"""How much sooner than at the last row the gradient reaches its full colour."""


def time_axis(canvas: Canvas, x: int, y: int, width: int, seconds: float) -> None:
    """Write what time a chart spans, below it: its beginning, middle where there is room, and now."""
    if width < 8:
        return
    unit, name = (60, "min") if seconds >= 600 else (1, "s")
    canvas.put(x, y, f"-{seconds / unit:g} {name}", "dim")
    middle = f"-{seconds / 2 / unit:g} {name}"
    if width >= 30:
        canvas.put(x + width // 2 - len(middle) // 2, y, middle, "dim")
    canvas.right(x + width, y, Span("now", "dim"))


class AreaChart(Drawn):
    """Two series, one above and one below a common axis."""

    DEFAULT_CSS = """
    AreaChart { width: 1fr; height: 1fr; min-height: 5; }
    """

    above: reactive[Samples] = reactive(Samples())
    """What grows up: writes."""
    below: reactive[Samples] = reactive(Samples())
    """What grows down: reads."""
    window: reactive[int] = reactive(300)
    """How many samples the chart spans."""
    seconds: reactive[float] = reactive(60.0)
    """How long those samples took."""

    def __init__(
        self,
        above: Samples | None = None,
        below: Samples | None = None,
        *,
        window: int = 300,
        seconds: float = 60.0,
        colors: tuple[str, str, str, str] = ("write", "write_low", "read", "read_low"),
        gutter: int = 5,
        id: str | None = None,  # noqa: A002 - Textual's name
        classes: str | None = None,
    ) -> None:
        """Make a chart.

        Args:
            above: What grows up.
            below: What grows down.
            window: How many samples it spans.
            seconds: How long those took.
            colors: Tokens of the upper series at tip and axis, then of the lower.
            gutter: Cells for the numbers at the left.
            id: Textual's.
            classes: Textual's.
        """
        super().__init__(id=id, classes=classes)
        self.set_reactive(AreaChart.above, above or Samples())
        self.set_reactive(AreaChart.below, below or Samples())
        self.set_reactive(AreaChart.window, window)
        self.set_reactive(AreaChart.seconds, seconds)
        self._colors = colors
        self._gutter = gutter
        self._scales = Scale(), Scale()

    def draw(self, canvas: Canvas) -> None:
        """Paint grid, areas, axis and numbers."""
        height, width = canvas.height - 1, canvas.width - self._gutter
        up = (height - 1) // 2
        down = height - 1 - up
        if up < 1 or width < 2:
            return
        x, axis = self._gutter, up
        above, below = self.above.columns(width, self.window), self.below.columns(width, self.window)
        top, bottom = self._scales[0].fit(above), self._scales[1].fit(below)
        self._upper(canvas, x, axis, up, _eighths(above, top, up))
        self._lower(canvas, x, axis, down, _eighths(below, bottom, down))
        canvas.rule(x, axis, width, "line")
        self._numbers(canvas, axis, up, down, (top, bottom))
        time_axis(canvas, x, canvas.height - 1, width, self.seconds)

    def _upper(self, canvas: Canvas, x: int, axis: int, rows: int, eighths: list[int]) -> None:
        tip, low = (self.palette.color(token) for token in self._colors[:2])
        for row in range(rows):
            y = axis - 1 - row
            cells = [min(8, max(0, value - 8 * row)) for value in eighths]
            self._grid(canvas, x, y, len(cells), shown=(rows - 1 - row) % 2 == 0)
            color = mix(low, tip, min(1.0, (row + 1) / rows * TIP))
            for filled, at, run in _runs(cells):
                if filled:
                    canvas.put(x + at, y, "".join(BLOCKS[cell] for cell in run), color)

    def _lower(self, canvas: Canvas, x: int, axis: int, rows: int, eighths: list[int]) -> None:
        """As above, hanging: a cell filled from above is one filled from below, reversed."""
        tip, low = (self.palette.color(token) for token in self._colors[2:])
        for row in range(rows):
            y = axis + 1 + row
            cells = [min(8, max(0, value - 8 * row)) for value in eighths]
            self._grid(canvas, x, y, len(cells), shown=(rows - 1 - row) % 2 == 0)
            color = mix(low, tip, min(1.0, (row + 1) / rows * TIP))
            for filled, at, run in _runs(cells):
                if filled == 2:
                    canvas.put(x + at, y, "█" * len(run), color)
                elif filled == 1:
                    canvas.put(x + at, y, "".join(BLOCKS[8 - cell] for cell in run), color, "r")

    def _grid(self, canvas: Canvas, x: int, y: int, width: int, *, shown: bool) -> None:
        if shown:
            canvas.put(x, y, "┈" * width, "line2")

    def _numbers(self, canvas: Canvas, axis: int, up: int, down: int, tops: tuple[float, float]) -> None:
        top, bottom = tops
        marks = [(0, top), (axis, 0.0), (axis + down, bottom)]
        if up >= 4:
            marks.append((up // 2, top / 2))
        if down >= 4:
            marks.append((axis + down // 2, bottom / 2))
        for y, value in marks:
            canvas.right(self._gutter - 1, y, Span(axis_number(value), "dim"))


def _eighths(columns: list[float | None], top: float, rows: int) -> list[int]:
    """How many eighths of a cell each column is high; a value that is not zero shows at least one."""
    return [0 if not value else max(1, round(min(1.0, value / top) * rows * 8)) for value in columns]


def _runs(cells: list[int]) -> list[tuple[int, int, list[int]]]:
    """Neighbours that are painted alike: 0 empty, 1 part, 2 full; where they start; how full each is."""
    runs: list[tuple[int, int, list[int]]] = []
    at = 0
    for kind, group in groupby(cells, key=lambda cell: 2 if cell == 8 else 1 if cell else 0):
        run = list(group)
        runs.append((kind, at, run))
        at += len(run)
    return runs
