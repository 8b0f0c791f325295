"""The Create key wizard from its first key press to the key in the account, on the demonstration account."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from tests.tui.conftest import Driver, rows, settle
from tests.tui.kms.create_key_driving import (
    ACCOUNT,
    click,
    edit_policy,
    editor,
    go_to,
    page,
    press,
    table,
    text,
    type_in,
    wizard_on,
)

from kmstui.aws.gateway import Gateway
from kmstui.cli.account import LocalAccount, open_demo
from kmstui.tui.dialogs.confirm import Confirm
from kmstui.tui.dialogs.why import WhyDialog
from kmstui.tui.flashes import Flash, Kind
from kmstui.tui.screen import Page
from kmstui.tui.screens.kms.create_key import CreateKey


@pytest.fixture
def account() -> Iterator[LocalAccount]:
    """The demonstration account, its clock standing still."""
    opened = open_demo()
    yield opened
    opened.close()


@pytest.fixture
def alice(account: LocalAccount) -> Gateway:
    """The administrator's own way to the account, past the console."""
    return account.endpoint.gateway("alice", "us-east-1")


def key_of(gateway: Gateway, alias: str) -> str:
    """The key an alias names."""
    found: str = gateway.call("kms", "DescribeKey", {"KeyId": f"alias/{alias}"})["KeyMetadata"]["KeyId"]
    return found


def policy_of(gateway: Gateway, alias: str) -> dict[str, Any]:
    """The policy of the key an alias names, by Sid."""
    answer = gateway.call("kms", "GetKeyPolicy", {"KeyId": key_of(gateway, alias)})
    return {statement["Sid"]: statement for statement in json.loads(answer["Policy"])["Statement"]}


def count_keys(gateway: Gateway) -> int:
    """How many keys there are."""
    return len(gateway.call("kms", "ListKeys", {"Limit": 1000})["Keys"])


def last_flash(pilot: Driver) -> Flash:
    """The newest message."""
    screen = pilot.app.screen
    assert isinstance(screen, Page)
    return screen.session.flashes.history[-1]


@pytest.mark.parametrize("size", [(120, 40), (80, 24)], ids=["120x40", "80x24"])
async def test_five_steps_make_the_key_that_was_described(
    account: LocalAccount, alice: Gateway, size: tuple[int, int]
) -> None:
    async with wizard_on(account.endpoint, account.clock, size) as pilot:
        await type_in(pilot, "orders-prod")
        await press(pilot, "tab")
        await type_in(pilot, "Order data")
        await press(pilot, "alt+right")
        await type_in(pilot, "env")
        await press(pilot, "enter")
        await type_in(pilot, "prod")
        await press(pilot, "alt+right")
        await press(pilot, "space", "space")
        await press(pilot, "alt+right")
        names = [row.name for row in table(pilot).model.shown]
        await press(pilot, *["down"] * names.index("orders-app"), "space", "A")
        await type_in(pilot, "444455556666")
        await press(pilot, "alt+right", "ctrl+s")
        flash = last_flash(pilot)
        assert page_id(pilot) == "kms.keys"
    key_id = key_of(alice, "orders-prod")
    assert (flash.kind, flash.head, flash.action) == (Kind.OK, "Success.", "View key")
    assert flash.text == f"Your AWS KMS key was created with alias orders-prod and key ID {key_id}."
    described = alice.call("kms", "DescribeKey", {"KeyId": key_id})["KeyMetadata"]
    assert (described["Description"], described["KeyState"]) == ("Order data", "Enabled")
    tags = alice.call("kms", "ListResourceTags", {"KeyId": key_id})["Tags"]
    assert tags == [{"TagKey": "env", "TagValue": "prod"}]
    policy = policy_of(alice, "orders-prod")
    assert policy["Allow access for Key Administrators"]["Principal"]["AWS"] == [
        f"arn:aws:iam::{ACCOUNT}:user/alice",
        f"arn:aws:iam::{ACCOUNT}:user/bob",
    ]
    users = [f"arn:aws:iam::{ACCOUNT}:role/orders-app", "arn:aws:iam::444455556666:root"]
    assert policy["Allow use of the key"]["Principal"]["AWS"] == users
    assert policy["Allow attachment of persistent resources"]["Principal"]["AWS"] == users


def page_id(pilot: Driver) -> str:
    """Which page is in front."""
    screen = pilot.app.screen
    assert isinstance(screen, Page)
    return screen.PAGE


async def test_view_key_leads_to_the_new_key(account: LocalAccount, alice: Gateway) -> None:
    async with wizard_on(account.endpoint, account.clock) as pilot:
        await go_to(pilot, 5)
        await press(pilot, "ctrl+s")
        message = last_flash(pilot).message
        assert message is not None
        pilot.app.screen.post_message(message)
        await settle(pilot)
        screen = pilot.app.screen
        assert isinstance(screen, Page)
        assert (screen.PAGE, screen.arguments) == ("kms.key", {"key_id": key_of(alice, "orders-prod")})


