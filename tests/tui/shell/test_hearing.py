"""Calls that others make of the account which this console serves: seen at once, and never obeyed."""

from threading import Thread

from tests.tui.conftest import NOON, Driver, FakeEndpoint, Running, rows, settle
from tests.tui.shell.sample_pages import Listing

from kmstui.tui.app import KmstuiApp
from kmstui.tui.dialogs.choices import Choices
from kmstui.tui.dialogs.histories import Calls
from kmstui.tui.history import Place
from kmstui.tui.session import Call

LISTING = Place("kms.keys")
CREATED = Call(NOON, "kms", "CreateKey", {}, 3.4, by="user/bob AKIAIOSFODNN7EXAMPLE aws-cli/1.45")
LOOKED = Call(NOON, "kms", "DescribeKey", {}, 0.5, by="user/bob")


def _app(pilot: Driver) -> KmstuiApp:
    assert isinstance(pilot.app, KmstuiApp)
    return pilot.app


def _listed(endpoint: FakeEndpoint) -> int:
    return len([call for call in endpoint.calls if call[1] == "ListKeys"])


async def _open_log(pilot: Driver) -> None:
    _app(pilot).session.serving = "127.0.0.1:4566"
    pilot.app.screen.set_focus(None)
    await pilot.press("at")
    await settle(pilot)
    assert isinstance(pilot.app.screen, Calls)


async def _hear(pilot: Driver, call: Call, *, mutates: bool) -> None:
    """Have a call told by another thread, as a server does."""
    thread = Thread(target=lambda: _app(pilot).hear(call, mutates=mutates))
    thread.start()
    thread.join()
    await settle(pilot)


async def test_a_page_shows_what_somebody_else_has_changed(running: Running, endpoint: FakeEndpoint) -> None:
    async with running(start=LISTING) as pilot:
        before = _listed(endpoint)
        await _hear(pilot, CREATED, mutates=True)
        assert _listed(endpoint) > before
        assert isinstance(pilot.app.screen, Listing)


async def test_looking_and_failing_make_no_page_load_again(running: Running, endpoint: FakeEndpoint) -> None:
    async with running(start=LISTING) as pilot:
        before = _listed(endpoint)
        await _hear(pilot, LOOKED, mutates=False)
        failed = Call(NOON, "kms", "CreateKey", {}, 1.0, "AccessDeniedException", "user/bob")
        await _hear(pilot, failed, mutates=True)
        assert _listed(endpoint) == before


async def test_the_log_says_who_called_and_grows_under_ones_eyes(running: Running) -> None:
    async with running(start=LISTING) as pilot:
        await _open_log(pilot)
        await _hear(pilot, CREATED, mutates=False)
        shown = next(row for row in rows(pilot) if "CreateKey" in row)
        assert "user/bob AKIAIOSFODNN7EXAMPLE aws-cli/1.45" in shown


async def test_what_clients_ask_is_not_lost_among_what_the_console_asks(running: Running) -> None:
    async with running(start=LISTING) as pilot:
        await _hear(pilot, CREATED, mutates=False)
        for _ in range(500):
            _app(pilot).session.note("kms", "DescribeKey", {}, 0.1, "", mutates=False)
        await _open_log(pilot)
        shown = rows(pilot)
        of_clients = next(at for at, row in enumerate(shown) if "Of clients" in row)
        assert "CreateKey" in shown[of_clients + 1]
        assert "Of this console" in shown[of_clients + 2]


async def test_the_cursor_stays_on_its_call_while_the_log_grows(running: Running) -> None:
    async with running(start=LISTING) as pilot:
        await _hear(pilot, CREATED, mutates=False)
        await _hear(pilot, LOOKED, mutates=False)
        await _open_log(pilot)
        choices = pilot.app.screen.query_one(Choices)
        assert choices.cursor == 1
        await pilot.press("down")
        for _ in range(3):
            _app(pilot).session.hear(Call(NOON, "kms", "ListKeys", {}, 0.1), mutates=False)
        screen = pilot.app.screen
        assert isinstance(screen, Calls)
        screen.follow()
        await settle(pilot)
        assert choices.cursor == 5
        await pilot.press("enter")
        await settle(pilot)
        assert "kms:CreateKey" in "\n".join(rows(pilot))


async def test_many_calls_are_followed_a_few_times_a_second(running: Running, endpoint: FakeEndpoint) -> None:
    async with running(start=LISTING) as pilot:
        before = _listed(endpoint)
        for _ in range(200):
            _app(pilot).hear(CREATED, mutates=True)
        await settle(pilot)
        first = _listed(endpoint) - before
        assert 0 < first < 20
        _app(pilot).hear(CREATED, mutates=True)
        await settle(pilot)
        assert _listed(endpoint) - before == first, "the screen is left alone for a moment"
        _app(pilot)._listen_again()
        await settle(pilot)
        assert _listed(endpoint) - before > first, "and shows what came meanwhile then"
        assert _app(pilot).session.revision == 201


async def test_what_a_client_calls_itself_is_shown_and_not_obeyed(running: Running) -> None:
    hostile = Call(NOON, "kms", "Cre[b]ate", {}, 1.0, by="\x1b]52;c;aGk=\x07[@click=app.quit]x[/]\u202e")
    async with running(start=LISTING) as pilot:
        await _open_log(pilot)
        await _hear(pilot, hostile, mutates=False)
        shown = next(row for row in rows(pilot) if "Cre[b]ate" in row)
        assert "[@click=app.quit]" in shown
        assert "\x1b" not in shown
        assert "\u202e" not in shown


async def test_the_card_says_where_the_account_is_served(running: Running) -> None:
    async with running(start=LISTING) as pilot:
        assert "serving" not in "\n".join(rows(pilot))
        _app(pilot).session.serving = "127.0.0.1:4566"
        assert isinstance(pilot.app.screen, Listing)
        pilot.app.screen.refresh_frame()
        await settle(pilot)
        assert "serving 127.0.0.1:4566" in "\n".join(rows(pilot))
