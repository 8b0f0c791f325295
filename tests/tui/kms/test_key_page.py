"""The page of one key: its head, its verbs, and moving between its tabs."""

from tests.tui.kms.key_console import SMALL, console, key_id_of, let_carol_use_payments, rest

from kmstui.cli.account import LocalAccount
from kmstui.tui.messages import Go
from kmstui.tui.screen import Page


async def test_the_head_says_what_the_key_is() -> None:
    async with console(alias="payments-prod") as it:
        assert "payments-prod  a88ce88c" in it.text
        assert "Enabled rotates in 340 d" in it.text
        assert "Card data at rest" in it.text
        assert "arn:aws:kms:us-east-1:111122223333:key/a88ce88c" in it.text
        assert "Customer managed" in it.text


async def test_a_key_that_is_pending_deletion_says_when_it_goes() -> None:
    async with console(alias="legacy-2019") as it:
        assert "Pending deletion deleted in 5 days, 2026-03-19 09:26 UTC" in it.text
        assert it.page.reason(it.page.tabs.every[2].VERBS[0]) == "the key is pending deletion"


async def test_letters_and_numbers_go_to_tabs() -> None:
    async with console(alias="ebs-data") as it:
        for key, tab in zip(
            "tolnvip", ["tags", "rotation", "aliases", "grants", "events", "crypto", "policy"], strict=True
        ):
            await it.press(key)
            assert tab == it.page.tabs.front.KEY
        for number, tab in enumerate((tab.KEY for tab in it.page.tabs.every), 1):
            await it.press(str(number))
            assert tab == it.page.tabs.front.KEY
            assert it.page.tabs.front.display
        await it.press("left")
        assert it.page.tabs.front.KEY == "grants"


async def test_clicking_a_tab_shows_it() -> None:
    async with console(alias="ebs-data") as it:
        await it.pilot.click("TabStrip", offset=(40, 0))
        await rest(it.pilot)
        assert it.page.tabs.front.KEY == "rotation"


async def test_every_tab_fits_into_80_columns() -> None:
    async with console(alias="ebs-data", size=SMALL) as it:
        strip = next(row for row in it.text.splitlines() if "Cryptography" in row)
        assert "Events" in strip
        assert "›" not in strip


async def test_e_disables_after_asking_and_enables_at_once() -> None:
    async with console(alias="ml-features") as it:
        key_id = key_id_of(it.account, "ml-features")
        await it.press("e")
        assert it.asks
        await it.press("tab", "enter")
        assert it.call("DescribeKey", KeyId=key_id)["KeyMetadata"]["KeyState"] == "Disabled"
        assert "Disabled" in it.text
        await it.press("e")
        assert it.call("DescribeKey", KeyId=key_id)["KeyMetadata"]["KeyState"] == "Enabled"


async def test_x_schedules_deletion_and_u_cancels_it() -> None:
    async with console(alias="ml-features") as it:
        key_id = key_id_of(it.account, "ml-features")
        await it.press("x")
        await it.type("ml-features")
        await it.press("enter")
        metadata = it.call("DescribeKey", KeyId=key_id)["KeyMetadata"]
        assert metadata["KeyState"] == "PendingDeletion"
        assert "deleted in 30 days" in it.text
        await it.press("u")
        assert it.call("DescribeKey", KeyId=key_id)["KeyMetadata"]["KeyState"] == "Disabled"


async def test_the_menu_says_what_cannot_be_done_and_why() -> None:
    async with console(alias="analytics-dev") as it:
        await it.press("A")
        assert "the key is disabled" in it.text
        await it.press("enter")
        key_id = key_id_of(it.account, "analytics-dev")
        assert it.call("DescribeKey", KeyId=key_id)["KeyMetadata"]["KeyState"] == "Enabled"


