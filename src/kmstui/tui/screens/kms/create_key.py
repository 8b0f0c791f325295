"""The Create key wizard: five steps, the policy growing beside them, and the key at the end.

The page holds the draft and passes it down; steps tell what was entered. What is right, what the policy
becomes and which calls are made is the console's business.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from textual import on
from textual.app import ComposeResult
from textual.widgets import Input, TextArea

from kmstui.aws.errors import AwsError
from kmstui.console import create_key as making
from kmstui.console.create_key_draft import LAST_STEP, Draft
from kmstui.console.create_key_rules import step_of
from kmstui.console.create_key_summary import needed_actions
from kmstui.console.decisions import Decision
from kmstui.tui.commands import Command, Danger
from kmstui.tui.dialogs.confirm import Question, Verdict
from kmstui.tui.flashes import Flash, Kind
from kmstui.tui.messages import Finish, Go, Run, Why
from kmstui.tui.screen import ACCESS_DENIALS, Page
from kmstui.tui.screens.kms import create_key_verbs as verbs
from kmstui.tui.screens.kms.create_key_layout import FIRST_WITH_POLICY, WizardLayout
from kmstui.tui.screens.kms.create_key_step import Edited
from kmstui.tui.session import Session
from kmstui.tui.widgets.alert import Alert
from kmstui.tui.widgets.buttons import Button
from kmstui.tui.widgets.key_bar import Key
from kmstui.tui.widgets.step_rail import StepRail


class CreateKey(Page):
    """Make a KMS key."""

    PAGE = "kms.create-key"
    NAV = False
    RELOADS = False
    AUTO_FOCUS = ""
    VERBS = verbs.VERBS
    HELP = (
        "A key is described in five steps; only the alias is required. Nothing is made before Finish, and"
        " going back loses nothing."
    )
    CSS = """
    CreateKey #body { padding: 0; }
    """

    def __init__(self, session: Session, **arguments: str) -> None:
        super().__init__(session, **arguments)
        self.draft = Draft(session.endpoint.account_id, session.region)
        """The key as it is described now."""
        self.wizard = WizardLayout(self.draft, session.identity.name)
        self._creating = False
        self._judged: tuple[str, ...] = ()
        self._refused_request: AwsError | None = None

    def compose_body(self) -> ComposeResult:
        """Everything."""
        yield self.wizard

    def on_mount(self) -> None:
        """Begin with the alias."""
        for step in self.wizard.steps:
            step.show(self.draft)
        self._show(self.draft)
        self.wizard.enter()

    def load(self) -> None:
        """Ask which aliases exist, who could be chosen, and whether the caller may make keys at all."""
        self._show(replace(self.draft, region=self.session.region, taken=None))
        self.ask(making.taken_aliases, self._aliases_known, refused=_unknown, group="aliases")
        self.ask(making.principals, self.wizard.offer, refused=self._nobody_to_offer, group="people")
        self._judge(needed_actions(self.draft.form))

    def why_not(self, command: type[Command]) -> str:
        """What the draft says against a command."""
        around = verbs.Circumstances(self._creating, self.wizard.narrow)
        return verbs.unavailable(command, self.draft, around)

    def may_leave(self) -> bool:
        """Whether nothing would be lost."""
        return not self.draft.dirty

    def invoke(self, command: type[Command]) -> None:
        """Take in what was typed a moment ago first; what cannot go on shows what is in the way."""
        self._show(self.wizard.review.collect(self.draft))
        needs = self.draft.problems if issubclass(command, verbs.FinishWizard) else self.draft.here
        if issubclass(command, verbs.FinishWizard | verbs.NextStep) and needs:
            self._go_to_problem()
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

    def _show(self, draft: Draft) -> None:
        self.draft = draft
        command = verbs.FinishWizard if draft.step == LAST_STEP else verbs.NextStep
        self.wizard.show(draft, self.reason(command))

    def _go_to(self, step: int) -> None:
        self._show(self.draft.at(step))
        self.wizard.enter()

    def _go_to_problem(self, after: str = "") -> None:
        field = self.draft.next_problem(after)
        if field:
            self._show(self.draft.asked().at(step_of(field)))
            self.wizard.enter(field)

    def _aliases_known(self, taken: frozenset[str]) -> None:
        self._show(replace(self.draft, taken=taken))

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
        self._show(self.draft.changed(event.change))
        actions = needed_actions(self.draft.form)
        if actions != self._judged:
            self._judge(actions)

    @on(verbs.TickRow)
    def _tick_row(self) -> None:
        if self.wizard.people is not None:
            self.wizard.people.people.action_mark()

    @on(verbs.TickAll)
    def _tick_all(self) -> None:
        if self.wizard.people is not None:
            self.wizard.people.people.action_all()

    @on(verbs.NextField)
    def _next_field(self) -> None:
        self.focus_next()

    @on(verbs.AddRow)
    async def _add_row(self) -> None:
        if self.draft.step == verbs.TAGS:
            await self.wizard.tags.add()
        else:
            await self.wizard.usage.accounts.add()

    @on(verbs.NextStep)
    def _next(self) -> None:
        self._go_to(self.draft.step + 1)

    @on(verbs.PreviousStep)
    def _previous(self) -> None:
        self._go_to(self.draft.step - 1)

    @on(verbs.JumpToReview)
    @on(verbs.EditPolicy)
    def _jump_to_review(self) -> None:
        self._go_to(LAST_STEP)

    @on(StepRail.Chosen)
    def _step_chosen(self, event: StepRail.Chosen) -> None:
        self._show(self.wizard.review.collect(self.draft))
        self._go_to(event.index)

    @on(verbs.NextProblem)
    def _next_problem(self) -> None:
        self._go_to_problem(self.wizard.at_problem)

    @on(verbs.RevertPolicy)
    def _revert(self) -> None:
        self.wizard.forget_refusal()
        self._show(self.draft.changed(lambda form: replace(form, edited_policy=None)))

    @on(verbs.TurnOver)
    def _turn_over(self) -> None:
        self.wizard.turn_over()

    @on(verbs.CopyBeside)
    def _copy_beside(self) -> None:
        if self.draft.step < FIRST_WITH_POLICY:
            self.copy(self.wizard.explanation.code.command, "Commands")
        else:
            self.copy(self.draft.policy, "Key policy")

    @on(Button.Pressed, "#next")
    def _next_pressed(self) -> None:
        last = self.draft.step == LAST_STEP
        self.post_message(Run((verbs.FinishWizard if last else verbs.NextStep).id))

    @on(Button.Pressed, "#previous")
    def _previous_pressed(self) -> None:
        self.post_message(Run(verbs.PreviousStep.id))

    @on(verbs.CancelWizard)
    def _cancel(self) -> None:
        if self.session.flashes.dismiss_last():
            self.refresh_frame()
        else:
            self._leave()

    @on(Button.Pressed, "#cancel")
    def _leave(self) -> None:
        if self.may_leave():
            self.post_message(Finish())
            return
        self.confirm(
            Question(
                title="Discard this key?",
                danger=Danger.CONFIRM,
                confirm="Discard",
                subject=self.draft.form.alias or "No alias yet",
                body=("No key has been created. What you entered is lost.",),
            ),
            self._discard,
        )

    def _discard(self, _verdict: Verdict) -> None:
        self.post_message(Finish())

    @on(verbs.FinishWizard)
    @on(verbs.FinishByLetter)
    def _finish(self) -> None:
        self._creating = True
        self.wizard.forget_refusal()
        self._show(self.draft)
        query = partial(making.create, form=self.draft.form, account=self.draft.account)
        self.ask(query, self._created, refused=self._not_created)

    def _created(self, made: making.CreatedKey) -> None:
        view = Go("kms.key", key_id=made.key_id)
        if made.alias_error is None:
            words = f"Your AWS KMS key was created with alias {made.alias} and key ID {made.key_id}."
            self.flash(Flash(Kind.OK, "Success.", words, "View key", view))
        else:
            words = f"Your AWS KMS key was created with key ID {made.key_id}. {made.alias_error}"
            self.flash(Flash(Kind.WARNING, "The alias is missing.", words, "View key", view))
        self.post_message(Go("kms.keys", replace=True, key_id=made.key_id))

    def _not_created(self, error: AwsError) -> None:
        self._creating = False
        self._refused_request = error
        step = making.step_of_refusal(error)
        self._go_to(step)
        denied = error.code in ACCESS_DENIALS and error.request_id
        self.wizard.refuse(step, error, "Why?" if denied else "")

    @on(Alert.Accepted, "#refusal")
    def _show_why(self) -> None:
        if self._refused_request is not None:
            self.post_message(Why(self._refused_request.request_id, self._refused_request.message))


def _unknown(_error: AwsError) -> None:
    """What may not be asked stays unknown: AWS will say it when the key is made."""
