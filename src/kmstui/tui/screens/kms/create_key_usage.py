"""Step 4 of the Create key wizard: who may use the key, in this account and in others."""

from collections.abc import Sequence
from dataclasses import replace

from textual import on
from textual.app import ComposeResult

from kmstui.console.create_key import PrincipalRow
from kmstui.console.create_key_draft import Draft
from kmstui.tui.screens.kms.create_key_accounts import OtherAccounts
from kmstui.tui.screens.kms.create_key_principals import PrincipalPanel
from kmstui.tui.screens.kms.create_key_step import WizardStep


class UsageStep(WizardStep):
    """The table of users, and other accounts."""

    def __init__(self) -> None:
        super().__init__(id="step-3")
        self.panel = PrincipalPanel("This account", "users")
        self.accounts = OtherAccounts()

    def compose(self) -> ComposeResult:
        """Two panels."""
        yield self.panel
        yield self.accounts

    def show(self, draft: Draft) -> None:
        """Say what is wrong with the other accounts."""
        self.accounts.show(draft.problems)

    def load(self, people: Sequence[PrincipalRow]) -> None:
        """Offer these users and roles."""
        self.panel.load(people)

    def enter(self) -> None:
        """Begin with the table."""
        self.panel.people.focus()

    def enter_field(self, field: str) -> None:
        """Go to the account that is wrong."""
        self.accounts.enter_field(int(field.rpartition(".")[2]))

    @property
    def focused_field(self) -> str:
        """The account one is in."""
        rows = enumerate(self.accounts.rows)
        return next((f"other_accounts.{number}" for number, row in rows if row.has_focus_within), "")

    @on(PrincipalPanel.Ticked)
    def _ticked(self, event: PrincipalPanel.Ticked) -> None:
        event.stop()
        arns = event.arns
        self.edit(lambda form: replace(form, users=arns))

    @on(OtherAccounts.Entered)
    def _accounts(self, event: OtherAccounts.Entered) -> None:
        event.stop()
        accounts = event.accounts
        self.edit(lambda form: replace(form, other_accounts=accounts))
