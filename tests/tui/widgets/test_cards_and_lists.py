"""Cards, lists, tabs and rails: what they say, where they can be clicked, what they tell."""

import pytest
from tests.tui.widgets.conftest import Staging
from tests.tui.widgets.gallery import CLI, EVENTS, SO_FAR, STEPS

from kmstui.tui.spans import Span, plain
from kmstui.tui.widgets.alert import Alert, wrap
from kmstui.tui.widgets.buttons import Button
from kmstui.tui.widgets.code_card import CodeCard, colour_command
from kmstui.tui.widgets.copying import CopyRequested
from kmstui.tui.widgets.effects_card import Effect, EffectsCard
from kmstui.tui.widgets.event_list import EventList
from kmstui.tui.widgets.key_values import KeyValue, KeyValueCard
from kmstui.tui.widgets.panel import Panel, PanelAction
from kmstui.tui.widgets.permission_card import Check, PermissionCard
from kmstui.tui.widgets.pills import LOOKS, StatusPill, look, pill
from kmstui.tui.widgets.step_rail import StepRail
from kmstui.tui.widgets.tabs import Tab, TabStrip

ITEMS = (
    KeyValue("Status", pill("Enabled")),
    KeyValue("Key ID", "9f3c1b7e", link="key:9f3c1b7e"),
    KeyValue("ARN", "arn:aws:kms:us-east-1:1:key/9f…", copy="arn:aws:kms:us-east-1:1:key/9f3c1b7e"),
)


async def test_a_panel_carries_title_counter_actions_and_foot(stage: Staging) -> None:
    panel = Panel("Keys [/]", counter="(2)", actions=(PanelAction("r", "refresh"),), foot="1–2 of 2")
    async with stage(panel, size=(44, 4)) as on:
        assert on.text() == [
            "╭─ Keys [/] (2) ─────────────── r refresh ─╮",
            "│                                          │",
            "│                                          │",
            "╰─────────────────────────────── 1–2 of 2 ─╯",
        ]
        await on.click(panel, 33, 0)
        assert [message.action.label for message in on.heard(Panel.ActionPressed)] == ["refresh"]
        await on.click(panel, 5, 0)
        assert len(on.heard(Panel.ActionPressed)) == 1


async def test_a_panels_border_shows_that_the_focus_is_inside(stage: Staging) -> None:
    button = Button("Inside")
    panel = Panel("Keys", button)
    async with stage(panel, Button("Outside", id="outside"), size=(40, 8)) as on:
        plain_line = panel.frame.strip(0)
        button.focus()
        await on.pilot.pause()
        assert panel.frame.strip(0) != plain_line
        on.app.query_one("#outside").focus()
        await on.pilot.pause()
        assert panel.frame.strip(0) == plain_line


async def test_a_panel_can_be_as_high_as_what_is_in_it(stage: Staging) -> None:
    panel = Panel("Keys", Button("One"), Button("Two"), auto=True)
    async with stage(panel, size=(40, 12)):
        assert panel.outer_size.height == 4


@pytest.mark.parametrize("status", LOOKS)
def test_every_state_has_a_glyph_and_a_word(status: str) -> None:
    assert look(status).glyph in "●○◌▲✗✓"
    assert plain(pill(status, "5d")) == f"{look(status).glyph} {look(status).word} 5d"


async def test_an_unknown_state_is_shown_as_it_is_called(stage: Staging) -> None:
    async with stage(StatusPill("Brand[/]New"), size=(40, 3)) as on:
        assert on.text()[0].rstrip() == "○ Brand[/]New"


