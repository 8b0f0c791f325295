"""Every field of the Create key wizard with its rules broken, and what the form says then."""

from dataclasses import replace

import pytest
from tests.tui.conftest import rows
from tests.tui.kms.create_key_driving import (
    busy_account,
    click,
    go_to,
    page,
    press,
    problem,
    text,
    type_in,
    wizard_on,
)

from kmstui.aws.errors import AwsError
from kmstui.tui.screens.kms.create_key_accounts import AccountRow
from kmstui.tui.screens.kms.create_key_configure import ConfigureStep
from kmstui.tui.screens.kms.create_key_options import Expander, OptionRows
from kmstui.tui.screens.kms.create_key_step import Edited
from kmstui.tui.widgets.buttons import Button
from kmstui.tui.widgets.tag_editor import TagRow


@pytest.mark.parametrize(
    ("alias", "words"),
    [
        ("aws/mine", "aws/ is reserved for AWS managed keys."),
        ("a b", "Use letters, digits, / _ and - only."),
        ("a:b", "Use letters, digits, / _ and - only."),
        ("é", "Use letters, digits, / _ and - only."),
        ("[/]", "Use letters, digits, / _ and - only."),
        ("orders-prod", "This alias is taken in this Region."),
        ("x" * 251, "At most 250 characters; this has 251."),
    ],
)
async def test_a_wrong_alias_is_told_beside_it_and_holds_the_step_up(alias: str, words: str) -> None:
    async with wizard_on(busy_account()) as pilot:
        page(pilot).query_one(ConfigureStep).alias.input.value = alias
        await press(pilot, "end")
        assert f"✗ {words}" in text(pilot)
        assert page(pilot).query_one("#next", Button).kind == "disabled"
        await press(pilot, "alt+right")
        assert page(pilot).draft.step == 0
        assert alias == page(pilot).draft.form.alias


@pytest.mark.parametrize(
    ("alias", "hint"),
    [
        ("orders-2", "alias/orders-2 is free in us-east-1"),
        ("alias/x", "alias/ is added for you: alias/alias/x"),
        ("", "The console adds the prefix alias/"),
    ],
)
async def test_a_right_alias_is_shown_in_full(alias: str, hint: str) -> None:
    async with wizard_on(busy_account()) as pilot:
        await type_in(pilot, alias)
        assert hint in text(pilot)
        assert "✗" not in text(pilot)


async def test_an_alias_is_not_asked_for_before_somebody_wants_to_go_on() -> None:
    async with wizard_on(busy_account()) as pilot:
        assert "enter an alias to go on" in text(pilot)
        assert "✗" not in text(pilot)
        await press(pilot, "alt+right")
        assert "✗ Enter an alias." in text(pilot)


async def test_who_may_not_list_aliases_is_told_of_a_clash_by_aws() -> None:
    denied = AwsError("AccessDeniedException", "not authorized to perform: kms:ListAliases")
    async with wizard_on(busy_account(ListAliases=denied)) as pilot:
        await type_in(pilot, "orders-prod")
        assert problem(pilot, "alias") == ""
        assert "is free in" not in text(pilot)


async def test_a_description_that_is_too_long_is_counted() -> None:
    async with wizard_on(busy_account()) as pilot:
        await type_in(pilot, "a")
        page(pilot).query_one(ConfigureStep).description.box.load_text("d" * 8193)
        await press(pilot, "tab")
        assert "At most 8,192 characters; this has 8,193." in text(pilot)
        assert page(pilot).query_one("#next", Button).kind == "disabled"


async def test_options_that_are_not_emulated_stay_in_sight_and_cannot_be_chosen() -> None:
    async with wizard_on(busy_account()) as pilot:
        assert text(pilot).count("not emulated yet") == 6
        kinds = page(pilot).query_one("#key-type", OptionRows)
        kinds.focus()
        await press(pilot, "down", "enter")
        assert page(pilot).draft.form.key_type == "symmetric"
        await click(pilot, kinds, (2, 1))
        assert page(pilot).draft.form.key_type == "symmetric"


async def test_advanced_options_fold_at_80x24_and_unfold_by_key_and_mouse() -> None:
    async with wizard_on(busy_account(), size=(80, 24)) as pilot:
        assert "Symmetric · Encrypt and decrypt · KMS · Single-Region" in text(pilot)
        assert "not emulated yet" not in text(pilot)
        expander = page(pilot).query_one(Expander)
        expander.focus()
        await press(pilot, "enter")
        assert "None of these can be changed later" in text(pilot)
        await click(pilot, expander, (0, 0))
        assert "Symmetric · Encrypt and decrypt" in text(pilot)


TAGS = [
    ([("", "v")], "Enter a tag key."),
    ([("aws:x", "v")], "aws: is reserved."),
    ([("AWS:x", "v")], "aws: is reserved."),
    ([("k", "1"), ("k", "2")], "Duplicate tag key."),
]


@pytest.mark.parametrize(("tags", "words"), TAGS)
async def test_a_wrong_tag_is_told_and_marked(tags: list[tuple[str, str]], words: str) -> None:
    async with wizard_on(busy_account()) as pilot:
        await go_to(pilot, 2, "a")
        for number, (key, value) in enumerate(tags):
            if number:
                await press(pilot, "enter")
            await type_in(pilot, key)
            await press(pilot, "enter")
            await type_in(pilot, value)
        assert f"✗ {words}" in text(pilot)
        assert page(pilot).query_one("#next", Button).kind == "disabled"
        assert [row.wrong for row in page(pilot).query(TagRow)][-1]


