"""Finished rows for terminals that show less than true colour and Unicode.

Textual composes colours as red, green and blue, and Rich picks the nearest entry of a smaller table for each,
which moves most greys one step. Here a colour that is an entry stays that entry. Works on rows as the last
thing before they are written, so nothing that was forgotten elsewhere can show more than was asked for. Knows
styles and letters, not what they are for.
"""

from functools import lru_cache

from rich.color import Color, ColorType
from rich.segment import Segment
from rich.style import Style
from textual.color import Color as CssColor
from textual.filter import LineFilter

from kmstui.tui.palette import nearest_index
from kmstui.tui.palettes import ANSI, NO_COLORS
from kmstui.tui.spans import to_ascii


class IndexedColors(LineFilter):
    """Writes every colour as an entry of xterm's cube or grey ramp (16 to 255)."""

    def apply(self, segments: list[Segment], background: CssColor) -> list[Segment]:
        """The same row; a colour that is an entry's is that entry, any other one the nearest."""
        del background
        return [
            segment
            if segment.style is None
            else Segment(segment.text, _indexed(segment.style), segment.control)
            for segment in segments
        ]


class NoColors(LineFilter):
    """Writes no colour at all: what stands on a fill of the sixteen-colour palette is reversed, so that bars,
    buttons and the cursor row are still there, and what is secondary is faint."""

    def apply(self, segments: list[Segment], background: CssColor) -> list[Segment]:
        """The same row in the terminal's own two colours."""
        del background
        return [
            segment if segment.style is None else Segment(segment.text, _bare(segment.style), segment.control)
            for segment in segments
        ]


class AsciiOnly(LineFilter):
    """Writes no character outside ASCII, in as many cells."""

    def apply(self, segments: list[Segment], background: CssColor) -> list[Segment]:
        """The same row, glyphs replaced."""
        del background
        return [
            segment
            if segment.control or segment.text.isascii()
            else Segment(to_ascii(segment.text), segment.style)
            for segment in segments
        ]


@lru_cache(maxsize=8192)
def _indexed(style: Style) -> Style:
    found = Style.from_color(_entry(style.color), _entry(style.bgcolor))
    return style + found


def _entry(color: Color | None) -> Color | None:
    if color is None or color.type is not ColorType.TRUECOLOR or color.triplet is None:
        return color
    return Color.from_ansi(nearest_index(*color.triplet))


_GREY = Color.parse(ANSI.dim)
_UNCOLORED = Style.from_color(Color.default(), Color.default())


@lru_cache(maxsize=8192)
def _bare(style: Style) -> Style:
    filled = style.bgcolor is not None and not style.bgcolor.is_default
    faint = style.color == _GREY and not filled
    return style + _UNCOLORED + Style(reverse=bool(style.reverse) != filled, dim=faint)


LESSER: dict[str, tuple[LineFilter, ...]] = {"256": (IndexedColors(),), NO_COLORS: (NoColors(),)}
"""What rows go through in place of Textual's own filters, by what the terminal shows."""
ASCII_ONLY = AsciiOnly()
"""What they go through last where glyphs are not wanted."""
