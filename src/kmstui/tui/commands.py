"""What a person can do, one class per command.

A command is a Textual message. Its docstring is the tooltip and the help text; its class attributes say which
key runs it, what it is called and how dangerous it is. Key bar, help, palette, documentation and tests are
all made from these classes, so they cannot disagree. What a command *does* is the business of the page that
handles it:

    class DisableKey(Command):
        \"\"\"Stop this key from being used; everything under it stays, and it can be enabled again.\"\"\"

        id = "keys.disable"
        title = "Disable key"
        key = "e"
        mutates = True

    class CustomerKeys(Page):
        VERBS = (CreateKey, DisableKey)

        @on(DisableKey)
        def disable(self) -> None: ...

This module knows no page and no application.
"""

from collections.abc import Iterable
from enum import IntEnum
from inspect import cleandoc
from typing import ClassVar

from textual.binding import Binding
from textual.message import Message


class Danger(IntEnum):
    """How much a person must do before a command goes ahead."""

    NONE = 0
    """It just runs."""
    CONFIRM = 1
    """A dialog whose default is Cancel."""
    ANSWER = 2
    """A dialog that wants `y`."""
    TYPE = 3
    """A dialog that wants a word typed: what it destroys does not come back."""


class Command(Message):
    """Something a person can do here."""

    id: ClassVar[str] = ""
    """The stable name, `topic.verb`, by which documentation and key maps know it."""
    title: ClassVar[str] = ""
    """What it is called in help and palette, such as `Schedule key deletion`."""
    label: ClassVar[str] = ""
    """The shorter name for the key bar; empty where the title will do."""
    key: ClassVar[str] = ""
    """Textual's name of the key, such as `c`, `ctrl+s` or `question_mark`; several are separated by commas
    and the first is the one shown. Empty: only from palette, menus and the mouse."""
    danger: ClassVar[Danger] = Danger.NONE
    """How it asks before it goes ahead."""
    mutates: ClassVar[bool] = False
    """Whether it changes the account; a read-only console refuses those."""
    on_bar: ClassVar[bool] = True
    """Whether the key bar has room for it."""
    over_dialogs: ClassVar[bool] = False
    """Whether its key does its work while a dialog is open, too."""

    def __init_subclass__(cls) -> None:
        super().__init_subclass__(namespace="command")

    @classmethod
    def tooltip(cls) -> str:
        """What it does, in one paragraph: the class's docstring."""
        return " ".join(cleandoc(cls.__doc__ or "").split())

    @classmethod
    def bar_label(cls) -> str:
        """What the key bar calls it."""
        return cls.label or cls.title

    @classmethod
    def shown_key(cls) -> str:
        """Its key as a person reads it, such as `^s`; empty where it has none."""
        return key_name(cls.key.partition(",")[0])


_KEY_NAMES = {
    "question_mark": "?",
    "slash": "/",
    "colon": ":",
    "at": "@",
    "minus": "-",
    "equals_sign": "=",
    "backslash": "\\",
    "asterisk": "*",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
    "less_than_sign": "<",
    "greater_than_sign": ">",
    "space": "Space",
    "enter": "Enter",
    "escape": "Esc",
    "tab": "Tab",
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
    "home": "Home",
    "end": "End",
    "delete": "Del",
    "backspace": "Backspace",
    "pageup": "PgUp",
    "pagedown": "PgDn",
}


def key_name(key: str) -> str:
    """A key as a person reads it: `ctrl+s` is `^s`, `question_mark` is `?`."""
    modifier, _, base = key.rpartition("+")
    shown = _KEY_NAMES.get(base, base.upper() if base[:1] == "f" and base[1:].isdigit() else base)
    if modifier == "ctrl":
        return f"^{shown}"
    return f"{modifier.capitalize()}+{shown}" if modifier else shown


def bindings(commands: Iterable[type[Command]]) -> list[Binding]:
    """Textual's bindings for those commands that have a key; each runs `action_command(id)`."""
    return [
        Binding(
            command.key,
            f"command('{command.id}')",
            command.title,
            show=False,
            priority=command.over_dialogs,
            id=command.id,
        )
        for command in commands
        if command.key
    ]


def markdown_table(commands: Iterable[type[Command]]) -> str:
    """The commands as a Markdown table, for the documentation."""
    rows = ["| Key | Command | What it does |", "|---|---|---|"]
    for command in commands:
        shown = command.shown_key().replace("|", "\\|")
        key = f"`{shown}`" if shown else ""
        rows.append(f"| {key} | {command.title} | {command.tooltip()} |")
    return "\n".join(rows) + "\n"
