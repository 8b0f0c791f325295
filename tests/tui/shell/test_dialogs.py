"""Dialogs: what they ask, how one answers, and that closing one answers nothing."""

import pytest
from tests.tui.conftest import Driver, FakeEndpoint, Running, rows, settle
from tests.tui.shell.sample_pages import Listing, OneKey
from textual.widgets import Input

from kmstui.tui.commands import Danger
from kmstui.tui.dialogs.confirm import Confirm, NumberQuestion, Question, Verdict
from kmstui.tui.dialogs.palette import Palette
from kmstui.tui.flashes import Flash, Kind
from kmstui.tui.history import Place
from kmstui.tui.screen import Page
from kmstui.tui.spans import Span
from kmstui.tui.widgets.buttons import Button

LISTING = Place("kms.keys")
DELETION = Question(
    "Schedule key deletion",
    Danger.TYPE,
    "Schedule deletion",
    subject="snapshots-dr",
    detail="68bf93e0…c2a6",
    state=(Span("● Enabled", "ok"),),
    body=((Span("After the waiting period this key and every ciphertext under it are lost."),),),
    token="snapshots-dr",
    safer="Disable key",
    number=NumberQuestion("Waiting period (7–30 days)", 30, 7, 30, lambda days: f"deletes in {days} d"),
)


def listing(pilot: Driver) -> Listing:
    """The page in front, which has the keys to itself."""
    page = pilot.app.screen
    assert isinstance(page, Listing)
    page.set_focus(None)
    return page


async def ask(pilot: Driver, question: Question) -> list[Verdict]:
    """Open a confirmation; what is decided turns up in the list."""
    page = listing(pilot)
    page.confirm(question, page.verdicts.append)
    await settle(pilot)
    return page.verdicts


def text(pilot: Driver) -> str:
    """The screen."""
    return "\n".join(rows(pilot))


def may_go_ahead(pilot: Driver) -> bool:
    """Whether the button that goes ahead can be pressed."""
    return pilot.app.screen.query_one("#confirm", Button).enabled


async def test_level_1_has_cancel_as_its_default(running: Running) -> None:
    async with running(start=LISTING) as pilot:
        verdicts = await ask(pilot, Question("Detach volume", Danger.CONFIRM, "Detach"))
        await pilot.press("enter")
        await settle(pilot)
        assert verdicts == []
        assert isinstance(pilot.app.screen, Listing)


async def test_level_1_goes_ahead_with_tab_and_enter(running: Running) -> None:
    async with running(start=LISTING) as pilot:
        verdicts = await ask(pilot, Question("Detach volume", Danger.CONFIRM, "Detach"))
        await pilot.press("tab", "enter")
        await settle(pilot)
        assert verdicts == [Verdict("confirm")]


async def test_level_2_goes_ahead_with_y_alone(running: Running) -> None:
    async with running(start=LISTING) as pilot:
        verdicts = await ask(pilot, Question("Detach volume", Danger.ANSWER, "Detach"))
        assert "y goes ahead   Esc cancels" in text(pilot)
        await pilot.press("d", "n", "x")
        assert isinstance(pilot.app.screen, Confirm)
        await pilot.press("y")
        await settle(pilot)
        assert verdicts == [Verdict("confirm")]


async def test_level_3_wants_the_word_typed_in_full(running: Running) -> None:
    async with running(start=LISTING) as pilot:
        verdicts = await ask(pilot, DELETION)
        assert not may_go_ahead(pilot)
        await pilot.press(*"snapshots-d", "enter")
        await settle(pilot)
        assert verdicts == []
        assert not may_go_ahead(pilot)
        await pilot.press("r")
        await pilot.pause()
        assert may_go_ahead(pilot)
        await pilot.press("enter")
        await settle(pilot)
        assert verdicts == [Verdict("confirm", 30)]


