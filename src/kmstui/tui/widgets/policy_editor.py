"""An editor for policies: coloured JSON, problems underlined where they are and listed below with line and
column.

What is a problem is decided outside: the editor says when the text has come to rest and is given `problems`
back.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.message import Message
from textual.reactive import reactive
from textual.timer import Timer
from textual.widgets import TextArea

from kmstui.tui.textual_hooks import Highlight
from kmstui.tui.widgets.json_text import tokens
from kmstui.tui.widgets.json_view import POLICY_LIMIT
from kmstui.tui.widgets.policy_problems import PolicySize, Problem, ProblemList
from kmstui.tui.widgets.text_box import TextBox

REST = 0.15
"""Seconds without a key after which the text is looked at."""

THEME_NAMES = {"label": "json.label"}
"""Where a kind of token is called otherwise in the text area's theme."""


@lru_cache(maxsize=8192)
def highlights_of(line: str) -> tuple[Highlight, ...]:
    """The tokens of one line of JSON as a text area takes them: in bytes of UTF-8."""
    return tuple(
        (_byte(line, start), _byte(line, end), THEME_NAMES.get(kind, kind))
        for start, end, kind in tokens(line)
    )


class PolicyText(TextBox):
    """The text itself, coloured line by line, problems underlined."""

    problems: tuple[Problem, ...] = ()
    """What is underlined; call `recolour` after changing it."""

    def __init__(self, text: str, *, read_only: bool = False) -> None:
        super().__init__(text, read_only=read_only, line_numbers=True, soft_wrap=False)

    def highlights(self, line: str, number: int) -> tuple[Highlight, ...]:
        """Tokens of a line, and over them its problems; tokens of a line seen before cost nothing."""
        wrong = [problem for problem in self.problems if problem.line == number + 1]
        return (*highlights_of(line), *(_underline(line, problem) for problem in wrong))


def _underline(line: str, problem: Problem) -> Highlight:
    """Where in a line a problem is; one past the line's end underlines its last character."""
    start = max(0, min(problem.column, len(line)) - 1)
    end = max(start + 1, min(len(line), start + problem.length))
    return _byte(line, start), _byte(line, end), "json.warning" if problem.warning else "json.error"


def _byte(line: str, character: int) -> int:
    return len(line[:character].encode("utf-8", "surrogatepass"))


class PolicyEditor(Vertical):
    """Text, problems and size."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("f8", "next_problem", "Next problem", show=False)]
    """| Key | What it does |
    | :- | :- |
    | F8 | Go to the next problem. |"""

    DEFAULT_CSS = """
    PolicyEditor { width: 1fr; height: 1fr; }
    """

    problems: reactive[tuple[Problem, ...]] = reactive[tuple[Problem, ...]](())
    """What is wrong with the text."""

    @dataclass
    class Rested(Message):
        """The text changed and then rested for a moment: time to look for problems."""

        editor: "PolicyEditor"
        """Which editor."""
        text: str
        """What it holds."""

        @property
        def control(self) -> "PolicyEditor":
            """The editor."""
            return self.editor

    def __init__(
        self,
        text: str = "",
        *,
        read_only: bool = False,
        limit: int = POLICY_LIMIT,
        id: str | None = None,  # noqa: A002 - Textual's name
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self.box = PolicyText(text, read_only=read_only)
        """The text area."""
        self._list = ProblemList()
        self._foot = PolicySize(limit)
        self._resting: Timer | None = None

    def compose(self) -> ComposeResult:
        """Text, problems, size."""
        yield self.box
        yield self._list
        yield self._foot

    def on_mount(self) -> None:
        """Count, and colour what was known before there was anything to colour."""
        self.box.recolour()
        self._foot.used = _bytes(self.box.text)
        self._list.display = bool(self.problems)

    @property
    def text(self) -> str:
        """What it holds."""
        return self.box.text

    def load(self, text: str) -> None:
        """Replace what it holds and forget how it came about."""
        self.box.load_text(text)

    def watch_problems(self, problems: tuple[Problem, ...]) -> None:
        """Underline and list them."""
        self.box.problems = problems
        self._list.problems = problems
        self._list.display = bool(problems)
        self._foot.problems = len(problems)
        if self.box.is_attached:
            self.box.recolour()

    @on(TextArea.Changed)
    def _typed(self, event: TextArea.Changed) -> None:
        event.stop()
        self._foot.used = _bytes(self.box.text)
        if self._resting is not None:
            self._resting.stop()
        self._resting = self.set_timer(REST, self._rested)

    def _rested(self) -> None:
        self._resting = None
        self.post_message(self.Rested(self, self.box.text))

    @on(ProblemList.Chosen)
    def _go(self, event: ProblemList.Chosen) -> None:
        event.stop()
        self.go_to(event.problem)

    def go_to(self, problem: Problem) -> None:
        """Put the cursor on a problem."""
        self.box.move_cursor((problem.line - 1, problem.column - 1), center=True)
        self.box.focus()

    def action_next_problem(self) -> None:
        """Put the cursor on the first problem after it, or on the first."""
        if not self.problems:
            return
        row, column = self.box.cursor_location
        ordered = sorted(self.problems, key=lambda problem: (problem.line, problem.column))
        later = [problem for problem in ordered if (problem.line - 1, problem.column - 1) > (row, column)]
        self.go_to(later[0] if later else ordered[0])


def _bytes(text: str) -> int:
    return len(text.encode("utf-8", "surrogatepass"))
