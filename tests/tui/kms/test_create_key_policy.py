"""The policy of the key being made: live beside the form, edited by hand, and told apart line by line."""

import json

import pytest
from tests.tui.conftest import rows
from tests.tui.kms.create_key_driving import (
    ACCOUNT,
    asked,
    busy_account,
    edit_policy,
    editor,
    go_to,
    live_policy,
    page,
    press,
    rest,
    table,
    text,
    wizard_on,
)

from kmstui.aws.errors import AwsError
from kmstui.tui.screens.kms.create_key_editor import ReviewedPolicy
from kmstui.tui.screens.kms.create_key_explain import Explanation
from kmstui.tui.widgets.buttons import Button
from kmstui.tui.widgets.key_values import KeyValueCard


async def test_a_choice_shows_in_the_policy_at_once_and_the_last_one_stands_out() -> None:
    async with wizard_on(busy_account()) as pilot:
        await go_to(pilot, 3, "a")
        await press(pilot, "space")
        view = live_policy(pilot)
        assert view.newest == frozenset()
        assert len(view.added) == 25
        await press(pilot, "space", "space")
        newest = [view.text.splitlines()[line].strip() for line in sorted(view.newest)]
        third = table(pilot).model.rows[2].arn
        assert newest == [f'"{third}"']
        assert view.newest < view.added


async def test_own_arns_are_shortened_in_sight_and_whole_in_the_text() -> None:
    async with wizard_on(busy_account()) as pilot:
        await go_to(pilot, 3, "a")
        await press(pilot, "space")
        assert '"…:user/alice"' in text(pilot)
        assert f"arn:aws:iam::{ACCOUNT}:user/alice" in live_policy(pilot).text


async def test_the_deletion_box_takes_two_actions_out_and_gives_them_back() -> None:
    async with wizard_on(busy_account()) as pilot:
        await go_to(pilot, 3, "a")
        await press(pilot, "space")
        box = page(pilot).query_one("#may-delete")
        box.focus()
        await press(pilot, "space")
        assert "kms:ScheduleKeyDeletion" not in page(pilot).draft.policy
        await press(pilot, "enter")
        assert "kms:ScheduleKeyDeletion" in page(pilot).draft.policy


async def test_at_80x24_form_and_policy_take_turns() -> None:
    async with wizard_on(busy_account(), size=(80, 24)) as pilot:
        await go_to(pilot, 3, "a")
        await press(pilot, "space")
        assert "Key administrators" in text(pilot)
        assert "Valid policy" not in text(pilot)
        await press(pilot, "v")
        assert "Valid policy" in text(pilot)
        assert "Find users and roles" not in text(pilot)
        await press(pilot, "left")
        assert "Find users and roles" in text(pilot)
        await press(pilot, "v", "alt+right")
        assert "This account" in text(pilot)


async def test_at_80x24_the_first_steps_take_turns_with_the_commands() -> None:
    async with wizard_on(busy_account(), size=(80, 24)) as pilot:
        await press(pilot, "ctrl+t")
        assert "aws kms create-key" in text(pilot) or "What will happen" in text(pilot)
        await press(pilot, "ctrl+t")
        assert page(pilot).query_one("#alias").has_focus_within


async def test_at_80x24_the_review_takes_turns_with_the_summary() -> None:
    async with wizard_on(busy_account(), size=(80, 24)) as pilot:
        await go_to(pilot, 5, "a")
        assert "Administrators" not in text(pilot)
        await press(pilot, "ctrl+t")
        assert "Administrators" in text(pilot)


async def test_what_is_edited_is_what_is_sent() -> None:
    account = busy_account()
    async with wizard_on(account) as pilot:
        await go_to(pilot, 5, "a")
        await edit_policy(pilot, "key-consolepolicy-3", "mine")
        assert "edited by hand" in text(pilot)
        await press(pilot, "ctrl+s")
    (params,) = asked(account, "CreateKey")
    assert json.loads(params["Policy"])["Id"] == "mine"


