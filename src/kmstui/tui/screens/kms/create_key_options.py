"""The advanced options of a key: groups of which one is chosen, folded behind one line until somebody asks.

Options this account cannot make stay in sight and say so. What the options mean is the console's business.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Grid, Vertical
from textual.message import Message
from textual.reactive import reactive

from kmstui.console import create_key as wizard
from kmstui.console.create_key import KeyForm
from kmstui.console.create_key_summary import advanced
from kmstui.tui.canvas import Canvas
from kmstui.tui.spans import Span, width_of
from kmstui.tui.widgets.choice_list import ChoiceList
from kmstui.tui.widgets.drawn import Drawn
from kmstui.tui.widgets.option_menu import Option
from kmstui.tui.widgets.panel import Panel
from kmstui.tui.widgets.table_toolbar import Label

GROUPS: tuple[tuple[str, str, tuple[wizard.Option, ...]], ...] = (
    ("key_type", "Key type", wizard.KEY_TYPES),
    ("usage", "Key usage", wizard.KEY_USAGES),
    ("origin", "Key material origin", wizard.ORIGINS),
    ("regionality", "Regionality", wizard.REGIONALITIES),
)
"""The groups in the order of a grid of two columns: the form's attribute, the heading, the options."""
TWO_ABREAST_FROM = 68
"""Cells from which two groups stand side by side."""

UNFOLDED_FROM = 36
"""Rows of the terminal from which the groups are in sight at first."""


class Expander(Drawn, can_focus=True):
    """One line that unfolds what is below it, and says what is chosen there while it is folded."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter,space", "turn", "Show or hide", show=False)]
    """| Key | What it does |
    | :- | :- |
    | enter, space | Show or hide. |"""

    unfolded: reactive[bool] = reactive(False, init=False)
    """Whether what is below shows."""
    folded_text: reactive[str] = reactive("")
    """What is chosen there."""
    open_text: reactive[str] = reactive("")
    """What stands in its place while one sees it."""

    @dataclass
    class Turned(Message):
        """It was folded or unfolded."""

        unfolded: bool
        """Whether what is below shows now."""

    def watch_unfolded(self, unfolded: bool) -> None:
        """Tell."""
        self.post_message(self.Turned(unfolded))

    def draw(self, canvas: Canvas) -> None:
        """Paint the line; the focus makes its arrow orange and its text bright."""
        arrow, text = ("▾", self.open_text) if self.unfolded else ("▸", self.folded_text)
        ink = "orange" if self.has_focus else "link"
        body = "head" if self.has_focus else "dim" if self.unfolded else "text"
        canvas.seq(0, 0, Span(f"{arrow} ", ink, "b"), Span(text, body), width=canvas.width)

    def on_click(self, event: events.Click) -> None:
        """Turn."""
        event.stop()
        self.action_turn()

    def action_turn(self) -> None:
        """Show or hide what is below."""
        self.unfolded = not self.unfolded


class OptionRows(ChoiceList):
    """Options; why one cannot be chosen stands beside it or, where that does not fit, below."""

    def natural_height(self, width: int) -> int:
        """A row or two for each option."""
        return max(1, sum(_rows(option, width) for option in self.options))

    def draw(self, canvas: Canvas) -> None:
        """Paint the options; the one under the cursor is underlined while focused."""
        y = 0
        for index, option in enumerate(self.options):
            on, here = option.key == self.value, self.has_focus and index == self.cursor
            ink = "off" if option.refusal else "accent" if on else "dim"
            canvas.put(0, y, "◉" if on else "○", "orange" if here else ink, "b")
            label = "off" if option.refusal else "head" if on else "text"
            x = canvas.put(2, y, option.label, label, ("b" if on else "") + ("u" if here else ""))
            rows = _rows(option, canvas.width)
            at = (x + 2, y) if rows == 1 else (2, y + 1)
            if option.refusal:
                canvas.put(*at, option.refusal, "warn" if here else "off", "i")
            elif x + 2 + width_of(option.note) <= canvas.width:
                canvas.put(x + 2, y, option.note, "dim")
            for row in range(rows):
                canvas.zone(0, y + row, canvas.width, f"{index}")
            y += rows


def _rows(option: Option, width: int) -> int:
    """One, or two where the reason does not fit beside the option."""
    return 1 if 4 + width_of(option.label) + width_of(option.refusal) <= width else 2


class OptionGroup(Vertical):
    """A heading and its options."""

    DEFAULT_CSS = """
    OptionGroup { height: auto; }
    """

    def __init__(self, name: str, heading: str, options: Sequence[wizard.Option]) -> None:
        super().__init__(name=name)
        self._heading = heading
        shown = [Option(each.value, each.label, each.note, refusal=each.unavailable) for each in options]
        self.rows = OptionRows(shown, options[0].value, id=name.replace("_", "-"))
        """The options."""

    def compose(self) -> ComposeResult:
        """Heading and options."""
        yield Label(Span(self._heading, "head", "b"))
        yield self.rows


class AdvancedOptions(Panel):
    """The panel with all groups."""

    DEFAULT_CSS = """
    AdvancedOptions {
        & > #groups {
            grid-size: 1;
            grid-gutter: 1 2;
            grid-rows: auto;
            height: auto;
        }
    }
    """

    class Chosen(Message):
        """An option was chosen."""

        def __init__(self, name: str, value: str) -> None:
            super().__init__()
            self.name = name
            """The form's attribute."""
            self.value = value
            """The option's value."""

    def __init__(self) -> None:
        super().__init__("Advanced options", auto=True, id="advanced")
        self.expander = Expander()
        """What folds the groups."""
        self.expander.set_reactive(Expander.open_text, "None of these can be changed later")
        self._groups = [OptionGroup(*group) for group in GROUPS]

    def compose(self) -> ComposeResult:
        """The line and the groups."""
        yield self.expander
        with Grid(id="groups"):
            yield from self._groups

    def on_mount(self) -> None:
        """Unfold where there is room for everything."""
        self.expander.unfolded = self.app.size.height >= UNFOLDED_FROM
        self.query_one("#groups").display = self.expander.unfolded

    def show(self, form: KeyForm) -> None:
        """Say what is chosen while it is folded away."""
        self.expander.folded_text = advanced(form)

    def on_resize(self, event: events.Resize) -> None:
        """Put two groups side by side where there is room."""
        grid = self.query_one("#groups", Grid)
        grid.styles.grid_size_columns = 2 if event.size.width >= TWO_ABREAST_FROM else 1

    @on(Expander.Turned)
    def _turn(self, event: Expander.Turned) -> None:
        event.stop()
        self.query_one("#groups").display = event.unfolded

    @on(ChoiceList.Changed)
    def _choose(self, event: ChoiceList.Changed) -> None:
        event.stop()
        group = event.choice.parent
        if isinstance(group, OptionGroup) and group.name:
            self.post_message(self.Chosen(group.name, event.value))
