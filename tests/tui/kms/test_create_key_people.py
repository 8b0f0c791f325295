"""The tables of users and roles: ticking, finding, ordering, and names that mean harm."""

import pytest
from tests.tui.conftest import rows
from tests.tui.kms.create_key_driving import (
    ROLES,
    USERS,
    asked,
    busy_account,
    click,
    go_to,
    page,
    press,
    table,
    text,
    type_in,
    wizard_on,
)

from kmstui.aws.errors import AwsError
from kmstui.tui.screens.kms.create_key_principals import PrincipalPanel
from kmstui.tui.widgets.step_rail import StepRail


async def test_all_users_and_roles_are_offered_by_name() -> None:
    async with wizard_on(busy_account()) as pilot:
        await go_to(pilot, 3, "a")
        names = [row.name for row in table(pilot).model.shown]
        assert len(names) == len(USERS) + len(ROLES)
        assert names[:3] == ["alice", "AWSServiceRoleForEC2", "BackupOperator"]
        assert "(none selected)" in text(pilot)


async def test_principals_stand_in_the_policy_in_the_order_they_were_ticked() -> None:
    async with wizard_on(busy_account()) as pilot:
        await go_to(pilot, 3, "a")
        await press(pilot, "down", "down", "space", "home", "space")
        ticked = [arn.rpartition("/")[2] for arn in page(pilot).draft.form.administrators]
        assert ticked == ["BackupOperator", "alice"]
        assert "(2 selected)" in text(pilot)


async def test_a_ticks_all_that_are_shown_and_then_none() -> None:
    async with wizard_on(busy_account()) as pilot:
        await go_to(pilot, 3, "a")
        await press(pilot, "slash")
        await type_in(pilot, "security")
        await press(pilot, "enter", "a")
        assert len(page(pilot).draft.form.administrators) == 3
        await press(pilot, "a")
        assert page(pilot).draft.form.administrators == ()


async def test_a_filter_hides_nobody_who_is_ticked_from_the_policy() -> None:
    async with wizard_on(busy_account()) as pilot:
        await go_to(pilot, 3, "a")
        await press(pilot, "space", "slash")
        await type_in(pilot, "bob")
        assert [row.name for row in table(pilot).model.shown] == ["bob"]
        assert len(page(pilot).draft.form.administrators) == 1
        await press(pilot, "escape")
        assert len(table(pilot).model.shown) == len(USERS) + len(ROLES)


@pytest.mark.parametrize("size", [(120, 40), (80, 24)], ids=["120x40", "80x24"])
async def test_the_type_menu_narrows_the_list(size: tuple[int, int]) -> None:
    async with wizard_on(busy_account(), size=size) as pilot:
        await go_to(pilot, 3, "a")
        panel = page(pilot).query_one("#admins", PrincipalPanel)
        await click(pilot, panel.kinds.button)
        assert "assumed by services" in text(pilot)
        await press(pilot, "down", "down", "enter")
        assert {row.kind for row in table(pilot).model.shown} == {"Role"}
        assert "Type: Roles ▾" in text(pilot)
        await click(pilot, panel.kinds.button)
        await press(pilot, "down", "enter")
        assert len(table(pilot).model.shown) == len(USERS)
        await click(pilot, panel.kinds.button)
        await press(pilot, "enter")
        assert len(table(pilot).model.shown) == len(USERS) + len(ROLES)
        assert panel.toolbar.filter.value == ""


async def test_the_type_menu_leaves_what_was_typed_in_the_filter() -> None:
    async with wizard_on(busy_account()) as pilot:
        await go_to(pilot, 3, "a")
        await press(pilot, "slash")
        await type_in(pilot, "ops")
        panel = page(pilot).query_one("#admins", PrincipalPanel)
        await click(pilot, panel.kinds.button)
        await press(pilot, "down", "down", "enter")
        assert panel.toolbar.filter.value == "type:role ops"


