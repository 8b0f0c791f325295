"""A series in one row of blocks, and a share as a bar of eighths.

Both start at zero: a spark that began at its lowest value would show noise as news.
"""

from textual.reactive import reactive

from kmstui.tui.canvas import Canvas
from kmstui.tui.palette import mix
from kmstui.tui.widgets.area_chart import BLOCKS
from kmstui.tui.widgets.drawn import Drawn
from kmstui.tui.widgets.samples import Samples

LEFT_BLOCKS = " ▏▎▍▌▋▊▉█"
"""A cell filled from the left by eighths."""


def draw_spark(canvas: Canvas, x: int, y: int, width: int, samples: Samples, color: str) -> None:
    """Paint the last `width` columns of a series, the higher the brighter."""
    values = samples.columns(width, max(width, len(samples.values)))
    top = max((value for value in values if value is not None), default=0.0) or 1.0
    ground, full = canvas.ground, canvas.palette.color(color)
    for at, value in enumerate(values):
        if value is not None:
            level = max(1, min(8, round(value / top * 8)))
            canvas.put(x + at, y, BLOCKS[level], mix(ground, full, 0.35 + 0.65 * level / 8))


def draw_gauge(canvas: Canvas, x: int, y: int, width: int, share: float, color: str) -> None:
    """Paint a bar that is filled to a share of 0 to 1, to an eighth of a cell."""
    eighths = round(min(1.0, max(0.0, share)) * width * 8)
    full, rest = divmod(eighths, 8)
    canvas.put(x, y, "█" * width, "line2")
    canvas.put(x, y, "█" * full, color)
    if rest and full < width:
        canvas.put(x + full, y, LEFT_BLOCKS[rest], color, "", "line2")


class Spark(Drawn):
    """A series in one row."""

    samples: reactive[Samples] = reactive(Samples())
    """The series."""
    color: reactive[str] = reactive("link")
    """Its palette token."""

    def __init__(self, samples: Samples, color: str = "link", *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.set_reactive(Spark.samples, samples)
        self.set_reactive(Spark.color, color)

    def draw(self, canvas: Canvas) -> None:
        """Paint the series."""
        draw_spark(canvas, 0, 0, canvas.width, self.samples, self.color)


class Gauge(Drawn):
    """A share as a bar."""

    share: reactive[float] = reactive(0.0)
    """From 0 to 1."""
    color: reactive[str] = reactive("ok")
    """Palette token of the filled part."""

    def __init__(self, share: float, color: str = "ok", *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.set_reactive(Gauge.share, share)
        self.set_reactive(Gauge.color, color)

    def draw(self, canvas: Canvas) -> None:
        """Paint the bar."""
        draw_gauge(canvas, 0, 0, canvas.width, self.share, self.color)
