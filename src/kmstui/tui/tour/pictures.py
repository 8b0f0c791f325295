"""A scenario's pictures as images: one PNG each, or all of them as one GIF.

Colours are exact: the GIF has one palette of the most frequent colours of all pictures and no dithering, so
the same scenario gives the same bytes.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from io import BytesIO

from PIL import Image, ImageDraw
from rich.cells import get_character_cell_size
from rich.color import Color
from rich.segment import Segment
from textual.strip import Strip

from kmstui.tui.tour.glyphs import LARGE, Cell, mask

Rgb = tuple[int, int, int]
_TEXT: Rgb = (198, 198, 205)
_GROUND: Rgb = (15, 20, 26)
_COLOURS = 255
"""Colours of a GIF's palette; one place is left for what Pillow adds."""


def image(rows: Sequence[Strip], width: int, cell: Cell = LARGE) -> Image.Image:
    """Rows of a terminal as a picture."""
    picture = Image.new("RGB", (width * cell.width, len(rows) * cell.height), _GROUND)
    for number, strip in enumerate(rows):
        column = 0
        for segment in strip:
            if not segment.control:
                _segment(picture, segment, (column * cell.width, number * cell.height), cell)
                column += segment.cell_length
    return picture


def _segment(picture: Image.Image, segment: Segment, corner: tuple[int, int], cell: Cell) -> None:
    text_colour, ground, bold, italic, underline = _look(segment)
    draw = ImageDraw.Draw(picture)
    left, top = corner
    right = left + segment.cell_length * cell.width - 1
    draw.rectangle((left, top, right, top + cell.height - 1), fill=ground)
    x = left
    for glyph in segment.text:
        if glyph != " " and get_character_cell_size(glyph):
            picture.paste(text_colour, (x, top), mask(glyph, bold, italic, cell))
        x += get_character_cell_size(glyph) * cell.width
    if underline:
        line = top + cell.height - max(2, cell.height // 7)
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


def colours(rows: Sequence[Strip]) -> set[Rgb]:
    """The colours that rows are written in, without those between two of them at the edge of a letter."""
    return {colour for strip in rows for segment in strip for colour in _look(segment)[:2]}


def gif(pictures: Sequence[Image.Image], seconds: Sequence[float], exact: Collection[Rgb]) -> bytes:
    """Pictures as one animation that repeats.

    Args:
        pictures: All of one size.
        seconds: How long each is shown; GIF counts hundredths.
        exact: Colours that must be in the palette, however rare they are.
    """
    palette = _palette(pictures, exact)
    frames = [picture.quantize(palette=palette, dither=Image.Dither.NONE) for picture in pictures]
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


def _palette(pictures: Sequence[Image.Image], exact: Collection[Rgb]) -> Image.Image:
    """Those colours, and the most frequent others of all pictures, the same for each of them."""
    counts: Counter[Rgb] = Counter()
    for picture in pictures[:: max(1, len(pictures) // 12)]:
        for count, colour in picture.getcolors(1 << 24) or ():
            counts[colour] += count  # type: ignore[index]
    by_rank = sorted(counts, key=lambda colour: (colour not in exact, -counts[colour], colour))
    rare = sorted(colour for colour in exact if colour not in counts)
    chosen = [*rare, *by_rank][:_COLOURS]
    palette = Image.new("P", (1, 1))
    flat = [value for colour in chosen for value in colour]
    palette.putpalette(flat + [0] * (768 - len(flat)))
    return palette
