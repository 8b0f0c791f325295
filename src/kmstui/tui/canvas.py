"""A grid of cells that a widget draws on, turned into Textual's strips.

Widgets say what stands where in terms of purposes (`"link"`, bold); the canvas knows the palette, how wide a
character is and how to neutralise text. All text passes `safe()` here, so no widget can forget it. It knows
no widget and no event: zones only remember where something clickable was drawn.
"""

from collections.abc import Iterable
from typing import Literal, NamedTuple

from rich.cells import get_character_cell_size
from rich.segment import Segment
from textual.strip import Strip

from kmstui.tui.palette import Palette, style
from kmstui.tui.spans import Span, Spans, cells_of, clean, clip, narrow, spans, to_ascii, width_of

ButtonKind = Literal["primary", "normal", "link", "disabled"]
"""How a button is painted: the one orange action, blue on a fill, bare blue, or out of use."""

BUTTON_COLOURS: dict[ButtonKind, tuple[str, str, str]] = {
    "primary": ("on_orange", "orange", "b"),
    "normal": ("link", "btn", "b"),
    "link": ("link", "", "b"),
    "disabled": ("off", "shade", ""),
}
"""Text colour, fill and flags of each kind; an empty fill leaves what is there."""


class Zone(NamedTuple):
    """A clickable stretch of one row."""

    x: int
    """First column."""
    y: int
    """Row."""
    width: int
    """Columns."""
    name: str
    """What was drawn there, in the widget's own terms."""


