"""Questions to the account: whose answer counts, what a refusal does, and that nothing waits for them."""

from threading import Event

from tests.tui.conftest import PEOPLE, Driver, FakeEndpoint, Running, rows, settle
from tests.tui.shell.sample_pages import Disable, Listing

from kmstui.aws.errors import AwsError
from kmstui.aws.gateway import Gateway
from kmstui.tui.flashes import Kind
from kmstui.tui.history import Place
from kmstui.tui.messages import Become

LISTING = Place("kms.keys")
DENIED = AwsError("AccessDeniedException", "User: dave is not authorized", request_id="req-1")


def listing(pilot: Driver) -> Listing:
    """The page in front."""
    page = pilot.app.screen
    assert isinstance(page, Listing)
    return page


async def test_an_answer_reaches_the_page(running: Running) -> None:
    async with running(start=LISTING) as pilot:
        assert listing(pilot).shown[:2] == ["key-0", "key-1"]
        assert "key-0 key-1" in rows(pilot)[2]


async def test_only_the_last_question_of_a_group_is_answered(running: Running) -> None:
    async with running(start=LISTING) as pilot:
        page, late, answers = listing(pilot), Event(), list[str]()

        def slow(_: Gateway) -> str:
            assert late.wait(10)
            return "first"

        page.ask(slow, answers.append, group="rows")
        page.ask(lambda _: "second", answers.append, group="rows")
        page.ask(lambda _: "other", answers.append, group="elsewhere")
        await pilot.pause(0.05)
        late.set()
        await settle(pilot)
        assert sorted(answers) == ["other", "second"]


async def test_questions_without_a_group_are_all_answered(running: Running) -> None:
    async with running(start=LISTING) as pilot:
        page, answers = listing(pilot), list[int]()
        for number in range(5):
            page.ask(lambda _, number=number: number, answers.append)  # type: ignore[misc]
        await settle(pilot)
        assert sorted(answers) == [0, 1, 2, 3, 4]


async def test_an_answer_for_somebody_else_is_dropped(running: Running) -> None:
    async with running(start=LISTING) as pilot:
        page, late, answers = listing(pilot), Event(), list[bool]()
        page.ask(lambda _: late.wait(10), answers.append)
        page.post_message(Become(PEOPLE[2], "eu-central-1"))
        await pilot.pause()
        late.set()
        await settle(pilot)
        assert answers == []


async def test_a_refusal_is_told_with_code_message_and_request(
    running: Running, endpoint: FakeEndpoint
) -> None:
    endpoint.answers["kms", "ListKeys"] = AwsError(
        "NotFoundException", "no [red]such[/] key", request_id="req-9"
    )
    async with running(start=LISTING) as pilot:
        (flash,) = pilot.app.session.flashes.history  # type: ignore[attr-defined]
        assert (flash.kind, flash.head) == (Kind.ERROR, "NotFoundException")
        assert flash.text == "no [red]such[/] key  Request ID: req-9"
        assert flash.action == ""
        assert "NotFoundException  no [red]such[/] key" in rows(pilot)[2]


async def test_a_denied_call_offers_to_say_why(running: Running, endpoint: FakeEndpoint) -> None:
    endpoint.answers["kms", "ListKeys"] = DENIED
    endpoint.answers["kmstui", "ExplainRequest"] = {
        "Decisions": [
            {
                "Allowed": False,
                "Action": "kms:ListKeys",
                "Resource": "*",
                "Reason": "A statement denies it.",
                "DecidedBy": "Fence, NoKeys",
                "Statements": [
                    {
                        "Policy": "Fence",
                        "Kind": "identity-based policy",
                        "Sid": "NoKeys",
                        "Effect": "Deny",
                        "Matched": True,
                        "FailedOn": "",
                        "Expected": "",
                        "Actual": "",
                    }
                ],
            }
        ]
    }
    async with running(start=LISTING) as pilot:
        await pilot.click("Flashbar", offset=(120 - 2 - 5, 0))
        await settle(pilot)
        screen = "\n".join(rows(pilot))
        assert "kms:ListKeys  denied" in screen
        assert "▌ ✗ Deny  NoKeys  Fence · identity-based policy  decides" in screen
        assert ("kmstui", "ExplainRequest", {"RequestId": "req-1"}) in endpoint.calls


async def test_a_page_may_handle_a_refusal_itself(running: Running) -> None:
    async with running(start=LISTING) as pilot:
        page, refusals = listing(pilot), list[AwsError]()

        def refuse(_: Gateway) -> None:
            raise DENIED

        page.ask(refuse, lambda _: None, refused=refusals.append)
        await settle(pilot)
        assert refusals == [DENIED]
        assert not page.session.flashes.history