async def test_the_list_is_asked_to_put_the_cursor_on_the_new_key(
    account: LocalAccount, alice: Gateway
) -> None:
    async with wizard_on(account.endpoint, account.clock) as pilot:
        await type_in(pilot, "orders-prod")
        await press(pilot, "ctrl+s")
        screen = pilot.app.screen
        assert isinstance(screen, Page)
        assert screen.arguments == {"key_id": key_of(alice, "orders-prod")}


async def test_an_alias_alone_is_enough_and_ctrl_s_works_from_the_first_step(
    account: LocalAccount, alice: Gateway
) -> None:
    async with wizard_on(account.endpoint, account.clock) as pilot:
        await type_in(pilot, "quick")
        await press(pilot, "ctrl+s")
    assert list(policy_of(alice, "quick")) == ["Enable IAM User Permissions"]


async def test_everything_can_be_done_with_the_mouse(account: LocalAccount, alice: Gateway) -> None:
    async with wizard_on(account.endpoint, account.clock) as pilot:
        await type_in(pilot, "moused")
        await click(pilot, "#next")
        await click(pilot, "#add-tag")
        await click(pilot, "#next")
        await click(pilot, table(pilot), (4, 2))
        await click(pilot, "#may-delete")
        await click(pilot, "#next")
        await click(pilot, table(pilot), (4, 0))
        await click(pilot, "#previous")
        assert page(pilot).draft.step == 2
        await click(pilot, "#next")
        await click(pilot, "#next")
        await click(pilot, "#next")
    policy = policy_of(alice, "moused")
    admins = policy["Allow access for Key Administrators"]
    assert admins["Principal"] == {"AWS": f"arn:aws:iam::{ACCOUNT}:user/bob"}
    assert "kms:ScheduleKeyDeletion" not in admins["Action"]
    assert f"arn:aws:iam::{ACCOUNT}:user/carol" in policy["Allow use of the key"]["Principal"]["AWS"]


async def test_the_buttons_letters_work_where_nobody_types(account: LocalAccount, alice: Gateway) -> None:
    async with wizard_on(account.endpoint, account.clock) as pilot:
        await go_to(pilot, 3, "lettered")
        await press(pilot, "n")
        assert page(pilot).draft.step == 3
        await press(pilot, "p")
        assert page(pilot).draft.step == 2
        await press(pilot, "ctrl+r", "tab", "f")
    assert key_of(alice, "lettered")


async def test_going_back_keeps_everything(account: LocalAccount) -> None:
    async with wizard_on(account.endpoint, account.clock) as pilot:
        await type_in(pilot, "kept")
        await press(pilot, "tab")
        await type_in(pilot, "about it")
        await press(pilot, "alt+right")
        await type_in(pilot, "env")
        await press(pilot, "alt+right", "space", "alt+right", "space", "A")
        await type_in(pilot, "444455556666")
        await press(pilot, "alt+right")
        await edit_policy(pilot, '"kms:Create*"', '"kms:CreateGrant"')
        before = page(pilot).draft.form
        await press(pilot, "alt+left", "alt+left", "alt+left", "alt+left")
        assert page(pilot).draft.step == 0
        assert "kept" in text(pilot)
        assert "about it" in text(pilot)
        await press(pilot, "alt+right")
        assert "env" in text(pilot)
        await press(pilot, "alt+right")
        assert [row.name for row in table(pilot).ticked] == ["alice"]
        await press(pilot, "alt+right")
        assert "444455556666" in text(pilot)
        await press(pilot, "alt+right")
        assert '"kms:CreateGrant"' in editor(pilot).text
        assert page(pilot).draft.form == before


async def test_leaving_an_untouched_form_asks_nothing(account: LocalAccount) -> None:
    async with wizard_on(account.endpoint, account.clock) as pilot:
        await press(pilot, "escape")
        assert page_id(pilot) == "kms.keys"


async def test_leaving_a_form_one_has_typed_in_asks_and_cancel_keeps_it(account: LocalAccount) -> None:
    async with wizard_on(account.endpoint, account.clock) as pilot:
        await type_in(pilot, "orders")
        await press(pilot, "escape")
        assert isinstance(pilot.app.screen, Confirm)
        await press(pilot, "escape")
        assert page(pilot).draft.form.alias == "orders"
        await press(pilot, "escape", "tab", "enter")
        assert page_id(pilot) == "kms.keys"


async def test_cancel_asks_too_and_no_key_is_made(account: LocalAccount, alice: Gateway) -> None:
    before = count_keys(alice)
    async with wizard_on(account.endpoint, account.clock) as pilot:
        await go_to(pilot, 5)
        await click(pilot, "#cancel")
        assert isinstance(pilot.app.screen, Confirm)
        await click(pilot, "#confirm")
        assert page_id(pilot) == "kms.keys"
    assert count_keys(alice) == before


