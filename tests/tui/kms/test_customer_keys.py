"""The list of customer managed keys: finding, marking, and changing several at once."""

from tests.tui.kms.key_console import SMALL, Console, console, key_id_of

from kmstui.cli.account import LocalAccount
from kmstui.tui.screens.kms.customer_keys import CustomerKeys
from kmstui.tui.screens.kms.key import KeyPage
from kmstui.tui.screens.kms.key_list import FIRST_BATCH


def state(it: Console, alias: str) -> str:
    """The state of a key."""
    return str(it.call("DescribeKey", KeyId=key_id_of(it.account, alias))["KeyMetadata"]["KeyState"])


def listed(it: Console) -> list[str]:
    """The names in the table, top to bottom."""
    page = it.pilot.app.screen
    assert isinstance(page, CustomerKeys)
    return [row.name for row in page.table.model.shown]


async def test_keys_are_listed_by_alias_and_opened_by_enter() -> None:
    async with console() as it:
        assert listed(it) == sorted(listed(it))
        assert "Pending deletion 5d" in it.text
        await it.press("down", "enter")
        assert isinstance(it.pilot.app.screen, KeyPage)
        assert "audit-logs" in it.text


async def test_the_filter_takes_text_and_columns() -> None:
    async with console() as it:
        await it.press("slash")
        await it.type("status:pending")
        assert listed(it) == ["legacy-2019"]
        await it.type("!prod rotation:off")
        assert "analytics-dev" in listed(it)
        assert "invoices-prod" not in listed(it)
        await it.type("disaster")
        assert listed(it) == ["snapshots-dr"], "the description is searched too"


async def test_a_column_orders_both_ways() -> None:
    async with console() as it:
        await it.press("s", "s")
        assert listed(it)[0] in {"analytics-dev", "ci-sandbox"}
        await it.press("s", "s")
        assert listed(it)[0] == "legacy-2019"


async def test_several_keys_are_disabled_and_enabled_together() -> None:
    async with console() as it:
        await it.press("down", "space", "space", "A", "down", "enter")
        assert "Disable 2 keys" in it.text
        await it.press("tab", "enter")
        assert state(it, "audit-logs") == state(it, "backups-cold") == "Disabled"
        assert "2 keys are now disabled" in it.text
        await it.press("e")
        assert state(it, "audit-logs") == state(it, "backups-cold") == "Enabled"


async def test_only_the_keys_in_a_fitting_state_are_changed() -> None:
    async with console() as it:
        await it.press("asterisk", "A", "enter")
        assert "2 keys are now enabled" in it.text
        assert state(it, "legacy-2019") == "PendingDeletion"


async def test_several_keys_are_scheduled_for_deletion_after_typing_delete() -> None:
    async with console() as it:
        await it.press("space", "space", "x")
        assert "Schedule deletion of 2 keys" in it.text
        await it.type("delete")
        await it.press("enter")
        assert state(it, "analytics-dev") == state(it, "audit-logs") == "PendingDeletion"
        await it.press("u")
        assert state(it, "analytics-dev") == state(it, "audit-logs") == "Disabled"


async def test_refusals_of_several_keys_are_told_once() -> None:
    async with console(identity="dave") as it:
        await it.press("down", "space", "space", "e", "tab", "enter")
        assert "2 keys were refused" in it.text
        assert "AccessDeniedException: audit-logs, backups-cold" in it.text
        assert state(it, "audit-logs") == "Enabled"


async def test_more_than_one_alias_is_counted() -> None:
    def prepare(account: LocalAccount) -> None:
        gateway = account.endpoint.gateway("alice", "us-east-1")
        for name in ("alias/audit-more", "alias/audit-most"):
            target = {"AliasName": name, "TargetKeyId": key_id_of(account, "audit-logs")}
            gateway.call("kms", "CreateAlias", target)

    async with console(prepare=prepare) as it:
        assert "audit-logs (+2 more)" in it.text


async def test_an_empty_region_invites_to_create_a_key() -> None:
    async with console(region="eu-west-1") as it:
        assert "There are no customer managed keys in this Region." in it.text
        assert it.text.count("Create key") == 2


async def test_whoever_may_not_list_keys_is_told_in_place() -> None:
    async with console(identity="orders-app") as it:
        assert "AccessDeniedException" in it.text
        assert "Why?" in it.text


async def test_hundreds_of_keys_arrive_in_the_order_they_stand_in() -> None:
    def prepare(account: LocalAccount) -> None:
        gateway = account.endpoint.gateway("alice", "us-east-1")
        for number in range(FIRST_BATCH * 3):
            made = gateway.call("kms", "CreateKey", {})["KeyMetadata"]["KeyId"]
            name = {"AliasName": f"alias/k{number:04}", "TargetKeyId": made}
            gateway.call("kms", "CreateAlias", name)

    async with console(prepare=prepare) as it:
        assert len(listed(it)) == FIRST_BATCH * 3 + 12
        assert listed(it) == sorted(listed(it))
        page = it.pilot.app.screen
        assert isinstance(page, CustomerKeys)
        assert page.table.model.cursor == 0


async def test_at_80_columns_the_buttons_still_fit() -> None:
    async with console(size=SMALL) as it:
        assert "Key actions ▾" in it.text
        assert "Create key" in it.text
