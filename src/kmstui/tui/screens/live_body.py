"""How the live page shows one volume: tiles, charts, sector inspector and the data key's card.

It is handed finished values and paints only what changed; when to look again is the page's business.
"""

from typing import NamedTuple

from textual.app import ComposeResult
from textual.containers import Container, Horizontal

from kmstui.aws.volume_io import Sector
from kmstui.console.live import SECTOR, DataKey, LiveVolume
from kmstui.console.live_rates import SLOT_S, Rates, recent, trend
from kmstui.tui.screens.live_key_card import key_items
from kmstui.tui.spans import Span, Spans
from kmstui.tui.widgets.area_chart import AreaChart
from kmstui.tui.widgets.buttons import Button
from kmstui.tui.widgets.hex_pane import HexPane
from kmstui.tui.widgets.key_values import KeyValueCard
from kmstui.tui.widgets.kpi_tile import Figure, KpiTile
from kmstui.tui.widgets.line_chart import Line, LineChart
from kmstui.tui.widgets.panel import Panel, PanelAction
from kmstui.tui.widgets.samples import Samples
from kmstui.tui.widgets.table_toolbar import Label

MIB = 1 << 20
WRITE_READ = (Span("■ ", "orange"), Span("write "), Span("■ ", "link"), Span("read"))
PERCENTILES = (Span("● ", "teal"), Span("p50 "), Span("● ", "purple"), Span("p99"))
SECTOR_ACTIONS = (
    PanelAction("◂", "", "live.previous-sector"),
    PanelAction("▸", "", "live.next-sector"),
)
TO_KEY = PanelAction("d", "data key", "live.data-key")
TO_SECTOR = PanelAction("d", "sector", "live.data-key")
SPARKED = 60
"""Values behind the spark of a tile: twelve seconds."""
SLOW_US = 10_000
"""Latencies from here on are shown in milliseconds."""
STEADY = 0.005
"""A change smaller than this share is not worth an arrow."""


class Widgets(NamedTuple):
    """What is painted anew with each look."""

    write: KpiTile
    read: KpiTile
    iops: KpiTile
    kms: KpiTile
    throughput: AreaChart
    latency: LineChart


class LiveBody(Container):
    """Everything below the chips."""

    DEFAULT_CSS = """
    LiveBody {
        & > Horizontal { width: 1fr; }
        & > .tiles { height: 4; }
        & > .charts { height: 14; & > #latency { width: 30; } }
        & > .lower { height: 1fr; & > #data-key { width: 30; } }
        & #source { width: 1fr; height: 1; }
        & KeyValueCard { height: 1fr; }
        & #buttons { height: 1; & > Button { margin: 0 2 0 0; } }
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self.rows = Widgets(
            KpiTile("Write"),
            KpiTile("Read"),
            KpiTile("IOPS"),
            KpiTile("KMS calls"),
            AreaChart(),
            LineChart(),
        )
        self.hex = HexPane()
        """The sector inspector."""
        self.source = Label(Span("", "dim"), id="source")
        self.card = KeyValueCard()
        """The data key's card."""
        self.detach = Button("Detach", mnemonic="D", id="detach")
        self.disable = Button("Disable key", id="disable")

    def compose(self) -> ComposeResult:
        """Tiles, charts, and the two panels below."""
        rows = self.rows
        yield Horizontal(rows.write, rows.read, rows.iops, rows.kms, classes="tiles")
        with Horizontal(classes="charts"):
            yield Panel("Throughput", rows.throughput, counter="MiB/s", legend=WRITE_READ, id="throughput")
            yield Panel("Latency", rows.latency, counter="µs", legend=PERCENTILES, id="latency")
        with Horizontal(classes="lower"):
            yield Panel("Sector inspector", self.hex, self.source, actions=SECTOR_ACTIONS, id="sector")
            buttons = Horizontal(self.detach, self.disable, id="buttons")
            yield Panel("Data key", self.card, buttons, id="data-key")

    def show_rates(self, rates: Rates, seconds: int) -> None:
        """Show the curves and figures of now."""
        rows, window = self.rows, round(seconds / SLOT_S)
        write, read = _mebibytes(rates.write, rates.taken), _mebibytes(rates.read, rates.taken)
        with self.app.batch_update():
            for chart in (rows.throughput, rows.latency):
                chart.window, chart.seconds = window, float(seconds)
            rows.throughput.above, rows.throughput.below = write, read
            self._show_latency(rates)
            if not (self.screen.has_class("-narrow") or self.screen.has_class("-short")):
                rows.write.figure = _throughput(rates.write, write, "orange")
                rows.read.figure = _throughput(rates.read, read, "link")
                rows.iops.figure = _iops(rates)
            now = f"{_short(write)} / {_short(read)}"
            self.query_one("#throughput", Panel).counter = f"MiB/s  {now}" if rates.taken else "MiB/s"

    def _show_latency(self, rates: Rates) -> None:
        """Show the percentiles, in milliseconds where microseconds have too many digits."""
        slow = max((value or 0.0 for value in rates.p99), default=0.0) >= SLOW_US
        unit = 1000.0 if slow else 1.0
        self.rows.latency.lines = tuple(
            Line(Samples(tuple(value and value / unit for value in values), rates.taken), color)
            for values, color in ((rates.p99, "purple"), (rates.p50, "teal"))
        )
        self.query_one("#latency", Panel).counter = "ms" if slow else "µs"

    def show_sector(self, sector: Sector, live: LiveVolume) -> None:
        """Show one sector, and where it lies."""
        self.hex.sector, self.hex.encrypted = sector, live.encrypted
        panel = self.query_one("#sector", Panel)
        cipher = "AES-256-XTS" if live.encrypted else "not encrypted"
        panel.counter = f"· LBA 0x{sector.offset // SECTOR:X} · {cipher}"
        panel.foot = f"data unit {sector.data_unit}" if live.encrypted and sector.file else ""
        self.source.parts = _source(sector)

    def offer_other(self, *, narrow: bool) -> None:
        """Where only one of the two lower panels is in sight, offer the other on its border."""
        self.query_one("#sector", Panel).actions = (*SECTOR_ACTIONS, *((TO_KEY,) if narrow else ()))
        self.query_one("#data-key", Panel).actions = (TO_SECTOR,) if narrow else ()

    def show_key(self, key: DataKey, rates: Rates) -> None:
        """Show what is known of the data key."""
        self.card.items = key_items(key, rates)
        self.rows.kms.figure = _kms_calls(key, rates)
        self.disable.label = "Enable key" if key.key_state == "Disabled" else "Disable key"
        self.disable.mnemonic = "k"
        self.disable.display = bool(key.key_id) and key.key_manager != "AWS"

    def clear(self) -> None:
        """Forget the volume that was shown."""
        self.hex.sector = None
        self.source.parts = (Span(""),)
        panel = self.query_one("#sector", Panel)
        panel.counter = panel.foot = ""
        self.card.items = ()


