"""The editor of the policy in the last step: what is new stands on green, what is wrong is underlined.

Text goes into it only when the policy has changed elsewhere; what is typed here comes out when it rests, or
when somebody asks for it.
"""

from rich.segment import Segment
from rich.style import Style
from textual import on
from textual.actions import SkipAction
from textual.message import Message
from textual.strip import Strip

from kmstui.console.create_key_draft import Draft
from kmstui.console.key_policy import PolicyDiff
from kmstui.console.policy_check import check_policy
from kmstui.tui.palette import mix
from kmstui.tui.widgets.drawn import palette_of
from kmstui.tui.widgets.json_view import NEWEST_SHARE
from kmstui.tui.widgets.policy_editor import PolicyEditor, PolicyText
from kmstui.tui.widgets.policy_problems import Problem


class MarkedText(PolicyText):
    """A text on green where its lines are new."""

    difference = PolicyDiff(())
    """Which lines are."""

    def render_line(self, y: int) -> Strip:
        """A line; only the ground of an ordinary line changes, cursor and selection keep theirs."""
        strip = super().render_line(y)
        number = y + round(self.scroll_y)
        if number not in self.difference.added:
            return strip
        palette = palette_of(self)
        newest = number in self.difference.newest
        ground = mix(palette.added, palette.ok, NEWEST_SHARE) if newest else palette.added
        plain, marked = Style(bgcolor=palette.color("field")).bgcolor, Style(bgcolor=ground)
        segments = [
            Segment(text, style + marked if style and style.bgcolor == plain else style, control)
            for text, style, control in strip
        ]
        return Strip(segments, strip.cell_length)


class ReviewedPolicy(PolicyEditor):
    """The editor."""

    class Typed(Message):
        """The policy was edited by hand."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text
            """What it is now."""

    def __init__(self) -> None:
        super().__init__(id="policy-editor")
        self._marked = MarkedText("")
        self.box = self._marked
        self._known = ""

    @property
    def unsaid(self) -> str | None:
        """What was typed and not told yet; None where there is nothing."""
        return None if self.text == self._known else self.text

    def show(self, draft: Draft) -> None:
        """Show a draft's policy, and what is wrong with it."""
        if draft.policy != self._known:
            self._known = draft.policy
            self._replace(draft.policy)
        found = check_policy(draft.policy, draft.account)
        self.problems = tuple(
            Problem(each.line, each.column, each.message, each.length, each.warning) for each in found
        )
        self._marked.difference = draft.edits if draft.edited else draft.difference
        self.box.refresh()

    def watch_problems(self, problems: tuple[Problem, ...]) -> None:
        """Underline and list them; only those that AWS refuses count against the policy."""
        super().watch_problems(problems)
        self._foot.problems = sum(not problem.warning for problem in problems)

    def action_next_problem(self) -> None:
        """Put the cursor on the first problem after it; past the last error, leave the key to the page."""
        row, column = self.box.cursor_location
        later = [each for each in self._ordered if (each.line - 1, each.column - 1) > (row, column)]
        if later:
            self.go_to(later[0])
        elif self.problems and all(each.warning for each in self.problems):
            self.enter()
        else:
            raise SkipAction

    def enter(self) -> None:
        """Take the focus, on the first problem where there is one."""
        if self.problems:
            self.go_to(self._ordered[0])
        else:
            self.box.focus()

    @property
    def _ordered(self) -> list[Problem]:
        return sorted(self.problems, key=lambda each: (each.line, each.column))

    def _replace(self, text: str) -> None:
        """Put a text in place of all of it, so that it can be undone."""
        self.box.replace(text, (0, 0), self.box.document.end)
        self.box.move_cursor((0, 0))

    @on(PolicyEditor.Rested)
    def _tell(self, event: PolicyEditor.Rested) -> None:
        event.stop()
        text = self.unsaid
        if text is not None:
            self._known = text
            self.post_message(self.Typed(text))
