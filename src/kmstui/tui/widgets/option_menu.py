"""A list one chooses from, opened over what it belongs to: options of a field, verbs of a button.

Typing narrows it. An option that cannot be chosen stays in sight and says why. What choosing does is for
whoever opened it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.reactive import reactive

from kmstui.tui.canvas import Canvas
from kmstui.tui.spans import Span, plain, spans, width_of
from kmstui.tui.widgets.drawn import Drawn

MOST_ROWS = 14
"""Rows of a menu, borders included."""

FILTER_FROM = 7
"""Options from which a menu invites to type."""


@dataclass(frozen=True, slots=True)
class Option:
    """Something that can be chosen."""

    key: str
    """Its name in the page's code."""
    label: str
    """What it is."""
    note: str = ""
    """Dim, behind the label."""
    detail: Sequence[Span | str] = ()
    """A second row."""
    refusal: str = ""
    """Why it cannot be chosen now; it can where empty."""
    hotkey: str = ""
    """The key that does the same without the menu, shown at the right."""

    @property
    def rows(self) -> int:
        """How many rows it takes."""
        return 2 if self.detail or self.refusal else 1

    @property
    def width(self) -> int:
        """Cells its rows take."""
        first = width_of(self.label) + (width_of(self.note) + 2 if self.note else 0)
        hotkey = width_of(self.hotkey) + 2 if self.hotkey else 0
        return max(first + hotkey, width_of(self.refusal or self.detail))


