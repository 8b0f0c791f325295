"""Rows for terminals with 256 colours, with none, and with ASCII alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.color import Color, ColorType
from rich.segment import Segment
from rich.style import Style
from textual.color import Color as CssColor

from kmstui.tui.lesser_terminals import AsciiOnly, IndexedColors, NoColors

BLACK = CssColor(0, 0, 0)


def _indexed(style: str) -> Style:
    ((_, found, _),) = IndexedColors().apply([Segment("x", Style.parse(style))], BLACK)
    assert found is not None
    return found


@given(st.integers(16, 255))
def test_a_colour_that_is_an_entry_stays_that_entry_after_textual_made_it_rgb(index: int) -> None:
    rgb = Color.from_ansi(index).get_truecolor().hex
    found = _indexed(f"bold {rgb} on {rgb}")
    assert found.color == found.bgcolor == Color.from_ansi(index)
    assert found.bold


@given(st.tuples(*[st.integers(0, 255)] * 3))
def test_any_other_colour_becomes_an_entry_of_cube_or_ramp(rgb: tuple[int, int, int]) -> None:
    found = _indexed(f"rgb({rgb[0]},{rgb[1]},{rgb[2]})").color
    assert found is not None
    assert found.type is ColorType.EIGHT_BIT
    assert found.number is not None
    assert found.number >= 16


@pytest.mark.parametrize(
    ("style", "reverse"),
    [
        ("red", False),
        ("red on blue", True),
        ("bold on white", True),
        ("reverse red", True),
        ("red on default", False),
    ],
)
def test_without_colours_a_fill_is_reversed_and_the_rest_is_plain(style: str, reverse: bool) -> None:
    ((_, found, _),) = NoColors().apply([Segment("x", Style.parse(style))], BLACK)
    assert found is not None
    assert (found.color, found.bgcolor) == (Color.default(), Color.default())
    assert bool(found.reverse) is reverse


@pytest.mark.parametrize(
    ("style", "faint"), [("bright_black", True), ("red", False), ("bright_black on white", False)]
)
def test_without_colours_what_is_secondary_is_faint(style: str, faint: bool) -> None:
    ((_, found, _),) = NoColors().apply([Segment("x", Style.parse(style))], BLACK)
    assert found is not None
    assert bool(found.dim) is faint


@given(st.text(st.characters(exclude_categories=["Cc", "Cf", "Cs"])))
def test_ascii_takes_as_many_cells(text: str) -> None:
    ((shown, _, _),) = AsciiOnly().apply([Segment(text)], BLACK)
    assert shown.isascii()
    assert len(shown) == cell_len(text)
