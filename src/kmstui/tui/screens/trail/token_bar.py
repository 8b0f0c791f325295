"""The row above the events that says what is looked for; each token goes away when its cross is clicked."""

from dataclasses import dataclass

from textual import events
from textual.message import Message
from textual.reactive import reactive

from kmstui.tui.canvas import Canvas
from kmstui.tui.spans import Span, clean, clip, width_of
from kmstui.tui.widgets.drawn import Drawn

VALUE_CELLS = 44
"""The widest that a token's value is shown."""


@dataclass(frozen=True, slots=True)
class Token:
    """Something that narrows the list."""

    command: str
    """The id of the command that a click runs."""
    label: str
    """What is compared."""
    value: str = ""
    """What it must be; none where the label says it all."""
    mark: str = "×"
    """At its end: a cross takes it away, an arrow changes it."""


class TokenBar(Drawn):
    """Tokens at the left, a note at the right."""

    DEFAULT_CSS = """
    TokenBar { height: 1; }
    """

    tokens: reactive[tuple[Token, ...]] = reactive[tuple[Token, ...]](())
    """What narrows the list."""
    note: reactive[str] = reactive("")
    """What else there is to say, where it fits."""

    class Clicked(Message):
        """A token was clicked."""

        def __init__(self, command: str) -> None:
            super().__init__()
            self.command = command
            """The command it stands for."""

    def draw(self, canvas: Canvas) -> None:
        """Paint the tokens, then the note if there is room."""
        x = 0
        for token in self.tokens:
            value = clip(clean(token.value), VALUE_CELLS)
            parts = [Span(f" {token.label}", "text")]
            if value:
                parts += [Span(" = ", "dim"), Span(value, "head", "b")]
            parts.append(Span(f" {token.mark} ", "link", "b"))
            if x + width_of(parts) > canvas.width:
                break
            end = canvas.seq(x, 0, *parts, bg="btn")
            canvas.zone(x, 0, end - x, token.command)
            x = end + 1
        if x + width_of(self.note) + 1 < canvas.width:
            canvas.right(canvas.width - 1, 0, Span(self.note, "dim"))

    def on_click(self, event: events.Click) -> None:
        """Tell what was clicked."""
        event.stop()
        command = self.zone_at(event)
        if command:
            self.post_message(self.Clicked(command))
