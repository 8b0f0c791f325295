"""How the live page shows one volume: tiles, charts, sector inspector and the data key's card.

It is handed finished values and paints only what changed; when to look again is the page's business.
"""

from typing import NamedTuple

from textual.app import ComposeResult
from textual.containers import Container, Horizontal

from kmstui.aws.volume_io import Sector
from kmstui.console.live import SECTOR, DataKey, LiveVolume, hexdump_command
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
SPARKED = 60
"""Values behind the spark of a tile: twelve seconds."""
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
        & > .lower { height: 1fr; & > #data-key { width: 33; } }
        & #source { width: 1fr; height: 1; }
        & KeyValueCard { height: 1fr; }
        & #buttons { height: 1; & > Button { margin: 0 2 0 0; } }
    }
    Page.-narrow LiveBody, Page.-short LiveBody {
        & > .tiles { display: none; }
        & > .charts { height: 10; }
        & #source { display: none; }
    }
    Page.-narrow LiveBody {
        & #data-key { display: none; width: 1fr; }
        &.-key #data-key { display: block; }
        &.-key #sector { display: none; }
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
            rows.latency.lines = (
                Line(Samples(rates.p99, rates.taken), "purple"),
                Line(Samples(rates.p50, rates.taken), "teal"),
            )
            if rows.write.display and rows.write.size.height:
                rows.write.figure = _throughput(rates.write, write, "orange")
                rows.read.figure = _throughput(rates.read, read, "link")
                rows.iops.figure = _iops(rates)
            now = f"{_short(write)} / {_short(read)}"
            self.query_one("#throughput", Panel).counter = f"MiB/s  {now}" if rates.taken else "MiB/s"

    def show_sector(self, sector: Sector, live: LiveVolume) -> None:
        """Show one sector, and where it lies."""
        self.hex.sector, self.hex.encrypted = sector, live.encrypted
        panel = self.query_one("#sector", Panel)
        cipher = "AES-256-XTS" if live.encrypted else "not encrypted"
        panel.counter = f"· LBA 0x{sector.offset // SECTOR:08X} · {cipher}"
        name = sector.file.rpartition("/")[2]
        unit = f" · data unit {_unit(sector.data_unit)}" if live.encrypted else ""
        panel.foot = f"{name} +0x{sector.file_offset:X}{unit}" if name else ""
        command = hexdump_command(sector)
        self.source.parts = (Span("y ", "accent", "b"), Span(command, "dim")) if command else (Span(""),)

    def show_key(self, key: DataKey, rates: Rates) -> None:
        """Show what is known of the data key."""
        self.card.items = key_items(key, rates)
        self.rows.kms.figure = _kms_calls(key, rates)
        self.disable.label = "Enable key" if key.key_state == "Disabled" else "Disable key"
        self.disable.mnemonic = "k"
        self.disable.display = bool(key.key_id)

    def clear(self) -> None:
        """Forget the volume that was shown."""
        self.hex.sector = None
        self.source.parts = (Span(""),)
        panel = self.query_one("#sector", Panel)
        panel.counter = panel.foot = ""
        self.card.items = ()


def _unit(number: int) -> str:
    """A data unit number as file and slot: the upper and the lower half of the tweak's integer."""
    return f"{number >> 32}:{number & 0xFFFFFFFF}"


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
    return Figure(
        (Span(f"{key.kms_calls}", "head", "b"), Span(" since attach", "dim")),
        words=(Span(f"{per_io:.2g} per I/O", "ok" if not key.kms_calls else "warn"),),
    )