async def test_values_are_followed_and_copied(stage: Staging) -> None:
    card = KeyValueCard(ITEMS)
    async with stage(card, size=(60, 5)) as on:
        assert [row.rstrip() for row in on.text()[:3]] == [
            "Status  ● Enabled",
            "Key ID  9f3c1b7e",
            "ARN     arn:aws:kms:us-east-1:1:key/9f…",
        ]
        card.focus()
        await on.press("y", "j", "enter", "y", "j", "j", "y", "enter")
        assert [(message.text, message.what) for message in on.heard(CopyRequested)] == [
            ("● Enabled", "Status"),
            ("9f3c1b7e", "Key ID"),
            ("arn:aws:kms:us-east-1:1:key/9f3c1b7e", "ARN"),
        ]
        await on.click(card, 10, 1)
        assert [message.link for message in on.heard(KeyValueCard.LinkFollowed)] == ["key:9f3c1b7e"] * 2
        card.cursor = 2
        card.items = ITEMS[:1]
        await on.press("y")
        assert card.cursor == 0


TABS = (Tab("a", "General"), Tab("b", "Key policy", alert=True), Tab("c", "Tags", "2"))


async def test_tabs_change_by_arrow_number_and_click(stage: Staging) -> None:
    strip = TabStrip(TABS)
    async with stage(strip, size=(60, 4)) as on:
        strip.focus()
        await on.press("right", "right", "right", "1", "9", "left")
        assert [message.key for message in on.heard(TabStrip.Activated)] == ["b", "c", "a"]
        await on.click(strip, 14, 0)
        assert strip.active == "b"
        assert [row.rstrip() for row in on.text()[:1]] == [" General   Key policy ✗   Tags 2"]
        assert on.text()[1].index("━") == 11


async def test_tabs_that_do_not_fit_follow_the_active_one(stage: Staging) -> None:
    strip = TabStrip([Tab(f"{n}", f"Tab number {n}") for n in range(8)], "6")
    async with stage(strip, size=(40, 3)) as on:
        assert on.text()[0].startswith("‹ ")
        assert "Tab number 6" in on.text()[0]
        strip.active = "0"
        await on.pilot.pause()
        assert on.text()[0].startswith(" Tab number 0")
        assert on.text()[0].endswith("›")


async def test_tabs_in_one_row_are_numbered_and_underlined(stage: Staging) -> None:
    strip = TabStrip(TABS, numbers=True)
    strip.styles.height = 1
    async with stage(strip, size=(60, 3)) as on:
        assert on.text()[0].startswith(" 1 General   2 Key policy")
        assert "━" not in on.text()[1]


async def test_a_rail_offers_the_steps_that_are_done(stage: Staging) -> None:
    rail = StepRail("Create key", STEPS, 2, so_far=SO_FAR)
    async with stage(rail, size=(40, 36)) as on:
        text = "\n".join(on.text())
        assert "Step 3  optional" in text
        assert "Usage  Encrypt / decrypt" in text
        await on.click(rail, 6, 7)
        await on.click(rail, 6, 10)
        assert [message.index for message in on.heard(StepRail.Chosen)] == [1]


async def test_a_ribbon_is_a_rail_in_one_row(stage: Staging) -> None:
    rail = StepRail("Create key", STEPS, 2, ribbon=True)
    async with stage(rail, size=(80, 3)) as on:
        assert on.text()[0].rstrip() == " ✓ Configure ── ✓ Labels ── 3 Admins ── 4 Users ── 5 Review"
        await on.click(rail, 4, 0)
        assert [message.index for message in on.heard(StepRail.Chosen)] == [0]


async def test_a_low_rail_leaves_out_what_has_no_room(stage: Staging) -> None:
    async with stage(StepRail("Create key", STEPS, 0, so_far=SO_FAR), size=(40, 15)) as on:
        assert "So far" not in "\n".join(on.text())
        assert "Review and edit policy" in "\n".join(on.text())