async def test_the_description_is_edited_in_a_dialog() -> None:
    async with console(alias="payments-prod") as it:
        await it.press("E")
        await it.type("Cards [/] and more")
        await it.press("enter")
        key_id = key_id_of(it.account, "payments-prod")
        assert it.call("DescribeKey", KeyId=key_id)["KeyMetadata"]["Description"] == "Cards [/] and more"
        assert "Cards [/] and more" in it.text


async def test_a_description_that_was_refused_comes_back_with_the_reason() -> None:
    async with console(alias="payments-prod", identity="dave") as it:
        await it.press("E")
        await it.type("not mine to write")
        await it.press("enter")
        assert it.asks
        assert "AccessDeniedException" in it.text
        assert "not mine to write" in it.text


async def test_an_aws_managed_key_can_only_be_looked_at() -> None:
    async with console(alias="aws/ebs") as it:
        assert "AWS managed keys  ›" in it.text or "AWS managed keys › " in it.text
        assert [tab.KEY for tab in it.page.tabs.offered] == [
            "policy",
            "crypto",
            "rotation",
            "aliases",
            "grants",
            "events",
        ]
        changing = [command for command in it.page.verbs() if command.mutates]
        assert changing
        assert [command.id for command in changing if not it.page.reason(command)] == []


async def test_a_read_only_console_offers_no_change() -> None:
    async with console(alias="payments-prod", read_only=True) as it:
        changing = [command for command in it.page.verbs() if command.mutates]
        assert {it.page.reason(command) for command in changing} == {"read-only"}
        await it.press("m")
        assert "Edit key policy is not available" in it.text


async def test_a_key_that_does_not_exist_says_so_in_place() -> None:
    async with console() as it:
        it.pilot.app.screen.post_message(Go("kms.key", key_id="12345678-1234-1234-1234-123456789012"))
        await rest(it.pilot)
        assert "NotFoundException" in it.text
        assert not it.page.head.display
        assert all(it.page.reason(command) for command in it.page.verbs())


async def test_hostile_text_shows_as_it_is(  # the demonstration's key has it in a tag as well
) -> None:
    def prepare(account: LocalAccount) -> None:
        gateway = account.endpoint.gateway("alice", "us-east-1")
        key_id = key_id_of(account, "partner-feed")
        gateway.call(
            "kms", "UpdateKeyDescription", {"KeyId": key_id, "Description": "\x1b[2J[@click=app.exit]x[/]"}
        )
        tag = {"TagKey": "evil[/]", "TagValue": "[red]x"}
        gateway.call("kms", "TagResource", {"KeyId": key_id, "Tags": [tag]})

    async with console(alias="partner-feed", prepare=prepare) as it:
        assert "␛[2J[@click=app.exit]x[/]" in it.text
        await it.press("t")
        assert "evil[/]" in it.text
        assert "[red]x" in it.text


async def test_copying_gives_id_and_arn() -> None:
    async with console(alias="payments-prod") as it:
        await it.press("y")
        assert it.pilot.app.clipboard == key_id_of(it.account, "payments-prod")
        await it.press("Y")
        assert it.pilot.app.clipboard.startswith("arn:aws:kms:")


async def test_the_palette_offers_the_verbs_of_every_tab() -> None:
    async with console(alias="payments-prod") as it:
        page = it.pilot.app.screen
        assert isinstance(page, Page)
        ids = [command.id for command in page.verbs()]
        assert len(ids) == len(set(ids))
        assert {"key.rotate-now", "key.create-alias", "key.create-grant", "key.edit-tags"} <= set(ids)
        await it.press("O")
        assert not it.asks, "O means something in the rotation tab only"


async def test_a_denied_tab_says_why_and_leaves_the_others_alone() -> None:
    """Carol may describe the key as its user, and nothing else."""
    async with console(alias="payments-prod", identity="carol", prepare=let_carol_use_payments) as it:
        shown = [tab.KEY for tab in it.page.tabs.every if tab.refusal.display]
        assert shown == ["policy", "tags", "rotation", "grants"]
        assert "kms:GetKeyPolicy" in it.text
        await it.press("i")
        assert "SYMMETRIC_DEFAULT" in it.text
