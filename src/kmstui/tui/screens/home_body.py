"""How the home page is laid out: tiles, keys and what needs attention, live I/O and the newest KMS events.

Side by side where there is room, one at a time under tabs where there is not. It paints what it is handed.
"""

from collections.abc import Mapping, Sequence
from enum import Enum

from textual import on
from textual.app import ComposeResult
from textual.containers import Container, Horizontal

from kmstui.console.events import EventRow
from kmstui.console.home import Attention, FirstStep, Severity, VolumeFacts, by_state
from kmstui.console.keys import KeyRow
from kmstui.console.live import LiveVolume
from kmstui.console.live_rates import SLOT_S, Rates
from kmstui.tui.dialogs.choices import Choices, Row
from kmstui.tui.screens.kms.key_table import key_columns, key_table
from kmstui.tui.screens.live_body import MIB, WRITE_READ
from kmstui.tui.session import Session
from kmstui.tui.spans import Span
from kmstui.tui.widgets.area_chart import AreaChart
from kmstui.tui.widgets.event_list import EventLine, EventList
from kmstui.tui.widgets.kpi_tile import Figure, KpiTile
from kmstui.tui.widgets.panel import Panel, PanelAction
from kmstui.tui.widgets.pills import look
from kmstui.tui.widgets.samples import Samples
from kmstui.tui.widgets.tabs import Tab, TabStrip

SECONDS = 60
"""What the chart spans."""
TABS = (
    Tab("keys", "Keys"),
    Tab("attention", "Needs attention"),
    Tab("io", "Live I/O"),
    Tab("events", "KMS events"),
)
NO_KEY = "No customer managed key yet."


class Unseen(Enum):
    """Why something is not shown."""

    DENIED = "not permitted"
    MISSING = "not available here"
    FAILED = "not known"

    @property
    def figure(self) -> Figure:
        """What a tile says instead of a figure."""
        return Figure((Span("–", "dim"),), words=(Span(self.value, "dim"),))

    def sentence(self, denied: str) -> str:
        """What stands in place of a list; `denied` where one may not see it."""
        return denied if self is Unseen.DENIED else f"{self.value.capitalize()}."


