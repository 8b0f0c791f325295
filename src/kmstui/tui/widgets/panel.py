"""The container everything stands in: a round border that carries title, counter, legend and foot.

Knows nothing of what it contains; the border turns blue while the focus is inside.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from textual import events
from textual.containers import Vertical
from textual.geometry import Region
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip
from textual.theme import Theme
from textual.widget import Widget

from kmstui.tui.canvas import Canvas
from kmstui.tui.palette import Palette
from kmstui.tui.spans import Span, Spans, spans, width_of
from kmstui.tui.widgets.drawn import filtered, palette_of


@dataclass(frozen=True, slots=True)
class PanelAction:
    """Something offered on a panel's top border, such as `r refresh`."""

    key: str
    """The key that does it, as shown."""
    label: str
    """What it does, in a word."""
    name: str = ""
    """What the message calls it; the label where empty."""


class Panel(Vertical):
    """A container with a round border."""

    DEFAULT_CSS = """
    Panel {
        width: 1fr;
        height: 1fr;
        border: blank;
        padding: 0 1;
        &.-flush { padding: 0; }
        &.-auto { height: auto; }
    }
    """

    panel_title: reactive[Spans | str] = reactive[Spans | str]("", layout=False)
    """What the panel is about; plain text is drawn bold."""
    counter: reactive[str] = reactive("")
    """A dim count or note behind the title, such as `(12)`."""
    legend: reactive[tuple[Span, ...]] = reactive[tuple[Span, ...]](())
    """Styled text right on the top border, before the actions."""
    actions: reactive[tuple[PanelAction, ...]] = reactive[tuple[PanelAction, ...]](())
    """What can be clicked right on the top border."""
    foot: reactive[Spans | str] = reactive[Spans | str]("")
    """Text right on the bottom border; plain text is drawn dim."""
    line: reactive[str] = reactive("line")
    """Colour of the border while the focus is elsewhere."""

    _frame: Canvas | None = None
    _framed_for: tuple[int, int, Palette, bool] | None = None

    class ActionPressed(Message):
        """One of the actions on the border was clicked."""

        def __init__(self, panel: "Panel", action: PanelAction) -> None:
            super().__init__()
            self.panel = panel
            """Whose border it stands on."""
            self.action = action
            """Which one."""

        @property
        def control(self) -> "Panel":
            """The panel."""
            return self.panel

    def __init__(
        self,
        title: Spans | str = "",
        *children: Widget,
        counter: str = "",
        legend: Sequence[Span] = (),
        actions: Sequence[PanelAction] = (),
        foot: Spans | str = "",
        ground: str = "panel",
        flush: bool = False,
        auto: bool = False,
        name: str | None = None,
        id: str | None = None,  # noqa: A002 - Textual's name
        classes: str | None = None,
    ) -> None:
        """Make a panel.

        Args:
            title: What it is about.
            children: What stands in it.
            counter: Dim text behind the title.
            legend: Styled text right on the top border.
            actions: What can be clicked right on the top border.
            foot: Text right on the bottom border.
            ground: Palette token of the inside.
            flush: Whether children may touch the border, as tables do.
            auto: Whether the height is that of the children.
            name: Textual's.
            id: Textual's.
            classes: Textual's.
        """
        super().__init__(*children, name=name, id=id, classes=classes)
        self.set_reactive(Panel.panel_title, title)
        self.set_reactive(Panel.counter, counter)
        self.set_reactive(Panel.legend, tuple(legend))
        self.set_reactive(Panel.actions, tuple(actions))
        self.set_reactive(Panel.foot, foot)
        self._ground = ground
        self.set_class(flush, "-flush")
        self.set_class(auto, "-auto")

    def on_mount(self) -> None:
        """Take the ground's colour, now and whenever the theme changes."""
        self._theme_changed(self.app.current_theme)
        self.app.theme_changed_signal.subscribe(self, self._theme_changed)

    def _theme_changed(self, _theme: Theme) -> None:
        self.styles.background = palette_of(self).css(self._ground)
        self.refresh()

    def render_lines(self, crop: Region) -> list[Strip]:
        """The frame and the empty inside; children are composed on top."""
        frame = self.frame
        strips = [frame.strip(y) for y in range(crop.y, min(crop.bottom, frame.height))]
        if crop.x or crop.width < frame.width:
            strips = [strip.crop(crop.x, crop.right) for strip in strips]
        return filtered(self, strips)

    @property
    def frame(self) -> Canvas:
        """The border as it is drawn now."""
        width, height = self.outer_size
        focused = self.has_focus_within
        wanted = (width, height, palette_of(self), focused)
        if self._frame is None or self._framed_for != wanted:
            self._frame = Canvas(width, height, palette_of(self), self._ground)
            self._framed_for = wanted
            self._draw(self._frame, "link" if focused else self.line)
        return self._frame

    def _draw(self, canvas: Canvas, line: str) -> None:
        title = (
            (Span(self.panel_title, "head", "b"),) if isinstance(self.panel_title, str) else self.panel_title
        )
        shown = [*spans(title)] if self.panel_title else []
        if self.counter:
            shown.append(Span(f" {self.counter}", "dim"))
        foot = (Span(self.foot, "dim"),) if isinstance(self.foot, str) else spans(self.foot)
        legend = [*self.legend]
        for action in self.actions:
            legend += [Span("  ") if legend else Span(""), Span(action.key, "accent", "b")]
            legend.append(Span(f" {action.label}", "dim"))
        canvas.box(
            0,
            0,
            canvas.width,
            canvas.height,
            title=shown,
            right=legend,
            foot=foot if self.foot else (),
            line=line,
            ground=self._ground,
        )
        self._zone_actions(canvas)

    def _zone_actions(self, canvas: Canvas) -> None:
        end = canvas.width - 3
        for action in reversed(self.actions):
            width = width_of((action.key, " ", action.label))
            canvas.zone(end - width, 0, width, action.name or action.label)
            end -= width + 2

    def refresh(
        self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False
    ) -> "Panel":
        """Repaint the frame."""
        self._frame = None
        super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)
        return self

    def on_descendant_focus(self, _event: events.DescendantFocus) -> None:
        """Show that the focus is inside."""
        self.refresh()

    def on_descendant_blur(self, _event: events.DescendantBlur) -> None:
        """Show that the focus left."""
        self.refresh()

    def on_click(self, event: events.Click) -> None:
        """Do what was clicked on the border."""
        name = self.frame.zone_at(event.x, event.y)
        for action in self.actions:
            if name == (action.name or action.label):
                event.stop()
                self.post_message(self.ActionPressed(self, action))
