"""Tables under keys and mouse, and what a cursor move costs."""

from time import process_time

import pytest
from tests.tui.widgets.conftest import Stage, Staging
from tests.tui.widgets.gallery import KEYS, KeyRow, Principal, key_panel, key_table, principals
from textual.geometry import Region

from kmstui.tui.widgets.check_list import CheckList
from kmstui.tui.widgets.resource_table import ResourceTable
from kmstui.tui.widgets.table_model import Column

Opened = ResourceTable.Opened
Moved = ResourceTable.CursorMoved
Marks = ResourceTable.MarksChanged


def table_of(stage: Stage) -> ResourceTable[KeyRow]:
    """The table on the stage."""
    return stage.app.query_one("#keys", ResourceTable)


def alias(table: ResourceTable[KeyRow]) -> str:
    """The alias under the cursor."""
    assert table.row is not None
    return table.row.alias


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        (("j", "j", "k"), "backups-cold"),
        (("down", "down"), "ci-sandbox"),
        (("G",), "webhooks-mac"),
        (("end", "up"), "payments-prod"),
        (("G", "g", "g"), "analytics-dev"),
        (("G", "home"), "analytics-dev"),
        (("G", "g", "j"), "webhooks-mac"),
        (("pagedown",), "jwt-signing"),
        (("G", "pageup"), "mrk-replica-eu"),
        (("k",), "analytics-dev"),
    ],
)
async def test_keys_move_the_cursor(stage: Staging, keys: tuple[str, ...], expected: str) -> None:
    table = key_table()
    table.rows = KEYS
    async with stage(table, size=(80, 6)) as on:
        table.focus()
        await on.press(*keys)
        assert alias(table) == expected


async def test_the_cursor_is_kept_in_sight(stage: Staging) -> None:
    table = key_table()
    table.rows = KEYS
    async with stage(table, size=(80, 6)) as on:
        table.focus()
        await on.press("G")
        assert table.visible_rows == (7, 12)
        assert any("webhooks-mac" in row for row in on.text())
        await on.press("home")
        assert table.visible_rows == (0, 5)


async def test_enter_opens_and_so_does_the_first_column(stage: Staging) -> None:
    async with stage(key_panel(), size=(120, 24)) as on:
        table = table_of(on)
        table.focus()
        await on.press("j", "enter")
        await on.click(table, 5, 4)
        await on.click(table, 30, 5)
        assert [message.row.alias for message in on.heard(Opened)] == ["backups-cold", "ebs-default"]
        assert alias(table) == "jwt-signing"
        await on.click(table, 30, 5, times=2)
        assert on.heard(Opened)[-1].row.alias == "jwt-signing"


async def test_marks_are_made_one_by_one_in_ranges_and_all_at_once(stage: Staging) -> None:
    async with stage(key_panel(), size=(120, 24)) as on:
        table = table_of(on)
        table.focus()
        await on.press("space", "space")
        assert [row.alias for row in on.heard(Marks)[-1].rows] == ["backups-cold", "analytics-dev"]
        assert alias(table) == "ci-sandbox"
        await on.press("backslash", "V", "j", "j")
        assert {row.alias for row in table.chosen} == {"ci-sandbox", "ebs-default", "jwt-signing"}
        await on.press("V", "j")
        assert len(table.chosen) == 3
        await on.press("asterisk")
        assert len(table.chosen) == len(KEYS)
        assert any("12 marked" in row for row in on.text())
        await on.press("backslash")
        assert [row.alias for row in table.chosen] == ["legacy-2019"]
        await on.click(table, 1, 1)
        assert [row.alias for row in table.chosen] == ["analytics-dev"]


async def test_order_follows_letters_arrows_and_titles(stage: Staging) -> None:
    async with stage(key_panel(), size=(120, 24)) as on:
        table = table_of(on)
        table.focus()
        await on.press("s", "u")
        assert (table.model.sort_key, table.model.descending) == ("used", False)
        await on.press("s", "u")
        assert table.model.descending
        await on.press("less_than_sign")
        assert (table.model.sort_key, table.model.descending) == ("rotate", False)
        await on.press("greater_than_sign", "greater_than_sign")
        assert table.model.sort_key == "alias"
        await on.click(table, 20, 0)
        assert table.model.sort_key == "id"
        assert "Key ID ▲" in on.text()[2]


async def test_s_and_an_unknown_letter_change_nothing(stage: Staging) -> None:
    async with stage(key_panel(), size=(120, 24)) as on:
        table = table_of(on)
        table.focus()
        await on.press("s", "j")
        assert (table.model.sort_key, alias(table)) == ("alias", "analytics-dev")


async def test_slash_goes_to_the_filter_and_enter_back(stage: Staging) -> None:
    panel = key_panel()
    async with stage(panel, size=(120, 24)) as on:
        table = table_of(on)
        table.focus()
        await on.press("slash", *"status:dis", "enter")
        assert table.has_focus
        assert [row.alias for row in table.model.shown] == ["analytics-dev", "ci-sandbox"]
        assert (panel.counter, panel.foot) == ("(2 of 12)", "1–2 of 2")
        await on.press("slash", "escape")
        assert (table.filter_text, panel.counter) == ("", "(12)")
        assert table.has_focus


