"""The frame: where one is, how one gets elsewhere by key and mouse, and what just happened."""

from datetime import timedelta

import pytest
from tests.tui.conftest import NOON, Driver, FakeEndpoint, Running, rows, settle
from tests.tui.shell.sample_pages import Form, Listing, OneKey, Plain

from kmstui.aws.clock import ManualClock
from kmstui.tui.app import KmstuiApp
from kmstui.tui.flashes import Flash, Kind
from kmstui.tui.history import KEPT, Place
from kmstui.tui.messages import Finish, Go
from kmstui.tui.screen import Page
from kmstui.tui.widgets.flashbar import Flashbar
from kmstui.tui.widgets.line_input import LineInput
from kmstui.tui.widgets.side_nav import SideNav

LISTING = Place("kms.keys")


def page(pilot: Driver) -> Page:
    """The page in front, which has the keys to itself."""
    screen = pilot.app.screen
    assert isinstance(screen, Page)
    screen.set_focus(None)
    return screen


def app_of(pilot: Driver) -> KmstuiApp:
    """The application."""
    assert isinstance(pilot.app, KmstuiApp)
    return pilot.app


async def test_the_frame_says_where_and_who_one_is(running: Running) -> None:
    async with running(start=LISTING) as pilot:
        top, crumbs, *_, keys = rows(pilot)
        assert top.startswith(" ◆ kmstui  ▾ Services    : Jump to a page or command")
        assert top.rstrip().endswith("account 111122223333 ▾  us-east-1 ▾  alice ▾")
        assert crumbs.startswith("  KMS  ›  Customer managed keys")
        assert crumbs.rstrip().endswith("● demo  09:26:53 UTC")
        assert keys.rstrip().endswith("/ Filter  : Jump  ? Help")


async def test_the_navigation_counts_what_there_is(running: Running) -> None:
    async with running(start=LISTING) as pilot:
        text = "\n".join(rows(pilot))
        assert "AWS managed keys       1 │" in text
        assert "▌ Customer managed keys 15 │" in text
        assert "Volumes               21 │" in text
        assert "Instances              2 │" in text
        assert "Live I/O encryption    ● │" in text


async def test_a_count_that_is_refused_shows_a_dash(running: Running, endpoint: FakeEndpoint) -> None:
    del endpoint.answers["kms", "ListAliases"]
    async with running() as pilot:
        text = "\n".join(rows(pilot))
        assert "Customer managed keys  – │" in text
        assert "Volumes               21 │" in text
        assert not app_of(pilot).session.flashes.history


@pytest.mark.parametrize(("letter", "expected"), [("h", Plain), ("k", Listing)])
async def test_g_and_a_letter_go_to_a_page(running: Running, letter: str, expected: type[Page]) -> None:
    async with running(start=Place("kms.key", {"key_id": "key-1"})) as pilot:
        page(pilot)
        await pilot.press("g")
        await pilot.pause()
        assert "k  Customer managed keys" in "\n".join(rows(pilot))
        await pilot.press(letter)
        await settle(pilot)
        assert isinstance(pilot.app.screen, expected)


async def test_g_g_goes_to_the_beginning(running: Running) -> None:
    async with running(start=LISTING) as pilot:
        entry = pilot.app.screen.query_one("#entry", LineInput)
        entry.focus()
        await pilot.press("a", "b")
        page(pilot)
        await pilot.press("g")
        await settle(pilot)
        pilot.app.screen_stack[-2].set_focus(entry)
        await pilot.press("g")
        await settle(pilot)
        assert entry.cursor_position == 0


async def test_g_and_a_letter_that_means_nothing_stay(running: Running) -> None:
    async with running(start=LISTING) as pilot:
        before = page(pilot)
        await pilot.press("g", "escape")
        await settle(pilot)
        assert pilot.app.screen is before


async def test_history_goes_back_forward_and_to_the_last_page(running: Running) -> None:
    async with running() as pilot:
        home = page(pilot)
        await pilot.press("g", "k")
        await settle(pilot)
        keys = page(pilot)
        keys.post_message(Go("kms.key", key_id="key-1"))
        await settle(pilot)
        key = page(pilot)
        assert isinstance(key, OneKey)
        back, ahead, last = "left_square_bracket", "right_square_bracket", "minus"
        walk = [
            (back, keys),
            (back, home),
            (ahead, keys),
            (ahead, key),
            (last, keys),
            (last, key),
            ("q", keys),
        ]
        for pressed, expected in walk:
            await pilot.press(pressed)
            await settle(pilot)
            assert page(pilot) is expected, pressed


async def test_going_back_finds_what_was_typed(running: Running) -> None:
    async with running(start=LISTING) as pilot:
        pilot.app.screen.query_one("#entry").focus()
        await pilot.press("a", "b", "c")
        page(pilot)
        await pilot.press("g", "h")
        await settle(pilot)
        await pilot.press("escape")
        await settle(pilot)
        assert "abc" in "\n".join(rows(pilot))