async def test_escape_dismisses_news_before_it_leaves(account: LocalAccount) -> None:
    async with wizard_on(account.endpoint, account.clock) as pilot:
        page(pilot).flash(Flash(Kind.INFO, "Something to know."))
        await press(pilot, "escape")
        assert isinstance(pilot.app.screen, CreateKey)
        assert "Something to know." not in text(pilot)


async def test_a_policy_that_locks_its_author_out_is_refused_in_place_and_nothing_is_lost(
    account: LocalAccount, alice: Gateway
) -> None:
    before = count_keys(alice)
    async with wizard_on(account.endpoint, account.clock) as pilot:
        await go_to(pilot, 5, "locked")
        await edit_policy(pilot, '"kms:*"', '"kms:Decrypt"')
        await press(pilot, "ctrl+s")
        assert page(pilot).draft.step == 4
        assert "MalformedPolicyDocumentException" in text(pilot)
        assert "will not allow you to update the key policy in the future" in text(pilot)
        assert '"kms:Decrypt"' in editor(pilot).text
        assert count_keys(alice) == before
        await press(pilot, "ctrl+o", "ctrl+s")
    assert count_keys(alice) == before + 1
    assert policy_of(alice, "locked")["Enable IAM User Permissions"]["Action"] == "kms:*"


async def test_a_principal_that_does_not_exist_is_refused_in_aws_words(account: LocalAccount) -> None:
    async with wizard_on(account.endpoint, account.clock) as pilot:
        await go_to(pilot, 3)
        await press(pilot, "space", "ctrl+r")
        await edit_policy(pilot, "user/alice", "user/nobody")
        await press(pilot, "ctrl+s")
        assert "Policy contains a statement with one or more invalid principals." in text(pilot)


async def test_who_may_not_create_keys_is_told_why(account: LocalAccount, alice: Gateway) -> None:
    before = count_keys(alice)
    async with wizard_on(account.endpoint, account.clock, identity="carol") as pilot:
        assert "✗ kms:CreateKey" in text(pilot)
        await go_to(pilot, 5)
        await press(pilot, "ctrl+s")
        assert "AccessDeniedException" in text(pilot)
        assert "kms:CreateKey" in text(pilot)
        assert page(pilot).draft.form.alias == "orders-prod"
        page(pilot).query_one("#refusal").focus()
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, WhyDialog)
        assert "No identity-based policy" in text(pilot)
    assert count_keys(alice) == before


async def test_an_alias_that_somebody_takes_meanwhile_leaves_a_key_and_says_so(
    account: LocalAccount, alice: Gateway
) -> None:
    before = count_keys(alice)
    async with wizard_on(account.endpoint, account.clock) as pilot:
        await go_to(pilot, 5, "raced")
        other = key_of(alice, "payments-prod")
        alice.call("kms", "CreateAlias", {"AliasName": "alias/raced", "TargetKeyId": other})
        await press(pilot, "ctrl+s")
        flash = last_flash(pilot)
        assert page_id(pilot) == "kms.keys"
    assert (flash.kind, flash.head, flash.action) == (Kind.WARNING, "The alias is missing.", "View key")
    assert "AlreadyExistsException" in flash.text
    assert count_keys(alice) == before + 1
    assert key_of(alice, "raced") == other


async def test_a_read_only_console_fills_the_form_in_and_makes_nothing(
    account: LocalAccount, alice: Gateway
) -> None:
    before = count_keys(alice)
    async with wizard_on(account.endpoint, account.clock, read_only=True) as pilot:
        await go_to(pilot, 5)
        assert page(pilot).query_one("#next").kind == "disabled"  # type: ignore[attr-defined]
        assert "Step 5 of 5 · read-only" in text(pilot)
        assert "^s" not in rows(pilot)[-1]
        await press(pilot, "ctrl+s")
        assert last_flash(pilot).text == "read-only"
    assert count_keys(alice) == before


async def test_an_empty_form_cannot_be_finished_and_shows_what_is_missing(
    account: LocalAccount, alice: Gateway
) -> None:
    before = count_keys(alice)
    async with wizard_on(account.endpoint, account.clock) as pilot:
        await press(pilot, "ctrl+r")
        assert page(pilot).draft.step == 4
        assert "Step 1: Enter an alias." in text(pilot)
        await press(pilot, "ctrl+s")
        assert page(pilot).draft.step == 0
        assert "✗ Enter an alias." in text(pilot)
        await type_in(pilot, "x")
        assert "✗" not in text(pilot)
    assert count_keys(alice) == before


async def test_a_key_belongs_to_the_region_that_is_chosen(account: LocalAccount) -> None:
    async with wizard_on(account.endpoint, account.clock, region="eu-central-1") as pilot:
        await type_in(pilot, "payments-prod")
        assert "alias/payments-prod is free in eu-central-1" in text(pilot)
        await press(pilot, "ctrl+s")
    assert key_of(account.endpoint.gateway("alice", "eu-central-1"), "payments-prod")