async def test_a_filter_that_matches_nothing_says_so_and_can_be_cleared(stage: Staging) -> None:
    async with stage(key_panel(), size=(120, 24)) as on:
        table = table_of(on)
        table.filter_text = "[/]nothing"
        await on.pilot.pause()
        assert any("Nothing matches [/]nothing" in row for row in on.text())
        table.focus()
        await on.press("enter")
        assert table.filter_text == ""


async def test_an_empty_table_invites(stage: Staging) -> None:
    async with stage(key_panel(()), size=(120, 24)) as on:
        text = "\n".join(on.text())
        assert "No customer managed keys in this Region." in text
        table = table_of(on)
        table.focus()
        await on.press("enter")
        x = (table.line_width - 12) // 2
        await on.click(table, x + 2, 5)
        assert len(on.heard(ResourceTable.Invited)) == 2


async def test_rows_on_their_way_show_as_a_skeleton_only_after_a_moment(stage: Staging) -> None:
    panel = key_panel(())
    panel.table.waiting = True
    async with stage(panel, size=(120, 24)) as on:
        assert not any("No customer" in row for row in on.text())
        await on.pilot.pause(0.3)
        assert any("▄▄▄" in row for row in on.text())
        panel.table.rows = KEYS
        panel.table.waiting = False
        await on.pilot.pause()
        assert any("orders-prod" in row for row in on.text())


async def test_new_rows_keep_cursor_and_marks(stage: Staging) -> None:
    async with stage(key_panel(), size=(120, 24)) as on:
        table = table_of(on)
        table.focus()
        await on.press("j", "space")
        table.rows = tuple(row for row in KEYS if row.alias != "analytics-dev")
        await on.pilot.pause()
        assert alias(table) == "ci-sandbox"
        assert [row.alias for row in table.chosen] == ["backups-cold"]


@pytest.fixture
def repainted(monkeypatch: pytest.MonkeyPatch) -> list[Region | None]:
    """Which regions of a table were asked to be repainted; None for all of it."""
    regions: list[Region | None] = []
    original = ResourceTable.refresh

    def refresh(self: ResourceTable[KeyRow], *asked: Region, **options: bool) -> ResourceTable[KeyRow]:
        regions.extend(asked or ([None] if options.get("repaint", True) else []))
        return original(self, *asked, **options)

    monkeypatch.setattr(ResourceTable, "refresh", refresh)
    return regions


async def test_moving_the_cursor_repaints_two_lines(stage: Staging, repainted: list[Region | None]) -> None:
    async with stage(key_panel(), size=(120, 24)) as on:
        table = table_of(on)
        table.focus()
        await on.pilot.pause()
        repainted.clear()
        await on.press("j")
        assert repainted == [Region(0, 1, table.size.width, 1), Region(0, 2, table.size.width, 1)]


async def test_ten_thousand_rows_are_there_at_once(stage: Staging) -> None:
    rows = tuple(
        KeyRow(f"key-{n:05d}", f"{n:08x}", "Enabled", "SYMMETRIC_DEFAULT", "365 d", "never")
        for n in range(10_000)
    )
    panel = key_panel(())
    async with stage(panel, size=(120, 40)) as on:
        started = process_time()
        panel.table.rows = rows
        await on.pilot.pause()
        assert process_time() - started < 1.0, "0.1 s on an idle machine; the bound allows for a slow one"
        assert panel.foot == "1–13 of 10,000"
        assert panel.counter == "(10,000)"


async def test_boxes_are_ticked_by_row_and_all_by_the_header(stage: Staging) -> None:
    table = principals()
    async with stage(table, size=(60, 14)) as on:
        table.focus()
        await on.press("j", "enter")
        ticked = {row.name for row in table.ticked}
        assert ticked == {"alice", "KeyAdmins", "BreakGlass", "bob"}
        assert on.text()[0].startswith(" [-]")
        await on.click(table, 20, 2)
        assert "bob" not in {row.name for row in table.ticked}
        await on.click(table, 2, 0)
        assert len(table.ticked) == len(table.rows)
        assert on.text()[0].startswith(" [✓]")
        await on.press("a")
        assert table.ticked == ()
        assert on.text()[0].startswith(" [ ]")


async def test_ticking_all_leaves_alone_what_the_filter_hides(stage: Staging) -> None:
    table = principals()
    async with stage(table, size=(60, 14)) as on:
        table.focus()
        table.filter_text = "type:role"
        await on.press("a", "a")
        assert {row.name for row in table.ticked} == {"alice"}


async def test_titles_of_a_check_list_order_it(stage: Staging) -> None:
    table = principals()
    async with stage(table, size=(60, 14)) as on:
        await on.click(table, 8, 0)
        assert table.model.sort_key == "name"


async def test_a_scroll_bar_does_not_cover_a_column(stage: Staging) -> None:
    columns = (
        Column[Principal]("name", "Name", lambda row: row.name),
        Column[Principal]("t", "T", lambda r: "xyz", align="right"),
    )
    table: CheckList[Principal] = CheckList(columns, lambda row: row.name)
    table.rows = tuple(Principal(f"user-{n}", "/", "User") for n in range(50))
    async with stage(table, size=(24, 8)) as on:
        assert all("xyz" in row for row in on.text()[1:])