async def test_a_short_wait_is_not_shown_and_a_long_one_is(running: Running) -> None:
    async with running(start=LISTING) as pilot:
        page, late = listing(pilot), Event()
        page.ask(lambda _: late.wait(10), lambda _: None)
        await pilot.pause()
        assert "◌ waiting" not in rows(pilot)[1]
        await pilot.pause(page.PATIENCE_S + 0.1)
        assert "◌ waiting" in rows(pilot)[1]
        late.set()
        await settle(pilot)
        assert "● demo" in rows(pilot)[1]


async def test_keys_work_while_the_account_does_not_answer(running: Running) -> None:
    async with running(start=LISTING) as pilot:
        late = Event()
        listing(pilot).ask(lambda _: late.wait(10), lambda _: None)
        await pilot.press("tab", "h", "i")
        await pilot.pause()
        shown = "\n".join(rows(pilot))
        late.set()
        await settle(pilot)
        assert "hi" in shown


async def test_a_call_that_changes_the_account_loads_the_page_again(
    running: Running, endpoint: FakeEndpoint
) -> None:
    endpoint.answers["kms", "DisableKey"] = {}
    async with running(start=LISTING) as pilot:
        page = listing(pilot)
        page.set_focus(None)
        assert page.loads == 1
        await pilot.press("e")
        await settle(pilot)
        assert page.loads == 2
        assert "Key disabled." in rows(pilot)[2]


async def test_a_page_behind_loads_again_when_it_is_seen_after_a_change(running: Running) -> None:
    async with running(start=LISTING) as pilot:
        page = listing(pilot)
        page.set_focus(None)
        await pilot.press("g", "h")
        await settle(pilot)
        page.session.revision += 1
        await pilot.press("left_square_bracket")
        await settle(pilot)
        assert pilot.app.screen is page
        assert page.loads == 2


async def test_going_back_to_an_unchanged_page_asks_nothing(running: Running, endpoint: FakeEndpoint) -> None:
    async with running(start=LISTING) as pilot:
        page = listing(pilot)
        page.set_focus(None)
        await pilot.press("g", "h")
        await settle(pilot)
        endpoint.calls.clear()
        await pilot.press("escape")
        await settle(pilot)
        assert pilot.app.screen is page
        assert endpoint.calls == []


async def test_read_only_mode_is_turned_on_and_off_by_hand(running: Running) -> None:
    async with running(start=LISTING) as pilot:
        page = listing(pilot)
        assert page.reason(Disable) == ""
        page.action_command("read-only")
        await settle(pilot)
        assert page.reason(Disable) == "read-only"
        assert "Disable key" not in rows(pilot)[-1]
        page.action_command("read-only")
        await settle(pilot)
        assert page.reason(Disable) == ""


async def test_a_console_started_read_only_stays_it(running: Running) -> None:
    async with running(start=LISTING, read_only=True) as pilot:
        page = listing(pilot)
        page.action_command("read-only")
        await settle(pilot)
        assert page.reason(Disable) == "read-only"


async def test_a_read_only_console_makes_no_call_that_changes_anything(
    running: Running, endpoint: FakeEndpoint
) -> None:
    async with running(start=LISTING, read_only=True) as pilot:
        page = listing(pilot)
        page.set_focus(None)
        await pilot.press("e")
        await settle(pilot)
        assert "Disable key is not available:  read-only" in rows(pilot)[2]
        page.ask(lambda gateway: gateway.call("kms", "DisableKey", {"KeyId": "key-1"}), lambda _: None)
        await settle(pilot)
        assert "ReadOnlyConsole" in rows(pilot)[2]
        assert all(operation != "DisableKey" for _, operation, _ in endpoint.calls)
        assert "read-only" in rows(pilot)[0]


async def test_an_answer_that_comes_while_one_leaves_finds_nobody_to_tell(running: Running) -> None:
    """A slow endpoint may answer when the page is being taken apart."""
    late, told = Event(), list[str]()

    def slow(_: Gateway) -> str:
        assert late.wait(10)
        return "too late"

    async with running(start=LISTING) as pilot:
        page = listing(pilot)
        page.ask(slow, told.append)
        await page.query_one("TopBar").remove()
        page.display = False  # as Textual has it of a screen that is being removed
        late.set()
        await settle(pilot)
        page.refresh_frame()
        page.refresh_keys()
        assert told == []
