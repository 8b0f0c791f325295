"""A few lines of styled text, broken where they do not fit."""

import re

from textual.reactive import reactive

from kmstui.tui.canvas import Canvas
from kmstui.tui.spans import Span, Spans, clean, narrow, plain, spans, width_of
from kmstui.tui.widgets.drawn import Drawn

Line = tuple[Span, ...]


def wrap(parts: Spans, width: int) -> list[Line]:
    """Styled text in lines of at most `width` cells, broken at blanks; a longer word is cut into pieces.

    Lines after the first are indented like the first.
    """
    text = plain(parts)
    indent = min(len(text) - len(text.lstrip()), width // 2)
    margin = [Span(" " * indent)] if indent else []
    lines: list[list[Span]] = [[]]
    room = width
    for part in spans(parts):
        for piece in _pieces(clean(part.text), width - indent):
            if width_of(piece) > room and len(lines[-1]) > len(margin):
                lines.append([*margin])
                room = width - indent
            if piece.strip() or len(lines) == 1 or len(lines[-1]) > len(margin):
                lines[-1].append(Span(piece, part.color, part.flags))
                room -= width_of(piece)
    return [tuple(line) for line in lines]


def _pieces(text: str, width: int) -> list[str]:
    """Words and the blanks between them; a word wider than a line in as many pieces as it takes."""
    words = re.findall(r"\s+|\S+", text)
    pieces: list[str] = []
    for word in words:
        fits = width_of(word) <= width
        step = len(word) if fits else max(1, width if narrow(word) else width // 2)
        pieces += [word[start : start + step] for start in range(0, len(word), step)]
    return pieces


class Lines(Drawn):
    """Styled lines; an empty one is a blank row."""

    lines: reactive[tuple[Spans, ...]] = reactive[tuple[Spans, ...]]((), layout=True)
    """What it says, one paragraph each."""

    def __init__(self, *lines: Spans, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self.set_reactive(Lines.lines, lines)

    def natural_height(self, width: int) -> int:
        """As many rows as the broken lines take."""
        return sum(len(wrap(line, width)) for line in self.lines)

    def draw(self, canvas: Canvas) -> None:
        """Paint them."""
        y = 0
        for line in self.lines:
            for row in wrap(line, canvas.width):
                canvas.seq(0, y, *row)
                y += 1
