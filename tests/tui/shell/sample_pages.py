"""Pages to test the frame with: one that lists, one about a resource, one that is a form."""

from functools import partial
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.widgets import Static

from kmstui.aws.gateway import Gateway
from kmstui.tui.commands import Command, Danger
from kmstui.tui.dialogs.confirm import Question, Verdict
from kmstui.tui.flashes import Flash, Kind
from kmstui.tui.messages import Finish, Go
from kmstui.tui.screen import Page
from kmstui.tui.text import T
from kmstui.tui.widgets.line_input import LineInput


class OpenFirst(Command):
    """Open the first key."""

    id = "sample.open"
    title = "Open key"
    label = "Open"
    key = "o"


class Disable(Command):
    """Disable the first key; what it encrypts stays as it is."""

    id = "sample.disable"
    title = "Disable key"
    key = "e"
    mutates = True


class Delete(Command):
    """Delete the first key."""

    id = "sample.delete"
    title = "Delete key"
    key = "x"
    danger = Danger.TYPE
    mutates = True


class Forget(Command):
    """Ask the account what would be lost, and then the person."""

    id = "sample.forget"
    title = "Forget key"
    key = "f"
    danger = Danger.TYPE
    mutates = True
    on_bar = False


class Make(Command):
    """Make a key."""

    id = "sample.make"
    title = "Make a key"
    key = "c"
    on_bar = False


class Never(Command):
    """Do what cannot be done."""

    id = "sample.never"
    title = "Never"
    key = "n"


def list_names(gateway: Gateway) -> list[str]:
    """The ids of all keys."""
    return [key["KeyId"] for key in gateway.call("kms", "ListKeys", {})["Keys"]]


class Listing(Page):
    """All keys, as one line of text."""

    PAGE = "kms.keys"
    VERBS: ClassVar[tuple[type[Command], ...]] = (OpenFirst, Disable, Delete, Never)
    HELP = "The keys that you made yourself."

    def __init__(self, *arguments: object, **named: str) -> None:
        super().__init__(*arguments, **named)  # type: ignore[arg-type]
        self.loads = 0
        self.shown: list[str] = []
        self.verdicts: list[Verdict] = []

    def compose_body(self) -> ComposeResult:
        """One line."""
        yield Static(id="names")
        yield LineInput("", "type here", id="entry")

    def load(self) -> None:
        """Ask for the keys."""
        self.loads += 1
        self.ask(list_names, self.show, group="names")

    def show(self, names: list[str]) -> None:
        """Show them."""
        self.shown = names
        self.query_one("#names", Static).update(T(" ".join(names)))

    def why_not(self, command: type[Command]) -> str:
        """One command never can."""
        return "nobody ever can" if command is Never else ""

    @on(OpenFirst)
    def _open(self) -> None:
        self.post_message(Go("kms.key", key_id="key-1"))

    @on(Disable)
    def _disable(self) -> None:
        self.ask(partial(_call, "DisableKey"), lambda _: self.flash(Flash(Kind.OK, "Key disabled.")))

    @on(Delete)
    def _delete(self) -> None:
        question = Question("Delete key", Danger.TYPE, "Delete", subject="key-1", token="key-1")
        self.confirm(question, self.verdicts.append)


class Hasty(Listing):
    """All keys, for somebody who types ahead."""

    PAGE = "kms.aws-keys"
    VERBS = (Delete, Forget, Make)

    @on(Make)
    def _make(self) -> None:
        self.post_message(Go("kms.create-key"))

    @on(Forget)
    def _forget(self) -> None:
        def lost(names: list[str]) -> None:
            body = (f"{len(names)} keys",)
            question = Question(
                "Forget key", Danger.TYPE, "Forget", subject="key-1", body=body, token="key-1"
            )
            self.confirm(question, self.verdicts.append)

        self.ask(list_names, lost)


class OneKey(Page):
    """One key."""

    PAGE = "kms.key"

    def load(self) -> None:
        """Take the name from the arguments."""
        self.heading = self.arguments["key_id"]


class Form(Page):
    """A form without the side navigation."""

    PAGE = "kms.create-key"
    NAV = False
    RELOADS = False
    AUTO_FOCUS = ""

    def compose_body(self) -> ComposeResult:
        """One field."""
        yield LineInput("", "alias")

    def on_mount(self) -> None:
        """Give the focus when everything has its place."""
        self.call_after_refresh(self.query_one(LineInput).focus)

    def on_line_input_submitted(self) -> None:
        """Done."""
        self.post_message(Finish())


class Plain(Page):
    """A page with nothing on it."""

    PAGE = "home"


def _call(operation: str, gateway: Gateway) -> None:
    gateway.call("kms", operation, {"KeyId": "key-1"})
