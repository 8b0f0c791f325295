"""Draws a terminal cell as a mask: letters from fonts; boxes, blocks and braille by rule, so that they join.

Everything is in pixels of one cell; colours are the picture's business.
"""

from collections.abc import Callable
from functools import cache
from typing import NamedTuple

from PIL import Image, ImageDraw

from kmstui.tui.tour.fonts import faces


class Cell(NamedTuple):
    """The size of a terminal cell in pixels, and of the font in it."""

    width: int
    height: int
    font: int

    @property
    def line(self) -> int:
        """The width of a box's line."""
        return max(1, self.font // 10)

    def larger(self, times: int) -> "Cell":
        """The same cell, so many times as large."""
        return Cell(self.width * times, self.height * times, self.font * times)


LARGE = Cell(12, 26, 20)
"""JetBrains Mono at 20 pixels, with two rows of air: stills."""
SMALL = Cell(8, 17, 13)
"""The same at 13 pixels: a recording of 120 columns is 960 wide."""
_SMOOTH = 3
"""Curves and dots are drawn this much larger and then made smaller."""

_BRAILLE_DOTS = ((0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2), (0, 3), (1, 3))
"""Column and row of each bit of a braille glyph (Unicode, "Braille Patterns")."""
_ARMS = {
    "─": "lr", "│": "ud", "┌": "rd", "┐": "ld", "└": "ru", "┘": "lu", "├": "rud", "┤": "lud", "┬": "lrd",
    "┴": "lru", "┼": "lrud", "╴": "l", "╶": "r", "╵": "u", "╷": "d",
}  # fmt: skip
"""The arms of each box glyph: left, right, up, down."""
_CORNERS = {"╭": "rd", "╮": "ld", "╰": "ru", "╯": "lu"}
_DASHED = frozenset("┈┄╌")


@cache
def mask(glyph: str, bold: bool, italic: bool, cell: Cell = LARGE) -> Image.Image:
    """The glyph's shape: 255 where it has its colour, 0 where the ground shows."""
    code = ord(glyph)
    if 0x2800 <= code < 0x2900:
        return _smooth(cell, lambda draw, large: _braille(draw, code - 0x2800, large))
    if glyph in _CORNERS:
        return _smooth(cell, lambda draw, _large: _corner(draw, _CORNERS[glyph], cell))
    image = Image.new("L", (cell.width, cell.height), 0)
    draw = ImageDraw.Draw(image)
    if 0x2580 <= code <= 0x2590:
        _block(draw, code, cell)
    elif glyph in _ARMS:
        _arms(draw, _ARMS[glyph], cell)
    elif glyph in _DASHED:
        _dashes(draw, cell)
    else:
        _letter(draw, glyph, bold, italic, cell)
    return image


def _smooth(cell: Cell, paint: Callable[[ImageDraw.ImageDraw, Cell], None]) -> Image.Image:
    large = cell.larger(_SMOOTH)
    image = Image.new("L", (large.width, large.height), 0)
    paint(ImageDraw.Draw(image), large)
    return image.resize((cell.width, cell.height), Image.Resampling.LANCZOS)


def _braille(draw: ImageDraw.ImageDraw, bits: int, cell: Cell) -> None:
    radius = cell.width * 0.13
    for bit, (column, row) in enumerate(_BRAILLE_DOTS):
        if bits >> bit & 1:
            x, y = cell.width * (0.27 + 0.47 * column), cell.height * (0.125 + 0.25 * row)
            draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=255)


def _corner(draw: ImageDraw.ImageDraw, arms: str, cell: Cell) -> None:
    """A quarter circle between two arms, ending where the straight glyphs beside it begin.

    `cell` is the finished one; what is drawn on is `_SMOOTH` times as large.
    """
    width, height, line = cell.width * _SMOOTH, cell.height * _SMOOTH, cell.line * _SMOOTH
    left, top = (_SMOOTH * edge for edge in _middle(cell))
    radius = width // 2 - _SMOOTH
    across, down = (1 if "r" in arms else -1), (1 if "d" in arms else -1)
    x = left + (0 if across > 0 else line - 2 * radius)
    y = top + (0 if down > 0 else line - 2 * radius)
    start = {("r", "d"): 180, ("l", "d"): 270, ("l", "u"): 0, ("r", "u"): 90}[arms[0], arms[1]]
    draw.arc((x, y, x + 2 * radius - 1, y + 2 * radius - 1), start, start + 90, fill=255, width=line)
    upright = (top + radius, height) if down > 0 else (0, top + line - radius)
    level = (left + radius, width) if across > 0 else (0, left + line - radius)
    draw.rectangle((left, upright[0], left + line - 1, upright[1]), fill=255)
    draw.rectangle((level[0], top, level[1], top + line - 1), fill=255)


def _middle(cell: Cell) -> tuple[int, int]:
    """The left edge of an upright line through the middle, and the top edge of a level one."""
    return cell.width // 2 - cell.line // 2, cell.height // 2 - cell.line // 2


def _arms(draw: ImageDraw.ImageDraw, arms: str, cell: Cell) -> None:
    left, top = _middle(cell)
    right, bottom = left + cell.line - 1, top + cell.line - 1
    boxes = {
        "l": (0, top, right, bottom),
        "r": (left, top, cell.width - 1, bottom),
        "u": (left, 0, right, bottom),
        "d": (left, top, right, cell.height - 1),
    }
    for arm in arms:
        draw.rectangle(boxes[arm], fill=255)


def _dashes(draw: ImageDraw.ImageDraw, cell: Cell) -> None:
    y = cell.height // 2
    for x in (1, cell.width // 2 + 1):
        draw.rectangle((x, y, x + cell.width // 4 - 1, y), fill=255)


def _block(draw: ImageDraw.ImageDraw, code: int, cell: Cell) -> None:
    """Eighths from the bottom (U+2581 to U+2588), eighths from the left (U+2589 on), and the two halves."""
    right, bottom = cell.width - 1, cell.height - 1
    if code == 0x2580:
        draw.rectangle((0, 0, right, cell.height // 2 - 1), fill=255)
    elif code <= 0x2588:
        top = round(cell.height * (0x2588 - code) / 8)
        draw.rectangle((0, top, right, bottom), fill=255)
    elif code <= 0x258F:
        draw.rectangle((0, 0, max(1, round(cell.width * (0x2590 - code) / 8)) - 1, bottom), fill=255)
    else:
        draw.rectangle((cell.width // 2, 0, right, bottom), fill=255)


def _letter(draw: ImageDraw.ImageDraw, glyph: str, bold: bool, italic: bool, cell: Cell) -> None:
    """A letter on the common baseline; one from another font is made to fit and centred."""
    style = faces(bold=bold, italic=italic)
    usual = style.font(cell.font, 0)
    ascent, descent = usual.getmetrics()
    top = (cell.height - ascent - descent) // 2
    font = style.pick(glyph, cell.font)
    if font is usual:
        draw.text((0, top), glyph, font=font, fill=255)
        return
    size = cell.font
    left, _, right, _ = font.getbbox(glyph)
    while right - left > cell.width and size > cell.font // 2:
        size -= 1
        font = style.pick(glyph, size)
        left, _, right, _ = font.getbbox(glyph)
    x = (cell.width - (right - left)) // 2 - left
    draw.text((x, top + ascent - font.getmetrics()[0]), glyph, font=font, fill=255)
