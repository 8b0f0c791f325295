"""Where the parts of the Create key wizard stand: rail or ribbon, title, step, what is beside it, buttons.

It shows a draft and gives the focus to a step; which draft and which step it is told.
"""

from collections.abc import Sequence

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Container, Horizontal, Vertical
from textual.widgets import ContentSwitcher

from kmstui.aws.errors import AwsError
from kmstui.console.create_key import OPTIONAL_STEPS, RAIL_STEPS, SHORT_STEPS, PrincipalRow
from kmstui.console.create_key_draft import LAST_STEP, Draft
from kmstui.console.create_key_rules import step_of
from kmstui.console.create_key_summary import so_far
from kmstui.console.decisions import Decision
from kmstui.tui.screens.kms.create_key_administrators import AdministratorsStep
from kmstui.tui.screens.kms.create_key_chrome import BESIDE, FORM, WizardFoot, WizardHead
from kmstui.tui.screens.kms.create_key_configure import ConfigureStep
from kmstui.tui.screens.kms.create_key_explain import Explanation
from kmstui.tui.screens.kms.create_key_live import LivePolicy
from kmstui.tui.screens.kms.create_key_principals import PrincipalPanel
from kmstui.tui.screens.kms.create_key_review import ReviewStep
from kmstui.tui.screens.kms.create_key_step import WizardStep
from kmstui.tui.screens.kms.create_key_tags import TagsStep
from kmstui.tui.screens.kms.create_key_usage import UsageStep
from kmstui.tui.widgets.alert import Alert
from kmstui.tui.widgets.step_rail import Step, StepRail
from kmstui.tui.widgets.tabs import TabStrip

RAIL_FROM = 114
"""Columns from which the steps stand in a rail; below they are a ribbon."""
BESIDE_FROM = 98
"""Columns from which form and what stands beside it have room for both; below they take turns."""
WIDE_FROM = 150
"""Columns from which what stands beside the form shows policies without shortening."""
TALL_FROM = 32
"""Rows from which titles have help and panels their notes."""
FIRST_WITH_POLICY = 2
"""The step from which the policy stands beside the form."""