class Canvas:
    """Cells of one widget. Colours may be tokens or colours; an empty background keeps what is there."""

    __slots__ = ("_characters", "_grounds", "_inks", "ground", "height", "palette", "width", "zones")

    def __init__(self, width: int, height: int, palette: Palette, ground: str) -> None:
        self.width = width
        """Columns."""
        self.height = height
        """Rows."""
        self.palette = palette
        """Where tokens get their colours."""
        self.ground = palette.color(ground)
        """The colour of cells that were given no other."""
        self.zones: list[Zone] = []
        """What was drawn as clickable; later ones lie on top."""
        ink = (palette.text, "")
        self._characters = [[" "] * width for _ in range(height)]
        self._inks = [[ink] * width for _ in range(height)]
        self._grounds = [[self.ground] * width for _ in range(height)]

    def put(
        self,
        x: int,
        y: int,
        text: str,
        fg: str = "text",
        flags: str = "",
        bg: str = "",
        width: int | None = None,
    ) -> int:
        """Write text, clipped to `width` cells if given and to the canvas; return the column after it."""
        text = clean(text)
        if width is not None:
            text = clip(text, width)
        cells = list(text) if narrow(text) else cells_of(text)
        end = x + len(cells)
        if not cells or not 0 <= y < self.height or x >= self.width or end <= 0:
            return end
        start, stop = max(0, x), min(self.width, end)
        shown = cells[start - x : stop - x]
        _unsplit(self._characters[y], shown, start, stop)
        self._characters[y][start:stop] = shown
        color = self.palette.color
        self._inks[y][start:stop] = [(color(fg), flags)] * (stop - start)
        if bg:
            self._grounds[y][start:stop] = [color(bg)] * (stop - start)
        return end

    def seq(self, x: int, y: int, *parts: Span | str, bg: str = "", width: int | None = None) -> int:
        """Write styled text; with `width`, clip the whole to that many cells. Return the column after it."""
        limit = None if width is None else x + width
        for part in spans(parts):
            if limit is not None and x >= limit:
                break
            x = self.put(x, y, part.text, part.color, part.flags, bg, None if limit is None else limit - x)
        return x

    def right(self, x: int, y: int, *parts: Span | str, bg: str = "") -> int:
        """Write styled text that ends before column `x`; return the column it starts at."""
        start = x - width_of(parts)
        self.seq(start, y, *parts, bg=bg)
        return start

    def fill(self, x: int, y: int, width: int, height: int, bg: str) -> None:
        """Give a rectangle a background, leaving its text."""
        start, stop = max(0, x), min(self.width, x + width)
        if stop <= start:
            return
        run = [self.palette.color(bg)] * (stop - start)
        for row in range(max(0, y), min(self.height, y + height)):
            self._grounds[row][start:stop] = run

    def rule(self, x: int, y: int, width: int, fg: str = "line2", character: str = "─") -> None:
        """Draw a horizontal line."""
        self.put(x, y, character * width, fg)

    def zone(self, x: int, y: int, width: int, name: str) -> None:
        """Remember that a stretch of a row can be clicked."""
        self.zones.append(Zone(x, y, width, name))

    def zone_at(self, x: int, y: int) -> str:
        """The name of the topmost zone at a cell, or nothing."""
        for zone in reversed(self.zones):
            if zone.y == y and zone.x <= x < zone.x + zone.width:
                return zone.name
        return ""

    def box(
        self,
        x: int,
        y: int,
        width: int,
        height: int,
        *,
        title: Spans = (),
        right: Spans = (),
        foot: Spans = (),
        line: str = "line",
        ground: str = "panel",
    ) -> None:
        """Draw a round container: title and legend on the top border, foot right on the bottom one."""
        if width < 2 or height < 1:
            return
        self.fill(x, y, width, height, ground)
        self.put(x, y, f"╭{'─' * (width - 2)}╮", line)
        self.put(x, y + height - 1, f"╰{'─' * (width - 2)}╯", line)
        for row in range(y + 1, y + height - 1):
            self.put(x, row, "│", line)
            self.put(x + width - 1, row, "│", line)
        room = width - 4
        legend = width_of(right) + 2 if right else 0
        if legend and width_of(title) + 3 + legend <= room:
            self.right(x + width - 2, y, " ", *right, " ")
            room -= legend + 1
        if title and room > 2:
            self.seq(x + 2, y, " ", *title, width=room - 1)
            self.put(min(x + 2 + 1 + width_of(title), x + 1 + room), y, " ")
        if foot and width_of(foot) + 2 <= width - 4:
            self.right(x + width - 2, y + height - 1, " ", *foot, " ")

    def button(
        self, x: int, y: int, label: str, kind: ButtonKind = "normal", mnemonic: str = "", name: str = ""
    ) -> int:
        """Draw ` Label ` with its mnemonic underlined, clickable as `name`; return the column after it."""
        fg, bg, flags = BUTTON_COLOURS[kind]
        end = self.put(x, y, f" {label} ", fg, flags, bg)
        at = label.find(mnemonic) if mnemonic else -1
        if at >= 0:
            self.put(x + 1 + at, y, label[at], fg, f"{flags}u", bg)
        if name:
            self.zone(x, y, end - x, name)
        return end

    def strip(self, y: int) -> Strip:
        """One row, as the fewest segments."""
        segments: list[Segment] = []
        characters, inks, grounds = self._characters[y], self._inks[y], self._grounds[y]
        draw = to_ascii if self.palette.ascii else str
        start = 0
        for x in range(1, self.width + 1):
            if x < self.width and inks[x] == inks[start] and grounds[x] == grounds[start]:
                continue
            fg, flags = inks[start]
            segments.append(Segment(draw("".join(characters[start:x])), style(fg, grounds[start], flags)))
            start = x
        return Strip(segments, self.width)

    def strips(self) -> list[Strip]:
        """Every row."""
        return [self.strip(y) for y in range(self.height)]


def _unsplit(row: list[str], shown: list[str], start: int, stop: int) -> None:
    """Replace halves of wide characters that writing `shown` over `start:stop` would leave behind."""
    if start and row[start] == "" and shown:
        row[start - 1] = " "
    if stop < len(row) and row[stop] == "":
        row[stop] = " "
    if shown and shown[0] == "":
        shown[0] = " "
    if shown and shown[-1] and get_character_cell_size(shown[-1][0]) == 2:
        shown[-1] = " "


def strip_of(parts: Iterable[tuple[str, str, str, str]], width: int, palette: Palette) -> Strip:
    """One row from finished runs of (clean text, foreground, background, flags) colours, without a grid."""
    draw = to_ascii if palette.ascii else str
    return Strip([Segment(draw(text), style(fg, bg, flags)) for text, fg, bg, flags in parts if text], width)
