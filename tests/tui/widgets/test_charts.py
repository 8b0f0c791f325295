"""Series, scales, charts: what they show of numbers, and that what was drawn keeps its shape as time goes
on."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.tui.widgets.conftest import Staging
from tests.tui.widgets.gallery import ORDER, sector, wave

from kmstui.aws.volume_io import Sector
from kmstui.tui.canvas import Canvas
from kmstui.tui.palettes import DARK
from kmstui.tui.spans import Span
from kmstui.tui.widgets.area_chart import AreaChart
from kmstui.tui.widgets.hex_pane import HexPane, entropy
from kmstui.tui.widgets.kpi_tile import Figure, KpiTile
from kmstui.tui.widgets.line_chart import Line, LineChart, trace
from kmstui.tui.widgets.samples import Samples, Scale, axis_number, nice
from kmstui.tui.widgets.spark import Gauge, Spark, draw_gauge

VALUES = st.floats(0, 1e12, allow_nan=False)


def test_a_series_keeps_what_it_is_told_to() -> None:
    samples = Samples()
    for value in range(5):
        samples = samples.push(float(value), 3)
    assert samples == Samples((2.0, 3.0, 4.0), 5)
    assert samples.last == 4.0
    assert Samples().last == 0.0


@given(st.integers(1, 400), st.integers(1, 120), st.integers(1, 400))
def test_the_newest_value_is_in_the_last_column(taken: int, count: int, window: int) -> None:
    samples = Samples(tuple(float(at) for at in range(taken)), taken)
    columns = samples.columns(count, window)
    assert len(columns) == count
    assert columns[-1] is not None
    assert taken - 1 - window / count - 1 <= columns[-1] <= taken - 1


def test_a_window_fills_the_chart() -> None:
    samples = Samples(tuple(float(at) for at in range(300)), 300)
    assert None not in samples.columns(69, 300)[1:]
    assert samples.columns(0, 300) == []
    assert Samples().columns(3, 300) == [None, None, None]


def test_what_was_drawn_moves_in_whole_columns_and_keeps_its_shape() -> None:
    samples = wave(400, 50, 20, 1)
    before = samples.columns(60, 300)
    for value in (1.0, 2.0, 3.0, 4.0, 5.0):
        samples = samples.push(value, 400)
    after = samples.columns(60, 300)
    assert after[:-2] == before[1:-1]


def test_fewer_values_than_columns_are_held() -> None:
    assert Samples((1.0, 2.0), 2).columns(8, 2)[-4:] == [1.0, 1.0, 1.0, 2.0]


@given(VALUES)
def test_an_axis_ends_at_or_just_above_the_value(value: float) -> None:
    top = nice(value)
    assert top >= value * (1 - 1e-6)
    assert top <= max(1.0, value * 1.67)


@pytest.mark.parametrize(
    ("value", "top"), [(0, 1), (0.7, 0.8), (1.2, 1.5), (5.5, 6), (380, 400), (1000, 1000)]
)
def test_an_axis_ends_with_a_number_that_reads_well(value: float, top: float) -> None:
    assert nice(value) == pytest.approx(top)


def test_an_axis_grows_at_once_and_shrinks_late() -> None:
    scale = Scale()
    tops = [scale.fit([value]) for value in (90.0, 101.0, 90.0, 70.0, 60.0, 10.0)]
    assert tops == [100, 150, 150, 150, 60, 10]
    assert scale.fit([None]) == 1


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0"), (300, "300"), (2.5, "2.5"), (1500, "1.5k"), (15_000, "15k"), (1.5e6, "1.5M"), (2e9, "2G")],
)
def test_axis_numbers_are_short(value: float, text: str) -> None:
    assert axis_number(value) == text


async def test_writes_grow_up_and_reads_down(stage: Staging) -> None:
    chart = AreaChart(Samples((100.0,) * 60, 60), Samples((50.0,) * 60, 60), window=60, gutter=5)
    async with stage(chart, size=(45, 10)) as on:
        rows = on.text()
        assert rows[0] == " 100 " + "█" * 40
        assert rows[4] == "   0 " + "─" * 40
        assert rows[8] == "  50 " + "█" * 40
        assert rows[9].split() == ["-60", "s", "-30", "s", "now"]


async def test_a_chart_without_values_is_a_grid(stage: Staging) -> None:
    chart = AreaChart()
    async with stage(chart, size=(45, 10)) as on:
        assert "█" not in "".join(on.text())
        assert "┈" in on.text()[0]
        chart.above = Samples((0.0, 1e-9), 2)
        await on.pilot.pause()
        assert "▁" in on.text()[3]


@pytest.mark.parametrize("size", [(1, 1), (5, 2), (7, 3), (12, 4)])
async def test_charts_survive_any_size(stage: Staging, size: tuple[int, int]) -> None:
    line = LineChart((Line(wave(60, 5, 3, 1), "teal"),), window=60)
    async with stage(AreaChart(wave(60, 5, 3, 1), wave(60, 5, 3, 2)), line, size=size) as on:
        assert len(on.text()) == size[1]


async def test_lines_are_braille_on_a_grid(stage: Staging) -> None:
    chart = LineChart(
        (Line(Samples((500.0,) * 60, 60), "purple"), Line(Samples((0.0,) * 60, 60), "teal")), window=60
    )
    async with stage(chart, size=(31, 8)) as on:
        rows = on.text()
        assert rows[0] == " 500 " + "⠉" * 26
        assert rows[6] == "   0 " + "⣀" * 26


def test_a_line_joins_its_steps() -> None:
    cells = trace([0.0, 8.0], 2, 8.0)
    assert cells == {(0, 1): 0x40 | 0x08 | 0x10 | 0x20, (0, 0): 0x08 | 0x10 | 0x20 | 0x80}
    assert trace([None, None], 2, 8.0) == {}


async def test_sparks_and_gauges_start_at_zero(stage: Staging) -> None:
    spark, gauge = Spark(Samples((50.0, 100.0), 2)), Gauge(0.5)
    async with stage(spark, gauge, size=(10, 3)) as on:
        assert on.text()[0] == "        ▄█"
        gauge.share = 0.25
        await on.pilot.pause()
        assert on.text()[1] == "██▌███████"


def test_a_gauge_is_exact_to_an_eighth() -> None:
    canvas = Canvas(10, 1, DARK, "panel")
    draw_gauge(canvas, 0, 0, 10, 0.0125, "ok")
    assert canvas.strip(0).text == "▏█████████"


async def test_a_tile_has_a_figure_and_what_became_of_it(stage: Staging) -> None:
    tile = KpiTile(
        "KMS calls", Figure((Span("0", "head", "b"), " /s"), (Span("0 per I/O", "ok"),), words=("none",))
    )
    async with stage(tile, size=(30, 5)) as on:
        assert on.text()[:4] == [
            "╭─ KMS calls ────────────────╮",
            "│ 0 /s             0 per I/O │",
            "│ none                       │",
            "╰────────────────────────────╯",
        ]
        await on.click(tile, 5, 2)
        assert on.heard(KpiTile.Pressed)[0].control is tile
        tile.figure = Figure(("a value that takes all the room",), ("gone",))
        await on.pilot.pause()
        assert "gone" not in on.text()[1]


@given(st.binary(max_size=600))
def test_entropy_is_between_nothing_and_eight_bits(data: bytes) -> None:
    assert 0 <= entropy(data) <= 8


def test_entropy_of_what_is_known() -> None:
    assert entropy(b"\0" * 512) == 0
    assert entropy(bytes(range(256))) == 8
    assert entropy(b"ab" * 10) == 1


async def test_both_sides_of_a_sector_stand_side_by_side(stage: Staging) -> None:
    pane = HexPane(sector(), id="pane")
    async with stage(pane, size=(80, 12)) as on:
        rows = on.text()
        assert rows[0].split("  ")[0] == "What the instance writes"
        assert rows[1].startswith('000 7b 22 6f 72 64 65 72 22 {"order"')
        assert "entropy" in rows[10]
        assert rows[11].startswith("✓ ciphertext re-read and decrypted: matches")
        pane.focus()
        await on.press("j", "down", "right", "left")
        assert on.text()[1].startswith("010 ")
        assert [message.by for message in on.heard(HexPane.Stepped)] == [1, -1]
        await on.press("k", "k", "k", "k")
        assert pane.top == 0
        pane.top = 9999
        assert pane.top == 512 // 8 - 9


@pytest.mark.parametrize(
    ("shown", "encrypted", "words"),
    [
        (None, True, "No sector read yet."),
        (Sector(0, ORDER, b""), True, "○ never written"),
        (Sector(0, ORDER, ORDER), False, "▲ unencrypted"),
        (Sector(0, ORDER, b"x" * 95), True, "✗ ciphertext does not decrypt"),
    ],
)
async def test_the_inspector_says_what_it_found(
    stage: Staging, shown: Sector | None, encrypted: bool, words: str
) -> None:
    async with stage(HexPane(shown, encrypted=encrypted), size=(110, 12)) as on:
        assert words in "\n".join(on.text())


@pytest.mark.parametrize(
    ("width", "start"),
    [
        (48, "000 7b226f7264657222     11f5"),
        (60, "000 7b226f7264657222 "),
        (112, "000 7b226f72"),
        (144, "000 7b 22"),
    ],
)
async def test_the_inspector_uses_the_room_there_is(stage: Staging, width: int, start: str) -> None:
    async with stage(HexPane(sector()), size=(width, 8)) as on:
        assert on.text()[1].startswith(start)