class WizardLayout(Container):
    """The whole body of the page."""

    DEFAULT_CSS = """
    WizardLayout {
        layout: horizontal;
        & #wizard { width: 1fr; padding: 0 1; }
        & #columns { height: 1fr; }
        & #form { width: 1fr; height: 1fr; }
        & #beside { width: 43; height: 1fr; }
        & WizardHead TabStrip { display: none; }
        & #refusal { display: none; }
        &.-wide #beside { width: 64; }
        &.-short #wizard-help { display: none; }
        &.-short WizardFoot Rule { display: none; }
        &.-short #deletion-warning { display: none; }
        &.-stacked { layout: vertical; }
        &.-stacked StepRail { padding: 0 1; }
        &.-last #beside { display: none; }
        &.-tabs #beside { display: none; width: 1fr; }
        &.-tabs WizardHead TabStrip { display: block; }
        &.-tabs.-aside #beside { display: block; }
        &.-tabs.-aside #form { display: none; }
        &.-tabs.-last #form { display: block; }
        &.-tabs.-last #beside { display: none; }
        &.-tabs #summary { display: none; }
        &.-tabs #summary-columns { layout: vertical; }
        &.-tabs.-aside #summary { display: block; }
        &.-tabs.-aside #review-policy { display: none; }
    }
    """

    def __init__(self, draft: Draft, identity: str) -> None:
        super().__init__(id="layout")
        self.draft = draft
        """What is shown."""
        self.review = ReviewStep()
        """The step that may hold something typed and not told yet."""
        self.tags = TagsStep()
        self._administrators, self.usage = AdministratorsStep(), UsageStep()
        self.steps: tuple[WizardStep, ...] = (
            ConfigureStep(),
            self.tags,
            self._administrators,
            self.usage,
            self.review,
        )
        self.explanation = Explanation(identity)
        self._live = LivePolicy(draft.account)
        self._rail = StepRail("Create key", _rail_steps(draft))
        self._head, self._foot = WizardHead(), WizardFoot()
        self._refusal: tuple[int, AwsError] | None = None

    def compose(self) -> ComposeResult:
        """Rail or ribbon, and beside or below it the step."""
        yield self._rail
        with Vertical(id="wizard"):
            yield self._head
            yield Alert("", id="refusal")
            with Horizontal(id="columns"):
                with ContentSwitcher(id="form", initial="step-0"):
                    yield from self.steps
                with ContentSwitcher(id="beside", initial="beside-explanation"):
                    yield self.explanation
                    yield self._live
            yield self._foot

    @property
    def narrow(self) -> bool:
        """Whether form and what stands beside it take turns."""
        return self.has_class("-tabs")

    @property
    def people(self) -> PrincipalPanel | None:
        """The table of this step, where it has one."""
        step = self.steps[self.draft.step]
        return step.panel if isinstance(step, AdministratorsStep | UsageStep) else None

    def on_resize(self, event: events.Resize) -> None:
        """Arrange the parts for the room there is."""
        width, height = event.size
        self.set_class(width < RAIL_FROM, "-stacked")
        self._rail.set_class(width < RAIL_FROM, "-ribbon")
        self.set_class(width < BESIDE_FROM, "-tabs")
        self.set_class(width >= WIDE_FROM, "-wide")
        self.set_class(height < TALL_FROM, "-short")

    def show(self, draft: Draft, refusal: str) -> None:
        """Show a draft; `refusal` says why the primary button cannot be pressed, empty: it can."""
        moved = draft.step != self.draft.step
        self.draft = draft
        self._rail.steps = _rail_steps(draft)
        self._rail.current, self._rail.so_far = draft.step, so_far(draft.form)
        self._head.show(draft.step)
        self._foot.show(draft, refusal)
        self.steps[draft.step].show(draft)
        self.explanation.show(draft)
        self._live.show(draft)
        if moved:
            self._move(draft.step)
        self._show_refusal()

    def _move(self, step: int) -> None:
        self._head.tabs.active = FORM
        self.set_class(step == LAST_STEP, "-last")
        self.query_one("#form", ContentSwitcher).current = f"step-{step}"
        beside = "beside-policy" if step >= FIRST_WITH_POLICY else "beside-explanation"
        self.query_one("#beside", ContentSwitcher).current = beside

    def enter(self, field: str = "") -> None:
        """Give the focus to the step, or to one of its fields."""
        self._head.tabs.active = FORM
        step = self.steps[self.draft.step]
        if field:
            self.call_after_refresh(step.enter_field, field)
        else:
            self.call_after_refresh(step.enter)

    @property
    def at_problem(self) -> str:
        """The field of `problems` that has the focus; empty where none has."""
        return self.steps[self.draft.step].focused_field

    def turn_over(self) -> None:
        """Show what stands beside the form, or the form again."""
        tabs = self._head.tabs
        tabs.active = FORM if tabs.active == BESIDE else BESIDE
        if tabs.active == FORM:
            self.enter()
        else:
            tabs.focus()

    def offer(self, people: Sequence[PrincipalRow]) -> None:
        """Offer these users and roles."""
        self._administrators.panel.load(people)
        self.usage.panel.load(people)

    def cannot_offer(self, why: str) -> None:
        """Say why nobody can be chosen."""
        self._administrators.panel.explain(why)
        self.usage.panel.explain(why)

    def judge(self, identity: str, decisions: Sequence[Decision]) -> None:
        """Show whether an identity may do it."""
        self.explanation.judge(identity, decisions)

    def refuse(self, step: int, error: AwsError, offer: str) -> None:
        """Show AWS's refusal on the step where something can be done about it."""
        alert = self.query_one("#refusal", Alert)
        alert.title, alert.text, alert.request_id = error.code, error.message, error.request_id
        alert.offer = offer
        self._refusal = (step, error)
        self._show_refusal()

    def forget_refusal(self) -> None:
        """Take the refusal away: there is another attempt."""
        self._refusal = None
        self._show_refusal()

    def _show_refusal(self) -> None:
        here = self._refusal is not None and self._refusal[0] == self.draft.step
        self.query_one("#refusal").display = here

    @on(TabStrip.Activated, "#wizard-tabs")
    def _turned(self, event: TabStrip.Activated) -> None:
        event.stop()
        self.set_class(event.key == BESIDE, "-aside")
        self.call_after_refresh(self._live.reveal)


def _rail_steps(draft: Draft) -> tuple[Step, ...]:
    wrong = {step_of(field) for field in draft.shown_problems}
    return tuple(
        Step(title, short, optional=number in OPTIONAL_STEPS, error=number in wrong)
        for number, (title, short) in enumerate(zip(RAIL_STEPS, SHORT_STEPS, strict=True))
    )
