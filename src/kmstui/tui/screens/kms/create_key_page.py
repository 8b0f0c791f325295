"""The Create key wizard's draft between page and account: shown, changed, and checked against what exists.

It asks which aliases there are, who could be chosen and what the caller may do. What the commands of the
wizard do is `create_key`'s.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from textual import on
from textual.app import ComposeResult
from textual.widgets import Input, TextArea

from kmstui.aws.errors import AwsError
from kmstui.aws.gateway import Realm
from kmstui.console import create_key as making
from kmstui.console.create_key_draft import LAST_STEP, Draft
from kmstui.console.create_key_rules import step_of
from kmstui.console.create_key_summary import needed_actions
from kmstui.console.decisions import Decision
from kmstui.tui.commands import Command
from kmstui.tui.screen import Page
from kmstui.tui.screens.kms import create_key_verbs as verbs
from kmstui.tui.screens.kms.create_key_layout import WizardLayout
from kmstui.tui.screens.kms.create_key_step import Edited
from kmstui.tui.session import Session
from kmstui.tui.widgets.key_bar import Key


class DraftPage(Page):
    """A page that holds a draft, shows it and knows what is in the way."""

    NAV = False
    RELOADS = False
    AUTO_FOCUS = ""
    VERBS = verbs.VERBS

    def __init__(self, session: Session, **arguments: str) -> None:
        super().__init__(session, **arguments)
        billed = session.endpoint.realm is Realm.AWS
        self.draft = Draft(session.endpoint.account_id, session.region, billed=billed)
        """The key as it is described now."""
        self.wizard = WizardLayout(self.draft, session.identity.name)
        """What shows it."""
        self.creating = False
        """Whether the key is being made at this moment."""
        self._judged: tuple[str, ...] = ()

    def compose_body(self) -> ComposeResult:
        """Everything."""
        yield self.wizard

    def on_mount(self) -> None:
        """Begin with the alias."""
        for step in self.wizard.steps:
            step.show(self.draft)
        self.show(self.draft)
        self.wizard.enter()

    def load(self) -> None:
        """Ask which aliases exist, who could be chosen, and whether the caller may make keys at all."""
        self.show(replace(self.draft, region=self.session.region, taken=None))
        self.ask(making.taken_aliases, self._aliases_known, refused=_unknown, group="aliases")
        self.ask(making.principals, self.wizard.offer, refused=self._nobody_to_offer, group="people")
        self._judge(needed_actions(self.draft.form))

    def why_not(self, command: type[Command]) -> str:
        """What the draft says against a command."""
        around = verbs.Circumstances(self.creating, self.wizard.narrow)
        return verbs.unavailable(command, self.draft, around)

    def may_leave(self) -> bool:
        """Whether nothing would be lost."""
        return not self.draft.dirty

    def invoke(self, command: type[Command]) -> None:
        """Take in what was typed a moment ago first; what cannot go on shows what is in the way."""
        self.show(self.wizard.review.collect(self.draft))
        needs = self.draft.problems if issubclass(command, verbs.FinishWizard) else self.draft.here
        if issubclass(command, verbs.FinishWizard | verbs.NextStep) and needs:
            self.go_to_problem()
        else:
            super().invoke(command)

    def keys(self) -> tuple[Key, ...]:
        """The keys that mean something now: letters do not while somebody types."""
        typing = isinstance(self.focused, Input | TextArea)
        meant = super().keys()
        return tuple(key for key in meant if not (typing and len(key.shown) == 1))

    def focus_filter(self) -> None:
        """Put the cursor into the filter of this step's table."""
        people = self.wizard.people
        if people is None:
            super().focus_filter()
        else:
            people.toolbar.filter.input.focus()

    def show(self, draft: Draft) -> None:
        """Make a draft the present one, and show it."""
        self.draft = draft
        command = verbs.FinishWizard if draft.step == LAST_STEP else verbs.NextStep
        self.wizard.show(draft, self.reason(command))

    def go_to(self, step: int) -> None:
        """Show a step, with the focus where it begins."""
        self.show(self.draft.at(step))
        self.wizard.enter()

    def go_to_problem(self, after: str = "") -> None:
        """Go to a field that is wrong: one of this step, or the one after the field given."""
        field = self.draft.next_problem(after)
        if field:
            self.show(self.draft.asked().at(step_of(field)))
            self.wizard.enter(field)

    def _aliases_known(self, taken: frozenset[str]) -> None:
        self.show(replace(self.draft, taken=taken))

    def _nobody_to_offer(self, error: AwsError) -> None:
        self.wizard.cannot_offer(f"{error.code}: {error.message}")

    def _judge(self, actions: tuple[str, ...]) -> None:
        self._judged = actions
        query = partial(making.permissions, actions=actions)
        self.ask(query, self._permissions_known, refused=_unknown, group="permissions")

    def _permissions_known(self, decisions: Sequence[Decision]) -> None:
        self.wizard.judge(self.session.identity.name, decisions)

    @on(Edited)
    def _edited(self, event: Edited) -> None:
        event.stop()
        self.show(self.draft.changed(event.change))
        actions = needed_actions(self.draft.form)
        if actions != self._judged:
            self._judge(actions)


def _unknown(_error: AwsError) -> None:
    """What may not be asked stays unknown: AWS will say it when the key is made."""
