"""Asks which account this is before something is taken away in one of AWS's.

Pages ask in the dialog that confirms what they do; whatever reaches the account without is asked for here, so
that no page can forget it. It knows neither pages nor what is done.
"""

from textual import on

from kmstui.console.caution import DESTRUCTIVE, spelled
from kmstui.tui.commands import Danger
from kmstui.tui.dialogs.confirm import Confirm, Question, Verdict
from kmstui.tui.key_order import OrderedKeys
from kmstui.tui.messages import AskAccount


class ChecksAccounts(OrderedKeys):
    """An application that asks so."""

    @on(AskAccount)
    def _ask_account(self, event: AskAccount) -> None:
        event.stop()

        def decided(verdict: Verdict | None) -> None:
            event.decided(verdict is not None)

        self.push_screen(Confirm(event.session, account_question(event)), decided)


def account_question(event: AskAccount) -> Question:
    """What is asked before a call that no dialog has asked about."""
    what = DESTRUCTIVE[event.service, event.operation]
    return Question(
        title="This is AWS, and no copy of it",
        danger=Danger.CONFIRM,
        confirm=f"{what[:1].upper()}{what[1:]}",
        subject=f"AWS account {spelled(event.session.endpoint.account_id)}",
        detail=event.session.principal(),
        body=(f"{event.operation} is about to {what}. Whoever relies on it will notice at once.",),
        calls=(f"{event.service}:{event.operation}",),
    )
