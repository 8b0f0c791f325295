"""Keys typed faster than the console can follow arrive where they were meant to."""

import pytest
from tests.tui.conftest import Running
from tests.tui.shell.sample_pages import Hasty
from textual import events
from textual.widgets import Input

from kmstui.tui.dialogs.confirm import Verdict
from kmstui.tui.dialogs.palette import Palette
from kmstui.tui.history import Place


def _key(letter: str) -> events.Key:
    return events.Key({":": "colon", "-": "minus", "\r": "enter"}.get(letter, letter), letter)


async def test_what_is_typed_after_a_dialogs_key_goes_into_the_dialog(running: Running) -> None:
    async with running() as pilot:
        for letter in ":vol":
            pilot.app.post_message(_key(letter))
        await pilot.pause()
        await pilot.pause()
        assert isinstance(pilot.app.screen, Palette)
        assert pilot.app.screen.query_one(Input).value == "vol"


async def test_g_and_a_letter_go_to_a_page_however_fast(running: Running) -> None:
    async with running() as pilot:
        for letter in "gk":
            pilot.app.post_message(_key(letter))
        await pilot.pause()
        await pilot.pause()
        assert getattr(pilot.app.screen, "PAGE", "") == "kms.keys"


async def test_a_long_burst_of_keys_loses_none_and_keeps_their_order(running: Running) -> None:
    text = "abcdefghijklmnopqrstuvwxyz" * 4
    async with running() as pilot:
        for letter in ":" + text:
            pilot.app.post_message(_key(letter))
        for _ in range(10):
            await pilot.pause()
        assert pilot.app.screen.query_one(Input).value == text


@pytest.mark.parametrize("verb", ["x", "f"], ids=["at once", "after the account has answered"])
async def test_a_word_typed_after_a_verb_goes_into_the_dialog_it_opens(running: Running, verb: str) -> None:
    async with running(start=Place("kms.aws-keys")) as pilot:
        page = pilot.app.screen
        assert isinstance(page, Hasty)
        page.set_focus(None)
        for letter in f"{verb}key-1\r":
            pilot.app.post_message(_key(letter))
        for _ in range(20):
            await pilot.pause()
        assert page.verdicts == [Verdict("confirm")]


async def test_what_is_typed_after_the_key_of_a_form_goes_into_the_form(running: Running) -> None:
    async with running(start=Place("kms.aws-keys")) as pilot:
        pilot.app.screen.set_focus(None)
        for letter in "corders":
            pilot.app.post_message(_key(letter))
        for _ in range(10):
            await pilot.pause()
        assert pilot.app.screen.query_one(Input).value == "orders"
