"""Styled text before it is drawn: how it is neutralised, measured, cut and, where asked, turned into ASCII.

Knows characters and cells, no colours and no widgets; a span names its colour by purpose.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from rich.cells import cell_len, get_character_cell_size

from kmstui.console.text import safe

ASCII = str.maketrans(
    {
        "●": "*", "○": "o", "◉": "@", "◌": "~", "▲": "!", "▼": "v", "✓": "v", "✗": "x", "×": "x",
        "◆": "*", "▾": "v", "→": ">", "←": "<", "›": ">", "‹": "<", "…": "~", "·": "-", "–": "-",
        "−": "-", "─": "-", "│": "|", "╭": "+", "╮": "+", "╰": "+", "╯": "+", "├": "+", "┤": "+",
        "┈": ".", "▌": "|", "▎": "|", "■": "#", "▁": "_", "▂": "_", "▃": ".", "▄": "#", "▅": "#",
        "▆": "#", "▇": "#", "█": "#", "▏": " ", "▍": "#", "▋": "#", "▊": "#", "▉": "#", "µ": "u",
        "≥": ">", "≤": "<", "↵": "<", "◂": "<", "▸": ">", "↑": "^", "↓": "v", "━": "=", "ã": "a",
    }
)  # fmt: skip
"""What each glyph becomes where only ASCII is wanted; braille is mapped by `to_ascii`."""

_NARROW = re.compile(
    r"[\x20-\x7e\xa1-\xac\xae-\u02ff\u2010-\u2027\u2030-\u205e\u2190-\u21ff\u2500-\u25fc"
    r"\u2713\u2717\u2800-\u28ff]*"
)
"""Text in which every character is one cell: nothing combines, nothing is wide."""


class Span(NamedTuple):
    """A stretch of text in one colour."""

    text: str
    """What it says; neutralised when drawn, so data may be given as it is."""
    color: str = "text"
    """A palette token, or a colour."""
    flags: str = ""
    """Any of b(old), i(talic), u(nderline), r(everse), s(trike)."""


Spans = Sequence[Span | str]
"""Styled text; a plain string is body text."""


def spans(parts: "Spans | Span | str") -> tuple[Span, ...]:
    """Styled text in its one form."""
    if isinstance(parts, Span):
        return (parts,)
    if isinstance(parts, str):
        return (Span(parts),)
    return tuple(part if isinstance(part, Span) else Span(part) for part in parts)


def plain(parts: "Spans | Span | str") -> str:
    """The text alone, neutralised."""
    return "".join(clean(part.text) for part in spans(parts))


def clean(text: str) -> str:
    """Text without anything that could act on a terminal or change the order of letters."""
    return text if text.isascii() and text.isprintable() else safe(text)


def narrow(text: str) -> bool:
    """Whether each character of a clean text takes exactly one cell."""
    return text.isascii() or _NARROW.fullmatch(text) is not None


def width_of(parts: "Spans | Span | str") -> int:
    """Cells that styled text takes."""
    text = plain(parts)
    return len(text) if narrow(text) else cell_len(text)


def clip(text: str, width: int) -> str:
    """A clean text cut to `width` cells, the last one an ellipsis where something is missing."""
    if narrow(text):
        return text if len(text) <= width else f"{text[: width - 1]}…" if width > 0 else ""
    if cell_len(text) <= width:
        return text
    kept, used = [], 0
    for character in text:
        size = get_character_cell_size(character)
        if used + size > width - 1:
            break
        kept.append(character)
        used += size
    return f"{''.join(kept)}…" if width > 0 else ""


def to_ascii(text: str) -> str:
    """A drawn run in ASCII: known glyphs by table, braille dots by density, the rest as `?` of its width."""
    if text.isascii():
        return text
    text = text.translate(ASCII)
    if text.isascii():
        return text
    return "".join(
        character
        if character.isascii()
        else ("." if "\u2800" <= character <= "\u28ff" else "?") * get_character_cell_size(character)
        for character in text
    )


def cells_of(text: str) -> list[str]:
    """A text by cells: after a wide character comes an empty cell, a combining one joins the cell before."""
    cells: list[str] = []
    for character in text:
        size = get_character_cell_size(character)
        if size == 0:
            if cells:
                cells[-1 if cells[-1] else -2] += character
            continue
        cells.append(character)
        if size == 2:
            cells.append("")
    return cells