async def test_level_3_refuses_a_number_beyond_its_limits(running: Running) -> None:
    async with running(start=LISTING) as pilot:
        verdicts = await ask(pilot, DELETION)
        await pilot.press(*"snapshots-dr")
        pilot.app.screen.query_one("#number", Input).value = "31"
        await pilot.pause()
        assert "✗ 7 to 30" in text(pilot)
        await pilot.press("enter")
        await settle(pilot)
        assert verdicts == []
        pilot.app.screen.query_one("#number", Input).value = "7"
        await pilot.pause()
        assert "→ deletes in 7 d" in text(pilot)
        await pilot.press("enter")
        await settle(pilot)
        assert verdicts == [Verdict("confirm", 7)]


async def test_a_key_that_answers_a_dialog_means_nothing_to_the_page_below(running: Running) -> None:
    async with running(start=Place("kms.key", {"key_id": "key-1"})) as pilot:
        page = pilot.app.screen
        assert isinstance(page, OneKey)
        verdicts: list[Verdict] = []
        page.confirm(Question("Detach", Danger.ANSWER, "Detach", safer="Bring back"), verdicts.append)
        await settle(pilot)
        await pilot.press("b")
        await settle(pilot)
        assert verdicts == [Verdict("safer")]
        assert page.session.nav_shown is None, "the page took the key for its own"


async def test_one_can_quit_while_a_dialog_is_open_and_do_nothing_else_behind_it(running: Running) -> None:
    async with running(start=LISTING) as pilot:
        page = listing(pilot)
        await ask(pilot, DELETION)
        await pilot.press("tab", "b", "ctrl+g")
        assert isinstance(pilot.app.screen, Confirm)
        assert page.session.nav_shown is None
        await pilot.press("ctrl+q")
        assert pilot.app._exit


async def test_the_safer_way_out_needs_no_word(running: Running) -> None:
    async with running(start=LISTING) as pilot:
        verdicts = await ask(pilot, DELETION)
        await pilot.click("#safer")
        await settle(pilot)
        assert [verdict.choice for verdict in verdicts] == ["safer"]


@pytest.mark.parametrize("danger", [Danger.CONFIRM, Danger.ANSWER, Danger.TYPE])
async def test_escape_and_a_click_beside_the_dialog_decide_nothing(running: Running, danger: Danger) -> None:
    async with running(start=LISTING) as pilot:
        verdicts = await ask(pilot, Question("Delete", danger, "Delete", token="word"))
        await pilot.press("escape")
        await settle(pilot)
        assert isinstance(pilot.app.screen, Listing)
        await ask(pilot, Question("Delete", danger, "Delete", token="word"))
        await pilot.click(offset=(2, 38))
        await settle(pilot)
        assert isinstance(pilot.app.screen, Listing)
        assert verdicts == []


async def test_a_dialog_fits_a_small_terminal(running: Running) -> None:
    async with running(start=LISTING, size=(80, 24)) as pilot:
        await ask(pilot, DELETION)
        box = pilot.app.screen.query_one("Box").region
        assert pilot.app.screen.region.contains_region(box)
        assert "Schedule deletion" in text(pilot)


async def test_the_palette_finds_pages_verbs_and_resources(running: Running) -> None:
    async with running(start=LISTING) as pilot:
        listing(pilot)
        await pilot.press("colon")
        await settle(pilot)
        await pilot.press(*"orders")
        await settle(pilot)
        assert "key    orders-prod" in text(pilot)
        await pilot.press("enter")
        await settle(pilot)
        assert isinstance(pilot.app.screen, OneKey)
        assert pilot.app.screen.arguments == {"key_id": "key-1"}


async def test_the_palette_runs_verbs_of_the_page(running: Running) -> None:
    async with running(start=LISTING) as pilot:
        listing(pilot)
        await pilot.press("colon", *"open k", "enter")
        await settle(pilot)
        assert isinstance(pilot.app.screen, OneKey)


async def test_the_palette_says_why_a_verb_cannot_run_and_does_not_run_it(running: Running) -> None:
    async with running(start=LISTING) as pilot:
        listing(pilot)
        await pilot.press("colon", *"never")
        await settle(pilot)
        assert "nobody ever can" in text(pilot)
        await pilot.press("enter")
        await settle(pilot)
        assert isinstance(pilot.app.screen, Palette)


