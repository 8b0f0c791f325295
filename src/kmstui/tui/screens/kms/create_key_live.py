"""The policy of the key that is being made, as it grows with the choices beside it.

Lines beyond those the wizard began with stand on green, those of the last choice on a stronger one. Which
lines these are, and what is wrong with the policy, is the console's business.
"""

import re

from textual.app import ComposeResult

from kmstui.console.create_key_draft import Draft
from kmstui.console.policy_check import check_policy
from kmstui.tui.widgets.json_view import JsonView
from kmstui.tui.widgets.panel import Panel, PanelAction

_ARN = re.compile(r"arn:aws:iam::(\d{12}):")


class ShortPolicy(JsonView):
    """A policy in a narrow place: the beginning that all ARNs share is shown as `…`, names stay in sight."""

    def __init__(self, account: str) -> None:
        super().__init__(verdict="Valid policy", id="live-policy")
        self._account = account

    def watch_text(self, text: str) -> None:
        """Take the document apart and shorten what is shown; what is copied and counted stays whole."""
        super().watch_text(text)
        self._lines = [_ARN.sub(self._short, line) for line in self._lines]

    def _short(self, found: re.Match[str]) -> str:
        return "…:" if found[1] == self._account else f"…::{found[1]}:"


class LivePolicy(Panel):
    """The policy in its panel."""

    def __init__(self, account: str) -> None:
        actions = (PanelAction("e", "edit"), PanelAction("y", "copy"))
        super().__init__("Key policy", counter="· live", actions=actions, flush=True, id="beside-policy")
        self.view = ShortPolicy(account)
        """The document."""
        self._changed: frozenset[int] = frozenset()

    def compose(self) -> ComposeResult:
        """The document."""
        yield self.view

    def show(self, draft: Draft) -> None:
        """Show the policy of a draft, and bring what changed last into sight."""
        self.counter = "· edited by hand" if draft.edited else "· live"
        wrong = [problem for problem in check_policy(draft.policy, draft.account) if not problem.warning]
        self.view.problem = wrong[0].message if wrong else ""
        if draft.policy == self.view.text:
            return
        difference = draft.difference
        self.view.text = draft.policy
        self.view.added, self.view.newest = difference.added, difference.newest
        self._changed = difference.changed
        self.reveal()

    def reveal(self) -> None:
        """Bring what changed last into sight, if the policy is."""
        if self._changed and self.view.size.height:
            self.view.reveal(min(self._changed), max(self._changed))