async def test_what_was_typed_a_moment_before_ctrl_s_is_sent_too() -> None:
    account = busy_account()
    async with wizard_on(account) as pilot:
        await go_to(pilot, 5, "a")
        editor(pilot).move_cursor((2, 9))
        await pilot.press("x", "ctrl+s")
        await rest(pilot)
    (params,) = asked(account, "CreateKey")
    assert json.loads(params["Policy"])["Id"] == "xkey-consolepolicy-3"


@pytest.mark.parametrize("way", ["alt+left", "ctrl+o"])
async def test_what_was_typed_a_moment_before_is_not_lost(way: str) -> None:
    async with wizard_on(busy_account()) as pilot:
        await go_to(pilot, 5, "a")
        editor(pilot).move_cursor((2, 9))
        await pilot.press("x", way)
        await rest(pilot)
        assert page(pilot).draft.edited == (way == "alt+left")


async def test_malformed_json_is_underlined_listed_and_holds_the_key_up() -> None:
    async with wizard_on(busy_account()) as pilot:
        await go_to(pilot, 5, "a")
        await edit_policy(pilot, '"Version":', '"Version"')
        assert "2:13" in text(pilot)
        assert "Expecting ':' delimiter." in text(pilot)
        assert page(pilot).query_one("#next", Button).kind == "disabled"
        editor(pilot).move_cursor((5, 0))
        await press(pilot, "f8")
        assert editor(pilot).cursor_location == (1, 12)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('"Effect"', '"Efect"', 'There is no element "Efect" here.'),
        ('"Allow"', '"Permit"', 'The effect is "Allow" or "Deny".'),
        ('"2012-10-17"', '"2013-10-17"', "The version is one of"),
        ("arn:aws:iam", "arn:iam", "This is not the form of a principal."),
        ('"kms:*"', '"Decrypt"', "An action has the form kms:Operation."),
        ('"Id"', '"Version"', '"Version" appears twice in one object.'),
    ],
)
async def test_what_aws_would_refuse_is_told_before_it_is_sent(old: str, new: str, words: str) -> None:
    account = busy_account()
    async with wizard_on(account) as pilot:
        await go_to(pilot, 5, "a")
        await edit_policy(pilot, old, new)
        assert words in text(pilot)
        await press(pilot, "ctrl+s")
        assert asked(account, "CreateKey") == []


async def test_a_policy_that_is_too_large_is_measured() -> None:
    async with wizard_on(busy_account()) as pilot:
        await go_to(pilot, 5, "a")
        await edit_policy(pilot, "key-consolepolicy-3", "x" * 33_000)
        assert "the limit is 32,768" in text(pilot)
        assert page(pilot).query_one("#next", Button).kind == "disabled"


async def test_a_warning_lets_one_go_on() -> None:
    account = busy_account()
    async with wizard_on(account) as pilot:
        await go_to(pilot, 5, "a")
        await edit_policy(pilot, '"kms:*"', '["kms:*", "kms:Decript"]')
        assert "▲" in text(pilot)
        assert "This matches no action of KMS." in text(pilot)
        assert "✓ Valid policy" in text(pilot)
        await press(pilot, "ctrl+s")
    assert len(asked(account, "CreateKey")) == 1


async def test_reverting_follows_the_choices_again_and_can_be_undone() -> None:
    async with wizard_on(busy_account()) as pilot:
        await go_to(pilot, 5, "a")
        await edit_policy(pilot, "key-consolepolicy-3", "mine")
        await press(pilot, "ctrl+o")
        assert "follows your choices" in text(pilot)
        assert "key-consolepolicy-3" in editor(pilot).text
        await press(pilot, "ctrl+z")
        await rest(pilot)
        assert '"mine"' in editor(pilot).text
        assert page(pilot).draft.edited


