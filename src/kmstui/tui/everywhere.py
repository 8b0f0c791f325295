"""What it is to be a command that works on every page."""

from abc import abstractmethod

from kmstui.tui.commands import Command
from kmstui.tui.screen import Page


class Everywhere(Command):
    """A command that needs no page of its own."""

    on_bar = False

    @abstractmethod
    def run(self, page: Page) -> None:
        """Do it, on the page in front."""
