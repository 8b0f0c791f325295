"""The tab Cryptographic configuration: what the key is, and how one asks AWS for the same."""

from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal

from kmstui.console import cli_preview, key_page
from kmstui.console.keys import KeyRow
from kmstui.tui.commands import Command
from kmstui.tui.screens.kms.key_tab import KeyTab
from kmstui.tui.widgets.code_card import CodeCard
from kmstui.tui.widgets.key_values import KeyValue, KeyValueCard
from kmstui.tui.widgets.panel import Panel, PanelAction

CREATION = "Creation date"
TWO_PANELS_FROM = 84
"""Cells from which the command has room beside the configuration."""


class CryptographyTab(KeyTab):
    """Type, origin, spec, usage and material."""

    KEY = "crypto"
    TITLE = "Cryptography"
    VERBS: ClassVar[tuple[type[Command], ...]] = ()

    DEFAULT_CSS = """
    CryptographyTab {
        & #crypto-cli { width: 2fr; }
        & #crypto { width: 3fr; }
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self._card = KeyValueCard()
        self._command = CodeCard()

    def compose_tab(self) -> ComposeResult:
        """The configuration, and the command that asks for it."""
        with Horizontal():
            yield Panel("Cryptographic configuration", self._card, id="crypto")
            yield Panel(
                "Same thing, AWS CLI", self._command, actions=(PanelAction("y", "copy"),), id="crypto-cli"
            )

    def on_resize(self, event: events.Resize) -> None:
        """Leave the command out where there is little room."""
        self.query_one("#crypto-cli").display = event.size.width >= TWO_PANELS_FROM

    def load(self, key: KeyRow) -> None:
        """Show what is known already."""
        rows = [KeyValue(label, value) for label, value in key_page.cryptography(key)]
        self._card.items = (*rows, KeyValue(CREATION, f"{key.created:%Y-%m-%d %H:%M} UTC"))
        lines = cli_preview.command(
            "kms", "DescribeKey", {"KeyId": f"alias/{key.name}" if key.aliases else key.key_id}, width=30
        )
        self._command.command = cli_preview.plain(lines)
