"""The fields one types into: a line, a number, several lines; and the grid that puts two of them side by
side.

A select, which is chosen from, is in `select`.
"""

from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Grid
from textual.reactive import reactive
from textual.widgets import Input, TextArea

from kmstui.tui.widgets.field import Field
from kmstui.tui.widgets.line_input import LineInput
from kmstui.tui.widgets.text_box import TextBox

DIGITS = "[0-9]{0,12}"
"""What a number field may hold while it is typed."""

TWO_COLUMNS_FROM = 64
"""Cells of a `FieldGrid` from which two fields stand side by side: a form 76 wide, less its borders."""


class TextField(Field):
    """One line of text."""

    value: reactive[str] = reactive("", init=False)
    """What it holds."""

    def __init__(
        self,
        label: str,
        value: str = "",
        *,
        placeholder: str = "",
        hint: str = "",
        error: str = "",
        info: bool = True,
        optional: bool = False,
        max_length: int = 0,
        restrict: str | None = None,
        id: str | None = None,  # noqa: A002 - Textual's name
        classes: str | None = None,
    ) -> None:
        """Make a field.

        Args:
            label: What is asked for.
            value: What it holds.
            placeholder: What it shows while it holds nothing.
            hint: Limits or consequences, below the row.
            error: What is wrong with it already.
            info: Whether an Info link stands behind the label.
            optional: Whether it may stay empty.
            max_length: Most characters; 0 is no limit.
            restrict: A regular expression that what it holds must always match.
            id: Textual's.
            classes: Textual's.
        """
        super().__init__(label, hint=hint, error=error, info=info, optional=optional, id=id, classes=classes)
        self.set_reactive(TextField.value, value)
        self.input = LineInput(value, placeholder, max_length=max_length, restrict=restrict)
        """The editor."""

    def compose(self) -> ComposeResult:
        """The editor."""
        yield self.input

    def watch_value(self, value: str) -> None:
        """Hold, and tell."""
        if self.input.value != value:
            self.input.load(value)
        self.post_message(self.Changed(self, value))

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        # Not the event's value: keys pressed since then would be lost when it is written back.
        self.value = self.input.value

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        self.post_message(self.Submitted(self))


class NumberField(TextField):
    """A whole number; the arrow keys change it by a step. Empty, and out of limits, is for `error` to say."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "step(1)", "More", show=False),
        Binding("down", "step(-1)", "Less", show=False),
    ]
    """| Key | What it does |
    | :- | :- |
    | up, down | Change the number by a step, within the limits. |"""

    def __init__(
        self,
        label: str,
        value: int | None = None,
        *,
        minimum: int = 0,
        maximum: int = 999_999_999,
        step: int = 1,
        hint: str = "",
        error: str = "",
        info: bool = True,
        optional: bool = False,
        id: str | None = None,  # noqa: A002 - Textual's name
        classes: str | None = None,
    ) -> None:
        """Make a field.

        Args:
            label: What is asked for, unit included.
            value: What it holds; None is empty.
            minimum: The least the arrow keys reach.
            maximum: The most the arrow keys reach.
            step: What an arrow key adds.
            hint: Limits or consequences, below the row.
            error: What is wrong with it already.
            info: Whether an Info link stands behind the label.
            optional: Whether it may stay empty.
            id: Textual's.
            classes: Textual's.
        """
        text = "" if value is None else str(value)
        super().__init__(
            label, text, hint=hint, error=error, info=info, optional=optional, restrict=DIGITS, id=id,
            classes=classes,
        )  # fmt: skip
        self.minimum, self.maximum, self.step = minimum, maximum, step

    @property
    def number(self) -> int | None:
        """What it holds; None where empty."""
        return int(self.value) if self.value else None

    def action_step(self, times: int) -> None:
        """Change the number."""
        number = (self.number or 0) + times * self.step
        self.value = str(max(self.minimum, min(self.maximum, number)))


class TextBoxField(Field):
    """Several lines of text."""

    DEFAULT_CSS = """
    TextBoxField { height: 6; }
    """

    value: reactive[str] = reactive("", init=False)
    """What it holds."""

    def __init__(
        self,
        label: str,
        value: str = "",
        *,
        rows: int = 4,
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
            value: What it holds.
            rows: Lines in sight.
            hint: Limits or consequences, below the row.
            error: What is wrong with it already.
            info: Whether an Info link stands behind the label.
            optional: Whether it may stay empty.
            id: Textual's.
            classes: Textual's.
        """
        super().__init__(label, hint=hint, error=error, info=info, optional=optional, id=id, classes=classes)
        self.set_reactive(TextBoxField.value, value)
        self.styles.height = rows + 2
        self.box = TextBox(value)
        """The editor."""

    def compose(self) -> ComposeResult:
        """The editor."""
        yield self.box

    def watch_value(self, value: str) -> None:
        """Hold, and tell."""
        if self.box.text != value:
            self.box.load_text(value)
        self.post_message(self.Changed(self, value))

    @on(TextArea.Changed)
    def _typed(self, event: TextArea.Changed) -> None:
        event.stop()
        self.value = event.text_area.text


class FieldGrid(Grid):
    """Fields two abreast where there is room, one below the other where there is not; a blank row between."""

    DEFAULT_CSS = """
    FieldGrid {
        grid-size: 2;
        grid-gutter: 1 2;
        grid-rows: auto;
        height: auto;
    }
    """

    def on_resize(self, event: events.Resize) -> None:
        """Choose one column or two."""
        self.styles.grid_size_columns = 2 if event.size.width >= TWO_COLUMNS_FROM else 1
