"""Pictures of a terminal: glyphs that join, exact colours, the same bytes each time."""

import io

import pytest
from PIL import Image
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from kmstui.tui.tour.fonts import NoFont, faces
from kmstui.tui.tour.glyphs import LARGE, SMALL, Cell, mask
from kmstui.tui.tour.pictures import gif, image


def _has_font() -> bool:
    try:
        faces()
    except NoFont:
        return False
    return True


needs_font = pytest.mark.skipif(not _has_font(), reason="no monospaced font is installed")


def _edge(glyph: str, side: str) -> bytes:
    picture = mask(glyph, False, False)
    boxes = {
        "left": (0, 0, 1, LARGE.height),
        "right": (LARGE.width - 1, 0, LARGE.width, LARGE.height),
        "top": (0, 0, LARGE.width, 1),
        "bottom": (0, LARGE.height - 1, LARGE.width, LARGE.height),
    }
    return picture.crop(boxes[side]).tobytes()


@pytest.mark.parametrize(
    ("one", "side", "other"),
    [("─", "right", "┐"), ("│", "bottom", "└"), ("├", "right", "─"), ("┼", "top", "│")],
)
def test_box_glyphs_end_where_their_neighbours_begin(one: str, side: str, other: str) -> None:
    opposite = {"right": "left", "bottom": "top", "top": "bottom"}[side]
    assert _edge(one, side) == _edge(other, opposite)
    assert 255 in _edge(one, side)


@pytest.mark.parametrize(
    ("corner", "side", "line"), [("╭", "right", "─"), ("╮", "left", "─"), ("╰", "top", "│")]
)
def test_round_corners_join_the_lines_beside_them(corner: str, side: str, line: str) -> None:
    curve, straight = _edge(corner, side), _edge(line, side)
    assert [value > 127 for value in curve] == [value > 127 for value in straight]


def test_block_glyphs_fill_their_share_of_the_cell() -> None:
    shares = [sum(mask(glyph, False, False).tobytes()) / 255 for glyph in "▁▂▃▄▅▆▇█"]
    whole = LARGE.width * LARGE.height
    assert shares == sorted(shares)
    assert shares[-1] == whole
    assert shares[3] == pytest.approx(whole / 2, rel=0.05)


def test_each_braille_dot_adds_to_the_glyph() -> None:
    dots = [sum(mask(chr(0x2800 + (1 << count) - 1), False, False).tobytes()) for count in range(9)]
    assert dots == sorted(set(dots))


@pytest.mark.parametrize("cell", [LARGE, SMALL])
def test_boxes_join_at_every_size(cell: Cell) -> None:
    for corner, side in (("╭", 1), ("╮", -1)):
        curve, line = mask(corner, False, False, cell), mask("─", False, False, cell)
        column = cell.width - 1 if side > 0 else 0
        edges = [picture.crop((column, 0, column + 1, cell.height)).tobytes() for picture in (curve, line)]
        assert [value > 127 for value in edges[0]] == [value > 127 for value in edges[1]]


@needs_font
def test_colours_are_exactly_those_of_the_terminal() -> None:
    strip = Strip(
        [Segment("█", Style(color="#ff9900", bgcolor="#161d26")), Segment(" ", Style(bgcolor="#0f141a"))]
    )
    picture = image([strip], 2)
    assert picture.size == (2 * LARGE.width, LARGE.height)
    assert {colour for _, colour in picture.getcolors() or ()} == {(0xFF, 0x99, 0), (0x0F, 0x14, 0x1A)}


@needs_font
def test_letters_of_every_style_leave_ink() -> None:
    for bold, italic in ((False, False), (True, False), (False, True)):
        assert 255 in mask("A", bold, italic).tobytes()


def test_a_gif_is_the_same_bytes_each_time_and_keeps_the_times() -> None:
    pictures = [Image.new("RGB", (8, 8), (10 * n, 0, 0)) for n in range(3)]
    one, two = (gif(pictures, [0.5, 1.0, 0.25], {(200, 0, 0)}) for _ in range(2))
    assert one == two
    shown = Image.open(io.BytesIO(one))
    assert shown.n_frames == 3  # type: ignore[attr-defined]
    assert shown.info["duration"] == 500
    shown.close()
