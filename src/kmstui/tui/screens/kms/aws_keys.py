"""The list of AWS managed keys: they can be looked at, and nothing else."""

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult

from kmstui.aws.gateway import Gateway
from kmstui.console.keys import KeyRow, list_keys
from kmstui.tui.messages import Go
from kmstui.tui.screens.kms.key_table import key_table
from kmstui.tui.screens.kms.key_verbs import CopyKeyArn, CopyKeyId, KeyVerbs, OpenKey
from kmstui.tui.session import Session
from kmstui.tui.widgets.resource_panel import ResourcePanel
from kmstui.tui.widgets.resource_table import ResourceTable


class AwsKeys(KeyVerbs):
    """All AWS managed keys of this Region."""

    PAGE = "kms.aws-keys"
    VERBS = (OpenKey, CopyKeyId, CopyKeyArn)
    HELP = (
        "Keys that AWS services create and use on your behalf. AWS makes aws/ebs when the first encrypted"
        " volume asks for it; nobody can change, disable or delete it."
    )
    AUTO_FOCUS = "ResourceTable"

    def __init__(self, session: Session, **arguments: str) -> None:
        super().__init__(session, **arguments)
        self.table = key_table(session, sentence="No AWS service has made a key in this Region yet.")

    def compose_body(self) -> ComposeResult:
        """The table in its panel."""
        yield ResourcePanel("AWS managed keys", self.table, placeholder="Find keys by alias or ID")

    def load(self) -> None:
        """Ask for the keys."""
        self.table.waiting = True
        self.ask(_aws_keys, self._show, group="keys")

    def meant(self) -> Sequence[KeyRow]:
        """The key under the cursor."""
        return self.table.chosen

    def _show(self, rows: tuple[KeyRow, ...]) -> None:
        self.table.waiting = False
        self.table.rows = rows

    @on(ResourceTable.Opened)
    def _opened(self, event: ResourceTable.Opened[KeyRow]) -> None:
        self.post_message(Go("kms.key", key_id=event.row.key_id))


def _aws_keys(gateway: Gateway) -> tuple[KeyRow, ...]:
    return list_keys(gateway, "AWS")
