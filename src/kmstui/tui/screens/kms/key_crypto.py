"""The tab Cryptographic configuration: what the key is, and how one asks AWS for the same."""

from typing import ClassVar

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
    Page.-narrow CryptographyTab #crypto-cli { display: none; }
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

    def load(self, key: KeyRow) -> None:
        """Show what is known already."""
        rows = [KeyValue(label, value) for label, value in key_page.cryptography(key)]
        self._card.items = (*rows, KeyValue(CREATION, f"{key.created:%Y-%m-%d %H:%M} UTC"))
        lines = cli_preview.command("kms", "DescribeKey", {"KeyId": key.key_id}, width=36)
        self._command.command = cli_preview.plain(lines)
