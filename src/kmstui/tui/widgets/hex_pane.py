"""The sector inspector: the same bytes as an instance wrote them and as they lie on the volume, side by side.

The brighter a byte the higher its value, so plaintext shows its structure and ciphertext shows none; entropy
says the same in a number. Where the bytes come from, and which stretch is shown, the page decides.
"""

from collections import Counter
from dataclasses import dataclass
from math import log2
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.reactive import reactive

from kmstui.aws.volume_io import Sector
from kmstui.tui.canvas import Canvas
from kmstui.tui.palette import mix
from kmstui.tui.spans import Span
from kmstui.tui.widgets.drawn import Drawn
from kmstui.tui.widgets.spark import draw_gauge

LAYOUTS = ((69, 16, True), (54, 16, False), (37, 8, True), (0, 8, False))
"""From how many cells for a half on a row holds so many bytes, and whether they stand apart."""

LEFT_NEEDS, RIGHT_NEEDS = 29, 25
"""Cells that eight bytes take as digits and letters, at the left behind their address. Where both do not fit,
the letters are left out."""


def entropy(data: bytes) -> float:
    """Bits per byte, by how often each value occurs (Shannon): 0 for nothing or one value, 8 at most.

    Of n random bytes about log2(n) - 0.7 at most can be seen, 7.6 of 512, so full 8.0 is not to be expected.
    """
    if not data:
        return 0.0
    total = len(data)
    return -sum(count / total * log2(count / total) for count in Counter(data).values()) + 0.0


@dataclass(frozen=True, slots=True)
class Pane:
    """Where one of the two panes stands and how it is painted."""

    x: int
    """Its first byte's column."""
    per_row: int
    """Bytes in a row."""
    spaced: bool
    """Whether bytes stand apart."""
    color: str
    """Palette token of its bytes."""
    least: float
    """How bright a byte of value 0 is, from 0 to 1."""
    scale: int
    """The value that is fully bright."""
    letters: str
    """Palette token of the bytes as text; empty where there is no room for that."""


class HexPane(Drawn, can_focus=True):
    """Plaintext at the left, what is stored at the right."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "scroll(1)", "Down", show=False),
        Binding("up,k", "scroll(-1)", "Up", show=False),
        Binding("right", "step(1)", "Next sector", show=False),
        Binding("left", "step(-1)", "Previous sector", show=False),
    ]
    """| Key | What it does |
    | :- | :- |
    | j, k, arrows up and down | Move within the sector. |
    | left, right | The sector before or after. |"""

    DEFAULT_CSS = """
    HexPane { height: 1fr; min-height: 5; }
    """

    sector: reactive[Sector | None] = reactive[Sector | None](None)
    """What is shown."""
    encrypted: reactive[bool] = reactive(True)
    """Whether the volume is; an unencrypted one says so over its right pane."""
    top: reactive[int] = reactive(0)
    """The first row in sight."""

    @dataclass
    class Stepped(Message):
        """Someone wants the sector before or after."""

        pane: "HexPane"
        """Where."""
        by: int
        """-1 or 1."""

        @property
        def control(self) -> "HexPane":
            """The inspector."""
            return self.pane

    def __init__(
        self,
        sector: Sector | None = None,
        *,
        encrypted: bool = True,
        id: str | None = None,  # noqa: A002 - Textual's name
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self.set_reactive(HexPane.sector, sector)
        self.set_reactive(HexPane.encrypted, encrypted)

    def validate_top(self, top: int) -> int:
        """Stay within the sector."""
        length = len(self.sector.plaintext) if self.sector else 0
        per_row = self._layout(self.size.width)[1]
        return max(0, min(top, length // per_row - max(1, self.size.height - 3)))

    @staticmethod
    def _layout(width: int) -> tuple[int, int, bool]:
        """Cells of one half, bytes in its rows, and whether they stand apart."""
        half = (width - 2) // 2
        return next((half, count, spaced) for least, count, spaced in LAYOUTS if half >= least)

    def draw(self, canvas: Canvas) -> None:
        """Paint both panes, their entropy and whether they agree."""
        sector = self.sector
        if sector is None:
            canvas.put(0, 0, "No sector read yet.", "dim")
            return
        half, per_row, spaced = self._layout(canvas.width)
        lettered = canvas.width > LEFT_NEEDS + RIGHT_NEEDS
        squeezed = lettered and half < LEFT_NEEDS
        second = min(LEFT_NEEDS + 1, canvas.width - RIGHT_NEEDS) if squeezed else half + 2
        left = Pane(4, per_row, spaced, "accent", 0.45, 125, "head" if lettered else "")
        right = Pane(second, per_row, spaced, "link", 0.35, 255, "dim" if lettered else "")
        canvas.put(0, 0, "What the instance writes", "accent", "b", width=second - 1)
        title = "What is on the volume" if self.encrypted else "On the volume: the same, in the clear"
        canvas.put(second, 0, title, "link", "b", width=canvas.width - second)
        rows = canvas.height - 3
        for row in range(rows):
            at = (self.top + row) * per_row
            if at < len(sector.plaintext):
                canvas.put(0, 1 + row, f"{at:03x}", "dim")
                self._row(canvas, left, 1 + row, sector.plaintext[at : at + per_row])
                self._row(canvas, right, 1 + row, sector.stored[at : at + per_row])
        self._feet(canvas, sector, second)

    def _row(self, canvas: Canvas, pane: Pane, y: int, data: bytes) -> None:
        full = canvas.palette.color(pane.color)
        x = pane.x
        for byte in data:
            bright = pane.least + (1 - pane.least) * min(1, byte / pane.scale)
            canvas.put(x, y, f"{byte:02x}", mix(canvas.ground, full, bright) if byte else "line")
            x += 3 if pane.spaced else 2
        letters = "".join(chr(byte) if 32 <= byte < 127 else "·" for byte in data)
        empty = not any(data)
        if not pane.letters:
            return
        canvas.put(x + (0 if pane.spaced else 1), y, letters, "line" if empty else pane.letters)

    def _feet(self, canvas: Canvas, sector: Sector, second: int) -> None:
        y = canvas.height - 2
        halves = ((0, second - 2, sector.plaintext, "orange"), (second, canvas.width, sector.stored, "link"))
        for x, end, data, color in halves:
            bits = entropy(data)
            canvas.put(x, y, "entropy", "dim")
            draw_gauge(canvas, x + 8, y, max(1, end - x - 18), bits / 8, color)
            canvas.right(end, y, Span(f"{bits:.2f} b/B", "text"))
        if not sector.stored:
            words = (Span("○ ", "off", "b"), Span("never written: the file has a hole here", "text"))
        elif not self.encrypted:
            words = (Span("▲ ", "warn", "b"), Span("unencrypted: anyone with the file can read this", "text"))
        elif sector.verified:
            words = (Span("✓ ", "ok", "b"), Span("ciphertext re-read and decrypted: matches", "text"))
        else:
            words = (Span("✗ ", "err", "b"), Span("ciphertext does not decrypt to what was written", "err"))
        canvas.seq(0, y + 1, *words, width=canvas.width)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Move within the sector."""
        event.stop()
        self.top += 2

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Move within the sector."""
        event.stop()
        self.top -= 2

    def action_scroll(self, by: int) -> None:
        """Move within the sector."""
        self.top += by

    def action_step(self, by: int) -> None:
        """Ask for another sector."""
        self.post_message(self.Stepped(self, by))
