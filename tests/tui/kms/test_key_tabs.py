"""What one does in the tabs of a key's page, each held against the account."""

import json

import pytest
from tests.tui.kms.key_console import CAROL, Console, console, key_id_of, let_carol_use_payments, rest
from textual.widgets import TextArea

from kmstui.aws.errors import AwsError
from kmstui.cli.account import LocalAccount
from kmstui.console.key_policy import PolicyChoices, read_choices
from kmstui.tui.dialogs.json_viewer import JsonViewer

ACCOUNT = "111122223333"
BOB = f"arn:aws:iam::{ACCOUNT}:user/bob"


def choices(it: Console, alias: str = "payments-prod") -> PolicyChoices:
    """What the key's policy says now."""
    answer = it.call("GetKeyPolicy", KeyId=key_id_of(it.account, alias), PolicyName="default")
    found = read_choices(answer["Policy"], ACCOUNT)
    assert found is not None
    return found


async def edit(it: Console, text: str) -> None:
    """Put a text into the policy editor."""
    area = it.pilot.app.screen.focused
    assert isinstance(area, TextArea)
    area.text = text
    await it.pilot.pause(0.3)
    await rest(it.pilot)


class TestPolicy:
    async def test_an_administrator_is_added_and_removed_after_showing_the_difference(self) -> None:
        async with console(alias="payments-prod", prepare=let_carol_use_payments) as it:
            await it.press("a", "down", "space", "ctrl+s")
            assert "Save changes to the key policy?" in it.text
            assert "+ " in it.text
            await it.press("enter")
            assert BOB not in choices(it).users
            assert len(choices(it).administrators) == 2
            await it.press("down", "D", "enter")
            assert len(choices(it).administrators) == 1

    async def test_a_change_that_is_not_saved_changes_nothing(self) -> None:
        async with console(alias="payments-prod", prepare=let_carol_use_payments) as it:
            before = choices(it)
            await it.press("D", "escape")
            assert choices(it) == before
            assert "alice" in it.text

    async def test_the_deletion_box_changes_the_policy(self) -> None:
        async with console(alias="payments-prod", prepare=let_carol_use_payments) as it:
            await it.click("#admins-may-delete")
            await it.press("enter")
            assert not choices(it).admins_may_delete

    async def test_another_account_is_added_by_its_twelve_digits(self) -> None:
        async with console(alias="payments-prod", prepare=let_carol_use_payments) as it:
            it.page.query_one("#other_accounts ResourceTable").focus()
            await it.press("a")
            await it.type("12345")
            assert "12 digits" in it.text
            await it.press("enter")
            assert it.asks
            await it.type("999988887777")
            await it.press("enter", "enter")
            assert choices(it).other_accounts == ("999988887777",)
            await it.press("D", "enter")
            assert choices(it).other_accounts == ()

    async def test_a_click_on_a_border_is_about_that_section(self) -> None:
        async with console(alias="payments-prod", prepare=let_carol_use_payments) as it:
            users = it.page.query_one("#users")
            await it.pilot.click("#users", offset=(users.outer_size.width - 7, 0))
            await rest(it.pilot)
            await it.press("enter")
            assert choices(it).users == ()
            assert len(choices(it).administrators) == 1

    async def test_the_json_is_edited_and_saved(self) -> None:
        async with console(alias="payments-prod", prepare=let_carol_use_payments) as it:
            await it.press("m")
            await edit(it, it.page.tabs.every[0].policy.replace(CAROL, BOB))  # type: ignore[attr-defined]
            await it.press("ctrl+s", "enter")
            assert choices(it).users == (BOB,)

    async def test_what_aws_refuses_stays_in_the_editor_with_the_reason(self) -> None:
        async with console(alias="payments-prod", prepare=let_carol_use_payments) as it:
            before = choices(it)
            await it.press("m")
            text = it.page.tabs.every[0].policy.replace("user/carol", "user/nobody")  # type: ignore[attr-defined]
            await edit(it, text)
            await it.press("ctrl+s", "enter")
            assert "MalformedPolicyDocumentException" in it.text
            assert "invalid principals" in it.text
            assert choices(it) == before
            area = it.pilot.app.screen.focused
            assert isinstance(area, TextArea)
            assert "user/nobody" in area.text

    async def test_what_is_no_policy_is_not_even_sent(self) -> None:
        async with console(alias="payments-prod") as it:
            await it.press("m")
            await edit(it, "{")
            await it.press("ctrl+s")
            assert not it.asks
            assert "1 problem" in it.text

    async def test_leaving_the_editor_asks_before_work_is_lost(self) -> None:
        async with console(alias="payments-prod") as it:
            await it.press("m", "escape")
            assert not it.asks
            await it.press("m")
            await edit(it, "{}")
            await it.press("escape")
            assert "Discard changes to the policy?" in it.text
            await it.press("tab", "enter")
            assert "Default view" in it.text

    async def test_a_policy_of_other_statements_shows_as_json_only(self) -> None:
        def prepare(account: LocalAccount) -> None:
            gateway = account.endpoint.gateway("alice", "us-east-1")
            key_id = key_id_of(account, "payments-prod")
            old = gateway.call("kms", "GetKeyPolicy", {"KeyId": key_id, "PolicyName": "default"})["Policy"]
            new = json.dumps(json.loads(old) | {"Id": "own"}).replace("Enable IAM User Permissions", "mine")
            gateway.call("kms", "PutKeyPolicy", {"KeyId": key_id, "PolicyName": "default", "Policy": new})

        async with console(alias="payments-prod", prepare=prepare) as it:
            assert "only the JSON can be shown" in it.text
            assert '"Sid": "mine"' in it.text


