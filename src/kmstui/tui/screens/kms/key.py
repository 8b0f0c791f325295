"""The page of one KMS key: its general configuration above, and a tab for each thing one can look into.

The page knows which tab is in front and what may be done to the key as a whole; what is in a tab is the
tab's.
"""

from collections.abc import Sequence
from functools import partial
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical

from kmstui.aws.errors import AwsError
from kmstui.console import key_page
from kmstui.console.key_page import KeyHead
from kmstui.console.keys import KeyRow
from kmstui.tui.commands import Command
from kmstui.tui.flashes import Flash, Kind
from kmstui.tui.messages import Run
from kmstui.tui.screens.kms.key_aliases import AliasesTab
from kmstui.tui.screens.kms.key_crypto import CryptographyTab
from kmstui.tui.screens.kms.key_dialogs import TextDialog
from kmstui.tui.screens.kms.key_events import EventsTab
from kmstui.tui.screens.kms.key_grants import GrantsTab
from kmstui.tui.screens.kms.key_head import KeyHeadPanel
from kmstui.tui.screens.kms.key_policy import PolicyTab
from kmstui.tui.screens.kms.key_rotation import RotationTab
from kmstui.tui.screens.kms.key_tab import KeyTab, Refusal
from kmstui.tui.screens.kms.key_tags import EditTags, TagsTab
from kmstui.tui.screens.kms.key_verbs import KEY_VERBS, CopyKeyArn, CopyKeyId, KeyVerbs
from kmstui.tui.screens.kms.key_views import VIEWS, ShowTab
from kmstui.tui.session import Session
from kmstui.tui.widgets.buttons import Button
from kmstui.tui.widgets.crumbs import Crumb
from kmstui.tui.widgets.key_bar import Key
from kmstui.tui.widgets.tabs import Tab, TabStrip


class EditDescription(Command):
    """Change the description of the key."""

    id = "key.edit-description"
    title = "Edit description"
    key = "E"
    mutates = True


TAB_KEYS = ("m", "a", "D", "w", "O")
"""Keys whose meaning is the front tab's."""


