"""The list of customer managed keys: find one, open one, change several at once."""

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult

from kmstui.aws.gateway import Gateway
from kmstui.console.keys import KeyRow, list_keys
from kmstui.tui.commands import Command
from kmstui.tui.messages import Go
from kmstui.tui.screens.kms.key_table import key_table
from kmstui.tui.screens.kms.key_verbs import KEY_VERBS, CopyKeyArn, CopyKeyId, KeyVerbs, OpenKey
from kmstui.tui.session import Session
from kmstui.tui.widgets.buttons import Button
from kmstui.tui.widgets.resource_panel import ResourcePanel
from kmstui.tui.widgets.resource_table import ResourceTable


class CreateKeyNow(Command):
    """Make a new KMS key in five steps."""

    id = "keys.create"
    title = "Create key"
    label = "Create"
    key = "c"
    mutates = True


class CustomerKeys(KeyVerbs):
    """All customer managed keys of this Region."""

    PAGE = "kms.keys"
    VERBS = (OpenKey, CreateKeyNow, *KEY_VERBS, CopyKeyId, CopyKeyArn)
    HELP = "Keys that you create, own and manage. Mark several with Space to change them together."
    AUTO_FOCUS = "ResourceTable"

    def __init__(self, session: Session, **arguments: str) -> None:
        super().__init__(session, **arguments)
        self.table = key_table(
            session, sentence="There are no customer managed keys in this Region.", invitation="Create key"
        )

    def compose_body(self) -> ComposeResult:
        """The table in its panel."""
        yield ResourcePanel(
            "Customer managed keys",
            self.table,
            placeholder="Find keys by alias, ID or state",
            buttons=(Button("Create key", "primary", "C", id="create"),),
        )

    def load(self) -> None:
        """Ask for the keys and how each rotates."""
        self.table.waiting = True
        self.ask(_customer_keys, self._show, group="keys")

    def meant(self) -> Sequence[KeyRow]:
        """The marked keys, or the one under the cursor."""
        return self.table.chosen

    def _show(self, rows: tuple[KeyRow, ...]) -> None:
        self.table.waiting = False
        self.table.rows = rows
        if any(row.state in {"Creating", "Updating"} for row in rows):
            self.look_again()

    @on(ResourceTable.Opened)
    def _opened(self, event: ResourceTable.Opened[KeyRow]) -> None:
        self.post_message(Go("kms.key", key_id=event.row.key_id))

    @on(CreateKeyNow)
    @on(Button.Pressed, "#create")
    @on(ResourceTable.Invited)
    def _create(self) -> None:
        self.post_message(Go("kms.create-key"))


def _customer_keys(gateway: Gateway) -> tuple[KeyRow, ...]:
    return list_keys(gateway, "CUSTOMER")