async def test_tab_completes_the_name_under_the_cursor(running: Running) -> None:
    async with running(start=LISTING) as pilot:
        listing(pilot)
        await pilot.press("colon", *"cust", "tab")
        await settle(pilot)
        assert pilot.app.screen.query_one(Input).value == "Customer managed keys"


async def test_the_palette_survives_an_account_that_lists_nothing(
    running: Running, endpoint: FakeEndpoint
) -> None:
    async with running(start=LISTING) as pilot:
        endpoint.answers.clear()
        listing(pilot)
        await pilot.press("colon", *"volumes")
        await settle(pilot)
        assert "page   Volumes" in text(pilot)


async def test_help_lists_the_page_and_everywhere_and_runs_what_is_chosen(running: Running) -> None:
    async with running(start=LISTING) as pilot:
        listing(pilot)
        await pilot.press("question_mark")
        await settle(pilot)
        shown = text(pilot)
        assert "The keys that you made yourself." in shown
        assert "e          Disable key               Disable the first key; what it encrypts" in shown
        assert "nobody ever can  Do what cannot be done." in shown
        assert "Everywhere" in shown
        await pilot.press(*"open", "enter")
        await settle(pilot)
        assert isinstance(pilot.app.screen, OneKey)


async def test_help_finds_a_command_by_its_key(running: Running) -> None:
    async with running(start=LISTING) as pilot:
        listing(pilot)
        await pilot.press("question_mark", "at")
        await settle(pilot)
        assert "▌ @          API calls" in text(pilot)


async def test_help_tells_the_keys_of_the_focused_part_and_presses_them(running: Running) -> None:
    async with running(start=LISTING) as pilot:
        page = listing(pilot)
        page.query_one("#entry").focus()
        await pilot.press(*"typed")
        await pilot.pause()
        await pilot.press("f1")
        await settle(pilot)
        assert "Focused part" in text(pilot)
        await pilot.press("a", "l", "l", "space", "l", "e", "f", "t")
        await pilot.press("enter")
        await settle(pilot)
        assert page.query_one("#entry", Input).value == ""


async def test_the_call_log_shows_what_was_asked_and_hides_plaintext(
    running: Running, endpoint: FakeEndpoint
) -> None:
    endpoint.answers["kms", "Encrypt"] = {}
    async with running(start=LISTING) as pilot:
        page = listing(pilot)
        params = {"KeyId": "key-1", "Plaintext": b"secret"}
        page.ask(lambda gateway: gateway.call("kms", "Encrypt", params), lambda _: None)
        await settle(pilot)
        await pilot.press("at")
        await settle(pilot)
        assert "kms:Encrypt" in text(pilot)
        await pilot.press("enter")
        await settle(pilot)
        assert '"KeyId": "key-1"' in text(pilot)
        assert '"Plaintext": "(not shown)"' in text(pilot)


async def test_a_notification_can_be_acted_on_later(running: Running, endpoint: FakeEndpoint) -> None:
    async with running(start=LISTING) as pilot:
        page = listing(pilot)
        page.flash(Flash(Kind.OK, "Key created.", "key-7"))
        page.flash(Flash(Kind.ERROR, "Denied."))
        await pilot.press("ctrl+g")
        await settle(pilot)
        shown = text(pilot)
        assert shown.index("09:26:53  ✗ Denied.") < shown.index("09:26:53  ✓ Key created.  key-7")
        await pilot.press("escape")
        await settle(pilot)
        assert isinstance(pilot.app.screen, Page)


async def test_going_elsewhere_closes_every_dialog(running: Running) -> None:
    async with running(start=LISTING) as pilot:
        page = listing(pilot)
        await pilot.press("at")
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        page.action_command("sample.open")
        await settle(pilot)
        assert isinstance(pilot.app.screen, OneKey)


async def test_menus_move_to_the_typed_letter_and_stop_at_the_ends(running: Running) -> None:
    async with running(start=LISTING) as pilot:
        listing(pilot)
        await pilot.press("P", "c")
        await pilot.pause()
        assert "▌ carol" in text(pilot)
        await pilot.press("down", "down", "down")
        await pilot.pause()
        assert "▌ dave" in text(pilot)
        await pilot.press("escape")
        await settle(pilot)
        assert isinstance(pilot.app.screen, Listing)
