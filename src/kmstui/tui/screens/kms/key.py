"""The page of one KMS key: its general configuration above, and a tab for each thing one can look into.

The page knows what may be done to the key as a whole; what is in a tab, and which is in front, is the tabs'.
"""

from collections.abc import Sequence
from functools import partial
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from kmstui.aws.errors import AwsError
from kmstui.console import key_page
from kmstui.console.key_page import KeyHead
from kmstui.console.keys import KeyRow
from kmstui.tui.commands import Command
from kmstui.tui.screens.kms.key_commands import CopyKeyArn, CopyKeyId
from kmstui.tui.screens.kms.key_head import EditDescription, KeyHeadPanel
from kmstui.tui.screens.kms.key_tab import Refusal
from kmstui.tui.screens.kms.key_tabs import KeyTabs
from kmstui.tui.screens.kms.key_tags import EditTags
from kmstui.tui.screens.kms.key_verbs import KEY_VERBS, KeyVerbs
from kmstui.tui.screens.kms.key_views import VIEWS, ShowTab
from kmstui.tui.session import Session
from kmstui.tui.widgets.crumbs import Crumb
from kmstui.tui.widgets.key_bar import Key

ON_THE_MOVE = frozenset({"Creating", "Updating"})
"""States that change by themselves within seconds."""


class KeyPage(KeyVerbs):
    """One key."""

    PAGE = "kms.key"
    VERBS = (*KEY_VERBS, EditDescription, *VIEWS, CopyKeyId, CopyKeyArn)
    HELP = (
        "One KMS key. Numbers and letters go to its tabs; m changes, a adds and D removes what the tab in"
        " front lists. AWS managed keys can be looked at only."
    )
    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        *(Binding(letter, f"tab_letter('{letter}')", show=False) for letter in KeyTabs.LETTERS),
        *(Binding(f"{number}", f"tab_number({number})", show=False) for number in range(1, 8)),
        Binding("left", "tab_step(-1)", show=False),
        Binding("right", "tab_step(1)", show=False),
    ]

    def __init__(self, session: Session, **arguments: str) -> None:
        super().__init__(session, **arguments)
        self.key: KeyRow | None = None
        """The key; None until it is known."""
        self.refusal = Refusal()
        """Why there is nothing to see."""
        self.head = KeyHeadPanel()
        self.tabs = KeyTabs()

    def compose_body(self) -> ComposeResult:
        """The head over the tabs."""
        yield self.refusal
        yield self.head
        yield self.tabs

    def crumbs(self) -> Sequence[Crumb]:
        """The list a key of this manager stands in leads here."""
        way = super().crumbs()
        if self.key is not None and self.key.manager == "AWS":
            return (way[0], Crumb("AWS managed keys", "kms.aws-keys"), way[-1])
        return way

    def load(self) -> None:
        """Ask for the key; the tabs ask when it is known."""
        query = partial(key_page.head, key_id=self.arguments["key_id"])
        self.ask(query, self._show, refused=self._no_key, group="key")

    def meant(self) -> Sequence[KeyRow]:
        """This key."""
        return () if self.key is None else (self.key,)

    def verbs(self) -> Sequence[type[Command]]:
        """Those of the tab in front, those of the key, and those of the other tabs."""
        return (*self.tabs.front.VERBS, *self.VERBS, *self.tabs.verbs())

    def keys(self) -> tuple[Key, ...]:
        """The keys of the tab in front and of the key."""
        behind = {command.id for command in self.tabs.verbs()}
        shown = super().keys()
        return tuple(key for key in shown if key.command not in behind)

    def why_not(self, command: type[Command]) -> str:
        """What the tab it belongs to, or else the key's state, says against a command."""
        if self.key is None:
            return "no such key" if self.refusal.display else "the key is not known yet"
        owner = self.tabs.owner(command)
        wanted = command.tab if issubclass(command, ShowTab) else owner.KEY if owner is not None else ""
        if wanted and not self.tabs.has(wanted):
            return "this key has no such tab"
        if owner is not None:
            return owner.why_not(command)
        return key_page.why_not_edit(self.key) if command is EditDescription else super().why_not(command)

    def invoke(self, command: type[Command]) -> None:
        """Hand a command to the part of the page it belongs to; a tab comes to the front for it."""
        owner = self.tabs.owner(command)
        if self.reason(command):
            super().invoke(command)
        elif owner is not None:
            self.tabs.show(owner.KEY)
            owner.post_message(command())
        elif command is EditDescription:
            self.head.post_message(command())
        else:
            super().invoke(command)

    def action_tab_letter(self, letter: str) -> None:
        """Run the command that this letter means in the tab in front."""
        command = self.tabs.meant_by(letter)
        if command is not None:
            self.invoke(command)

    def action_tab_number(self, number: int) -> None:
        """Bring the tab with this number to the front."""
        self.tabs.strip.action_number(number)

    def action_tab_step(self, by: int) -> None:
        """Bring the tab before or after to the front."""
        self.tabs.strip.action_step(by)

    @on(ShowTab)
    def _show_tab(self, event: ShowTab) -> None:
        self.tabs.show(event.tab)

    def _show(self, head: KeyHead) -> None:
        self.key = head.key
        self.heading = head.key.name
        self.refusal.show(None)
        self.head.display = self.tabs.display = True
        self.head.show(head, self.session.clock.now())
        self.head.offer(self.actions((EditTags,)), edit=not self.reason(EditDescription))
        self.tabs.show_key(head.key)
        self.refresh_frame()
        if head.key.state in ON_THE_MOVE:
            self.look_again()

    def _no_key(self, error: AwsError) -> None:
        self.key = None
        self.heading = self.arguments["key_id"]
        self.refusal.show(error)
        self.head.display = self.tabs.display = False
        self.refresh_frame()
