"""How the live page shows a volume of an account that is not kmstui's own: CloudWatch's metrics, no sector.

It says what the figures are and what there is no seeing there. It paints what it is handed.
"""

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Container, Horizontal

from kmstui.aws.errors import AwsError
from kmstui.console.ebs_metrics import MINUTES, VolumeMetrics, said_of
from kmstui.tui.dialogs.lines import Lines
from kmstui.tui.spans import Span, Spans
from kmstui.tui.widgets.alert import Alert
from kmstui.tui.widgets.area_chart import AreaChart
from kmstui.tui.widgets.kpi_tile import Figure, KpiTile
from kmstui.tui.widgets.line_chart import Line, LineChart
from kmstui.tui.widgets.panel import Panel
from kmstui.tui.widgets.samples import Samples
from kmstui.tui.widgets.table_toolbar import Label

MIB = 1 << 20
WRITE_READ = (Span("■ ", "orange"), Span("write "), Span("■ ", "link"), Span("read"))
ASKING = Span("Asking CloudWatch…", "dim")
NO_SECTOR = "An instance reads in clear, and nobody is shown the disk."
NO_DATA_KEY = "It is in the memory of the instance's host, and nowhere else."


class MetricsBody(Container):
    """Everything below the chips, from CloudWatch."""

    DEFAULT_CSS = """
    MetricsBody {
        & > .tiles { height: 4; }
        & > .charts { height: 1fr; min-height: 8; & > #queue { width: 34; } }
        & > .unseen { height: 6; & > Panel { width: 1fr; padding: 0 1; } }
        & #metrics-note { width: 1fr; height: 1; margin: 0 1; }
        & > Alert { margin: 0; }
    }
    """

    def __init__(self, place: str) -> None:
        super().__init__()
        self._place = place
        self.tiles = (KpiTile("Write"), KpiTile("Read"), KpiTile("IOPS"), KpiTile("Burst balance"))
        self.throughput = AreaChart(seconds=MINUTES * 60.0)
        self.queue = LineChart(seconds=MINUTES * 60.0)
        self.note = Label(ASKING, id="metrics-note")
        self.refusal = Alert("", id="no-metrics")
        self.refusal.display = False

    def compose(self) -> ComposeResult:
        """What the figures are, the figures, and what there is no seeing."""
        yield self.note
        yield self.refusal
        yield Horizontal(*self.tiles, classes="tiles")
        with Horizontal(classes="charts"):
            yield Panel("Throughput", self.throughput, counter="MiB/s", legend=WRITE_READ)
            yield Panel("Queue length", self.queue, counter="mean", id="queue")
        with Horizontal(classes="unseen"):
            yield Panel("Sector inspector", Lines(*self._unseen(NO_SECTOR)))
            yield Panel("Data key", Lines(*self._unseen(NO_DATA_KEY)))

    def clear(self) -> None:
        """Forget the volume that was shown."""
        self.note.parts = (ASKING,)
        for tile in self.tiles:
            tile.figure = Figure(())
        self.throughput.above = self.throughput.below = Samples()
        self.queue.lines = ()

    def show(self, metrics: VolumeMetrics) -> None:
        """Show the last hour."""
        self.refusal.display = False
        self.note.parts = (Span("● ", "link"), Span(said_of(metrics), "head"))
        count = MINUTES * 60 // metrics.period_s
        self.throughput.window = self.queue.window = count
        self.throughput.above = _mebibytes(metrics.series("write_bytes"))
        self.throughput.below = _mebibytes(metrics.series("read_bytes"))
        self.queue.lines = (Line(Samples(metrics.series("queue"), count), "teal"),)
        write, read, iops, burst = self.tiles
        write.figure = _figure(metrics.latest("write_bytes"), MIB, " MiB/s", "orange", metrics, "write_bytes")
        read.figure = _figure(metrics.latest("read_bytes"), MIB, " MiB/s", "link", metrics, "read_bytes")
        iops.figure = _iops(metrics)
        burst.figure = _burst(metrics.latest("burst"))

    def refuse(self, error: AwsError) -> None:
        """Say why there are no figures."""
        self.clear()
        self.note.parts = (Span("– ", "dim"), Span("There are no metrics to show.", "dim"))
        self.refusal.title, self.refusal.text = error.code, error.message
        self.refusal.request_id = error.request_id
        self.refusal.display = True

    def _unseen(self, why: str) -> tuple[Spans, ...]:
        return ((Span(f"Not available on {self._place}", "head", "b"),), (Span(why, "dim"),))


def _mebibytes(values: Sequence[float | None]) -> Samples:
    return Samples(tuple((value or 0.0) / MIB for value in values), len(values))


def _figure(
    value: float | None, unit: int, name: str, color: str, metrics: VolumeMetrics, metric: str
) -> Figure:
    if value is None:
        return Figure((Span("–", "dim"),), words=(Span("no datum", "dim"),))
    shown = value / unit
    text = f"{shown:,.0f}" if shown >= 10 or not shown else f"{shown:.1f}"
    series = metrics.series(metric)
    spark = Samples(tuple(each or 0.0 for each in series), len(series))
    return Figure((Span(text, "head", "b"), Span(name, "dim")), spark=spark, color=color)


def _iops(metrics: VolumeMetrics) -> Figure:
    reads, writes = metrics.latest("read_ops"), metrics.latest("write_ops")
    if reads is None and writes is None:
        return Figure((Span("–", "dim"),), words=(Span("no datum", "dim"),))
    return Figure(
        (Span(f"{(reads or 0.0) + (writes or 0.0):,.0f}", "head", "b"), Span(" /s", "dim")),
        words=(Span(f"{reads or 0.0:,.0f} read, {writes or 0.0:,.0f} written", "dim"),),
    )


def _burst(value: float | None) -> Figure:
    """Only gp2, st1 and sc1 have one (EBS User Guide, "BurstBalance")."""
    if value is None:
        return Figure((Span("–", "dim"),), words=(Span("this type has none", "dim"),))
    return Figure(
        (Span(f"{value:.0f}", "head", "b"), Span(" %", "dim")), share=min(1.0, value / 100), color="ok"
    )
