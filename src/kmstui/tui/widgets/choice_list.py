"""One of a few, all in sight with what each means: key type, key origin, waiting for an answer.

For many options, or where there is little room, `select` is the widget.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.reactive import reactive

from kmstui.tui.canvas import Canvas
from kmstui.tui.spans import Span
from kmstui.tui.widgets.drawn import Drawn
from kmstui.tui.widgets.option_menu import Option


class ChoiceList(Drawn, can_focus=True):
    """Options one below the other, each with a second row where it has something to say."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "move(1)", "Next", show=False),
        Binding("up,k", "move(-1)", "Previous", show=False),
        Binding("enter,space", "choose", "Choose", show=False),
    ]
    """| Key | What it does |
    | :- | :- |
    | j, k, arrows | Go to another option, and choose it if it may be. |
    | enter, space | Choose the option. |"""

    options: reactive[tuple[Option, ...]] = reactive[tuple[Option, ...]]((), layout=True)
    """What can be chosen."""
    value: reactive[str] = reactive("", init=False)
    """Key of what is chosen."""
    cursor: reactive[int] = reactive(0)
    """The option the keys act on."""

    @dataclass
    class Changed(Message):
        """Another option was chosen."""

        choice: "ChoiceList"
        """Where."""
        value: str
        """Its key."""

        @property
        def control(self) -> "ChoiceList":
            """The list."""
            return self.choice

    def __init__(
        self,
        options: Sequence[Option],
        value: str = "",
        *,
        id: str | None = None,  # noqa: A002 - Textual's name
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        keys = [option.key for option in options]
        self.set_reactive(ChoiceList.options, tuple(options))
        self.set_reactive(ChoiceList.value, value)
        self.set_reactive(ChoiceList.cursor, keys.index(value) if value in keys else 0)

    def natural_height(self, width: int) -> int:
        """One or two rows for each option."""
        del width
        return max(1, sum(option.rows for option in self.options))

    def validate_cursor(self, cursor: int) -> int:
        """Stay on an option."""
        return max(0, min(cursor, len(self.options) - 1))

    def watch_value(self, value: str) -> None:
        """Tell."""
        self.post_message(self.Changed(self, value))

    def draw(self, canvas: Canvas) -> None:
        """Paint the options."""
        y = 0
        for index, option in enumerate(self.options):
            on, here = option.key == self.value, self.has_focus and index == self.cursor
            color = "off" if option.refusal else "accent" if on else "dim"
            canvas.put(0, y, "◉" if on else "○", "orange" if here else color, "b")
            label = "off" if option.refusal else "head" if on or here else "text"
            x = canvas.put(2, y, option.label, label, ("b" if on or here else "") + ("u" if here else ""))
            if option.note:
                canvas.put(x + 2, y, option.note, "dim", width=canvas.width - x - 2)
            below = (Span(option.refusal, "warn"),) if option.refusal else option.detail
            canvas.seq(2, y + 1, *below, width=canvas.width - 2)
            for row in range(option.rows):
                canvas.zone(0, y + row, canvas.width, f"{index}")
            y += option.rows

    def on_click(self, event: events.Click) -> None:
        """Choose what was clicked."""
        event.stop()
        zone = self.zone_at(event)
        if zone:
            self.cursor = int(zone)
            self.action_choose()

    def action_move(self, by: int) -> None:
        """Go to another option and choose it."""
        self.cursor += by
        self.action_choose()

    def action_choose(self) -> None:
        """Choose the option, if it may be."""
        if self.options and not self.options[self.cursor].refusal:
            self.value = self.options[self.cursor].key
