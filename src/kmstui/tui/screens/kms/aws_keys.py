"""The list of AWS managed keys: they can be looked at, and nothing else."""

from textual.app import ComposeResult

from kmstui.tui.screens.kms.key_commands import CopyKeyArn, CopyKeyId, OpenKey
from kmstui.tui.screens.kms.key_list import KeyList
from kmstui.tui.widgets.resource_panel import ResourcePanel


class AwsKeys(KeyList):
    """All AWS managed keys of this Region."""

    PAGE = "kms.aws-keys"
    MANAGER = "AWS"
    SENTENCE = "No AWS service has made a key in this Region yet."
    VERBS = (OpenKey, CopyKeyId, CopyKeyArn)
    HELP = (
        "Keys that AWS services create and use on your behalf. AWS makes aws/ebs when the first encrypted"
        " volume asks for it; nobody can change, disable or delete it."
    )

    def compose_body(self) -> ComposeResult:
        """The table in its panel."""
        yield self.refusal
        yield ResourcePanel("AWS managed keys", self.table, placeholder="Find keys by alias or ID")
