"""A scenario's pictures as images: one PNG each, or all of them as one GIF.

Colours are exact: the GIF has one palette of the most frequent colours of all pictures and no dithering, so
the same scenario gives the same bytes.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from io import BytesIO

from PIL import Image, ImageDraw
from rich.cells import get_character_cell_size
from rich.color import Color
from rich.segment import Segment
from textual.strip import Strip

from kmstui.tui.tour.glyphs import CELL_HEIGHT, CELL_WIDTH, mask

Rgb = tuple[int, int, int]
_TEXT: Rgb = (198, 198, 205)
_GROUND: Rgb = (15, 20, 26)
_COLOURS = 255
"""Colours of a GIF's palette; one place is left for what Pillow adds."""


def image(rows: Sequence[Strip], width: int) -> Image.Image:
    """Rows of a terminal as a picture."""
    picture = Image.new("RGB", (width * CELL_WIDTH, len(rows) * CELL_HEIGHT), _GROUND)
    draw = ImageDraw.Draw(picture)
    for number, strip in enumerate(rows):
        column = 0
        for segment in strip:
            if not segment.control:
                _segment(picture, draw, segment, column, number)
                column += segment.cell_length
    return picture


def _segment(
    picture: Image.Image, draw: ImageDraw.ImageDraw, segment: Segment, column: int, row: int
) -> None:
    text_colour, ground, bold, italic, underline = _look(segment)
    left, top = column * CELL_WIDTH, row * CELL_HEIGHT
    right = left + segment.cell_length * CELL_WIDTH - 1
    draw.rectangle((left, top, right, top + CELL_HEIGHT - 1), fill=ground)
    x = left
    for glyph in segment.text:
        if glyph != " " and get_character_cell_size(glyph):
            picture.paste(text_colour, (x, top), mask(glyph, bold, italic))
        x += get_character_cell_size(glyph) * CELL_WIDTH
    if underline:
        line = top + CELL_HEIGHT - 4
        draw.rectangle((left, line, right, line), fill=text_colour)


def _look(segment: Segment) -> tuple[Rgb, Rgb, bool, bool, bool]:
    style = segment.style
    if style is None:
        return _TEXT, _GROUND, False, False, False
    text, ground = _rgb(style.color, _TEXT), _rgb(style.bgcolor, _GROUND)
    if style.reverse:
        text, ground = ground, text
    if style.dim:
        text = tuple((2 * a + b) // 3 for a, b in zip(text, ground, strict=True))  # type: ignore[assignment]
    return text, ground, bool(style.bold), bool(style.italic), bool(style.underline)


def _rgb(colour: Color | None, default: Rgb) -> Rgb:
    if colour is None or colour.is_default:
        return default
    return tuple(colour.get_truecolor())  # type: ignore[return-value]


def gif(pictures: Iterable[Image.Image], seconds: Sequence[float], *, scale: float = 1.0) -> bytes:
    """Pictures as one animation that repeats.

    Args:
        pictures: All of one size.
        seconds: How long each is shown; GIF counts hundredths.
        scale: What each is made larger or smaller by.
    """
    shown = [_scaled(picture, scale) for picture in pictures]
    palette = _palette(shown)
    frames = [picture.quantize(palette=palette, dither=Image.Dither.NONE) for picture in shown]
    buffer = BytesIO()
    frames[0].save(
        buffer,
        format="GIF",
        save_all=True,
        append_images=frames[1:],
        duration=[max(20, round(second * 100) * 10) for second in seconds],
        loop=0,
        optimize=False,
        disposal=1,
    )
    return buffer.getvalue()


def _scaled(picture: Image.Image, scale: float) -> Image.Image:
    if scale == 1.0:
        return picture
    size = (round(picture.width * scale), round(picture.height * scale))
    return picture.resize(size, Image.Resampling.LANCZOS)


def _palette(pictures: Sequence[Image.Image]) -> Image.Image:
    """The most frequent colours of all pictures, the same for each of them."""
    counts: Counter[Rgb] = Counter()
    for picture in pictures[:: max(1, len(pictures) // 12)]:
        for count, colour in picture.getcolors(1 << 24) or ():
            counts[colour] += count  # type: ignore[index]
    chosen = sorted(counts, key=lambda colour: (-counts[colour], colour))[:_COLOURS]
    palette = Image.new("P", (1, 1))
    flat = [value for colour in chosen for value in colour]
    palette.putpalette(flat + [0] * (768 - len(flat)))
    return palette