class OptionMenu(Drawn, can_focus=True):
    """A bordered list over the screen; it takes the focus while it is open."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "move(1)", "Down", show=False),
        Binding("up", "move(-1)", "Up", show=False),
        Binding("pagedown", "move(8)", "Page down", show=False),
        Binding("pageup", "move(-8)", "Page up", show=False),
        Binding("enter", "choose", "Choose", show=False),
        Binding("escape", "dismiss", "Close", show=False),
    ]
    """| Key | What it does |
    | :- | :- |
    | arrows, Page Up, Page Down | Move over the options. |
    | letters, Backspace | Narrow the options to those that contain what is typed. |
    | Enter | Choose. |
    | Esc | Close without choosing. |"""

    DEFAULT_CSS = """
    OptionMenu {
        overlay: screen;
        constrain: inside inflect;
        display: none;
        width: auto;
        max-width: 76;
        height: auto;
    }
    """

    options: reactive[tuple[Option, ...]] = reactive[tuple[Option, ...]]((), layout=True)
    """What can be chosen."""
    typed: reactive[str] = reactive("", layout=True)
    """What the options are narrowed to."""
    cursor: reactive[int] = reactive(0)
    """Which of those that match is chosen by Enter."""

    @dataclass
    class Chosen(Message):
        """An option was chosen."""

        menu: "OptionMenu"
        """Where."""
        option: Option
        """Which."""

        @property
        def control(self) -> "OptionMenu":
            """The menu."""
            return self.menu

    @dataclass
    class Dismissed(Message):
        """The menu is to be closed without a choice."""

        menu: "OptionMenu"
        """Which menu."""

        @property
        def control(self) -> "OptionMenu":
            """The menu."""
            return self.menu

    def __init__(self, options: Sequence[Option] = (), *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.set_reactive(OptionMenu.options, tuple(options))
        self._top = 0

    @property
    def matching(self) -> tuple[Option, ...]:
        """The options that contain what was typed."""
        needle = self.typed.casefold()
        if not needle:
            return self.options
        return tuple(
            option
            for option in self.options
            if needle in f"{option.label} {option.note} {plain(option.detail)}".casefold()
        )

    def open(self, key: str = "", least_width: int = 0) -> None:
        """Show the menu, at least so wide, with the cursor on an option, and take the focus."""
        self.styles.min_width = least_width
        self.typed = ""
        keys = [option.key for option in self.options]
        self.cursor = keys.index(key) if key in keys else 0
        self.display = True
        self.focus()

    def close(self) -> None:
        """Hide the menu."""
        self.display = False

    def natural_width(self) -> int:
        """The widest option, its key and the borders."""
        return max(18, *(option.width for option in self.options)) + 6

    def natural_height(self, width: int) -> int:
        """Borders, the row for typing, and the options; at least one row for when none matches."""
        del width
        rows = sum(option.rows for option in self.matching)
        return min(MOST_ROWS, 2 + self._search_rows + max(1, rows))

    @property
    def _search_rows(self) -> int:
        return 1 if self.typed or len(self.options) >= FILTER_FROM else 0

    def watch_typed(self) -> None:
        """Begin at the first that matches."""
        self.cursor = 0
        self._top = 0

    def validate_cursor(self, cursor: int) -> int:
        """Stay on an option."""
        return max(0, min(cursor, len(self.matching) - 1))

    def draw(self, canvas: Canvas) -> None:
        """Paint the options in sight."""
        width, height = canvas.width, canvas.height
        canvas.box(0, 0, width, height, line="link", ground="shade")
        y = 1
        if self._search_rows:
            canvas.fill(1, 1, width - 2, 1, "field")
            x = canvas.seq(1, 1, Span(" / ", "accent", "b"), Span(self.typed, "head"), width=width - 3)
            canvas.put(x, 1, " ", "on_orange", "", "orange")
            y = 2
        matching = self.matching
        if not matching:
            canvas.put(2, y, "Nothing matches.", "dim")
        self._scroll(matching, height - y - 1)
        for index in range(self._top, len(matching)):
            option = matching[index]
            if y + option.rows > height - 1:
                break
            self._option(canvas, y, option, on=index == self.cursor)
            for row in range(option.rows):
                canvas.zone(1, y + row, width - 2, f"{index}")
            y += option.rows

    def _scroll(self, options: tuple[Option, ...], room: int) -> None:
        """Move the first option in sight so that the cursor is."""
        self._top = min(self._top, self.cursor)
        while sum(option.rows for option in options[self._top : self.cursor + 1]) > room:
            self._top += 1

    def _option(self, canvas: Canvas, y: int, option: Option, *, on: bool) -> None:
        width = canvas.width
        if on:
            canvas.fill(1, y, width - 2, option.rows, "sel")
            canvas.put(1, y, "▌", "orange")
        label = "on_sel" if on else "off" if option.refusal else "text"
        flat = self.palette.flat_cursor
        dim = ("on_sel" if flat else "head") if on else "dim"
        parts = (
            Span(option.label, label, "b" if on else ""),
            Span(f"  {option.note}" if option.note else "", dim),
        )
        canvas.seq(3, y, *parts, width=width - 5 - width_of(option.hotkey))
        canvas.right(width - 2, y, Span(option.hotkey, "accent", "b"))
        if option.refusal:
            canvas.put(3, y + 1, option.refusal, "on_sel" if on and flat else "warn", width=width - 5)
        elif option.detail:
            below = [
                part._replace(color=dim) if part.color == "dim" else part for part in spans(option.detail)
            ]
            canvas.seq(3, y + 1, *below, width=width - 5)

    def on_key(self, event: events.Key) -> None:
        """Narrow the options by what is typed."""
        if event.key == "backspace":
            event.stop()
            self.typed = self.typed[:-1]
        elif event.is_printable and event.character:
            event.stop()
            self.typed += event.character

    def on_click(self, event: events.Click) -> None:
        """Choose what was clicked."""
        event.stop()
        zone = self.zone_at(event)
        if zone:
            self.cursor = int(zone)
            self.action_choose()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Move on."""
        event.stop()
        self.cursor += 1

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Move back."""
        event.stop()
        self.cursor -= 1

    def on_blur(self, _event: events.Blur) -> None:
        """Close when the focus goes elsewhere."""
        if self.display:
            self.post_message(self.Dismissed(self))

    def action_move(self, by: int) -> None:
        """Move over the options."""
        self.cursor += by

    def action_choose(self) -> None:
        """Choose the option under the cursor, if it may be."""
        matching = self.matching
        if matching and not matching[self.cursor].refusal:
            self.post_message(self.Chosen(self, matching[self.cursor]))

    def action_dismiss(self) -> None:
        """Close without choosing."""
        self.post_message(self.Dismissed(self))
