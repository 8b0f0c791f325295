"""Keys typed faster than the console can follow arrive where they were meant to."""

from tests.tui.conftest import Running
from textual import events
from textual.widgets import Input

from kmstui.tui.dialogs.palette import Palette


def _key(letter: str) -> events.Key:
    return events.Key({":": "colon"}.get(letter, letter), letter)


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