def _source(sector: Sector) -> tuple[Span, ...]:
    """Where the stored bytes lie, so that one can look for oneself."""
    if not sector.file:
        return (Span(""),)
    return (
        Span(sector.file.rpartition("/")[2], "text"),
        Span(f" at {sector.file_offset}  ", "dim"),
        Span("y", "accent", "b"),
        Span(" hexdump", "dim"),
    )


def _mebibytes(values: tuple[float, ...], taken: int) -> Samples:
    return Samples(tuple(value / MIB for value in values), taken)


def _short(samples: Samples) -> str:
    value = samples.last
    return f"{value:,.0f}" if value >= 10 or not value else f"{value:.1f}"


def _throughput(values: tuple[float, ...], shown: Samples, color: str) -> Figure:
    now = (recent(values) or 0.0) / MIB
    text = f"{now:,.0f}" if now >= 10 or not now else f"{now:.1f}"
    return _sparked(text, " MiB/s", values, shown, color)


def _iops(rates: Rates) -> Figure:
    now = recent(rates.iops) or 0.0
    text, unit = (f"{now / 1000:.3g}", " k") if now >= 10_000 else (f"{now:,.0f}", " /s")
    return _sparked(text, unit, rates.iops, Samples(rates.iops, rates.taken), "teal")


def _sparked(text: str, unit: str, values: tuple[float, ...], shown: Samples, color: str) -> Figure:
    return Figure(
        (Span(text, "head", "b"), Span(unit, "dim")),
        _change(trend(values)),
        spark=Samples(shown.values[-SPARKED:], shown.taken),
        color=color,
    )


def _change(share: float | None) -> Spans:
    if share is None or abs(share) < STEADY or abs(share) > 10:
        return ()
    return (Span(f"{'▲' if share > 0 else '▼'} {abs(share) * 100:.0f} %", "dim"),)


def _kms_calls(key: DataKey, rates: Rates) -> Figure:
    """How often KMS was asked since the attachment: never for I/O, which is the point."""
    if not key.cipher:
        return Figure((Span("none", "head", "b"),), words=(Span("▲ ", "warn"), Span("not encrypted", "dim")))
    per_io = key.kms_calls / rates.operations if rates.operations else 0.0
    share = "< 0.001" if 0 < per_io < 0.001 else f"{per_io:.2g}"
    return Figure(
        (Span(f"{key.kms_calls}", "head", "b"), Span(" since attach", "dim")),
        words=(Span(f"{share} per I/O", "ok" if per_io < 0.001 else "warn"),),
    )
