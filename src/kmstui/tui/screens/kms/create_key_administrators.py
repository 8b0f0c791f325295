"""Step 3 of the Create key wizard: who may administer the key, and whether they may delete it."""

from collections.abc import Sequence
from dataclasses import replace

from textual import events, on
from textual.app import ComposeResult

from kmstui.console.create_key import PrincipalRow
from kmstui.console.create_key_draft import Draft
from kmstui.tui.screens.kms.create_key_principals import PrincipalPanel
from kmstui.tui.screens.kms.create_key_step import WizardStep
from kmstui.tui.spans import Span
from kmstui.tui.widgets.check_list import Checkbox
from kmstui.tui.widgets.panel import Panel
from kmstui.tui.widgets.table_toolbar import Label

LABEL = "Allow key administrators to delete this key"
SHORT_LABEL = "Allow administrators to delete this key"
ROOM_FOR_LABEL = 51
"""Columns of the step from which the label fits."""


class AdministratorsStep(WizardStep):
    """The table of administrators and the deletion box."""

    DEFAULT_CSS = """
    AdministratorsStep #deletion-warning { width: 1fr; }
    """

    def __init__(self) -> None:
        super().__init__(id="step-2")
        self.panel = PrincipalPanel("Key administrators", "admins")
        self.deletion = Checkbox(LABEL, True, id="may-delete")

    def compose(self) -> ComposeResult:
        """Two panels."""
        yield self.panel
        with Panel("Key deletion", auto=True):
            yield self.deletion
            yield Label(
                Span("▲ ", "warn", "b"),
                Span("Data under a deleted key is lost.", "dim"),
                id="deletion-warning",
            )

    def show(self, draft: Draft) -> None:
        """Nothing here can be wrong."""
        self.deletion.note = "" if draft.form.administrators else "once there are any"

    def on_resize(self, event: events.Resize) -> None:
        """Say it in full where it fits."""
        self.deletion.label = LABEL if event.size.width >= ROOM_FOR_LABEL else SHORT_LABEL

    def load(self, people: Sequence[PrincipalRow]) -> None:
        """Offer these users and roles."""
        self.panel.load(people)

    def enter(self) -> None:
        """Begin with the table."""
        self.panel.people.focus()

    @on(PrincipalPanel.Ticked)
    def _ticked(self, event: PrincipalPanel.Ticked) -> None:
        event.stop()
        arns = event.arns
        self.edit(lambda form: replace(form, administrators=arns))

    @on(Checkbox.Changed)
    def _may_delete(self, event: Checkbox.Changed) -> None:
        event.stop()
        allowed = event.value
        self.edit(lambda form: replace(form, admins_may_delete=allowed))
