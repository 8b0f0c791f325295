"""Widgets that paint cells themselves, and what they share: palette, ground, cached canvas, clickable zones.

A drawn widget says what stands where in `draw()`; nothing else in it knows strips. It is repainted when a
reactive changes, when it is resized and when the theme changes, and costs nothing in between.
"""

from textual import events
from textual.geometry import Region, Size
from textual.strip import Strip
from textual.theme import Theme
from textual.widget import Widget

from kmstui.tui.canvas import Canvas
from kmstui.tui.palette import Palette, Themed
from kmstui.tui.palettes import DARK


def palette_of(widget: Widget) -> Palette:
    """The palette of the app a widget lives in; dark where the app offers none."""
    app = widget.app
    return app.palette if isinstance(app, Themed) else DARK


def ground_of(widget: Widget) -> str:
    """The colour behind a widget, as composed from the backgrounds of what contains it."""
    return palette_of(widget).ground(widget.background_colors[1].hex)


def filtered(widget: Widget, strips: list[Strip]) -> list[Strip]:
    """Strips through the app's line filters, for widgets that bypass Textual's own line rendering."""
    background = widget.background_colors[1]
    for line_filter in widget.get_line_filters():
        strips = [strip.apply_filter(line_filter, background) for strip in strips]
    return strips


def dress_scrollbars(widget: Widget, palette: Palette, ground: str) -> None:
    """Give a widget's scroll bars the colours of a palette: a quiet thumb, blue while dragged."""
    styles = widget.styles
    styles.scrollbar_color = styles.scrollbar_color_hover = palette.css("line")
    styles.scrollbar_color_active = palette.css("link")
    behind = palette.css(ground)
    styles.scrollbar_background = styles.scrollbar_background_hover = behind
    styles.scrollbar_background_active = styles.scrollbar_corner_color = behind


class Drawn(Widget):
    """A widget that draws on a canvas."""

    ALLOW_SELECT = False

    DEFAULT_CSS = """
    Drawn { width: 1fr; height: auto; }
    """

    _canvas: Canvas | None = None
    _drawn_for: tuple[int, int, Palette] | None = None

    @property
    def palette(self) -> Palette:
        """The palette to draw with."""
        return palette_of(self)

    def on_mount(self) -> None:
        """Repaint when the theme changes."""
        self.app.theme_changed_signal.subscribe(self, self._theme_changed)

    def draw(self, canvas: Canvas) -> None:
        """Paint the whole widget on a fresh canvas. Override."""
        raise NotImplementedError

    def natural_width(self) -> int:
        """Columns that `width: auto` gives."""
        return self.app.size.width

    def natural_height(self, width: int) -> int:
        """Rows that `height: auto` gives at a width. Override where it is not one row."""
        del width
        return 1

    def get_content_width(self, container: Size, viewport: Size) -> int:
        """Textual's question, answered by `natural_width`."""
        del container, viewport
        return self.natural_width()

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Textual's question, answered by `natural_height`."""
        del container, viewport
        return self.natural_height(width)

    @property
    def canvas(self) -> Canvas:
        """The canvas as it is shown now, painted if anything changed."""
        wanted = (*self.size, self.palette)
        if self._canvas is None or self._drawn_for != wanted:
            self._canvas = Canvas(*wanted, ground_of(self))
            self._drawn_for = wanted
            self.draw(self._canvas)
        return self._canvas

    def render_line(self, y: int) -> Strip:
        """One row of the canvas."""
        canvas = self.canvas
        return canvas.strip(y) if y < canvas.height else Strip.blank(canvas.width)

    def refresh(
        self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False
    ) -> "Drawn":
        """Repaint; what was painted before is forgotten."""
        self._canvas = None
        super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)
        return self

    def zone_at(self, event: events.MouseEvent) -> str:
        """What was drawn under the mouse, by the name of its zone."""
        offset = event.get_content_offset(self)
        return self.canvas.zone_at(offset.x, offset.y) if offset is not None else ""

    def _theme_changed(self, _theme: Theme) -> None:
        self.refresh()
