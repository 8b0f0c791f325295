"""What shows instead of everything where the terminal is smaller than the console was designed for."""

from textual.geometry import Size

from kmstui.tui.canvas import Canvas
from kmstui.tui.spans import Span, width_of
from kmstui.tui.widgets.drawn import Drawn

LEAST = Size(80, 24)
"""The smallest terminal in which every page is usable."""


class TooSmall(Drawn):
    """One centred line; shown by the screen's breakpoint classes."""

    DEFAULT_CSS = """
    TooSmall { display: none; width: 100%; height: 100%; background: $k-page; }
    """

    def draw(self, canvas: Canvas) -> None:
        """Paint the line."""
        spans: tuple[Span, ...] = (
            Span("kmstui ", "head", "b"),
            Span(f"needs {LEAST.width}x{LEAST.height}", "accent", "b"),
            Span(f"  this is {canvas.width}x{canvas.height}", "dim"),
        )
        if width_of(spans) > canvas.width:
            spans = spans[1:2]
        canvas.seq(max(0, (canvas.width - width_of(spans)) // 2), canvas.height // 2, *spans)
