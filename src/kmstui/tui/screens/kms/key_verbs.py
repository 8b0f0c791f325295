"""The commands on KMS keys, and how each asks before it goes ahead.

The same verbs stand on the list and on a key's page; what they do is here once. Which keys they mean is the
page's to say.
"""

from collections.abc import Sequence
from functools import partial

from textual import on

from kmstui.aws.gateway import Gateway
from kmstui.console import key_actions
from kmstui.console.key_actions import BulkAction, BulkOutcome, VolumeUnderKey
from kmstui.console.keys import KeyRow
from kmstui.tui.commands import Command
from kmstui.tui.dialogs.confirm import Verdict
from kmstui.tui.flashes import Flash, Kind
from kmstui.tui.messages import Go, Run
from kmstui.tui.screen import Page
from kmstui.tui.screens.kms.key_commands import (
    CancelDeletion,
    CopyKeyArn,
    CopyKeyId,
    DisableKeys,
    EnableKeys,
    KeyActions,
    OpenKey,
    ScheduleDeletion,
    ToggleKey,
)
from kmstui.tui.screens.kms.key_questions import deleting, disabling, reasons
from kmstui.tui.widgets.option_menu import Option
from kmstui.tui.widgets.select import MenuButton

KEY_VERBS: tuple[type[Command], ...] = (
    ToggleKey,
    ScheduleDeletion,
    CancelDeletion,
    KeyActions,
    EnableKeys,
    DisableKeys,
)
"""What can be done to the keys a page means, the most frequent first."""
MENU: tuple[type[Command], ...] = (EnableKeys, DisableKeys, ScheduleDeletion, CancelDeletion)
"""What the menu Key actions offers, in AWS's order."""
_OPERATIONS: dict[type[Command], str] = {
    EnableKeys: "EnableKey",
    DisableKeys: "DisableKey",
    ScheduleDeletion: "ScheduleKeyDeletion",
    CancelDeletion: "CancelKeyDeletion",
}
"""The operation whose states decide whether a command makes sense."""


class KeyVerbs(Page):
    """A page that means some keys, and does these things to them."""

    def meant(self) -> Sequence[KeyRow]:
        """The keys that a command would change now."""
        return ()

    def why_not(self, command: type[Command]) -> str:
        """What the keys' states say against a command."""
        keys = self.meant()
        if command in {OpenKey, CopyKeyId, CopyKeyArn} and not keys:
            return "no key selected"
        if command is ToggleKey:
            enable = key_actions.available(keys, "EnableKey")
            return "" if not enable else key_actions.available(keys, "DisableKey")
        if command in _OPERATIONS:
            return key_actions.available(keys, _OPERATIONS[command])
        return super().why_not(command)

    def actions(self, more: Sequence[type[Command]] = ()) -> tuple[Option, ...]:
        """The options of the menu Key actions: what cannot be done now stays and says why."""
        return tuple(
            Option(command.id, command.title, hotkey=command.shown_key(), refusal=self.reason(command))
            for command in (*MENU, *more)
        )

    @on(KeyActions)
    def _open_actions(self) -> None:
        self.query_one("#key-actions", MenuButton).open()

    @on(MenuButton.Chosen, "#key-actions")
    def _act(self, event: MenuButton.Chosen) -> None:
        self.post_message(Run(event.key))

    @on(OpenKey)
    def _open_meant(self) -> None:
        self.post_message(Go("kms.key", key_id=self.meant()[0].key_id))

    @on(CopyKeyId)
    def _copy_id(self) -> None:
        self.copy(self.meant()[0].key_id, "Key ID")

    @on(CopyKeyArn)
    def _copy_arn(self) -> None:
        self.copy(self.meant()[0].arn, "Key ARN")

    @on(ToggleKey)
    def _toggle(self) -> None:
        disabled = not key_actions.available(self.meant(), "DisableKey")
        self.post_message(DisableKeys() if disabled else EnableKeys())

    @on(EnableKeys)
    def _enable(self) -> None:
        self._do(key_actions.enable, "enabled", key_actions.fitting(self.meant(), "EnableKey"))

    @on(DisableKeys)
    def _ask_to_disable(self) -> None:
        keys = key_actions.fitting(self.meant(), "DisableKey")
        self.confirm(disabling(keys), lambda _verdict: self._do(key_actions.disable, "disabled", keys))

    @on(CancelDeletion)
    def _cancel_deletion(self) -> None:
        keys = key_actions.fitting(self.meant(), "CancelKeyDeletion")
        self._do(key_actions.cancel_deletion, "kept, and disabled", keys)

    @on(ScheduleDeletion)
    def _schedule(self) -> None:
        keys = key_actions.fitting(self.meant(), "ScheduleKeyDeletion")
        self.ask(partial(key_actions.volumes_under, keys=keys), partial(self._confirm_deletion, keys))

    def _confirm_deletion(self, keys: Sequence[KeyRow], volumes: Sequence[VolumeUnderKey]) -> None:
        question = deleting(keys, volumes, self.session.clock.now())
        self.confirm(question, partial(self._deletion_decided, keys))

    def _deletion_decided(self, keys: Sequence[KeyRow], verdict: Verdict) -> None:
        if verdict.choice == "safer":
            self._do(key_actions.disable, "disabled", key_actions.fitting(keys, "DisableKey"))
            return
        days = verdict.number or key_actions.DEFAULT_WAITING_DAYS
        action = partial(key_actions.schedule_deletion, days=days)
        self._do(action, f"pending deletion for {days} days", keys)

    def _do(self, action: BulkAction, became: str, keys: Sequence[KeyRow]) -> None:
        def query(gateway: Gateway) -> BulkOutcome:
            return action(gateway, keys)

        self.ask(query, partial(self._done, became))

    def _done(self, became: str, outcome: BulkOutcome) -> None:
        if outcome.done:
            names = outcome.done[0].name if len(outcome.done) == 1 else f"{len(outcome.done)} keys"
            verb = "is" if len(outcome.done) == 1 else "are"
            self.flash(Flash(Kind.OK, "Success.", f"{names} {verb} now {became}."))
        if len(outcome.refused) == 1:
            self.refused(outcome.refused[0][1])
        elif outcome.refused:
            self.flash(Flash(Kind.ERROR, f"{len(outcome.refused)} keys were refused.", reasons(outcome)))
