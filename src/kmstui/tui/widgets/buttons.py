"""One-row buttons: ` Label ` with a mnemonic underlined.

A button knows what it says and whether it may be pressed, not what pressing does.
"""

from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.message import Message
from textual.reactive import reactive

from kmstui.tui.canvas import BUTTON_COLOURS, ButtonKind, Canvas
from kmstui.tui.spans import width_of
from kmstui.tui.widgets.drawn import Drawn


class Button(Drawn, can_focus=True):
    """A button in one row."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter,space", "press", "Press", show=False)]
    """| Key | What it does |
    | :- | :- |
    | enter, space | Press the button. |"""

    DEFAULT_CSS = """
    Button { width: auto; height: 1; min-width: 3; }
    """

    label: reactive[str] = reactive("", layout=True)
    """What it says."""
    kind: reactive[ButtonKind] = reactive[ButtonKind]("normal")
    """How it is painted; `disabled` cannot be pressed."""
    mnemonic: reactive[str] = reactive("")
    """The letter of the label that is underlined, being the key that does the same."""

    class Pressed(Message):
        """The button was pressed, by key or mouse."""

        def __init__(self, button: "Button") -> None:
            super().__init__()
            self.button = button
            """Which one."""

        @property
        def control(self) -> "Button":
            """The button."""
            return self.button

    def __init__(
        self,
        label: str,
        kind: ButtonKind = "normal",
        mnemonic: str = "",
        *,
        name: str | None = None,
        id: str | None = None,  # noqa: A002 - Textual's name
        classes: str | None = None,
        disabled: bool = False,
    ) -> None:
        super().__init__(name=name, id=id, classes=classes, disabled=disabled)
        self.set_reactive(Button.label, label)
        self.set_reactive(Button.kind, kind)
        self.set_reactive(Button.mnemonic, mnemonic)

    @property
    def enabled(self) -> bool:
        """Whether pressing it does anything."""
        return self.kind != "disabled" and not self.is_disabled

    def natural_width(self) -> int:
        """The label and a cell on either side."""
        return width_of(self.label) + 2

    def draw(self, canvas: Canvas) -> None:
        """Paint the button; focus is a bar on its left and brighter text."""
        kind: ButtonKind = self.kind if self.enabled else "disabled"
        canvas.button(0, 0, self.label, kind, self.mnemonic)
        if self.has_focus:
            fg = "on_orange" if kind == "primary" else "orange"
            canvas.put(0, 0, "▌", fg, "", BUTTON_COLOURS[kind][1])
            if kind != "primary":
                canvas.put(1, 0, self.label, "head", "bu", BUTTON_COLOURS[kind][1])

    def on_click(self, event: events.Click) -> None:
        """Press."""
        event.stop()
        self.action_press()

    def action_press(self) -> None:
        """Press the button, if it is enabled."""
        if self.enabled:
            self.post_message(self.Pressed(self))


class ButtonRow(Horizontal):
    """Buttons in one row, right-aligned: Cancel, Previous, primary."""

    DEFAULT_CSS = """
    ButtonRow {
        height: 1;
        align-horizontal: right;
        & > Button { margin: 0 0 0 2; }
    }
    """