async def test_events_are_walked_over_and_opened(stage: Staging) -> None:
    events = EventList(EVENTS)
    async with stage(events, size=(50, 4)) as on:
        assert on.text()[0] == "09:26:51 ● Decrypt                      i-0c41e88a"
        events.focus()
        await on.press("j", "enter")
        await on.press(*"jjjjj")
        assert events.first == 3
        assert any("DisableKey" in row for row in on.text())
        await on.click(events, 5, 0, times=2)
        assert [message.line.name for message in on.heard(EventList.Opened)] == [
            "GenerateDataKeyWithoutPlaintext",
            "CreateVolume",
        ]
        events.lines = ()
        await on.pilot.pause()
        assert on.text()[0].rstrip() == "No events yet."


async def test_a_command_is_coloured_and_copied(stage: Staging) -> None:
    card = CodeCard(CLI, wrong=frozenset({"--throughput"}))
    async with stage(card, size=(60, 10)) as on:
        assert on.text()[0].rstrip() == "aws ec2 create-volume \\"
        card.focus()
        await on.press("y")
        assert on.heard(CopyRequested)[0].text == CLI


def test_parts_of_a_command_have_their_colours() -> None:
    parts = {
        part.text: (part.color, part.flags)
        for part in colour_command(CLI.split("\n")[2], frozenset({"--throughput"}))
    }
    assert parts["--iops"] == ("link", "")
    assert parts["6000"] == ("number", "")
    assert parts["1400"] == ("err", "u")
    assert colour_command("aws kms")[0] == Span("aws", "head")
    assert Span("alias/x", "string") in colour_command("  --key-id alias/x")
    assert Span("'a b'", "string") in colour_command("  --description 'a b'")


async def test_effects_are_numbered_and_joined(stage: Staging) -> None:
    card = EffectsCard((Effect("CreateVolume", "EC2", "vol-…"), Effect("Decrypt", "later")))
    async with stage(card, size=(40, 6)) as on:
        assert [row.rstrip() for row in on.text()[:4]] == [
            "1 CreateVolume",
            "│ EC2 · vol-…",
            "2 Decrypt",
            "  later",
        ]


async def test_a_decision_can_be_asked_about(stage: Staging) -> None:
    checks = (
        Check("kms:Decrypt", True, "grant"),
        Check("kms:Encrypt", False, "no statement"),
        Check("kms:List", None),
    )
    card = PermissionCard(checks)
    async with stage(card, size=(40, 8)) as on:
        assert [row[:2] for row in on.text()[:6:2]] == ["✓ ", "✗ ", "◌ "]
        await on.click(card, 3, 2)
        assert on.heard(PermissionCard.WhyRequested)[0].check == checks[1]


async def test_an_error_says_code_message_and_request(stage: Staging) -> None:
    alert = Alert("AccessDenied", "User is not authorized to perform it", request_id="8f1d", offer="Why?")
    async with stage(alert, size=(34, 8)) as on:
        rows = on.text()
        assert rows[0] == "╭─ ✗ AccessDenied ────── y copy ─╮"
        assert rows[1] == "│ User is not authorized to      │"
        assert "Request ID 8f1d" in rows[3]
        alert.focus()
        await on.press("y", "enter")
        await on.click(alert, 28, 4)
        assert (
            on.heard(CopyRequested)[0].text
            == "AccessDenied: User is not authorized to perform it\nRequest ID: 8f1d"
        )
        assert len(on.heard(Alert.Accepted)) == 2


async def test_a_note_offers_nothing(stage: Staging) -> None:
    alert = Alert("Good to know", kind="info")
    async with stage(alert, size=(34, 4)) as on:
        alert.focus()
        await on.press("enter")
        assert on.heard(Alert.Accepted) == []
        assert alert.outer_size.height == 2


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", [""]),
        ("one two", ["one two"]),
        ("one two three", ["one two", "three"]),
        ("abcdefghijkl", ["abcdefgh", "ijkl"]),
        ("a bcdefghijkl m", ["a", "bcdefghi", "jkl m"]),
    ],
)
def test_text_is_broken_at_spaces_where_it_can_be(text: str, lines: list[str]) -> None:
    assert wrap(text, 8) == lines
