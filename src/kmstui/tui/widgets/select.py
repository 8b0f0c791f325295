"""What opens a menu: a field whose value is one of several options, and a button with verbs."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.message import Message
from textual.reactive import reactive

from kmstui.tui.canvas import ButtonKind, Canvas
from kmstui.tui.spans import Span, width_of
from kmstui.tui.widgets.buttons import Button
from kmstui.tui.widgets.drawn import Drawn
from kmstui.tui.widgets.field import Field
from kmstui.tui.widgets.option_menu import Option, OptionMenu


class SelectRow(Drawn, can_focus=True):
    """The row that shows what is chosen."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter,space,down", "open", "Choose", show=False)]
    """| Key | What it does |
    | :- | :- |
    | enter, space, down | Open the options. |"""

    DEFAULT_CSS = """
    SelectRow { height: 1; }
    """

    option: reactive[Option | None] = reactive[Option | None](None)
    """What is chosen."""
    placeholder: reactive[str] = reactive("")
    """What stands there while nothing is."""

    class Opened(Message):
        """The options are to be shown."""

    def draw(self, canvas: Canvas) -> None:
        """Paint the option and the arrow."""
        canvas.fill(0, 0, canvas.width, 1, "field")
        canvas.put(canvas.width - 1, 0, "▾", "orange" if self.has_focus else "link")
        if self.option is None:
            canvas.put(0, 0, self.placeholder, "dim", width=canvas.width - 2)
            return
        flags = "b" if self.option.note else ""
        parts = [Span(self.option.label, "head", flags)]
        if self.option.note:
            parts.append(Span(f"  {self.option.note}", "dim"))
        canvas.seq(0, 0, *parts, width=canvas.width - 2)

    def on_click(self, event: events.Click) -> None:
        """Open."""
        event.stop()
        self.action_open()

    def action_open(self) -> None:
        """Open the options."""
        self.post_message(self.Opened())


class SelectEditor(Vertical):
    """The row and, over the screen, its menu."""

    DEFAULT_CSS = """
    SelectEditor {
        height: 1;
        & > OptionMenu { offset-x: -2; }
    }
    """

    def __init__(self, row: SelectRow, menu: OptionMenu) -> None:
        super().__init__(row, menu)


class SelectField(Field):
    """A field with a menu of options."""

    options: reactive[tuple[Option, ...]] = reactive[tuple[Option, ...]](())
    """What can be chosen."""
    value: reactive[str] = reactive("", init=False)
    """Key of what is chosen; empty where nothing is."""

    def __init__(
        self,
        label: str,
        options: Sequence[Option] = (),
        value: str = "",
        *,
        placeholder: str = "Choose…",
        hint: str = "",
        error: str = "",
        info: bool = True,
        optional: bool = False,
        id: str | None = None,  # noqa: A002 - Textual's name
        classes: str | None = None,
    ) -> None:
        """Make a field.

        Args:
            label: What is asked for.
            options: What can be chosen.
            value: Key of what is chosen.
            placeholder: What it shows while nothing is.
            hint: Limits or consequences, below the row.
            error: What is wrong with it already.
            info: Whether an Info link stands behind the label.
            optional: Whether it may stay empty.
            id: Textual's.
            classes: Textual's.
        """
        super().__init__(label, hint=hint, error=error, info=info, optional=optional, id=id, classes=classes)
        self.set_reactive(SelectField.options, tuple(options))
        self.set_reactive(SelectField.value, value)
        self.row = SelectRow()
        """The row that shows what is chosen."""
        self.row.set_reactive(SelectRow.placeholder, placeholder)
        self.menu = OptionMenu(options)
        """The menu."""

    @property
    def chosen(self) -> Option | None:
        """What is chosen."""
        return next((option for option in self.options if option.key == self.value), None)

    def compose(self) -> ComposeResult:
        """Row and menu."""
        self.row.option = self.chosen
        yield SelectEditor(self.row, self.menu)

    def enter(self) -> "SelectField":
        """Give the focus to the row."""
        self.row.focus()
        return self

    def watch_options(self, options: tuple[Option, ...]) -> None:
        """Offer others; what is chosen stays if it is among them."""
        self.menu.options = options
        self.row.option = self.chosen

    def watch_value(self, value: str) -> None:
        """Show, and tell."""
        self.row.option = self.chosen
        self.post_message(self.Changed(self, value))

    @on(SelectRow.Opened)
    def _open(self, event: SelectRow.Opened) -> None:
        event.stop()
        self.menu.open(self.value, self.outer_size.width)

    @on(OptionMenu.Chosen)
    def _choose(self, event: OptionMenu.Chosen) -> None:
        event.stop()
        self.menu.close()
        self.row.focus()
        self.value = event.option.key

    @on(OptionMenu.Dismissed)
    def _dismiss(self, event: OptionMenu.Dismissed) -> None:
        event.stop()
        if self.menu.has_focus:
            self.row.focus()
        self.menu.close()


class MenuButton(Vertical):
    """A button whose menu offers verbs."""

    DEFAULT_CSS = """
    MenuButton {
        width: auto;
        height: 1;
    }
    """

    @dataclass
    class Chosen(Message):
        """A verb was chosen."""

        button: "MenuButton"
        """Where."""
        key: str
        """Which verb."""

        @property
        def control(self) -> "MenuButton":
            """The button."""
            return self.button

    def __init__(
        self,
        label: str,
        options: Sequence[Option] = (),
        *,
        kind: ButtonKind = "normal",
        mnemonic: str = "",
        id: str | None = None,  # noqa: A002 - Textual's name
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self.button = Button(f"{label} ▾", kind, mnemonic)
        """What is always in sight."""
        self.menu = OptionMenu(options)
        """The menu; set its `options` to change the verbs."""
        self.styles.width = width_of(label) + 4

    def compose(self) -> ComposeResult:
        """Button and menu."""
        yield self.button
        yield self.menu

    def open(self) -> None:
        """Show the verbs."""
        self.menu.open()

    @on(Button.Pressed)
    def _open(self, event: Button.Pressed) -> None:
        event.stop()
        self.open()

    @on(OptionMenu.Chosen)
    def _choose(self, event: OptionMenu.Chosen) -> None:
        event.stop()
        self.menu.close()
        self.button.focus()
        self.post_message(self.Chosen(self, event.option.key))

    @on(OptionMenu.Dismissed)
    def _dismiss(self, event: OptionMenu.Dismissed) -> None:
        event.stop()
        if self.menu.has_focus:
            self.button.focus()
        self.menu.close()
