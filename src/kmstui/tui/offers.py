"""Turns what a page, its focused widget and the application can do into entries for palette and help."""

from collections.abc import Iterable

from textual.screen import Screen

from kmstui.tui.commands import Command, key_name
from kmstui.tui.dialogs.entries import Entry
from kmstui.tui.messages import Press, Run
from kmstui.tui.screen import Page


def command_entries(page: Page, commands: Iterable[type[Command]]) -> list[Entry]:
    """Commands as entries; what cannot run now says why."""
    return [
        Entry(
            command.title,
            Run(command.id),
            "do",
            command.tooltip().replace("`", ""),
            command.shown_key(),
            page.reason(command),
        )
        for command in commands
    ]


def widget_entries(page: Screen[None]) -> list[Entry]:
    """What the focused widget does with keys; keys that do the same stand together."""
    keys: dict[str, list[str]] = {}
    for key, active in page.active_bindings.items():
        if active.node is page.focused and active.binding.description:
            keys.setdefault(active.binding.description, []).append(key)
    return [
        Entry(description, Press(same[0]), key=" ".join(map(key_name, same)))
        for description, same in keys.items()
    ]
