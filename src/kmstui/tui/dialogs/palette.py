"""`:` - go anywhere and do anything by typing a few letters of its name.

Pages and verbs are there at once; resources arrive when the account has listed them.
"""

from collections.abc import Sequence

from kmstui.console.resources import FINDERS, Resource
from kmstui.tui.dialogs.choices import Row
from kmstui.tui.dialogs.entries import Entry
from kmstui.tui.dialogs.search import Search
from kmstui.tui.history import Place
from kmstui.tui.messages import Go
from kmstui.tui.navigation import PAGES


class Palette(Search):
    """Jump to a page, a resource or a command."""

    TITLE_TEXT = "Jump to"
    PROMPT = ":"
    PLACEHOLDER = "A page, a key, a volume, a command"

    def on_mount(self) -> None:
        """Look for resources while one begins to type."""
        super().on_mount()
        for finder in FINDERS:
            self.ask(finder, self._found_resources, group=finder.__name__)

    def listed(self, typed: str) -> list[tuple[Entry | None, Row]]:
        """The rows for what was typed; a colon before it, out of habit, means nothing."""
        return super().listed(typed.removeprefix(":"))

    def _found_resources(self, resources: Sequence[Resource]) -> None:
        self.offer([resource_entry(resource) for resource in resources])


def page_entries() -> list[Entry]:
    """Every page that needs no argument."""
    return [
        Entry(entry.title, Go(entry.id), "page", f":{entry.jump}", f"g{entry.go}" if entry.go else "")
        for entry in PAGES.values()
        if not entry.needs
    ]


def resource_entry(resource: Resource) -> Entry:
    """One resource of the account."""
    return Entry(resource.name, Go.to(Place(resource.page, resource.arguments)), resource.kind, resource.note)
