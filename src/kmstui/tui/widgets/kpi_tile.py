"""A figure worth a look: a bordered tile of four rows with title, value and a spark, a gauge or words.

Knows nothing of what it counts; a page that wants to go somewhere when it is clicked listens to `Pressed`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from textual import events
from textual.message import Message
from textual.reactive import reactive

from kmstui.tui.canvas import Canvas
from kmstui.tui.spans import Span, width_of
from kmstui.tui.widgets.drawn import Drawn
from kmstui.tui.widgets.samples import Samples
from kmstui.tui.widgets.spark import draw_gauge, draw_spark


@dataclass(frozen=True, slots=True)
class Figure:
    """What a tile shows."""

    value: Sequence[Span | str]
    """First line: the figure in `head` bold, its unit dim."""
    delta: Sequence[Span | str] = ()
    """Right on the first line: how it changed."""
    words: Sequence[Span | str] = ()
    """Second line in words; or else…"""
    spark: Samples | None = None
    """…second line as a series; or else…"""
    share: float | None = None
    """…second line as a share of 0 to 1."""
    color: str = "link"
    """Palette token of spark or gauge."""


class KpiTile(Drawn):
    """A tile with one figure."""

    DEFAULT_CSS = """
    KpiTile { width: 1fr; height: 4; }
    """

    title: reactive[str] = reactive("")
    """What the figure is."""
    figure: reactive[Figure] = reactive(Figure(()))
    """The figure."""

    @dataclass
    class Pressed(Message):
        """The tile was clicked."""

        tile: "KpiTile"
        """Which one."""

        @property
        def control(self) -> "KpiTile":
            """The tile."""
            return self.tile

    def __init__(
        self,
        title: str,
        figure: Figure | None = None,
        *,
        id: str | None = None,  # noqa: A002 - Textual's name
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self.set_reactive(KpiTile.title, title)
        self.set_reactive(KpiTile.figure, figure or Figure((Span("–", "dim"),)))

    def draw(self, canvas: Canvas) -> None:
        """Paint the tile."""
        width, figure = canvas.width, self.figure
        canvas.box(0, 0, width, canvas.height, title=(Span(self.title, "dim"),))
        end = canvas.seq(2, 1, *figure.value, width=width - 4)
        if figure.delta and end + width_of(figure.delta) < width - 1:
            canvas.right(width - 2, 1, *figure.delta)
        if figure.words:
            canvas.seq(2, 2, *figure.words, width=width - 4)
        elif figure.spark is not None:
            draw_spark(canvas, 2, 2, width - 4, figure.spark, figure.color)
        elif figure.share is not None:
            draw_gauge(canvas, 2, 2, width - 4, figure.share, figure.color)

    def on_click(self, event: events.Click) -> None:
        """Tell."""
        event.stop()
        self.post_message(self.Pressed(self))
