"""A strip of tabs: one is active, numbers and arrows change it.

It shows nothing but the strip; the page shows what belongs to the active tab, at 80 columns for instance one
of the panels that stand side by side where there is room.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.reactive import reactive

from kmstui.tui.canvas import Canvas
from kmstui.tui.spans import Span, width_of
from kmstui.tui.widgets.drawn import Drawn


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab."""

    key: str
    """Its name in the page's code."""
    title: str
    """What it says."""
    counter: str = ""
    """A dim count behind the title."""
    alert: bool = False
    """Whether something in it needs attention."""


class TabStrip(Drawn, can_focus=True):
    """Titles in a row, the active one bold over an orange line; in one row it is underlined instead."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left,h", "step(-1)", "Previous tab", show=False),
        Binding("right,l", "step(1)", "Next tab", show=False),
        *(Binding(f"{n}", f"number({n})", f"Tab {n}", show=False) for n in range(1, 10)),
    ]
    """| Key | What it does |
    | :- | :- |
    | left, right | The tab before or after. |
    | 1 … 9 | The tab with that number. |"""

    DEFAULT_CSS = """
    TabStrip { height: 2; }
    """

    tabs: reactive[tuple[Tab, ...]] = reactive[tuple[Tab, ...]](())
    """The tabs, left to right."""
    active: reactive[str] = reactive("", init=False)
    """Key of the active tab."""

    @dataclass
    class Activated(Message):
        """Another tab is active."""

        strip: "TabStrip"
        """Where."""
        key: str
        """Key of the tab."""

        @property
        def control(self) -> "TabStrip":
            """The strip."""
            return self.strip

    def __init__(
        self,
        tabs: Sequence[Tab],
        active: str = "",
        *,
        numbers: bool = False,
        id: str | None = None,  # noqa: A002 - Textual's name
        classes: str | None = None,
    ) -> None:
        """Make a strip.

        Args:
            tabs: The tabs, left to right.
            active: Key of the active one; the first where empty.
            numbers: Whether the number that activates a tab stands before its title.
            id: Textual's.
            classes: Textual's.
        """
        super().__init__(id=id, classes=classes)
        self.set_reactive(TabStrip.tabs, tuple(tabs))
        self.set_reactive(TabStrip.active, active or (tabs[0].key if tabs else ""))
        self._numbers = numbers

    def watch_active(self, key: str) -> None:
        """Tell."""
        self.post_message(self.Activated(self, key))

    @property
    def index(self) -> int:
        """Which tab is active, from 0."""
        keys = [tab.key for tab in self.tabs]
        return keys.index(self.active) if self.active in keys else 0

    def draw(self, canvas: Canvas) -> None:
        """Paint the titles from the first that leaves room for the active one."""
        two = canvas.height > 1
        if two:
            canvas.rule(0, 1, canvas.width, "line2")
        widths = [width_of(self._parts(number)) + 3 for number in range(len(self.tabs))]
        first = 0
        while first < self.index and sum(widths[first : self.index + 1]) > canvas.width - 4:
            first += 1
        x = canvas.put(0, 0, "‹ ", "dim") if first else 1
        for number in range(first, len(self.tabs)):
            if x + widths[number] - 2 > canvas.width:
                canvas.put(canvas.width - 1, 0, "›", "dim")
                break
            end = canvas.seq(x, 0, *self._parts(number))
            if two and number == self.index:
                canvas.put(x, 1, "━" * (end - x), "orange" if self.has_focus else "link")
            canvas.zone(x, 0, end - x, self.tabs[number].key)
            x = end + 3

    def _parts(self, number: int) -> list[Span]:
        tab, on = self.tabs[number], number == self.index
        focused = on and self.has_focus
        flags = ("b" if on else "") + ("u" if on and (self.size.height == 1 or focused) else "")
        parts = [Span(f"{number + 1} ", "accent", "b")] if self._numbers else []
        parts.append(Span(tab.title, "head" if on else "link", flags))
        if tab.counter:
            parts.append(Span(f" {tab.counter}", "dim"))
        if tab.alert:
            parts.append(Span(" ✗", "err", "b"))
        return parts

    def on_click(self, event: events.Click) -> None:
        """Activate what was clicked."""
        event.stop()
        key = self.zone_at(event) or (self.canvas.zone_at(event.x, 0) if event.y == 1 else "")
        if key:
            self.active = key

    def action_step(self, by: int) -> None:
        """Activate the tab before or after."""
        if self.tabs:
            self.active = self.tabs[max(0, min(self.index + by, len(self.tabs) - 1))].key

    def action_number(self, number: int) -> None:
        """Activate the tab with a number, from 1."""
        if number <= len(self.tabs):
            self.active = self.tabs[number - 1].key
