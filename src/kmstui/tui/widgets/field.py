"""What every field of a form has around its editor: label and Info above, a bar, and below a hint or what is
wrong.

A field shows an error but finds none: whether it is right is decided by whoever listens to `Changed` and sets
`error`.
"""

from dataclasses import dataclass
from typing import Self

from textual import events
from textual.geometry import Region
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip
from textual.theme import Theme
from textual.widget import Widget

from kmstui.tui.canvas import Canvas
from kmstui.tui.palette import Palette
from kmstui.tui.widgets.drawn import filtered, ground_of, palette_of


class Field(Widget):
    """What all fields share: everything but the editor in the middle, which a subclass composes."""

    DEFAULT_CSS = """
    Field {
        width: 1fr;
        height: 3;
        padding: 1 1 1 2;
        layout: horizontal;
    }
    """

    label: reactive[str] = reactive("")
    """What is asked for."""
    info: reactive[bool] = reactive(True)
    """Whether an Info link stands behind the label."""
    optional: reactive[bool] = reactive(False)
    """Whether it may stay empty; said behind the label."""
    hint: reactive[str] = reactive("")
    """Limits or consequences, below the row."""
    error: reactive[str] = reactive("")
    """What is wrong, in place of the hint; none where empty."""

    @dataclass
    class Changed(Message):
        """What the field holds changed."""

        field: "Field"
        """Which field."""
        value: str
        """What it holds now."""

        @property
        def control(self) -> "Field":
            """The field."""
            return self.field

    @dataclass
    class Submitted(Message):
        """Enter was pressed in the field."""

        field: "Field"
        """Which field."""

        @property
        def control(self) -> "Field":
            """The field."""
            return self.field

    @dataclass
    class InfoRequested(Message):
        """The Info link was clicked."""

        field: "Field"
        """Which field."""

        @property
        def control(self) -> "Field":
            """The field."""
            return self.field

    _frame: Canvas | None = None
    _framed_for: tuple[int, int, Palette, str, bool] | None = None

    def __init__(
        self,
        label: str,
        *,
        hint: str = "",
        error: str = "",
        info: bool = True,
        optional: bool = False,
        name: str | None = None,
        id: str | None = None,  # noqa: A002 - Textual's name
        classes: str | None = None,
    ) -> None:
        """Make a field.

        Args:
            label: What is asked for.
            hint: Limits or consequences, below the row.
            error: What is wrong with it already.
            info: Whether an Info link stands behind the label.
            optional: Whether it may stay empty.
            name: Textual's.
            id: Textual's.
            classes: Textual's.
        """
        super().__init__(name=name, id=id, classes=classes)
        self.set_reactive(Field.label, label)
        self.set_reactive(Field.hint, hint)
        self.set_reactive(Field.error, error)
        self.set_reactive(Field.info, info)
        self.set_reactive(Field.optional, optional)

    @property
    def editor(self) -> Widget:
        """What takes the focus."""
        return self.children[0]

    def enter(self) -> Self:
        """Give the focus to the editor."""
        self.editor.focus()
        return self

    def on_mount(self) -> None:
        """Repaint when the theme changes."""
        self.app.theme_changed_signal.subscribe(self, self._theme_changed)

    def _theme_changed(self, _theme: Theme) -> None:
        self.refresh()

    def render_lines(self, crop: Region) -> list[Strip]:
        """Label, bar and hint; the editor is composed on top."""
        frame = self.frame
        strips = [frame.strip(y) for y in range(crop.y, min(crop.bottom, frame.height))]
        if crop.x or crop.width < frame.width:
            strips = [strip.crop(crop.x, crop.right) for strip in strips]
        return filtered(self, strips)

    @property
    def frame(self) -> Canvas:
        """Everything but the editor, as it is drawn now."""
        width, height = self.outer_size
        wanted = (width, height, palette_of(self), ground_of(self), self.has_focus_within)
        if self._frame is None or self._framed_for != wanted:
            self._frame = Canvas(width, height, palette_of(self), ground_of(self))
            self._framed_for = wanted
            self.draw(self._frame)
        return self._frame

    def draw(self, canvas: Canvas) -> None:
        """Paint everything but the editor."""
        last = canvas.height - 1
        x = canvas.put(0, 0, self.label, "head", "b", width=canvas.width)
        if self.optional:
            x = canvas.put(x, 0, " - optional", "dim", "i", width=max(0, canvas.width - x))
        if self.info and x + 5 <= canvas.width:
            canvas.put(x + 1, 0, "Info", "link")
            canvas.zone(x + 1, 0, 4, "info")
        bar = "err" if self.error else "orange" if self.has_focus_within else "line"
        canvas.fill(0, 1, canvas.width, last - 1, "field")
        for y in range(1, last):
            canvas.put(0, y, "▌", bar)
        if self.error:
            canvas.put(0, last, f"✗ {self.error}", "err", width=canvas.width)
        elif self.hint:
            canvas.put(0, last, self.hint, "dim", width=canvas.width)

    def refresh(
        self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False
    ) -> Self:
        """Repaint everything but the editor."""
        self._frame = None
        super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)
        return self

    def on_descendant_focus(self, _event: events.DescendantFocus) -> None:
        """Colour the bar."""
        self.refresh()

    def on_descendant_blur(self, _event: events.DescendantBlur) -> None:
        """Take the colour from the bar."""
        self.refresh()

    def on_click(self, event: events.Click) -> None:
        """Ask for help, or edit."""
        if self.frame.zone_at(event.x, event.y) == "info":
            event.stop()
            self.post_message(self.InfoRequested(self))
        elif not self.has_focus_within:
            self.enter()