async def test_going_where_one_is_loads_the_page_again(running: Running) -> None:
    async with running(start=LISTING) as pilot:
        before = page(pilot)
        await pilot.press("g", "k")
        await settle(pilot)
        assert pilot.app.screen is before
        assert isinstance(before, Listing)
        assert before.loads == 2


async def test_a_form_that_is_left_is_forgotten(running: Running) -> None:
    async with running(start=LISTING) as pilot:
        keys = page(pilot)
        keys.post_message(Go("kms.create-key"))
        await settle(pilot)
        form = page(pilot)
        assert isinstance(form, Form)
        assert not form.query_one(SideNav).display
        form.post_message(Finish())
        await settle(pilot)
        assert pilot.app.screen is keys
        await pilot.press("right_square_bracket")
        await settle(pilot)
        assert pilot.app.screen is keys
        assert not form.is_attached


async def test_leaving_the_first_page_goes_to_the_page_that_leads_to_it(running: Running) -> None:
    async with running(start=Place("kms.create-key")) as pilot:
        page(pilot).post_message(Finish())
        await settle(pilot)
        assert isinstance(pilot.app.screen, Listing)


async def test_old_pages_are_forgotten(running: Running) -> None:
    async with running() as pilot:
        home = page(pilot)
        for number in range(14):
            page(pilot).post_message(Go("kms.key", key_id=f"key-{number}"))
            await settle(pilot)
        assert not home.is_attached
        assert len(app_of(pilot)._installed_screens) == KEPT


async def test_the_navigation_can_be_clicked(running: Running) -> None:
    async with running() as pilot:
        await pilot.click(SideNav, offset=(5, 5))
        await settle(pilot)
        assert isinstance(pilot.app.screen, Listing)


async def test_crumbs_can_be_clicked(running: Running) -> None:
    async with running(start=Place("kms.key", {"key_id": "key-1"})) as pilot:
        assert rows(pilot)[1].startswith("  KMS  ›  Customer managed keys  ›  key-1")
        await pilot.click("Crumbs", offset=(15, 0))
        await settle(pilot)
        assert isinstance(pilot.app.screen, Listing)


async def test_keys_on_the_bar_can_be_clicked(running: Running) -> None:
    async with running(start=LISTING) as pilot:
        assert rows(pilot)[-1].startswith(" o Open  e Disable key  x Delete key  ")
        await pilot.click("KeyBar", offset=(2, 0))
        await settle(pilot)
        assert isinstance(pilot.app.screen, OneKey)


async def test_a_command_that_cannot_run_is_not_on_the_bar_and_says_why_when_asked(running: Running) -> None:
    async with running(start=LISTING) as pilot:
        assert "Never" not in rows(pilot)[-1]
        page(pilot)
        await pilot.press("n")
        await settle(pilot)
        assert "Never is not available:  nobody ever can" in rows(pilot)[2]


async def test_typing_into_a_field_runs_no_command(running: Running) -> None:
    async with running(start=LISTING) as pilot:
        pilot.app.screen.query_one("#entry").focus()
        await pilot.press("x", "q", "g", "question_mark", "colon")
        await settle(pilot)
        assert isinstance(pilot.app.screen, Listing)
        assert "xqg?:" in "\n".join(rows(pilot))


async def test_news_expires_after_eight_seconds_and_errors_never(
    running: Running, clock: ManualClock
) -> None:
    async with running(start=LISTING) as pilot:
        page(pilot).flash(Flash(Kind.OK, "Saved."))
        page(pilot).flash(Flash(Kind.ERROR, "Broken."))
        await pilot.pause()
        assert "✗ Broken." in rows(pilot)[2]
        assert "✓ Saved." in rows(pilot)[3]
        clock.advance(timedelta(seconds=8))
        app_of(pilot).tick()
        await pilot.pause()
        assert "✗ Broken." in rows(pilot)[2]
        assert "Saved." not in rows(pilot)[3]
        clock.advance(timedelta(days=1))
        app_of(pilot).tick()
        await pilot.pause()
        assert "✗ Broken." in rows(pilot)[2]


async def test_more_than_two_flashes_are_counted(running: Running) -> None:
    async with running(start=LISTING) as pilot:
        for number in range(5):
            page(pilot).flash(Flash(Kind.WARNING, f"Warning {number}."))
        await pilot.pause()
        assert pilot.app.screen.query_one(Flashbar).size.height == 2
        assert "Warning 4." in rows(pilot)[2]
        assert "+3 more" in rows(pilot)[3]
        await pilot.click(Flashbar, offset=(rows(pilot)[3].index("+3 more"), 1))
        await settle(pilot)
        assert "Warning 0." in "\n".join(rows(pilot))


async def test_a_flash_is_dismissed_by_mouse_and_by_escape(running: Running) -> None:
    async with running(start=LISTING) as pilot:
        page(pilot).flash(Flash(Kind.ERROR, "First."))
        page(pilot).flash(Flash(Kind.ERROR, "Second."))
        await pilot.pause()
        await pilot.click(Flashbar, offset=(118, 0))
        await settle(pilot)
        assert "First." in rows(pilot)[2]
        await pilot.press("escape")
        await settle(pilot)
        assert not pilot.app.screen.query_one(Flashbar).display
        assert isinstance(pilot.app.screen, Listing)


