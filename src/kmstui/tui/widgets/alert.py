"""A box that says something went wrong, in place: AWS's code, its message and the request it was.

It stays until whoever put it there takes it away; it decides nothing.
"""

from dataclasses import dataclass
from typing import ClassVar, Literal

from rich.cells import chop_cells
from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.reactive import reactive

from kmstui.tui.canvas import Canvas
from kmstui.tui.spans import Span, clean, width_of
from kmstui.tui.widgets.copying import CopyRequested
from kmstui.tui.widgets.drawn import Drawn

Kind = Literal["err", "warn", "info", "ok"]
"""How bad it is; the palette token of its border is of the same name, `link` for `info`."""

GLYPHS: dict[Kind, str] = {"err": "✗", "warn": "▲", "info": "●", "ok": "✓"}
"""Before the title."""


def wrap(text: str, width: int) -> list[str]:
    """Text in lines of at most `width` cells, broken at spaces where it can be."""
    lines: list[str] = []
    line = ""
    for word in clean(text).split(" "):
        for number, piece in enumerate(chop_cells(word, max(1, width)) or [""]):
            joined = f"{line} {piece}" if line and not number else piece
            if width_of(joined) <= width and not number:
                line = joined
            else:
                lines.append(line)
                line = piece
    return [*lines, line] if line or not lines else lines


class Alert(Drawn, can_focus=True):
    """A box with title, text and, for errors, the request id."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "copy", "Copy error", show=False),
        Binding("enter", "act", "Do what it offers", show=False),
    ]
    """| Key | What it does |
    | :- | :- |
    | y | Copy code, message and request id. |
    | Enter | Do what the box offers. |"""

    DEFAULT_CSS = """
    Alert { height: auto; }
    """

    kind: reactive[Kind] = reactive[Kind]("err")
    """How bad it is."""
    title: reactive[str] = reactive("", layout=True)
    """AWS's error code, or what this is about."""
    text: reactive[str] = reactive("", layout=True)
    """AWS's message, as it is."""
    request_id: reactive[str] = reactive("", layout=True)
    """Which request it was; empty where none was made."""
    offer: reactive[str] = reactive("")
    """A button: `Why?`, `Try again`; none where empty."""

    @dataclass
    class Accepted(Message):
        """The button was pressed."""

        alert: "Alert"
        """Which box."""

        @property
        def control(self) -> "Alert":
            """The box."""
            return self.alert

    def __init__(
        self,
        title: str,
        text: str = "",
        *,
        kind: Kind = "err",
        request_id: str = "",
        offer: str = "",
        id: str | None = None,  # noqa: A002 - Textual's name
        classes: str | None = None,
    ) -> None:
        """Make a box.

        Args:
            title: AWS's error code, or what this is about.
            text: AWS's message, as it is.
            kind: How bad it is.
            request_id: Which request it was.
            offer: A button.
            id: Textual's.
            classes: Textual's.
        """
        super().__init__(id=id, classes=classes)
        self.set_reactive(Alert.title, title)
        self.set_reactive(Alert.text, text)
        self.set_reactive(Alert.kind, kind)
        self.set_reactive(Alert.request_id, request_id)
        self.set_reactive(Alert.offer, offer)

    def natural_height(self, width: int) -> int:
        """Borders, the wrapped text and the request id."""
        return 2 + len(self._lines(width)) + bool(self.request_id)

    def _lines(self, width: int) -> list[str]:
        return wrap(self.text, max(8, width - 4)) if self.text else []

    def draw(self, canvas: Canvas) -> None:
        """Paint the box."""
        color = "link" if self.kind == "info" else self.kind
        copy = (Span("y", "accent", "b"), Span(" copy", "dim")) if self.kind == "err" else ()
        title = (Span(f"{GLYPHS[self.kind]} ", color, "b"), Span(self.title, color, "b"))
        ground = "err_bg" if self.kind == "err" else "panel"
        canvas.box(0, 0, canvas.width, canvas.height, title=title, right=copy, line=color, ground=ground)
        lines = self._lines(canvas.width)
        for y, line in enumerate(lines, 1):
            canvas.put(2, y, line, "text")
        if self.request_id:
            canvas.seq(2, len(lines) + 1, Span("Request ID ", "dim"), Span(self.request_id, "text"))
        if self.offer:
            x = canvas.width - 3 - width_of(self.offer) - 1
            canvas.button(x, canvas.height - 1, self.offer, "normal", name="offer")

    def on_click(self, event: events.Click) -> None:
        """Do what it offers."""
        if self.zone_at(event):
            event.stop()
            self.action_act()

    def action_act(self) -> None:
        """Do what the box offers, if it does."""
        if self.offer:
            self.post_message(self.Accepted(self))

    def action_copy(self) -> None:
        """Ask for everything in the box to be copied."""
        parts = [f"{self.title}: {self.text}" if self.text else self.title]
        if self.request_id:
            parts.append(f"Request ID: {self.request_id}")
        self.post_message(CopyRequested("\n".join(parts), "error"))
