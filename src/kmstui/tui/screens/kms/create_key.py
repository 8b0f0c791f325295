"""The Create key wizard: five steps, the policy growing beside them, and the key at the end.

This is what its commands do. What is right, what the policy becomes and which calls are made is the
console's business; what stands where is the layout's.
"""

from dataclasses import replace
from functools import partial

from textual import on

from kmstui.aws.errors import AwsError
from kmstui.console import create_key as making
from kmstui.console.create_key_draft import LAST_STEP
from kmstui.tui.commands import Danger
from kmstui.tui.dialogs.confirm import Question, Verdict
from kmstui.tui.flashes import Flash, Kind
from kmstui.tui.messages import Finish, Go, Run, Why
from kmstui.tui.screens.kms import create_key_verbs as verbs
from kmstui.tui.screens.kms.create_key_layout import FIRST_WITH_POLICY
from kmstui.tui.screens.kms.create_key_page import DraftPage
from kmstui.tui.widgets.alert import Alert
from kmstui.tui.widgets.buttons import Button
from kmstui.tui.widgets.step_rail import StepRail


class CreateKey(DraftPage):
    """Make a KMS key."""

    PAGE = "kms.create-key"
    HELP = (
        "A key is described in five steps; only the alias is required. Nothing is made before Finish, and"
        " going back loses nothing."
    )
    CSS = """
    CreateKey #body { padding: 0; }
    """

    _refused_request: AwsError | None = None

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
        self.go_to(self.draft.step + 1)

    @on(verbs.PreviousStep)
    def _previous(self) -> None:
        self.go_to(self.draft.step - 1)

    @on(verbs.JumpToReview)
    @on(verbs.EditPolicy)
    def _jump_to_review(self) -> None:
        self.go_to(LAST_STEP)

    @on(StepRail.Chosen)
    def _step_chosen(self, event: StepRail.Chosen) -> None:
        self.show(self.wizard.review.collect(self.draft))
        self.go_to(event.index)

    @on(verbs.NextProblem)
    def _next_problem(self) -> None:
        self.go_to_problem(self.wizard.at_problem)

    @on(verbs.RevertPolicy)
    def _revert(self) -> None:
        self.wizard.forget_refusal()
        self.show(self.draft.changed(lambda form: replace(form, edited_policy=None)))

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
        self.creating = True
        self.wizard.forget_refusal()
        self.show(self.draft)
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
        self.creating = False
        self._refused_request = error
        step = making.step_of_refusal(error)
        self.go_to(step)
        self.wizard.refuse(step, error, "Why?" if self.explanation(error) else "")

    @on(Alert.Accepted, "#refusal")
    def _show_why(self) -> None:
        if self._refused_request is not None:
            self.post_message(Why(self._refused_request.request_id, self._refused_request.message))
