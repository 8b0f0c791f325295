"""Draws a terminal cell as a mask: letters from fonts; boxes, blocks and braille by rule, so that they join.

Everything is in pixels of one cell; colours are the picture's business.
"""

from collections.abc import Callable
from functools import cache

from PIL import Image, ImageDraw

from kmstui.tui.tour.fonts import faces

CELL_WIDTH, CELL_HEIGHT, FONT_SIZE = 12, 26, 20
"""Pixels: the cell of JetBrains Mono at 20 pixels, with two rows of air."""
_LINE = 2
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
def mask(glyph: str, bold: bool, italic: bool) -> Image.Image:
    """The glyph's shape: 255 where it has its colour, 0 where the ground shows."""
    code = ord(glyph)
    if 0x2800 <= code < 0x2900:
        return _smooth(lambda draw: _braille(draw, code - 0x2800))
    if glyph in _CORNERS:
        return _smooth(lambda draw: _corner(draw, _CORNERS[glyph]))
    image = Image.new("L", (CELL_WIDTH, CELL_HEIGHT), 0)
    draw = ImageDraw.Draw(image)
    if 0x2580 <= code <= 0x2590:
        _block(draw, code)
    elif glyph in _ARMS:
        _arms(draw, _ARMS[glyph])
    elif glyph in _DASHED:
        _dashes(draw)
    else:
        _letter(draw, glyph, bold, italic)
    return image


def _smooth(paint: Callable[[ImageDraw.ImageDraw], None]) -> Image.Image:
    image = Image.new("L", (CELL_WIDTH * _SMOOTH, CELL_HEIGHT * _SMOOTH), 0)
    paint(ImageDraw.Draw(image))
    return image.resize((CELL_WIDTH, CELL_HEIGHT), Image.Resampling.LANCZOS)


def _braille(draw: ImageDraw.ImageDraw, bits: int) -> None:
    width, height = CELL_WIDTH * _SMOOTH, CELL_HEIGHT * _SMOOTH
    radius = width * 0.13
    for bit, (column, row) in enumerate(_BRAILLE_DOTS):
        if bits >> bit & 1:
            x, y = width * (0.27 + 0.47 * column), height * (0.125 + 0.25 * row)
            draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=255)


def _corner(draw: ImageDraw.ImageDraw, arms: str) -> None:
    """A quarter circle between two arms, ending where the straight glyphs beside it begin."""
    width, height, line = CELL_WIDTH * _SMOOTH, CELL_HEIGHT * _SMOOTH, _LINE * _SMOOTH
    left, top = _middle(width, line), _middle(height, line)
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


def _middle(size: int, line: int) -> int:
    return size // 2 - line // 2


def _arms(draw: ImageDraw.ImageDraw, arms: str) -> None:
    left, top = _middle(CELL_WIDTH, _LINE), _middle(CELL_HEIGHT, _LINE)
    right, bottom = left + _LINE - 1, top + _LINE - 1
    boxes = {
        "l": (0, top, right, bottom),
        "r": (left, top, CELL_WIDTH - 1, bottom),
        "u": (left, 0, right, bottom),
        "d": (left, top, right, CELL_HEIGHT - 1),
    }
    for arm in arms:
        draw.rectangle(boxes[arm], fill=255)


def _dashes(draw: ImageDraw.ImageDraw) -> None:
    y = CELL_HEIGHT // 2
    for x in (1, CELL_WIDTH // 2 + 1):
        draw.rectangle((x, y, x + CELL_WIDTH // 4 - 1, y), fill=255)


def _block(draw: ImageDraw.ImageDraw, code: int) -> None:
    """Eighths from the bottom (U+2581 to U+2588), eighths from the left (U+2589 on), and the two halves."""
    right, bottom = CELL_WIDTH - 1, CELL_HEIGHT - 1
    if code == 0x2580:
        draw.rectangle((0, 0, right, CELL_HEIGHT // 2 - 1), fill=255)
    elif code <= 0x2588:
        top = round(CELL_HEIGHT * (0x2588 - code) / 8)
        draw.rectangle((0, top, right, bottom), fill=255)
    elif code <= 0x258F:
        draw.rectangle((0, 0, max(1, round(CELL_WIDTH * (0x2590 - code) / 8)) - 1, bottom), fill=255)
    else:
        draw.rectangle((CELL_WIDTH // 2, 0, right, bottom), fill=255)


def _letter(draw: ImageDraw.ImageDraw, glyph: str, bold: bool, italic: bool) -> None:
    """A letter on the common baseline; one from another font is made to fit and centred."""
    style = faces(bold=bold, italic=italic)
    usual = style.font(FONT_SIZE, 0)
    ascent, descent = usual.getmetrics()
    top = (CELL_HEIGHT - ascent - descent) // 2
    font = style.pick(glyph, FONT_SIZE)
    if font is usual:
        draw.text((0, top), glyph, font=font, fill=255)
        return
    size = FONT_SIZE
    left, _, right, _ = font.getbbox(glyph)
    while right - left > CELL_WIDTH and size > FONT_SIZE // 2:
        size -= 1
        font = style.pick(glyph, size)
        left, _, right, _ = font.getbbox(glyph)
    x = (CELL_WIDTH - (right - left)) // 2 - left
    draw.text((x, top + ascent - font.getmetrics()[0]), glyph, font=font, fill=255)
