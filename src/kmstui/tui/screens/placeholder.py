"""A page with nothing on it yet: what `Page` needs at the least, and a place to start from."""

from textual import on
from textual.app import ComposeResult
from textual.widgets import Static

from kmstui.tui.commands import Command
from kmstui.tui.flashes import Flash, Kind
from kmstui.tui.screen import Page
from kmstui.tui.text import T


class SayHello(Command):
    """Raise a flash, to see one."""

    id = "placeholder.hello"
    title = "Say hello"
    key = "h"


class Placeholder(Page):
    """Says its own name."""

    PAGE = "home"
    VERBS = (SayHello,)
    HELP = "There is nothing here yet."

    def compose_body(self) -> ComposeResult:
        """One line."""
        yield Static(T((self.entry.title, "bold $k-head")))

    @on(SayHello)
    def hello(self) -> None:
        """Raise a flash."""
        self.flash(Flash(Kind.OK, "Hello.", f"You are {self.session.identity.name}."))
