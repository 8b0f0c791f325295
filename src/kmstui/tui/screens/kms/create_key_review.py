"""Step 5 of the Create key wizard: everything that was chosen, and the policy to be checked and edited."""

from dataclasses import replace

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal

from kmstui.console.create_key_draft import Draft
from kmstui.console.create_key_summary import BILLED, SummaryLine, summary
from kmstui.tui.screens.kms.create_key_editor import ReviewedPolicy
from kmstui.tui.screens.kms.create_key_step import WizardStep
from kmstui.tui.widgets.key_values import KeyValue, KeyValueCard
from kmstui.tui.widgets.panel import Panel, PanelAction

ABOUT_THE_KEY = 6
"""Lines of the summary in its first column: those of step 1."""
LABELS = 14
"""Cells for the labels."""
REVERT = PanelAction("^o", "back to generated")


class ReviewStep(WizardStep):
    """Summary and editor."""

    DEFAULT_CSS = """
    ReviewStep #summary-columns { height: auto; }
    ReviewStep KeyValueCard { margin: 0 2 0 0; }
    """

    def __init__(self) -> None:
        super().__init__(id="step-4")
        self.editor = ReviewedPolicy()
        self.panel = Panel("Key policy", counter="· follows your choices", flush=True, id="review-policy")
        self._summary = Panel("Summary", auto=True, id="summary")
        self._columns = KeyValueCard(label_width=LABELS), KeyValueCard(label_width=LABELS)

    def compose(self) -> ComposeResult:
        """Two panels."""
        with self._summary, Horizontal(id="summary-columns"):
            yield from self._columns
        with self.panel:
            yield self.editor

    def show(self, draft: Draft) -> None:
        """Show everything."""
        self._summary.counter = f"· {' · '.join(BILLED)}" if draft.billed else ""
        lines = summary(draft.form)
        self._columns[0].items = tuple(map(_line, lines[:ABOUT_THE_KEY]))
        self._columns[1].items = tuple(map(_line, lines[ABOUT_THE_KEY:]))
        self.panel.counter = "· edited by hand" if draft.edited else "· follows your choices"
        self.panel.actions = (REVERT,) if draft.edited else ()
        self.editor.show(draft)

    def collect(self, draft: Draft) -> Draft:
        """The draft with what was typed a moment ago."""
        text = self.editor.unsaid
        return draft if text is None else draft.changed(lambda form: replace(form, edited_policy=text))

    def enter(self) -> None:
        """Begin with the policy."""
        self.editor.box.focus()

    @property
    def focused_field(self) -> str:
        """The policy, of which there is one."""
        return "policy" if self.editor.has_focus_within else ""

    def enter_field(self, field: str) -> None:
        """Go to the first thing that is wrong with the policy."""
        del field
        self.editor.enter()

    @on(ReviewedPolicy.Typed)
    def _typed(self, event: ReviewedPolicy.Typed) -> None:
        event.stop()
        text = event.text
        self.edit(lambda form: replace(form, edited_policy=text))


def _line(line: SummaryLine) -> KeyValue:
    return KeyValue(line.label, line.value)
