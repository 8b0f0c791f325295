"""What stands beside the first steps: what Finish will do, the same as commands, and whether one may.

All of it is the console's words; this only puts them into cards.
"""

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import VerticalScroll

from kmstui.console.create_key_draft import Draft
from kmstui.console.create_key_summary import BILLED, commands, effects
from kmstui.console.decisions import Decision
from kmstui.tui.widgets.code_card import CodeCard
from kmstui.tui.widgets.effects_card import Effect, EffectsCard
from kmstui.tui.widgets.panel import Panel, PanelAction
from kmstui.tui.widgets.permission_card import Check, PermissionCard

_LATER = "purple"
"""Colour of the number of what does not happen yet."""


class Explanation(VerticalScroll, can_focus=False):
    """Three cards."""

    DEFAULT_CSS = """
    Explanation {
        scrollbar-size-vertical: 1;
        & #same-thing { height: 1fr; min-height: 9; }
    }
    """

    def __init__(self, identity: str) -> None:
        super().__init__(id="beside-explanation")
        self._effects = EffectsCard()
        self.code = CodeCard(id="same-command")
        """The commands."""
        self._permissions = PermissionCard()
        self._check = Panel("Permission check", counter=f"· {identity}", auto=True, id="permission-check")

    def compose(self) -> ComposeResult:
        """The cards in their panels; the commands get the room that is left."""
        with Panel("What will happen", auto=True):
            yield self._effects
        with self._check:
            yield self._permissions
        with Panel("Same thing, AWS CLI", actions=(PanelAction("y", "copy"),), id="same-thing"):
            yield self.code

    def on_mount(self) -> None:
        """Hide what is not known yet."""
        self._check.display = False

    def show(self, draft: Draft) -> None:
        """Show what a draft will do."""
        *done, later = effects(draft.form)
        billed = (Effect(*BILLED),) if draft.billed else ()
        self._effects.effects = (*(Effect(*each) for each in done), *billed, Effect(*later, color=_LATER))
        self.code.command = commands(draft.form, draft.account)

    def judge(self, identity: str, decisions: Sequence[Decision]) -> None:
        """Show whether the identity may do it."""
        self._check.counter = f"· {identity}"
        self._check.display = bool(decisions)
        self._permissions.checks = tuple(
            Check(each.action, each.allowed, each.decided_by or each.reason) for each in decisions
        )
