"""The strip of tabs on a key's page and the tab in front; it knows which tabs a key has.

Letters that mean something else in each tab end here: the tab in front says which command is meant.
"""

from collections.abc import Sequence
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical

from kmstui.console.keys import KeyRow
from kmstui.tui.commands import Command
from kmstui.tui.screens.kms.key_aliases import AliasesTab
from kmstui.tui.screens.kms.key_crypto import CryptographyTab
from kmstui.tui.screens.kms.key_events import EventsTab
from kmstui.tui.screens.kms.key_grants import GrantsTab
from kmstui.tui.screens.kms.key_policy import PolicyTab
from kmstui.tui.screens.kms.key_rotation import RotationTab
from kmstui.tui.screens.kms.key_tab import KeyTab
from kmstui.tui.screens.kms.key_tags import TagsTab
from kmstui.tui.widgets.tabs import Tab, TabStrip

SHORT_TITLES_BELOW = 84
"""Cells of the strip below which tabs have shorter names."""


class KeyTabs(Vertical):
    """Every tab, and which one is in front."""

    LETTERS: ClassVar[tuple[str, ...]] = ("m", "a", "D", "w", "O")
    """Keys whose meaning is the front tab's."""

    DEFAULT_CSS = """
    KeyTabs { height: 1fr; }
    """

    def __init__(self) -> None:
        super().__init__(id="tabs")
        self.every: tuple[KeyTab, ...] = (
            PolicyTab(),
            CryptographyTab(),
            TagsTab(),
            RotationTab(),
            AliasesTab(),
            GrantsTab(),
            EventsTab(),
        )
        """All tabs, whether this key has them or not."""
        self.front: KeyTab = self.every[0]
        """The tab that is shown."""
        self.strip = TabStrip((), self.front.KEY)
        """The titles."""
        self.strip.can_focus = False
        self._key: KeyRow | None = None
        self._counts: dict[str, str] = {}

    def compose(self) -> ComposeResult:
        """The strip and the tabs."""
        yield self.strip
        for tab in self.every:
            tab.display = tab is self.front
            yield tab

    @property
    def offered(self) -> tuple[KeyTab, ...]:
        """The tabs this key has: AWS managed keys show no tags (KMS Developer Guide, "View key details")."""
        aws = self._key is not None and self._key.manager == "AWS"
        return tuple(tab for tab in self.every if not (aws and tab.KEY == TagsTab.KEY))

    def owner(self, command: type[Command]) -> KeyTab | None:
        """The tab whose command this is."""
        return next((tab for tab in self.every if command in tab.VERBS), None)

    def has(self, key: str) -> bool:
        """Whether the key has a tab of this name."""
        return key in [tab.KEY for tab in self.offered]

    def show_key(self, key: KeyRow) -> None:
        """Have every tab be about this key as it is now."""
        self._key = key
        self._draw_strip()
        for tab in self.offered:
            tab.show_key(key)

    def show(self, key: str) -> None:
        """Bring a tab to the front."""
        self.strip.active = key

    def verbs(self) -> Sequence[type[Command]]:
        """The commands of the tabs behind the one in front."""
        return [command for tab in self.offered if tab is not self.front for command in tab.VERBS]

    def meant_by(self, letter: str) -> type[Command] | None:
        """The command that a letter means in the tab in front."""
        return next((command for command in self.front.VERBS if command.key == letter), None)

    def on_resize(self, event: events.Resize) -> None:
        """Call the tabs by shorter names where there is little room, and underline in one row."""
        self.strip.styles.height = 1 if self.screen.has_class("-short") else 2
        self._draw_strip(event.size.width)

    @on(TabStrip.Activated)
    def _activated(self, event: TabStrip.Activated) -> None:
        event.stop()
        for tab in self.every:
            tab.display = event.key == tab.KEY
            if tab.display:
                self.front = tab
        if not self.front.EAGER and self._key is not None:
            self.front.load(self._key)
        self.front.enter()

    @on(KeyTab.Counted)
    def _counted(self, event: KeyTab.Counted) -> None:
        event.stop()
        self._counts[event.tab.KEY] = event.count
        self._draw_strip()

    def _draw_strip(self, width: int = 0) -> None:
        short = (width or self.size.width) < SHORT_TITLES_BELOW
        self.strip.tabs = tuple(
            Tab(tab.KEY, tab.title(short=short), self._counts.get(tab.KEY, "")) for tab in self.offered
        )
