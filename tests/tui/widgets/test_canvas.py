"""Cells: exact widths whatever is written, nothing a terminal obeys, few segments."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from tests.tui.widgets.conftest import harmless

from kmstui.tui.canvas import Canvas, strip_of
from kmstui.tui.palettes import DARK, DARK_256
from kmstui.tui.spans import Span, clean, clip, narrow, plain, spans, to_ascii, width_of

ANY_TEXT = st.text(st.characters(codec=None), max_size=40)
WIDE_TEXT = st.text(st.sampled_from("ab 漢字é́\u0301한\u200d👩…▌"), max_size=12)


@given(ANY_TEXT | WIDE_TEXT, st.integers(-5, 25), st.integers(-1, 2))
def test_a_row_keeps_its_width_and_is_harmless(text: str, x: int, y: int) -> None:
    canvas = Canvas(20, 2, DARK, "panel")
    canvas.put(x, y, text, "link")
    for strip in canvas.strips():
        assert cell_len(strip.text) == 20
        assert harmless(strip.text)


@given(st.lists(st.tuples(st.integers(-2, 12), WIDE_TEXT), max_size=6))
def test_writing_over_wide_characters_leaves_no_halves(writes: list[tuple[int, str]]) -> None:
    canvas = Canvas(10, 1, DARK, "panel")
    for x, text in writes:
        canvas.put(x, 0, text)
    assert cell_len(canvas.strip(0).text) == 10


@given(ANY_TEXT | WIDE_TEXT, st.integers(0, 30))
def test_clipped_text_fits(text: str, width: int) -> None:
    shown = clip(clean(text), width)
    assert cell_len(shown) <= width
    if cell_len(clean(text)) <= width:
        assert shown == clean(text)
    elif width:
        assert shown.endswith("…")


@given(ANY_TEXT)
def test_narrow_text_has_one_cell_for_each_character(text: str) -> None:
    if narrow(clean(text)):
        assert cell_len(clean(text)) == len(clean(text))


@given(ANY_TEXT | st.text("●○◉◌▲▼✓✗×◆▾→←›…·–─│╭╮╰╯┈▌▎■▁▂▃▄▅▆▇█⣿⠁漢", max_size=20))
def test_ascii_is_ascii_and_as_wide(text: str) -> None:
    shown = clean(text)
    assert to_ascii(shown).isascii()
    assert len(to_ascii(shown)) == cell_len(shown)


def test_an_ascii_palette_draws_ascii() -> None:
    canvas = Canvas(20, 3, replace(DARK, ascii=True), "panel")
    canvas.box(0, 0, 20, 3, title=("Keys",), foot=("1–2 of 2",))
    canvas.put(2, 1, "● ok ✓ …")
    assert [strip.text for strip in canvas.strips()] == [
        "+- Keys -----------+",
        "| * ok v ~         |",
        "+------- 1-2 of 2 -+",
    ]


def test_a_box_has_its_title_legend_and_foot_on_the_border() -> None:
    canvas = Canvas(30, 3, DARK, "page")
    canvas.box(
        0,
        0,
        30,
        3,
        title=(Span("Keys", "head", "b"), Span(" (2)", "dim")),
        right=("r refresh",),
        foot=("end",),
    )
    assert [strip.text for strip in canvas.strips()] == [
        "╭─ Keys (2) ───── r refresh ─╮",
        "│                            │",
        "╰────────────────────── end ─╯",
    ]


def test_a_title_gives_way_to_nothing_but_the_legend_goes_first() -> None:
    canvas = Canvas(16, 2, DARK, "page")
    canvas.box(0, 0, 16, 2, title=("A rather long title",), right=("legend",))
    assert canvas.strip(0).text == "╭─ A rather … ─╮"


def test_equal_neighbours_share_a_segment() -> None:
    canvas = Canvas(40, 1, DARK, "panel")
    canvas.put(0, 0, "one ", "link")
    canvas.put(4, 0, "two", "link")
    canvas.put(7, 0, " three", "dim")
    assert [segment.text for segment in canvas.strip(0)][:2] == ["one two", " three"]


def test_a_background_is_kept_until_another_is_given() -> None:
    canvas = Canvas(4, 1, DARK_256, "panel")
    canvas.fill(0, 0, 4, 1, "sel")
    canvas.put(0, 0, "a")
    canvas.put(1, 0, "b", bg="shade")
    grounds = [
        segment.style.bgcolor.name for segment in canvas.strip(0) if segment.style and segment.style.bgcolor
    ]
    assert grounds == ["color(24)", "color(235)", "color(24)"]


def test_a_button_underlines_its_mnemonic_and_can_be_found() -> None:
    canvas = Canvas(20, 1, DARK, "panel")
    end = canvas.button(2, 0, "Create key", "primary", "k", "create")
    assert end == 14
    assert [s.text for s in canvas.strip(0) if s.style and s.style.underline] == ["k"]
    assert [canvas.zone_at(x, 0) for x in (1, 2, 13, 14)] == ["", "create", "create", ""]


def test_the_last_zone_lies_on_top() -> None:
    canvas = Canvas(10, 1, DARK, "panel")
    canvas.zone(0, 0, 10, "row")
    canvas.zone(4, 0, 2, "link")
    assert (canvas.zone_at(3, 0), canvas.zone_at(4, 0), canvas.zone_at(4, 1)) == ("row", "link", "")


def test_spans_have_one_form() -> None:
    assert spans("a") == (Span("a"),)
    assert spans(Span("a", "dim")) == (Span("a", "dim"),)
    assert spans(("a", Span("b", "dim"))) == (Span("a"), Span("b", "dim"))
    assert plain(("a\x1b", Span("b"))) == "a␛b"
    assert width_of(("漢", "a")) == 3


def test_styled_text_is_clipped_as_a_whole() -> None:
    canvas = Canvas(20, 1, DARK, "panel")
    end = canvas.seq(0, 0, Span("alpha", "link"), Span(" beta", "dim"), width=7)
    assert end == 7
    assert canvas.strip(0).text.rstrip() == "alpha …"


def test_runs_become_a_strip_of_their_width() -> None:
    strip = strip_of([("ab", "#ffffff", "#000000", ""), ("", "#ffffff", "#000000", "")], 2, DARK)
    assert (strip.text, strip.cell_length) == ("ab", 2)