async def test_what_a_flash_offers_can_be_clicked(running: Running) -> None:
    async with running(start=LISTING) as pilot:
        page(pilot).flash(Flash(Kind.OK, "Key created.", "key-7", "View key", Go("kms.key", key_id="key-7")))
        await pilot.pause()
        await pilot.click(Flashbar, offset=(rows(pilot)[2].index("View key"), 0))
        await settle(pilot)
        assert "key-7" in rows(pilot)[1]


async def test_the_same_news_twice_shows_once(running: Running) -> None:
    async with running(start=LISTING) as pilot:
        for _ in range(3):
            page(pilot).flash(Flash(Kind.ERROR, "Broken."))
        await pilot.pause()
        assert pilot.app.screen.query_one(Flashbar).size.height == 1
        assert len(app_of(pilot).session.flashes.history) == 3


async def test_becoming_somebody_else_asks_everything_again_as_them(
    running: Running, endpoint: FakeEndpoint
) -> None:
    async with running(start=LISTING) as pilot:
        page(pilot)
        await pilot.press("P")
        await settle(pilot)
        assert "auditor" in "\n".join(rows(pilot))
        await pilot.press("d", "enter")
        await settle(pilot)
        assert rows(pilot)[0].rstrip().endswith("us-east-1 ▾  dave ▾")
        assert endpoint.opened == [("alice", "us-east-1"), ("dave", "us-east-1")]


async def test_another_region_is_chosen_by_mouse(running: Running, endpoint: FakeEndpoint) -> None:
    async with running(start=LISTING) as pilot:
        await pilot.click("TopBar", offset=(rows(pilot)[0].index("us-east-1"), 0))
        await settle(pilot)
        line = next(row for row in rows(pilot) if "Europe (Frankfurt)" in row)
        y = rows(pilot).index(line)
        await pilot.click(offset=(line.index("eu-central-1"), y))
        await settle(pilot)
        assert "eu-central-1 ▾" in rows(pilot)[0]
        assert endpoint.opened[-1] == ("alice", "eu-central-1")


async def test_an_unknown_identity_is_refused_with_who_there_is(
    endpoint: FakeEndpoint, clock: ManualClock
) -> None:
    with pytest.raises(LookupError, match="Known: alice, bob, carol, dave"):
        KmstuiApp(endpoint, clock, identity="mallory")


async def test_the_theme_changes_live(running: Running) -> None:
    async with running(start=LISTING) as pilot:
        page(pilot)
        assert app_of(pilot).palette.name == "dark"
        await pilot.press("T")
        await settle(pilot)
        assert app_of(pilot).palette.name == "light"
        assert pilot.app.screen.styles.background.hex.lower() == app_of(pilot).palette.page


async def test_b_hides_the_navigation_on_every_page(running: Running) -> None:
    async with running(start=LISTING) as pilot:
        page(pilot)
        await pilot.press("b", "g", "h")
        await settle(pilot)
        assert not pilot.app.screen.query_one(SideNav).display
        await pilot.press("b")
        await settle(pilot)
        assert pilot.app.screen.query_one(SideNav).display


async def test_b_shows_the_navigation_over_a_narrow_page(running: Running) -> None:
    async with running(start=LISTING, size=(80, 24)) as pilot:
        page(pilot)
        assert not pilot.app.screen.query_one(SideNav).display
        body = pilot.app.screen.query_one("#body").region
        await pilot.press("b")
        await settle(pilot)
        assert pilot.app.screen.query_one(SideNav).display
        assert pilot.app.screen.query_one("#body").region == body


@pytest.mark.parametrize("size", [(79, 24), (80, 23), (20, 5)])
async def test_a_terminal_that_is_too_small_says_so_and_recovers(
    running: Running, size: tuple[int, int]
) -> None:
    async with running(start=LISTING) as pilot:
        await pilot.resize_terminal(*size)
        await settle(pilot)
        text = "\n".join(rows(pilot))
        assert "needs 80x24" in text
        assert "Customer managed keys" not in text
        await pilot.resize_terminal(80, 24)
        await settle(pilot)
        assert "Customer managed keys" in "\n".join(rows(pilot))


async def test_ctrl_c_says_how_to_leave(running: Running) -> None:
    async with running(start=LISTING) as pilot:
        page(pilot)
        await pilot.press("ctrl+c")
        await settle(pilot)
        assert "To leave kmstui press ^q." in rows(pilot)[2]


class Ticking(ManualClock):
    """A clock that claims to run."""

    frozen = False


async def test_a_live_clock_ticks(endpoint: FakeEndpoint) -> None:
    clock = Ticking(NOON)
    app = KmstuiApp(endpoint, clock, start=LISTING)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        clock.advance(timedelta(seconds=5))
        await pilot.pause(1.2)
        assert "09:26:58 UTC" in rows(pilot)[1]
