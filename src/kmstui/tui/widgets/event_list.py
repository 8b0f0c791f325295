"""Events in one line each: when, whether it went well, what, and who; newest first as given.

The list behind it, with filters and records, is a page; this is what fits beside other things.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.reactive import reactive

from kmstui.tui.canvas import Canvas
from kmstui.tui.spans import width_of
from kmstui.tui.widgets.drawn import Drawn


@dataclass(frozen=True, slots=True)
class EventLine:
    """One event."""

    key: str
    """What identifies it."""
    time: str
    """When, as it is to be shown."""
    name: str
    """What was called."""
    who: str = ""
    """By whom."""
    failed: bool = False
    """Whether it was refused or failed."""


class EventList(Drawn, can_focus=True):
    """Events, one to a row, as many as fit."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "move(1)", "Down", show=False),
        Binding("up,k", "move(-1)", "Up", show=False),
        Binding("enter", "open", "Open", show=False),
    ]
    """| Key | What it does |
    | :- | :- |
    | j, k, arrows | Move over the events. |
    | Enter | Open the event's record. |"""

    DEFAULT_CSS = """
    EventList { height: 1fr; }
    """

    lines: reactive[tuple[EventLine, ...]] = reactive[tuple[EventLine, ...]](())
    """The events."""
    cursor: reactive[int] = reactive(0)
    """The event the keys act on."""
    sentence: reactive[str] = reactive("No events yet.")
    """What an empty list says."""

    @dataclass
    class Opened(Message):
        """An event was opened."""

        list: "EventList"
        """Where."""
        line: EventLine
        """Which."""

        @property
        def control(self) -> "EventList":
            """The list."""
            return self.list

    def __init__(
        self,
        lines: Sequence[EventLine] = (),
        *,
        sentence: str = "No events yet.",
        id: str | None = None,  # noqa: A002 - Textual's name
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self.set_reactive(EventList.lines, tuple(lines))
        self.set_reactive(EventList.sentence, sentence)
        self._first = 0

    def watch_lines(self) -> None:
        """Keep the cursor on a line that is still there."""
        self.cursor = self.validate_cursor(self.cursor)

    def validate_cursor(self, cursor: int) -> int:
        """Stay on an event."""
        return max(0, min(cursor, len(self.lines) - 1))

    @property
    def first(self) -> int:
        """The event in the first row; it moves only as far as brings the cursor into sight."""
        self._first = max(self.cursor - self.size.height + 1, min(self._first, self.cursor), 0)
        return self._first

    def draw(self, canvas: Canvas) -> None:
        """Paint the events."""
        if not self.lines:
            canvas.put(0, 0, self.sentence, "dim", width=canvas.width)
        shown = self.lines[self.first : self.first + canvas.height]
        times = max((width_of(line.time) for line in shown), default=0)
        for y, line in enumerate(shown):
            on = self.has_focus and y + self.first == self.cursor
            if on:
                canvas.fill(0, y, canvas.width, 1, "sel")
            canvas.put(0, y, line.time, "head" if on else "dim")
            x = times + 1
            canvas.put(x, y, "✗" if line.failed else "●", "err" if line.failed else "ok")
            who = min(width_of(line.who), max(8, canvas.width // 3))
            room = canvas.width - x - 2 - who - (1 if who else 0)
            canvas.put(x + 2, y, line.name, "err" if line.failed else "text", width=room)
            canvas.put(canvas.width - who, y, line.who, "head" if on else "dim", width=who)

    def on_click(self, event: events.Click) -> None:
        """Go to the event clicked; a second click opens it."""
        event.stop()
        self.cursor = self.first + event.y
        if event.chain > 1:
            self.action_open()

    def action_move(self, by: int) -> None:
        """Go to another event."""
        self.cursor += by

    def action_open(self) -> None:
        """Open the event under the cursor."""
        if self.lines:
            self.post_message(self.Opened(self, self.lines[self.cursor]))
