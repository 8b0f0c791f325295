"""What stands around every step of the Create key wizard: title, tabs of narrow terminals, buttons.

It says where one is and what keeps one from going on; going is the page's business.
"""

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical

from kmstui.console.create_key import OPTIONAL_STEPS, STEP_HELP, STEPS
from kmstui.console.create_key_draft import LAST_STEP, Draft
from kmstui.console.create_key_rules import step_of
from kmstui.tui.canvas import Canvas
from kmstui.tui.spans import Span, width_of
from kmstui.tui.widgets.buttons import Button, ButtonRow
from kmstui.tui.widgets.drawn import Drawn
from kmstui.tui.widgets.table_toolbar import Label
from kmstui.tui.widgets.tabs import Tab, TabStrip

FORM, BESIDE = "form", "beside"
_TABS = (
    ("Form", "AWS CLI"),
    ("Tags", "AWS CLI"),
    ("Choose", "Key policy"),
    ("Choose", "Key policy"),
    ("Policy", "Summary"),
)
"""What the two tabs of a narrow terminal are called on each step."""

TAB_ROOM = 10
"""Cells that a strip of two tabs needs beside their titles, so that neither is left out."""


class WizardHead(Vertical):
    """Title, help, and in narrow terminals the tabs."""

    DEFAULT_CSS = """
    WizardHead {
        height: auto;
        & > Horizontal { height: 1; }
        & #wizard-title, & #wizard-help { width: 1fr; }
        & TabStrip { height: 1; }
    }
    """

    def __init__(self) -> None:
        super().__init__(id="wizard-head")
        self._title, self._help = Label(id="wizard-title"), Label(id="wizard-help")
        self.tabs = TabStrip((Tab(FORM, ""), Tab(BESIDE, "")), FORM, id="wizard-tabs")
        """Form, or what stands beside it."""

    def compose(self) -> ComposeResult:
        """A row or two."""
        with Horizontal():
            yield self._title
            yield self.tabs
        yield self._help

    def show(self, step: int) -> None:
        """Show a step's title."""
        optional = (Span("  - optional", "dim", "i"),) if step in OPTIONAL_STEPS else ()
        self._title.parts = (Span(STEPS[step], "head", "b"), *optional)
        self._help.parts = (Span(STEP_HELP[step], "dim"),)
        form, beside = _TABS[step]
        self.tabs.tabs = (Tab(FORM, form), Tab(BESIDE, beside))
        self.tabs.styles.width = width_of(form) + width_of(beside) + TAB_ROOM


class Standing(Drawn):
    """Which step it is, and what is in the way."""

    DEFAULT_CSS = """
    Standing { width: 1fr; height: 1; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._parts: tuple[Span, ...] = ()
        self._more: tuple[Span, ...] = ()

    def show(self, draft: Draft, refusal: str) -> None:
        """Show where a draft stands; `refusal` is why one cannot go on."""
        self._parts, self._more = self._words(draft, refusal)
        self.refresh()

    def _words(self, draft: Draft, refusal: str) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
        step = Span(f"Step {draft.step + 1} of {len(STEPS)}", "text")
        if not draft.obstacle:
            if refusal:
                return (step, Span(f" · {refusal}", "warn")), ()
            optional = " · optional" if draft.step in OPTIONAL_STEPS else ""
            jump = (Span(" · jump to review with ", "dim"), Span("Ctrl+R", "accent", "b"))
            return (step, Span(optional, "dim")), jump if draft.step < LAST_STEP else ()
        if not draft.asked_for_alias and set(draft.here) == {"alias"}:
            return (step, Span(" · enter an alias to go on", "dim")), ()
        jumps = (Span("  F8", "accent", "b"), Span(" goes there", "dim"))
        field = next(iter(draft.here or draft.problems))
        where = "" if step_of(field) == draft.step else f"Step {step_of(field) + 1}: "
        return (Span("✗ ", "err", "b"), Span(f"{where}{draft.problems[field]}", "text")), jumps

    def draw(self, canvas: Canvas) -> None:
        """Paint the words, and those that fit beside them."""
        x = canvas.seq(1, 0, *self._parts, width=canvas.width - 2)
        if x + width_of(self._more) < canvas.width:
            canvas.seq(x, 0, *self._more)


class Rule(Drawn):
    """A line across."""

    DEFAULT_CSS = """
    Rule { height: 1; }
    """

    def draw(self, canvas: Canvas) -> None:
        """Paint the line."""
        canvas.rule(0, 0, canvas.width)


class WizardFoot(Vertical):
    """Standing and buttons."""

    DEFAULT_CSS = """
    WizardFoot {
        height: auto;
        & > Horizontal { height: 1; }
        & ButtonRow { width: auto; padding: 0 1 0 0; }
    }
    """

    def __init__(self) -> None:
        super().__init__(id="wizard-foot")
        self._standing = Standing()
        self._previous = Button("Previous", "normal", "P", id="previous")
        self._next = Button("Next", "primary", "N", id="next")

    def compose(self) -> ComposeResult:
        """A line, and what stands under it."""
        yield Rule()
        with Horizontal():
            yield self._standing
            with ButtonRow():
                yield Button("Cancel", "link", "C", id="cancel")
                yield self._previous
                yield self._next

    def show(self, draft: Draft, refusal: str) -> None:
        """Show where a draft stands; `refusal` says why the last button cannot be pressed now."""
        self._standing.show(draft, refusal)
        self._previous.display = draft.step > 0
        last = draft.step == LAST_STEP
        self._next.label = "Finish" if last else "Next"
        self._next.mnemonic = "F" if last else "N"
        self._next.kind = "disabled" if refusal else "primary"
