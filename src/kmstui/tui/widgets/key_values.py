"""Labels and values: what a resource is, with links to what it refers to and copies of what one pastes
elsewhere.

Where a link leads and who copies is for whoever listens.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.reactive import reactive

from kmstui.tui.canvas import Canvas
from kmstui.tui.spans import Spans, plain, spans, width_of
from kmstui.tui.widgets.copying import CopyRequested
from kmstui.tui.widgets.drawn import Drawn


@dataclass(frozen=True, slots=True)
class KeyValue:
    """One line."""

    label: str
    """What it is, dim; empty continues the line above."""
    value: Spans | str
    """What it says."""
    link: str = ""
    """Where it leads, in the page's own terms; nowhere where empty."""
    copy: str = ""
    """What copying it gives; the text of the value where empty."""


class KeyValueCard(Drawn, can_focus=True):
    """Lines of label and value; the cursor walks over them while focused."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "move(1)", "Down", show=False),
        Binding("up,k", "move(-1)", "Up", show=False),
        Binding("enter", "follow", "Follow link", show=False),
        Binding("y", "copy", "Copy value", show=False),
    ]
    """| Key | What it does |
    | :- | :- |
    | j, k, arrows | Move over the lines. |
    | Enter | Follow the line's link. |
    | y | Copy the line's value. |"""

    items: reactive[tuple[KeyValue, ...]] = reactive[tuple[KeyValue, ...]]((), layout=True)
    """The lines."""
    cursor: reactive[int] = reactive(0)
    """The line the keys act on."""

    @dataclass
    class LinkFollowed(Message):
        """A link was clicked or entered."""

        card: "KeyValueCard"
        """Where."""
        link: str
        """Where it leads, as the line says."""

        @property
        def control(self) -> "KeyValueCard":
            """The card."""
            return self.card

    def __init__(
        self,
        items: Sequence[KeyValue] = (),
        *,
        label_width: int = 0,
        id: str | None = None,  # noqa: A002 - Textual's name
        classes: str | None = None,
    ) -> None:
        """Make a card.

        Args:
            items: The lines.
            label_width: Cells for labels; 0 takes what the longest needs.
            id: Textual's.
            classes: Textual's.
        """
        super().__init__(id=id, classes=classes)
        self.set_reactive(KeyValueCard.items, tuple(items))
        self._label_width = label_width

    def watch_items(self) -> None:
        """Keep the cursor on a line that is still there."""
        self.cursor = self.validate_cursor(self.cursor)

    def validate_cursor(self, cursor: int) -> int:
        """Stay on a line."""
        return max(0, min(cursor, len(self.items) - 1))

    def natural_height(self, width: int) -> int:
        """One row for each line."""
        del width
        return max(1, len(self.items))

    def draw(self, canvas: Canvas) -> None:
        """Paint the lines."""
        labels = self._label_width or max((width_of(item.label) for item in self.items), default=0)
        x = labels + 2
        for y, item in enumerate(self.items):
            on = self.has_focus and y == self.cursor
            if on:
                canvas.fill(0, y, canvas.width, 1, "sel")
            canvas.put(0, y, item.label, "head" if on else "dim", width=labels)
            parts = spans(item.value)
            if item.link:
                parts = tuple(part._replace(color="on_sel" if on else "link") for part in parts)
            end = canvas.seq(x, y, *parts, width=canvas.width - x)
            if item.link:
                canvas.zone(x, y, end - x, f"{y}")

    def on_click(self, event: events.Click) -> None:
        """Go to the line, and follow its link."""
        event.stop()
        self.cursor = event.y
        if self.zone_at(event):
            self.action_follow()

    def action_move(self, by: int) -> None:
        """Go to another line."""
        self.cursor += by

    def action_follow(self) -> None:
        """Follow the link of the line, if it has one."""
        if self.items and self.items[self.cursor].link:
            self.post_message(self.LinkFollowed(self, self.items[self.cursor].link))

    def action_copy(self) -> None:
        """Ask for the line's value to be copied."""
        if self.items:
            item = self.items[self.cursor]
            self.post_message(CopyRequested(item.copy or plain(item.value), item.label or "value"))
