"""The same thing as a command: an AWS CLI line in colours, ready to be copied.

The command comes finished from the console's logic; this colours it and marks what is wrong with it.
"""

import re
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.reactive import reactive

from kmstui.tui.canvas import Canvas
from kmstui.tui.spans import Span
from kmstui.tui.widgets.copying import CopyRequested
from kmstui.tui.widgets.drawn import Drawn

_WORD = re.compile(r"\s+|'[^']*'?|\"[^\"]*\"?|[^\s]+")
_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_PATH = re.compile(r"(alias/|arn:|file:|fileb:|[\w.-]+=).*")


def colour_command(line: str, wrong: frozenset[str] = frozenset()) -> list[Span]:
    """One line of a shell command as styled text; the values of options in `wrong` are underlined in red."""
    parts: list[Span] = []
    option = ""
    seen_option = line.startswith((" ", "-"))
    for word in _WORD.findall(line):
        if word.startswith("--"):
            option, seen_option = word, True
            parts.append(Span(word, "link"))
        elif word.isspace() or word == "\\":
            parts.append(Span(word, "dim"))
        elif option in wrong:
            parts.append(Span(word, "err", "u"))
        elif _NUMBER.fullmatch(word):
            parts.append(Span(word, "number"))
        elif word[0] in "'\"" or _PATH.fullmatch(word):
            parts.append(Span(word, "string"))
        else:
            parts.append(Span(word, "text" if seen_option else "head"))
    return parts


class CodeCard(Drawn, can_focus=True):
    """A command over several lines."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("y", "copy", "Copy command", show=False)]
    """| Key | What it does |
    | :- | :- |
    | y | Copy the command. |"""

    DEFAULT_CSS = """
    CodeCard { height: auto; }
    """

    command: reactive[str] = reactive("", layout=True)
    """The command as one would paste it, lines joined by a backslash."""
    wrong: reactive[frozenset[str]] = reactive[frozenset[str]](frozenset())
    """Options whose values are not accepted, such as `--throughput`."""

    def __init__(
        self,
        command: str = "",
        *,
        wrong: frozenset[str] = frozenset(),
        id: str | None = None,  # noqa: A002 - Textual's name
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self.set_reactive(CodeCard.command, command)
        self.set_reactive(CodeCard.wrong, wrong)

    def natural_height(self, width: int) -> int:
        """One row for each line."""
        del width
        return self.command.count("\n") + 1

    def draw(self, canvas: Canvas) -> None:
        """Paint the command."""
        for y, line in enumerate(self.command.split("\n")[: canvas.height]):
            canvas.seq(0, y, *colour_command(line, self.wrong), width=canvas.width)

    def on_click(self, event: events.Click) -> None:
        """Copy at a second click."""
        if event.chain > 1:
            event.stop()
            self.action_copy()

    def action_copy(self) -> None:
        """Ask for the command to be copied."""
        self.post_message(CopyRequested(self.command, "command"))
