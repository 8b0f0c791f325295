"""The registry of commands: nothing in it is missing, ambiguous or dangerous to press."""

import pytest
from tests.tui.shell.sample_pages import Disable, Listing, Never

from kmstui.tui.commands import Command, bindings, key_name, markdown_table
from kmstui.tui.verbs import EVERYWHERE

STOLEN = {"f1", "f5", "ctrl+j", "ctrl+k", "ctrl+e", "ctrl+p", "ctrl+enter"}
"""Keys that terminals and editors around them keep for themselves."""


@pytest.mark.parametrize("command", EVERYWHERE, ids=lambda command: command.id)
def test_every_command_says_what_it_is(command: type[Command]) -> None:
    assert command.id
    assert command.title
    assert command.tooltip().endswith(".")
    assert command.tooltip() != Command.tooltip()


def test_no_two_commands_have_the_same_id_or_key() -> None:
    keys = [key for command in EVERYWHERE if command.key for key in command.key.split(",")]
    assert len({command.id for command in EVERYWHERE}) == len(EVERYWHERE)
    assert len(set(keys)) == len(keys)


def test_no_command_has_only_a_key_that_others_steal() -> None:
    for command in EVERYWHERE:
        assert not command.key or set(command.key.split(",")) - STOLEN, command.id


@pytest.mark.parametrize(
    ("key", "shown"),
    [
        ("c", "c"),
        ("P", "P"),
        ("ctrl+s", "^s"),
        ("question_mark", "?"),
        ("slash", "/"),
        ("colon", ":"),
        ("f8", "F8"),
        ("space", "Space"),
        ("escape", "Esc"),
        ("alt+right", "Alt+→"),
        ("", ""),
    ],
)
def test_keys_are_named_as_people_read_them(key: str, shown: str) -> None:
    assert key_name(key) == shown


def test_a_command_without_a_key_is_not_bound() -> None:
    class Keyless(Command):
        """Wait to be chosen from a menu."""

        id = "test.keyless"
        title = "Keyless"

    (binding,) = bindings([Keyless, Disable])
    assert (binding.key, binding.action, binding.id) == ("e", "command('sample.disable')", "sample.disable")


def test_the_commands_make_a_table_for_the_documentation() -> None:
    assert markdown_table([Disable, Never]) == (
        "| Key | Command | What it does |\n"
        "|---|---|---|\n"
        "| `e` | Disable key | Disable the first key; what it encrypts stays as it is. |\n"
        "| `n` | Never | Do what cannot be done. |\n"
    )


def test_a_command_named_like_an_event_of_textual_is_no_such_event() -> None:
    class Leave(Command):
        """Go away."""

        id = "test.leave"
        title = "Leave"

    assert Leave.handler_name == "on_command_leave"


def test_a_page_binds_its_commands() -> None:
    bound = {binding.id for binding in Listing._merged_bindings.key_to_bindings["e"]}  # type: ignore[union-attr]
    assert bound == {"sample.disable"}
