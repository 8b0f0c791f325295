"""What can be done on every page. Keys for these are bound by the application."""

from abc import abstractmethod

from kmstui.tui.commands import Command
from kmstui.tui.messages import Move, Step
from kmstui.tui.screen import Page


class Everywhere(Command):
    """A command that needs no page of its own."""

    @abstractmethod
    def run(self, page: Page) -> None:
        """Do it, on the page in front."""


class Filter(Everywhere):
    """Show only what matches: text, `column:value`, `tag:name=value`, and `!` in front for the opposite."""

    id = "filter"
    title = "Filter"
    key = "slash"

    def run(self, page: Page) -> None:
        """Put the cursor into the page's filter."""
        page.focus_filter()


class Reload(Everywhere):
    """Ask the account again for everything this page shows."""

    id = "reload"
    title = "Refresh"
    key = "r"

    def run(self, page: Page) -> None:
        """Load the page again."""
        page.reload()


class Back(Everywhere):
    """Dismiss the newest message, or else go back to the page you came from."""

    id = "back"
    title = "Back"
    key = "escape,q"

    def run(self, page: Page) -> None:
        """Dismiss, or go back."""
        if page.session.flashes.dismiss_last():
            page.refresh_frame()
        else:
            page.post_message(Move(Step.BACK))


EVERYWHERE: tuple[type[Everywhere], ...] = (Filter, Reload, Back)
"""All of them."""
