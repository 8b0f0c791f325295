"""Text from the account is shown, never obeyed: neither as markup nor by the terminal."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.segment import Segment
from tests.tui.conftest import Driver, FakeEndpoint, make_app, rows, settle
from textual.app import App, ComposeResult
from textual.color import Color
from textual.widgets import Static

from kmstui.aws.errors import AwsError
from kmstui.aws.gateway import Identity
from kmstui.tui.commands import Danger
from kmstui.tui.control_filter import NET
from kmstui.tui.dialogs.confirm import Question
from kmstui.tui.dialogs.json_viewer import JsonViewer, as_json
from kmstui.tui.flashes import Flash, Kind
from kmstui.tui.history import Place
from kmstui.tui.screen import Page
from kmstui.tui.spans import Span
from kmstui.tui.text import T
from kmstui.tui.textual_hooks import screen_strips

PAYLOADS = {
    "markup": "mallory [red]x[/]",
    "unbalanced markup": "[/] [/foo] [/ ",
    "action link": "[@click=app.bell]x[/]",
    "escape": "\x1b[2J\x1b[31m",
    "clipboard": "\x1b]52;c;ZXZpbA==\x07",
    "title": "\x1b]0;owned\x07",
    "c1": "\x9b31m",
    "bidi": "admin\u202etxt.exe",
    "zero width": "ad\u200bmin\ufeff",
    "surrogate": "\ud800x",
    "newline": "two\nlines\tand a tab",
    "wide": "鍵キー🔑",
}
CONTROLS = {*map(chr, range(0x20)), *map(chr, range(0x7F, 0xA0)), "\u202e", "\u200b", "\ufeff", "\ud800"}


def assert_harmless(pilot: Driver, size: tuple[int, int] = (120, 40)) -> str:
    """The screen as text, in which nothing could act on a terminal and every row has its width."""
    for strip in screen_strips(pilot.app.screen):
        for segment in strip:
            assert not CONTROLS & set(segment.text), segment.text
            assert segment.style is None or not segment.style.meta
        assert strip.cell_length == size[0]
    return "\n".join(rows(pilot))


@pytest.mark.parametrize("payload", PAYLOADS.values(), ids=PAYLOADS.keys())
async def test_hostile_text_is_shown_everywhere_in_the_frame(endpoint: FakeEndpoint, payload: str) -> None:
    endpoint.people = (Identity(payload, f"arn:aws:iam::111122223333:user/{payload}", payload),)
    endpoint.label = payload
    endpoint.answers["kms", "ListAliases"] = {
        "Aliases": [{"AliasName": f"alias/{payload}", "TargetKeyId": "key-1"}]
    }
    endpoint.answers["kmstui", "GetStatus"] = {"Pace": payload, "Frozen": True, "DataDirectory": payload}
    app = make_app(endpoint, start=Place("kms.key", {"key_id": payload}))
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        page = pilot.app.screen
        assert isinstance(page, Page)
        page.flash(Flash(Kind.OK, payload, payload, payload))
        page.refused(AwsError("AccessDenied", payload, request_id=payload))
        await settle(pilot)
        assert_harmless(pilot)
        for keys in (["P"], ["colon"], ["question_mark"], ["ctrl+g"], ["at"]):
            await pilot.press(*keys)
            await settle(pilot)
            assert_harmless(pilot)
            await pilot.press("escape")
            await settle(pilot)
        page.confirm(
            Question(
                payload, Danger.TYPE, payload[:20], subject=payload, body=((Span(payload),),), token=payload
            ),
            lambda _: None,
        )
        await settle(pilot)
        assert_harmless(pilot)
        await pilot.press("escape")
        await settle(pilot)
        pilot.app.push_screen(JsonViewer(page.session, payload, as_json({payload: [payload]})))
        await settle(pilot)
        assert_harmless(pilot)


async def test_markup_in_a_name_is_shown_as_it_is(endpoint: FakeEndpoint) -> None:
    endpoint.people = (Identity("mallory [red]x[/]", "", "[@click=app.bell]note[/]"),)
    async with make_app(endpoint, start=Place("kms.keys")).run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        assert "mallory [red]x[/] ▾" in rows(pilot)[0]
        pilot.app.screen.set_focus(None)
        await pilot.press("P")
        await settle(pilot)
        assert "[@click=app.bell]note[/]" in "\n".join(rows(pilot))


async def test_an_escape_sequence_is_shown_as_a_picture(endpoint: FakeEndpoint) -> None:
    endpoint.people = (Identity("eve\x1b[2J", "", ""),)
    async with make_app(endpoint).run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        assert "eve␛[2J ▾" in rows(pilot)[0]


class Careless(App[None]):
    """Gives raw text to a stock widget, as nobody should."""

    def compose(self) -> ComposeResult:
        """One careless line."""
        yield Static("a\x1b]52;c;ZXZpbA==\x07b\u202ec", markup=False)

    def get_line_filters(self) -> list[object]:  # type: ignore[override]
        """The net."""
        return [*super().get_line_filters(), NET]


async def test_the_net_catches_what_nobody_neutralised() -> None:
    app = Careless()
    async with app.run_test(size=(40, 5)) as pilot:
        await pilot.pause()
        (first, *_) = screen_strips(app.screen)
        assert first.text.rstrip() == "a]52;c;ZXZpbA==bc"


@given(st.text(st.characters()))
def test_the_net_leaves_nothing_that_acts_and_keeps_the_width(text: str) -> None:
    (cleaned,) = NET.apply([Segment(text)], Color(0, 0, 0))
    assert not CONTROLS & set(cleaned.text)
    assert cell_len(cleaned.text) == cell_len(text)


def test_the_net_leaves_the_terminals_own_control_segments_alone() -> None:
    segment = Segment("\x1b[?25l", None, [])
    control = Segment("\x1b[?25l", None, [(1,)])  # type: ignore[list-item]
    assert NET.apply([control], Color(0, 0, 0)) == [control]
    assert NET.apply([segment], Color(0, 0, 0)) != [segment]


@given(st.lists(st.text(st.characters()), max_size=4))
def test_content_from_data_is_never_parsed(parts: list[str]) -> None:
    content = T(*parts, ("x", "bold"))
    assert not CONTROLS & set(content.plain)
    assert len(content.spans) == 1
