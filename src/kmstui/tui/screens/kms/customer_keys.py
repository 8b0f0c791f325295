"""The list of customer managed keys: find one, open one, change several at once."""

from textual import on
from textual.app import ComposeResult

from kmstui.tui.commands import Command
from kmstui.tui.messages import Go, Run
from kmstui.tui.screens.kms.key_commands import CopyKeyArn, CopyKeyId, OpenKey
from kmstui.tui.screens.kms.key_list import KeyList
from kmstui.tui.screens.kms.key_verbs import KEY_VERBS
from kmstui.tui.session import Session
from kmstui.tui.widgets.buttons import Button
from kmstui.tui.widgets.resource_panel import ResourcePanel
from kmstui.tui.widgets.resource_table import ResourceTable
from kmstui.tui.widgets.select import MenuButton


class CreateKeyNow(Command):
    """Make a new KMS key in five steps."""

    id = "keys.create"
    title = "Create key"
    label = "Create"
    key = "c"
    mutates = True


class CustomerKeys(KeyList):
    """All customer managed keys of this Region."""

    PAGE = "kms.keys"
    MANAGER = "CUSTOMER"
    SENTENCE = "There are no customer managed keys in this Region."
    INVITATION = "Create key"
    VERBS = (OpenKey, CreateKeyNow, *KEY_VERBS, CopyKeyId, CopyKeyArn)
    HELP = "Keys that you create, own and manage. Mark several with Space to change them together."

    DEFAULT_CSS = """
    CustomerKeys MenuButton > OptionMenu { width: 46; offset-x: -30; }
    """

    def __init__(self, session: Session, **arguments: str) -> None:
        super().__init__(session, **arguments)
        self.menu = MenuButton("Key actions", (), mnemonic="a", id="key-actions")
        """What can be done to the keys that are meant."""
        self.create = Button("Create key", "primary", "C", id="create")

    def compose_body(self) -> ComposeResult:
        """The table in its panel."""
        yield self.refusal
        yield ResourcePanel(
            "Customer managed keys",
            self.table,
            placeholder="Find keys by alias, ID or state",
            buttons=(self.menu, self.create),
        )

    def on_mount(self) -> None:
        """A read-only console offers no new key."""
        refused = bool(self.reason(CreateKeyNow))
        self.create.kind = "disabled" if refused else "primary"
        self.table.invitation = "" if refused else self.INVITATION

    @on(ResourceTable.CursorMoved)
    @on(ResourceTable.MarksChanged)
    def _offer(self) -> None:
        self.menu.menu.options = self.actions()

    @on(Button.Pressed, "#create")
    @on(ResourceTable.Invited)
    def _ask_to_create(self) -> None:
        self.post_message(Run(CreateKeyNow.id))

    @on(CreateKeyNow)
    def _create(self) -> None:
        self.post_message(Go("kms.create-key"))