async def test_lines_that_are_new_stand_on_green_in_the_editor_too() -> None:
    async with wizard_on(busy_account()) as pilot:
        await go_to(pilot, 3, "a")
        await press(pilot, "space", "ctrl+r")
        review = page(pilot).query_one(ReviewedPolicy)
        box = review.box
        grounds = {
            segment.style.bgcolor.name
            for segment in box.render_line(20)
            if segment.style is not None and segment.style.bgcolor is not None
        }
        plain = {
            segment.style.bgcolor.name
            for segment in box.render_line(4)
            if segment.style is not None and segment.style.bgcolor is not None
        }
        assert pilot.app.palette.added in grounds  # type: ignore[attr-defined]
        assert pilot.app.palette.added not in plain  # type: ignore[attr-defined]


async def test_later_choices_go_into_an_edited_policy() -> None:
    async with wizard_on(busy_account()) as pilot:
        await go_to(pilot, 5, "a")
        await edit_policy(pilot, "key-consolepolicy-3", "mine")
        await press(pilot, "alt+left", "alt+left", "space")
        assert "· edited by hand" in text(pilot)
        await press(pilot, "ctrl+r")
        assert '"mine"' in editor(pilot).text
        assert "user/alice" in editor(pilot).text


async def test_e_on_the_border_edits_and_y_copies() -> None:
    async with wizard_on(busy_account()) as pilot:
        await go_to(pilot, 3, "a")
        await press(pilot, "y")
        assert "Key policy copied." in text(pilot)
        assert pilot.app.clipboard == page(pilot).draft.policy
        await press(pilot, "e")
        assert page(pilot).draft.step == 4
        assert editor(pilot).has_focus


async def test_y_copies_the_commands_beside_the_first_steps() -> None:
    async with wizard_on(busy_account()) as pilot:
        await go_to(pilot, 2, "orders-2")
        page(pilot).query_one("#next").focus()
        await press(pilot, "y")
        assert pilot.app.clipboard == page(pilot).query_one(Explanation).code.command
        assert "alias/orders-2" in pilot.app.clipboard


async def test_a_refused_tag_is_shown_on_the_step_of_the_tags() -> None:
    refused = AwsError("TagException", "Too many tags", request_id="r-1")
    async with wizard_on(busy_account(CreateKey=refused)) as pilot:
        await go_to(pilot, 5, "a")
        await press(pilot, "ctrl+s")
        assert page(pilot).draft.step == 1
        assert "TagException" in text(pilot)
        await press(pilot, "alt+right")
        assert "TagException" not in text(pilot)
        await press(pilot, "alt+left")
        assert "TagException" in text(pilot)


async def test_a_quota_is_told_on_the_review_and_another_try_forgets_it() -> None:
    answers = iter([AwsError("LimitExceededException", "You have reached the quota of KMS keys.")])
    account = busy_account()
    made = account.answers["kms", "CreateKey"]

    def create(params: object) -> object:
        refusal = next(answers, None)
        if refusal is not None:
            raise refusal
        return made

    account.answers["kms", "CreateKey"] = create  # type: ignore[assignment]
    async with wizard_on(account) as pilot:
        await go_to(pilot, 5, "a")
        await press(pilot, "ctrl+s")
        assert page(pilot).draft.step == 4
        assert "You have reached the quota of KMS keys." in text(pilot)
        await press(pilot, "ctrl+s")
    assert len(asked(account, "CreateAlias")) == 1


async def test_the_summary_says_everything_at_120x40() -> None:
    async with wizard_on(busy_account()) as pilot:
        await go_to(pilot, 3, "a")
        await press(pilot, "space", "ctrl+r")
        cards = page(pilot).query("#summary KeyValueCard").results(KeyValueCard)
        lines = {item.label: item.value for card in cards for item in card.items}
        assert lines["Administrators"] == "alice"
        assert any("Administrators  alice" in row for row in rows(pilot))