class TestTags:
    async def test_tags_are_added_and_removed(self) -> None:
        async with console(alias="payments-prod") as it:
            await it.press("t", "m")
            await it.type("cost[/]center")
            await it.press("tab")
            await it.type("42")
            await it.press("ctrl+s")
            tags = it.call("ListResourceTags", KeyId=key_id_of(it.account, "payments-prod"))["Tags"]
            assert {"TagKey": "cost[/]center", "TagValue": "42"} in tags
            assert len(tags) == 3
            assert "Tags 3" in it.text

    async def test_a_reserved_tag_key_cannot_be_saved(self) -> None:
        async with console(alias="payments-prod") as it:
            await it.press("t", "m")
            await it.type("aws:mine")
            assert "reserved" in it.text
            await it.press("ctrl+s")
            assert len(it.call("ListResourceTags", KeyId=key_id_of(it.account, "payments-prod"))["Tags"]) == 2

    async def test_a_refusal_leaves_what_was_typed(self) -> None:
        async with console(alias="payments-prod", identity="dave") as it:
            await it.press("t", "m")
            await it.type("mine")
            await it.press("ctrl+s")
            assert "AccessDeniedException" in it.text
            assert "mine" in it.text


class TestRotation:
    async def test_the_period_is_checked_and_set(self) -> None:
        async with console(alias="ebs-data") as it:
            await it.press("o", "m", "tab")
            await it.type("30")
            assert "Must be between 90 and 2,560 days" in it.text
            await it.type("120")
            await it.press("ctrl+s")
            status = it.call("GetKeyRotationStatus", KeyId=key_id_of(it.account, "ebs-data"))
            assert status["RotationPeriodInDays"] == 120
            assert "120 days" in it.text

    async def test_automatic_rotation_is_switched_off(self) -> None:
        async with console(alias="ebs-data") as it:
            await it.press("o", "m", "down", "ctrl+s")
            status = it.call("GetKeyRotationStatus", KeyId=key_id_of(it.account, "ebs-data"))
            assert status["KeyRotationEnabled"] is False

    async def test_rotating_now_uses_one_of_25(self) -> None:
        async with console(alias="ebs-data") as it:
            await it.press("o")
            assert "25 of 25" in it.text
            await it.press("O", "tab", "enter")
            rotations = it.call("ListKeyRotations", KeyId=key_id_of(it.account, "ebs-data"))["Rotations"]
            assert [item["RotationType"] for item in rotations] == ["AUTOMATIC", "ON_DEMAND"]
            assert "24 of 25" in it.text

    async def test_a_disabled_key_cannot_rotate(self) -> None:
        async with console(alias="analytics-dev") as it:
            await it.press("o", "O")
            assert not it.asks
            assert "the key is disabled" in it.text


class TestAliases:
    async def test_an_alias_is_created_moved_and_deleted(self) -> None:
        async with console(alias="payments-prod") as it:
            key_id = key_id_of(it.account, "payments-prod")
            await it.press("l", "a")
            await it.type("cards")
            await it.press("enter")
            assert key_id_of(it.account, "cards") == key_id
            assert "Aliases 2" in it.text
            await it.press("home", "m", "enter", "enter", "ctrl+s")
            assert key_id_of(it.account, "cards") != key_id
            await it.press("D", "y")
            with pytest.raises(AwsError, match="is not found"):
                key_id_of(it.account, "payments-prod")

    async def test_a_name_that_is_taken_comes_back_with_the_reason(self) -> None:
        async with console(alias="payments-prod") as it:
            await it.press("l", "a")
            await it.type("ebs-data")
            await it.press("enter")
            assert it.asks
            assert "AlreadyExistsException" in it.text
            await it.press("escape")
            assert not it.asks


class TestGrants:
    async def test_a_grant_is_created_for_an_operation_and_revoked(self) -> None:
        async with console(alias="payments-prod") as it:
            key_id = key_id_of(it.account, "payments-prod")
            before = len(it.call("ListGrants", KeyId=key_id)["Grants"])
            await it.press("n", "a", "tab")
            await it.type(CAROL)
            await it.press("ctrl+s")
            grants = it.call("ListGrants", KeyId=key_id)["Grants"]
            assert len(grants) == before + 1
            assert [grant["Operations"] for grant in grants if grant.get("GranteePrincipal") == CAROL] == [
                ["Decrypt"]
            ]
            assert "user/carol" in it.text
            await it.press("home", "D", "y")
            assert len(it.call("ListGrants", KeyId=key_id)["Grants"]) == before

    async def test_a_grantee_that_does_not_exist_comes_back_with_the_reason(self) -> None:
        async with console(alias="payments-prod") as it:
            await it.press("n", "a", "tab")
            await it.type(f"arn:aws:iam::{ACCOUNT}:user/nobody")
            await it.press("ctrl+s")
            assert it.asks
            assert "InvalidArnException" in it.text
            assert "user/nobody" in it.text

    async def test_the_page_says_that_aws_has_none_of_this(self) -> None:
        async with console(alias="payments-prod") as it:
            await it.press("n")
            assert "Extension" in it.text
            await it.press("enter")
            assert isinstance(it.pilot.app.screen, JsonViewer)
            assert '"GrantId"' in it.text


class TestEvents:
    async def test_events_leave_out_what_only_looks_until_asked(self) -> None:
        async with console(alias="ebs-data") as it:
            await it.press("v")
            assert "RotateKey" in it.text
            assert "DescribeKey" not in it.text
            await it.press("w")
            assert "DescribeKey" in it.text

    async def test_enter_opens_the_record(self) -> None:
        async with console(alias="ebs-data") as it:
            await it.press("v", "enter")
            assert isinstance(it.pilot.app.screen, JsonViewer)
            assert '"eventName": "RotateKey"' in it.text