async def test_the_list_is_ordered_by_any_column() -> None:
    async with wizard_on(busy_account()) as pilot:
        await go_to(pilot, 3, "a")
        await press(pilot, "s", "p")
        paths = [row.path for row in table(pilot).model.shown]
        assert paths == sorted(paths)
        assert page(pilot).draft.step == 2
        await press(pilot, "s", "n", "s", "n")
        names = [row.name.casefold() for row in table(pilot).model.shown]
        assert names == sorted(names, reverse=True)


async def test_administrators_and_users_are_chosen_apart() -> None:
    async with wizard_on(busy_account()) as pilot:
        await go_to(pilot, 3, "a")
        await press(pilot, "space", "alt+right")
        assert table(pilot).ticked == ()
        await press(pilot, "down", "space")
        form = page(pilot).draft.form
        assert (len(form.administrators), len(form.users)) == (1, 1)
        assert form.administrators != form.users


async def test_names_that_mean_harm_are_shown_harmless_everywhere() -> None:
    account = busy_account()
    async with wizard_on(account) as pilot:
        await go_to(pilot, 3, "a")
        await press(pilot, "a")
        screens = [text(pilot)]
        await press(pilot, "alt+right", "a")
        screens.append(text(pilot))
        await press(pilot, "ctrl+r", "ctrl+end")
        screens.append(text(pilot))
        await press(pilot, "alt+left", "alt+left", "slash")
        await type_in(pilot, "mallory")
        screens.append(text(pilot))
    assert "mallory [red]x[/]" in screens[-1]
    for screen in screens:
        assert all(character == "\n" or character.isprintable() for character in screen)


async def test_who_may_not_list_people_can_still_go_on() -> None:
    account = busy_account()
    account.answers["iam", "ListUsers"] = AwsError("AccessDenied", "not authorized: iam:ListUsers")
    async with wizard_on(account) as pilot:
        await go_to(pilot, 3, "a")
        assert "AccessDenied: not authorized: iam:ListUsers" in text(pilot)
        await press(pilot, "alt+right", "alt+right", "ctrl+s")
    assert len(asked(account, "CreateKey")) == 1


async def test_an_account_that_cannot_judge_permissions_shows_none() -> None:
    account = busy_account()
    del account.answers["kmstui", "CheckAccess"]
    async with wizard_on(account) as pilot:
        assert "Permission check" not in text(pilot)


async def test_tagging_is_checked_as_soon_as_there_is_a_tag() -> None:
    async with wizard_on(busy_account()) as pilot:
        await go_to(pilot, 2, "a")
        assert "kms:TagResource" not in text(pilot)
        await type_in(pilot, "env")
        assert "✓ kms:TagResource" in text(pilot)


async def test_a_click_on_the_rail_goes_back_to_a_step() -> None:
    async with wizard_on(busy_account()) as pilot:
        await go_to(pilot, 4, "a")
        rail = page(pilot).query_one(StepRail)
        row = next(number for number, line in enumerate(rows(pilot)) if "Add tags" in line)
        await click(pilot, rail, (6, row - rail.region.y))
        assert page(pilot).draft.step == 1


async def test_a_click_on_the_ribbon_goes_back_to_a_step() -> None:
    async with wizard_on(busy_account(), size=(80, 24)) as pilot:
        await go_to(pilot, 3, "a")
        await click(pilot, page(pilot).query_one(StepRail), (4, 0))
        assert page(pilot).draft.step == 0


@pytest.mark.parametrize("size", [(100, 30), (113, 40), (160, 50), (80, 24), (200, 24)])
async def test_every_step_is_drawn_at_every_size(size: tuple[int, int]) -> None:
    async with wizard_on(busy_account(), size=size) as pilot:
        await type_in(pilot, "a")
        for step in range(5):
            assert f"Step {step + 1} of 5" in text(pilot)
            assert "Cancel" in text(pilot)
            await press(pilot, "alt+right")


async def test_the_layout_follows_the_terminal() -> None:
    async with wizard_on(busy_account()) as pilot:
        await go_to(pilot, 3, "a")
        assert "So far" in text(pilot)
        await pilot.resize_terminal(80, 24)
        assert "So far" not in text(pilot)
        assert "3 Admins" in text(pilot)
        await pilot.resize_terminal(120, 40)
        assert "So far" in text(pilot)
