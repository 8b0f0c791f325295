"""Text from an account, in every widget that shows any: never markup, never a control character, never a
crash."""

import asyncio
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from tests.tui.widgets.conftest import harmless
from tests.tui.widgets.gallery import Gallery, KeyRow, key_panel
from textual.widget import Widget

from kmstui.aws.volume_io import Sector
from kmstui.tui.palette import Palette
from kmstui.tui.palettes import DARK
from kmstui.tui.spans import Span
from kmstui.tui.textual_hooks import screen_strips
from kmstui.tui.widgets.alert import Alert
from kmstui.tui.widgets.buttons import Button
from kmstui.tui.widgets.check_list import Checkbox
from kmstui.tui.widgets.choice_list import ChoiceList
from kmstui.tui.widgets.code_card import CodeCard
from kmstui.tui.widgets.effects_card import Effect, EffectsCard
from kmstui.tui.widgets.event_list import EventLine, EventList
from kmstui.tui.widgets.fields import TextBoxField, TextField
from kmstui.tui.widgets.hex_pane import HexPane
from kmstui.tui.widgets.json_view import JsonView
from kmstui.tui.widgets.key_values import KeyValue, KeyValueCard
from kmstui.tui.widgets.kpi_tile import Figure, KpiTile
from kmstui.tui.widgets.option_menu import Option, OptionMenu
from kmstui.tui.widgets.panel import Panel, PanelAction
from kmstui.tui.widgets.permission_card import Check, PermissionCard
from kmstui.tui.widgets.pills import StatusPill
from kmstui.tui.widgets.policy_editor import PolicyEditor
from kmstui.tui.widgets.policy_problems import Problem
from kmstui.tui.widgets.select import SelectField
from kmstui.tui.widgets.step_rail import Step, StepRail
from kmstui.tui.widgets.tabs import Tab, TabStrip
from kmstui.tui.widgets.tag_editor import TagEditor

PAYLOADS = (
    "[red]x[/]",
    "[/]",
    "[/foo]",
    "[/ ",
    "[@click=app.bell]x[/]",
    "[link=https://example.org]x",
    "\x1b]52;c;aGk=\x07",
    "\x1b]0;title\x1b\\",
    "\x1b[2J\x1b[31m",
    "\x9b31m\x90q\x9c",
    "a\nb\tc\rd",
    "\u202egnp.exe\u2066x\u2069",
    "zero\u200bwidth\ufeff\u200d",
    "combining e\u0301\u0301\u0301 wide 漢字 한글",
    "\ud800 lone \udfff",
    "\x00\x7f\u2028\u2029\u00ad",
    "x" * 5000,
)


def open_menu(text: str) -> Widget:
    """A menu that is in sight."""
    menu = OptionMenu(
        (Option("a", text, text, detail=(Span(text),)), Option("b", text, refusal=text, hotkey=text))
    )
    menu.display = True
    return menu


def key_row(text: str) -> Widget:
    """A table with one row of it."""
    return key_panel((KeyRow(text, text, text, text, text, text, text),))


def problem(text: str) -> Widget:
    """An editor with a problem."""
    editor = PolicyEditor(text)
    editor.problems = (Problem(1, 1, text), Problem(9, 9, text))
    return editor


MAKERS: dict[str, Callable[[str], Widget]] = {
    "panel": lambda t: Panel(t, counter=t, legend=(Span(t),), actions=(PanelAction(t, t),), foot=t),
    "table": key_row,
    "button": Button,
    "field": lambda t: TextField(t, t, placeholder=t, hint=t),
    "wrong field": lambda t: TextField(t, "", placeholder=t, error=t),
    "text box": lambda t: TextBoxField(t, t, hint=t),
    "select": lambda t: SelectField(t, (Option("a", t, t),), "a"),
    "menu": open_menu,
    "choice": lambda t: ChoiceList((Option("a", t, t, detail=(Span(t),)),), "a"),
    "check box": lambda t: Checkbox(t, note=t),
    "tags": lambda t: TagEditor(((t, t),)),
    "values": lambda t: KeyValueCard((KeyValue(t, t, link=t), KeyValue("x", (Span(t, "ok"),)))),
    "tile": lambda t: KpiTile(t, Figure((t,), (t,), words=(t,))),
    "tabs": lambda t: TabStrip((Tab("a", t, t), Tab("b", t))),
    "rail": lambda t: StepRail(t, (Step(t, t), Step(t, t)), 1, so_far=((t, t),)),
    "ribbon": lambda t: StepRail(t, (Step(t, t), Step(t, t)), 1, ribbon=True),
    "events": lambda t: EventList((EventLine("a", t, t, t, failed=True),)),
    "no events": lambda t: EventList(sentence=t),
    "code": CodeCard,
    "effects": lambda t: EffectsCard((Effect(t, t, t),)),
    "checks": lambda t: PermissionCard((Check(t, False, t),)),
    "alert": lambda t: Alert(t, t, request_id=t, offer=t),
    "json": lambda t: JsonView(t, verdict=t),
    "editor": problem,
    "pill": lambda t: StatusPill(t, t),
    "sector": lambda t: HexPane(Sector(0, t.encode("utf-8", "replace"), t.encode("utf-8", "replace"))),
}


async def rows(widget: Widget, palette: Palette = DARK) -> list[str]:
    """The screen with a widget on it."""
    app = Gallery(widget, palette=palette)
    async with app.run_test(size=(60, 16)) as pilot:
        await pilot.pause()
        return [strip.text for strip in screen_strips(app.screen)]


@pytest.mark.parametrize("name", MAKERS)
@pytest.mark.parametrize("text", PAYLOADS, ids=range(len(PAYLOADS)))
async def test_text_is_shown_and_not_obeyed(name: str, text: str) -> None:
    shown = await rows(MAKERS[name](text))
    assert len(shown) == 16
    for row in shown:
        assert harmless(row)
        assert cell_len(row) == 60


@pytest.mark.parametrize("name", sorted(MAKERS.keys() - {"sector", "alert", "tags", "pill"}))
async def test_markup_is_shown_as_it_was_written(name: str) -> None:
    assert "[red]x[/]" in "\n".join(await rows(MAKERS[name]("[red]x[/]")))


@given(st.text(st.characters(codec=None), max_size=40))
@settings(max_examples=12, deadline=None)
def test_whatever_is_stored_can_be_shown(text: str) -> None:
    """All widgets at once, for any string at all."""

    async def run() -> None:
        app = Gallery(*(make(text) for make in MAKERS.values()))
        async with app.run_test(size=(100, 120)) as pilot:
            await pilot.pause()
            assert all(harmless(strip.text) for strip in screen_strips(app.screen))

    asyncio.run(run())
