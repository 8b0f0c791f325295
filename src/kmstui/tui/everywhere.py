"""What it is to be a command that works on every page."""

from abc import abstractmethod
from collections.abc import Iterable, Sequence

from textual.screen import Screen

from kmstui.tui.commands import Command
from kmstui.tui.screen import Page


class Everywhere(Command):
    """A command that needs no page of its own."""

    on_bar = False

    @abstractmethod
    def run(self, page: Page) -> None:
        """Do it, on the page in front."""


def run_on_front(
    commands: Iterable[type[Everywhere]], command_id: str, screens: Sequence[Screen[object]]
) -> None:
    """Run the command of an id on the page that is in front, or below dialogs if the command may."""
    page = next((screen for screen in reversed(screens) if isinstance(screen, Page)), None)
    for command in commands:
        if command.id == command_id and page and (page is screens[-1] or command.over_dialogs):
            command().run(page)