class KeyPage(KeyVerbs):
    """One key."""

    PAGE = "kms.key"
    VERBS = (*KEY_VERBS, EditDescription, *VIEWS, CopyKeyId, CopyKeyArn)
    HELP = (
        "One KMS key. Numbers and letters go to its tabs; m changes, a adds and D removes what the tab in"
        " front lists. AWS managed keys can be looked at only."
    )
    AUTO_FOCUS = "PolicyTab *"
    BINDINGS: ClassVar[list[BindingType]] = [
        *(Binding(key, f"tab_key('{key}')", show=False) for key in TAB_KEYS),
        *(Binding(f"{number}", f"tab_number({number})", show=False) for number in range(1, 8)),
        Binding("left", "tab_step(-1)", show=False),
        Binding("right", "tab_step(1)", show=False),
    ]

    DEFAULT_CSS = """
    KeyPage {
        & #tabs { height: 1fr; }
        &.-short TabStrip { height: 1; }
    }
    """

    def __init__(self, session: Session, **arguments: str) -> None:
        super().__init__(session, **arguments)
        self.key: KeyRow | None = None
        """The key; None until it is known."""
        self.head = KeyHeadPanel()
        self.strip = TabStrip(())
        self.refusal = Refusal()
        self.tabs: tuple[KeyTab, ...] = (
            PolicyTab(),
            CryptographyTab(),
            TagsTab(),
            RotationTab(),
            AliasesTab(),
            GrantsTab(),
            EventsTab(),
        )
        """Every tab; which of them a key has is `_offered`'s to say."""
        self.front: KeyTab = self.tabs[0]
        """The tab that is shown."""
        self._counts: dict[str, str] = {}

    def compose_body(self) -> ComposeResult:
        """The head, the strip and the tabs."""
        self.strip.can_focus = False
        yield self.refusal
        yield self.head
        yield self.strip
        with Vertical(id="tabs"):
            for tab in self.tabs:
                tab.display = tab is self.front
                yield tab

    def crumbs(self) -> Sequence[Crumb]:
        """The list a key of this manager stands in leads here."""
        way = super().crumbs()
        if self.key is not None and self.key.manager == "AWS":
            return (way[0], Crumb("AWS managed keys", "kms.aws-keys"), way[-1])
        return way

    def load(self) -> None:
        """Ask for the key; the tabs ask when it is known."""
        key_id = self.arguments["key_id"]
        self.ask(partial(key_page.head, key_id=key_id), self._show, refused=self._no_key, group="key")

    def meant(self) -> Sequence[KeyRow]:
        """This key."""
        return () if self.key is None else (self.key,)

    def verbs(self) -> Sequence[type[Command]]:
        """Those of the tab in front, those of the key, and those of the other tabs."""
        others = [command for tab in self._offered() if tab is not self.front for command in tab.VERBS]
        return (*self.front.VERBS, *self.VERBS, *others)

    def keys(self) -> tuple[Key, ...]:
        """The keys of the tab in front and of the key."""
        elsewhere = {command.id for tab in self.tabs if tab is not self.front for command in tab.VERBS}
        shown = super().keys()
        return tuple(key for key in shown if key.command not in elsewhere)

    def why_not(self, command: type[Command]) -> str:
        """What the tab it belongs to, or else the key's state, says against a command."""
        if self.key is None:
            return "no such key" if self.refusal.display else "the key is not known yet"
        for tab in self.tabs:
            if command in tab.VERBS:
                return tab.why_not(command) if tab in self._offered() else "this key has no such tab"
        if command is EditDescription:
            return key_page.why_not_edit(self.key)
        if issubclass(command, ShowTab):
            return "" if command.tab in [tab.KEY for tab in self._offered()] else "this key has no such tab"
        return super().why_not(command)

    def invoke(self, command: type[Command]) -> None:
        """Hand a tab's command to the tab, which comes to the front for it."""
        owner = next((tab for tab in self.tabs if command in tab.VERBS), None)
        if owner is None or self.reason(command):
            super().invoke(command)
        else:
            self.strip.active = owner.KEY
            owner.post_message(command())

    def action_tab_key(self, key: str) -> None:
        """Run the command that this key means in the tab in front."""
        for command in self.front.VERBS:
            if command.key == key:
                self.invoke(command)

    def action_tab_number(self, number: int) -> None:
        """Bring the tab with this number to the front."""
        self.strip.action_number(number)

    def action_tab_step(self, by: int) -> None:
        """Bring the tab before or after to the front."""
        self.strip.action_step(by)

    @on(ShowTab)
    def _show_tab(self, event: ShowTab) -> None:
        self.strip.active = event.tab

    @on(TabStrip.Activated)
    def _activated(self, event: TabStrip.Activated) -> None:
        for tab in self.tabs:
            tab.display = event.key == tab.KEY
            if tab.display:
                self.front = tab
        if not self.front.EAGER and self.key is not None:
            self.front.load(self.key)
        self.front.enter()

    @on(KeyTab.Counted)
    def _counted(self, event: KeyTab.Counted) -> None:
        self._counts[event.tab.KEY] = event.count
        self._draw_strip()

    @on(Button.Pressed, "#edit-description")
    def _press_edit(self) -> None:
        self.post_message(Run(EditDescription.id))

    @on(EditDescription)
    def _edit(self) -> None:
        if self.key is not None:
            self._ask_description(self.key.description, None)

    def _ask_description(self, text: str, refusal: AwsError | None) -> None:
        check = key_page.wrong_description
        dialog = TextDialog(
            self.session,
            "Edit description",
            "Description",
            text,
            check,
            hint="Up to 8,192 characters",
            refusal=refusal,
        )
        self.app.push_screen(dialog, self._describe)

    def _describe(self, text: str | None) -> None:
        if text is None or self.key is None or text == self.key.description:
            return
        said = Flash(Kind.OK, "Success.", f"The description of {self.key.name} was saved.")
        query = partial(key_page.describe, key_id=self.key.key_id, description=text)
        self.ask(query, lambda _answer: self.flash(said), refused=partial(self._ask_description, text))

    def _show(self, head: KeyHead) -> None:
        self.key = head.key
        self.heading = head.key.name
        self.refusal.show(None)
        self._reveal(known=True)
        self.head.show(head, self.session.clock.now())
        self._offer_actions()
        self._draw_strip()
        for tab in self._offered():
            tab.show_key(head.key)
        self.refresh_frame()
        if head.key.state in {"Creating", "Updating"}:
            self.look_again()

    def _no_key(self, error: AwsError) -> None:
        self.key = None
        self.heading = self.arguments["key_id"]
        self.refusal.show(error)
        self._reveal(known=False)
        self.refresh_frame()

    def _reveal(self, *, known: bool) -> None:
        for widget in (self.head, self.strip, self.query_one("#tabs")):
            widget.display = known

    def _offered(self) -> tuple[KeyTab, ...]:
        """The tabs this key has: AWS managed keys show no tags (KMS Developer Guide, "View key details")."""
        aws = self.key is not None and self.key.manager == "AWS"
        return tuple(tab for tab in self.tabs if not (aws and tab.KEY == TagsTab.KEY))

    def on_resize(self) -> None:
        """Call the tabs by shorter names where there is little room."""
        self.call_after_refresh(self._draw_strip)

    def _draw_strip(self) -> None:
        narrow = self.has_class("-narrow")
        self.strip.tabs = tuple(
            Tab(tab.KEY, tab.title(short=narrow), self._counts.get(tab.KEY, "")) for tab in self._offered()
        )
        if not self.strip.active:
            self.strip.active = self.front.KEY

    def _offer_actions(self) -> None:
        self.head.offer(self.actions((EditTags,)), edit=not self.reason(EditDescription))
