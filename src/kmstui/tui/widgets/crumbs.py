"""The second row: the way here, and whether the account is awake.

It shows what it is told and posts where a click leads.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from textual import events

from kmstui.tui.canvas import Canvas
from kmstui.tui.history import Place
from kmstui.tui.messages import Go, Run
from kmstui.tui.navigation import PAGES, SHORT_SECTIONS, PageEntry, first_of_section
from kmstui.tui.spans import Span, clean, clip, width_of
from kmstui.tui.widgets.drawn import Drawn
from kmstui.tui.widgets.top_bar import ROOMY


@dataclass(frozen=True)
class Crumb:
    """One step of the way."""

    label: str
    """What it is called; may be a resource's name."""
    page: str = ""
    """Where it leads; empty for where one is."""
    arguments: Mapping[str, str] = field(default_factory=dict)
    """The arguments of that page."""


@dataclass(frozen=True, slots=True)
class Pulse:
    """Whether the account answers, and what time it is there."""

    label: str = ""
    """What the endpoint is, such as `emulator`."""
    clock: str = ""
    """The account's time of day, `09:26:53`."""
    frozen: bool = False
    """Whether that clock stands still."""
    busy: bool = False
    """Whether an answer is being waited for."""
    delay: str = ""
    """Why that takes its time, such as `throttled`."""


def default_crumbs(entry: PageEntry, heading: str) -> tuple[Crumb, ...]:
    """The way to a page of the table: its section, the page that leads to it, itself."""
    if not entry.section:
        return (Crumb(heading),)
    way = [Crumb(SHORT_SECTIONS[entry.section], first_of_section(entry.section).id)]
    if entry.parent:
        way.append(Crumb(PAGES[entry.parent].title, entry.parent))
    return (*way, Crumb(heading))


class Crumbs(Drawn):
    """Breadcrumbs on the left, the account's pulse on the right."""

    DEFAULT_CSS = """
    Crumbs { height: 1; background: $k-page; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._crumbs: tuple[Crumb, ...] = ()
        self._pulse = Pulse()

    def show(self, crumbs: tuple[Crumb, ...], pulse: Pulse) -> None:
        """Show another way or another moment."""
        if (crumbs, pulse) != (self._crumbs, self._pulse):
            self._crumbs, self._pulse = crumbs, pulse
            self.refresh()

    def draw(self, canvas: Canvas) -> None:
        """Paint the row; a name too long for it is cut, the pulse never is."""
        roomy = canvas.width >= ROOMY
        end = canvas.right(canvas.width - 2, 0, *self._pulse_spans(roomy=roomy))
        between = "  ›  " if roomy else " › "
        x = 2
        for number, crumb in enumerate(self._crumbs):
            last = number == len(self._crumbs) - 1
            label = clip(clean(crumb.label), max(0, end - 2 - x))
            stop = canvas.seq(x, 0, Span(label, "head", "b") if last else Span(label, "link", "u"))
            if crumb.page:
                canvas.zone(x, 0, stop - x, str(number))
            x = stop if last else canvas.seq(stop, 0, Span(between, "dim"))

    def on_click(self, event: events.Click) -> None:
        """Go where the clicked crumb leads; the pulse reloads the page."""
        name = self.zone_at(event)
        if name.isdigit():
            crumb = self._crumbs[int(name)]
            self.post_message(Go.to(Place(crumb.page, crumb.arguments)))
        elif event.x >= self.size.width - 2 - width_of(self._pulse_spans(roomy=self.size.width >= ROOMY)):
            self.post_message(Run("refresh"))

    def _pulse_spans(self, *, roomy: bool) -> list[Span]:
        pulse = self._pulse
        dot = Span("◌ ", "link", "b") if pulse.busy else Span("● ", "ok")
        clock = Span(pulse.clock, "warn" if pulse.frozen else "text")
        if not roomy:
            return (
                [Span(f"{pulse.delay} ", "warn"), dot, clock] if pulse.busy and pulse.delay else [dot, clock]
            )
        waiting = f"waiting, {pulse.delay}" if pulse.delay else "waiting"
        words = Span(waiting if pulse.busy else pulse.label, "warn" if pulse.busy and pulse.delay else "text")
        return [dot, words, Span("  "), clock, Span(" UTC", "text")]
