"""The event history on a real trail: what it shows first, how it is narrowed, what opens."""

from tests.tui.live.demo_console import Console, console

from kmstui.tui.dialogs.json_viewer import JsonViewer
from kmstui.tui.dialogs.why import WhyDialog
from kmstui.tui.screens.trail.events import Events


def _names(running: Console) -> list[str]:
    assert isinstance(running.page, Events)
    return [row.name for row in running.page.table.model.shown]


async def test_calls_that_only_look_are_hidden_until_asked_for() -> None:
    async with console("trail.events") as running:
        assert "GenerateDataKeyWithoutPlaintext" in _names(running)
        assert not [name for name in _names(running) if name.startswith(("Describe", "List", "Get"))]
        await running.press("h")
        assert "ListKeys" in _names(running)


async def test_the_token_goes_away_when_it_is_clicked() -> None:
    async with console("trail.events") as running:
        assert "without Describe*" in running.text
        await running.pilot.click("TokenBar", offset=(30, 0))
        await running.settle()
        assert "without Describe*" not in running.text
        assert "ListKeys" in _names(running)


async def test_a_refused_event_opens_the_statements_considered() -> None:
    async with console("trail.events") as running:
        assert running.page.table.row.name == "DisableKey"
        assert "AccessDenied" in running.text
        await running.press("enter")
        assert isinstance(running.page, WhyDialog)
        text = running.text
        assert "without an Allow that applies, the answer is no" in text
        assert "kms:Describe*, kms:Get*, kms:List* and 7 actions of other services" in text
        assert "leaves the decision to the caller's own policies" in text


async def test_another_event_opens_its_record() -> None:
    async with console("trail.events") as running:
        await running.press("down", "enter")
        assert isinstance(running.page, JsonViewer)
        assert '"eventName": "Encrypt"' in running.text
        assert "invoice 10442" not in running.text


async def test_the_record_of_a_refused_event_is_one_key_away() -> None:
    async with console("trail.events") as running:
        await running.press("J")
        assert isinstance(running.page, JsonViewer)
        assert '"errorCode": "AccessDenied"' in running.text


async def test_looking_up_a_user_finds_what_that_user_did() -> None:
    async with console("trail.events") as running:
        await running.press("f")
        running.page.query_one("#attribute").value = "Username"
        await running.settle()
        assert running.page.query_one("#value").value == "dave"
        await running.press("ctrl+s")
        assert {row.user for row in running.page.table.model.shown} == {"dave"}
        assert "User name = dave" in running.text
        await running.press("c")
        assert len({row.user for row in running.page.table.model.shown}) > 1


async def test_a_time_range_leaves_out_what_is_older() -> None:
    async with console("trail.events") as running:
        await running.press("w")
        assert _names(running) == ["DisableKey", "Encrypt", "GenerateDataKey"]
        assert "Last 30 minutes" in running.text


async def test_a_long_history_is_loaded_as_one_goes_down() -> None:
    async with console("trail.events") as running:
        gateway = running.gateway()
        for _ in range(130):
            gateway.call("kms", "GenerateRandom", {"NumberOfBytes": 16})
        await running.press("r")
        assert len(_names(running)) < 130
        assert "more below" in running.text
        for _ in range(4):
            await running.press("end")
        assert len(_names(running)) > 160
        assert "that is all" in running.text
        assert len({row.event_id for row in running.page.table.model.rows}) == len(_names(running))


async def test_an_event_leads_to_the_key_it_is_about() -> None:
    async with console("trail.events") as running:
        key_id = running.page.table.row.resources[0][1].rpartition("/")[2]
        await running.press("o")
        assert running.page.PAGE == "kms.key"
        assert running.page.arguments == {"key_id": key_id}


async def test_who_may_not_look_events_up_is_told_so_and_why() -> None:
    async with console("trail.events", identity="carol") as running:
        running.deny("carol", "cloudtrail:LookupEvents")
        await running.press("r")
        assert "AccessDeniedException" in running.text
        assert _names(running) == []
        flash = next(row for row in running.text.splitlines() if "AccessDeniedException" in row)
        await running.pilot.click("Flashbar", offset=(flash.rindex("Why") + 1, 0))
        await running.settle()
        assert isinstance(running.page, WhyDialog)
        assert "an explicit Deny wins over every Allow" in running.text
        assert "NotYou" in running.text
        assert "decides" in running.text
