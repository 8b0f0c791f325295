"""The JSON of a key policy while it is edited: text, problems, AWS's refusal beside it, and two buttons.

Saving is the tab's business; nothing typed is lost until it says so.
"""

from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.message import Message

from kmstui.aws.errors import AwsError
from kmstui.console.policy_check import PolicyProblem, check_policy
from kmstui.tui.screens.kms.key_tab import Refusal
from kmstui.tui.spans import Span
from kmstui.tui.widgets.buttons import Button
from kmstui.tui.widgets.policy_editor import PolicyEditor
from kmstui.tui.widgets.policy_problems import Problem
from kmstui.tui.widgets.table_toolbar import Label

KEYS = (Span("^s", "accent", "b"), Span(" save  ", "dim"), Span("Esc", "accent", "b"), Span(" cancel", "dim"))


class PolicyEditing(Vertical):
    """An editor on one policy."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "save", "Save changes", show=False),
        Binding("escape", "cancel", "Cancel", show=False),
    ]

    DEFAULT_CSS = """
    PolicyEditing {
        height: 1fr;
        & #edit-buttons { height: 1; padding: 0 1; align-horizontal: right; }
        & #edit-buttons > Button { margin: 0 0 0 2; }
        & #edit-keys { width: 1fr; }
    }
    """

    @dataclass
    class Saved(Message):
        """The text is to become the policy."""

        text: str
        """The new policy."""

    class Left(Message):
        """Editing is to end without saving."""

    def __init__(self) -> None:
        super().__init__(id="editing")
        self.refusal = Refusal()
        """What AWS said to the text that was saved last."""
        self._editor = PolicyEditor(id="policy-editor")
        self._account = ""
        self._original = ""

    def compose(self) -> ComposeResult:
        """Refusal, editor, buttons."""
        yield self.refusal
        yield self._editor
        with Horizontal(id="edit-buttons"):
            yield Label(*KEYS, id="edit-keys")
            yield Button("Cancel", "link", "C", id="cancel-edit")
            yield Button("Save changes", "primary", "S", id="save-edit")

    def begin(self, text: str, account: str) -> None:
        """Edit a policy of an account."""
        self._account, self._original = account, text
        self.refusal.show(None)
        self._editor.load(text)
        self._check(text)
        self._editor.box.focus()

    @property
    def dirty(self) -> bool:
        """Whether there is something that would be lost."""
        return self._editor.text != self._original

    def refuse(self, error: AwsError) -> None:
        """Show what AWS said beside the text it said it to."""
        self.refusal.show(error)
        self._editor.box.focus()

    def action_save(self) -> None:
        """Have the text saved; go to the first problem where AWS would refuse it."""
        self._check(self._editor.text)
        wrong = [problem for problem in self._editor.problems if not problem.warning]
        if wrong:
            self._editor.go_to(wrong[0])
        else:
            self.post_message(self.Saved(self._editor.text))

    def action_cancel(self) -> None:
        """End editing."""
        self.post_message(self.Left())

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        event.stop()
        if event.button.id == "save-edit":
            self.action_save()
        else:
            self.action_cancel()

    @on(PolicyEditor.Rested)
    def _rested(self, event: PolicyEditor.Rested) -> None:
        event.stop()
        self._check(event.text)

    def _check(self, text: str) -> None:
        self._editor.problems = tuple(_problem(found) for found in check_policy(text, self._account))


def _problem(found: PolicyProblem) -> Problem:
    return Problem(found.line, found.column, found.message, found.length, found.warning)