async def test_the_wrong_tag_is_marked_though_an_empty_row_stands_before_it() -> None:
    async with wizard_on(busy_account()) as pilot:
        await go_to(pilot, 2, "a")
        await click(pilot, "#add-tag")
        await type_in(pilot, "aws:x")
        assert [row.wrong for row in page(pilot).query(TagRow)] == [False, True]


async def test_the_fifty_first_tag_is_one_too_many() -> None:
    async with wizard_on(busy_account()) as pilot:
        await go_to(pilot, 2, "a")
        tags = tuple((f"k{number}", "v") for number in range(51))
        page(pilot).post_message(Edited(lambda form: replace(form, tags=tags)))
        await press(pilot, "end")
        assert problem(pilot, "tags") == "At most 50 tags."
        assert "✗ At most 50 tags." in text(pilot)


async def test_tags_have_no_room_for_more_than_aws_takes() -> None:
    async with wizard_on(busy_account()) as pilot:
        await go_to(pilot, 2, "a")
        row = page(pilot).query_one(TagRow)
        assert (row.key_input.max_length, row.value_input.max_length) == (128, 256)


async def test_a_tag_can_be_taken_away_again() -> None:
    async with wizard_on(busy_account()) as pilot:
        await go_to(pilot, 2, "a")
        await type_in(pilot, "aws:x")
        await click(pilot, page(pilot).query_one(TagRow).query_one(Button), (1, 0))
        assert page(pilot).draft.form.tags == ()
        await press(pilot, "alt+right")
        assert page(pilot).draft.step == 2


@pytest.mark.parametrize(
    ("account", "words"),
    [
        ("4444", "An AWS account ID has 12 digits."),
        ("44445555666x", "An AWS account ID has 12 digits."),
        ("4444555566667", "An AWS account ID has 12 digits."),
        ("111122223333", "This is your own account."),
    ],
)
async def test_a_wrong_account_is_told_and_stays_out_of_the_policy(account: str, words: str) -> None:
    async with wizard_on(busy_account(), size=(80, 24)) as pilot:
        await go_to(pilot, 4, "a")
        await press(pilot, "A")
        await type_in(pilot, account)
        assert f"✗ {words}" in text(pilot)
        assert page(pilot).query_one("#next", Button).kind == "disabled"
        assert account == "111122223333" or account not in page(pilot).draft.policy


async def test_an_account_is_listed_once() -> None:
    async with wizard_on(busy_account()) as pilot:
        await go_to(pilot, 4, "a")
        for _ in range(2):
            await click(pilot, "#add-account")
            await type_in(pilot, "444455556666")
        assert problem(pilot, "other_accounts.1") == "This account is listed already."
        assert [row.wrong for row in page(pilot).query(AccountRow)] == [False, True]


async def test_account_rows_come_and_go() -> None:
    async with wizard_on(busy_account()) as pilot:
        await go_to(pilot, 4, "a")
        await click(pilot, "#add-account")
        await type_in(pilot, "444455556666")
        await click(pilot, "#add-account")
        assert page(pilot).draft.obstacle == ""
        first = page(pilot).query(AccountRow).first()
        await click(pilot, first.query_one(Button), (1, 0))
        assert page(pilot).draft.form.other_accounts == ("",)
        assert "444455556666" not in page(pilot).draft.policy
        await click(pilot, page(pilot).query_one(AccountRow).query_one(Button), (1, 0))
        assert page(pilot).draft.form.other_accounts == ()
        assert page(pilot).focused is page(pilot).query_one("#add-account")


async def test_f8_goes_round_everything_that_is_wrong() -> None:
    async with wizard_on(busy_account()) as pilot:
        await press(pilot, "ctrl+r")
        await press(pilot, "alt+left", "alt+left", "alt+left")
        assert page(pilot).draft.step == 1
        await type_in(pilot, "aws:x")
        await press(pilot, "alt+right")
        assert page(pilot).draft.step == 1
        await press(pilot, "ctrl+r", "f8")
        assert page(pilot).draft.step == 0
        assert page(pilot).query_one(ConfigureStep).alias.has_focus_within
        await press(pilot, "f8")
        assert page(pilot).draft.step == 1
        assert page(pilot).query_one(TagRow).key_input.has_focus
        await press(pilot, "f8")
        assert page(pilot).draft.step == 0


async def test_the_rail_marks_the_steps_in_which_something_is_wrong() -> None:
    async with wizard_on(busy_account()) as pilot:
        await press(pilot, "alt+right")
        assert "✗  Step 1" in text(pilot)
        await type_in(pilot, "a")
        assert "◉  Step 1" in text(pilot)


async def test_the_key_bar_shows_no_letters_while_somebody_types() -> None:
    async with wizard_on(busy_account()) as pilot:
        assert " y Copy" not in rows(pilot)[-1]
        await go_to(pilot, 3, "a")
        assert "Space Select  a All" in rows(pilot)[-1]