class HomeBody(Container):
    """The dashboard."""

    DEFAULT_CSS = """
    HomeBody {
        & > .tiles { height: 4; }
        & > TabStrip { height: 1; display: none; }
        & > .middle { height: 1fr; & > #attention { width: 44; } }
        & > .lower { height: 15; & > #events { width: 44; } }
        & Choices { height: 1fr; }
        & #start { display: none; }
        &.-fresh #start { display: block; }
        &.-fresh #io { display: none; }
    }
    """

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.table = key_table(session, sentence=NO_KEY, invitation="Create key")
        self.keys, self.volumes = (
            KpiTile("KMS keys", id="tile-keys"),
            KpiTile("Encrypted volumes", id="tile-volumes"),
        )
        self.requests = KpiTile("KMS requests", id="tile-requests")
        self.needs = KpiTile("Needs attention", id="tile-attention")
        self.worries = Choices(id="worries")
        self.steps = Choices(id="steps")
        self.chart = AreaChart()
        self.events = EventList(sentence="No KMS event yet.")
        self.strip = TabStrip(TABS)
        self.io_note = ""
        """Why there is no live I/O to be seen; empty where there is."""

    def compose(self) -> ComposeResult:
        """Tiles, tabs, and the four panels."""
        yield Horizontal(self.keys, self.volumes, self.requests, self.needs, classes="tiles")
        yield self.strip
        with Horizontal(classes="middle"):
            yield Panel(
                "Customer managed keys",
                self.table,
                actions=_action("g k", "open", "home.keys"),
                flush=True,
                id="keys",
            )
            yield Panel("Needs attention", self.worries, flush=True, id="attention")
        with Horizontal(classes="lower"):
            yield Panel(
                "Live I/O", self.chart, legend=WRITE_READ, actions=_action("i", "open", "home.live"), id="io"
            )
            yield Panel("Getting started", self.steps, flush=True, id="start")
            yield Panel("KMS events", self.events, actions=_action("t", "open", "home.events"), id="events")

    def on_mount(self) -> None:
        """Begin with the keys; what is under way shows skeletons."""
        self.table.waiting = True
        self._show_tab("keys")

    @on(TabStrip.Activated)
    def _activated(self, event: TabStrip.Activated) -> None:
        event.stop()
        self._show_tab(event.key)

    def _show_tab(self, key: str) -> None:
        for tab in TABS:
            self.set_class(tab.key == key, f"-{tab.key}")

    def show_keys(self, keys: Sequence[KeyRow] | Unseen) -> None:
        """Show the keys, or why not."""
        unseen = keys if isinstance(keys, Unseen) else None
        rows = () if isinstance(keys, Unseen) else tuple(keys)
        self.table.waiting = False
        self.table.model.columns = key_columns(self._session.clock.now())
        self.table.rows = rows
        self.table.sentence = (
            unseen.sentence("You may not see the keys of this account.") if unseen else NO_KEY
        )
        self.query_one("#keys", Panel).counter = "" if unseen else f"({len(rows)})"
        self.keys.figure = unseen.figure if unseen else _key_figure(rows)

    def show_volumes(self, volumes: Sequence[VolumeFacts] | Unseen) -> None:
        """Show how many volumes are encrypted, or why not."""
        if isinstance(volumes, Unseen):
            self.volumes.figure = volumes.figure
            return
        encrypted, total = sum(volume.encrypted for volume in volumes), len(volumes)
        share = encrypted / total if total else 0.0
        self.volumes.figure = Figure(
            (Span(f"{encrypted}", "head", "b"), Span(f" / {total} ", "dim"), *_percent(share, total)),
            share=share,
            color="ok",
        )

    def show_requests(self, counts: Sequence[int] | Unseen) -> None:
        """Show the last hour, or why not."""
        if isinstance(counts, Unseen):
            self.requests.figure = counts.figure
            return
        values = tuple(float(count) for count in counts)
        self.requests.figure = Figure(
            (Span(f"{sum(counts):,}", "head", "b"), Span(" in an hour", "dim")),
            spark=Samples(values, len(values)),
            color="link",
        )

    def show_attention(self, items: Sequence[Attention]) -> None:
        """Show what needs attention, the first two of it in the tile."""
        self.worries.show(tuple(_worry(item) for item in items) or (_ALL_WELL,))
        panel = self.query_one("#attention", Panel)
        panel.counter = f"({len(items)})" if items else ""
        counts = [(severity, sum(item.severity is severity for item in items)) for severity in Severity]
        lines: list[tuple[Span, ...]] = [
            (Span("▲ ", severity.value), Span(f"{count} ", "head", "b"), Span(_kind(severity), "text"))
            for severity, count in counts
            if count
        ]
        if not lines:
            lines = [(Span("✓ ", "ok", "b"), Span("all is well", "text"))]
        self.needs.figure = Figure(lines[0], words=lines[1] if len(lines) > 1 else ())

    def show_io(
        self, live: LiveVolume | None, rates: Rates, steps: Sequence[FirstStep], *, fresh: bool
    ) -> None:
        """Show the busiest volume, or how to get one."""
        self.set_class(fresh, "-fresh")
        if fresh:
            self.steps.rows = tuple(_step(number, step) for number, step in enumerate(steps, 1))
            return
        panel = self.query_one("#io", Panel)
        panel.counter = f"· {live.name or live.volume_id}" if live else ""
        resting = self.io_note or "at rest – press i to start a load"
        panel.foot = "MiB/s" if rates.running or rates.moving else resting
        self.chart.window, self.chart.seconds = round(SECONDS / SLOT_S), float(SECONDS)
        self.chart.above = Samples(tuple(value / MIB for value in rates.write), rates.taken)
        self.chart.below = Samples(tuple(value / MIB for value in rates.read), rates.taken)

    def show_events(self, rows: Sequence[EventRow] | Unseen) -> None:
        """Show the newest events, or why not."""
        if isinstance(rows, Unseen):
            self.events.sentence, self.events.lines = rows.sentence("You may not look events up."), ()
            return
        self.events.sentence = "No KMS event yet."
        today = rows[0].time.date() if rows else None
        self.events.lines = tuple(
            EventLine(
                row.event_id,
                f"{row.time:%H:%M:%S}" if row.time.date() == today else f"{row.time:%b %d}  ",
                row.name,
                row.user.removesuffix(".amazonaws.com"),
                bool(row.error_code),
            )
            for row in rows
        )


def _action(key: str, label: str, name: str) -> tuple[PanelAction, ...]:
    return (PanelAction(key, label, name),)


def _percent(share: float, total: int) -> tuple[Span, ...]:
    return (Span(f"{share * 100:.0f} %", "ok" if share == 1 else "warn", "b"),) if total else ()


def _key_figure(keys: Sequence[KeyRow]) -> Figure:
    words: list[Span] = []
    states: Mapping[str, int] = by_state(keys)
    for state, count in states.items():
        shown = look(state)
        words += [Span(f"{shown.glyph} ", shown.token, "b"), Span(f"{count} ", "text")]
    return Figure(
        (Span(f"{len(keys)}", "head", "b"), Span(" customer keys", "dim")),
        words=words or (Span("none yet", "dim"),),
    )


def _kind(severity: Severity) -> str:
    return "to be lost" if severity is Severity.URGENT else "to look at"


def _worry(item: Attention) -> Row:
    return Row((Span("▲ ", item.severity.value), Span(item.name, "link"), Span(f" {item.text}", "dim")))


_ALL_WELL = Row((Span("✓ ", "ok", "b"), Span("Nothing needs attention.", "dim")), enabled=False)


def _step(number: int, step: FirstStep) -> Row:
    mark = Span("✓ ", "ok", "b") if step.done else Span(f"{number} ", "accent", "b")
    title = Span(step.title, "dim" if step.done else "head", "" if step.done else "b")
    return Row((mark, title, Span(f"  {step.note}", "dim")))
