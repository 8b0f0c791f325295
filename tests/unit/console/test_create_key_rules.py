"""The rules of the Create key wizard, field by field."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kmstui.console.create_key import KeyForm
from kmstui.console.create_key_rules import (
    account_problem,
    alias_hint,
    alias_problem,
    on_step,
    policy_problem,
    problems,
    step_of,
    tag_problems,
)
from kmstui.console.key_policy import PolicyChoices, build, to_text

ACCOUNT = "111122223333"


@pytest.mark.parametrize(
    ("alias", "problem"),
    [
        ("", "Enter an alias."),
        ("aws/mine", "aws/ is reserved for AWS managed keys."),
        ("a b", "Use letters, digits, / _ and - only."),
        ("a:b", "Use letters, digits, / _ and - only."),
        ("é", "Use letters, digits, / _ and - only."),
        ("x" * 251, "At most 250 characters; this has 251."),
        ("taken", "This alias is taken in this Region."),
        ("x" * 250, ""),
        ("alias/alias", ""),
        ("AWS/mine", ""),
        ("team/orders_prod-1", ""),
    ],
)
def test_an_alias_is_held_against_awss_rules(alias: str, problem: str) -> None:
    assert alias_problem(alias, frozenset({"taken"})) == problem


def test_a_description_has_at_most_8192_characters() -> None:
    form = KeyForm(alias="a", description="x" * 8193)
    assert problems(form, ACCOUNT) == {"description": "At most 8,192 characters; this has 8,193."}
    assert problems(KeyForm(alias="a", description="x" * 8192), ACCOUNT) == {}


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ((("", ""),), {}),
        ((("", "v"),), {"tags.0": "Enter a tag key."}),
        ((("AWS:x", ""),), {"tags.0": "aws: is reserved."}),
        ((("k" * 129, ""),), {"tags.0": "A tag key has at most 128 characters."}),
        ((("k", "v" * 257),), {"tags.0": "A tag value has at most 256 characters."}),
        ((("k", "1"), ("k", "2")), {"tags.1": "Duplicate tag key."}),
        ((("k", "1"), ("K", "2")), {}),
        (tuple((f"k{n}", "") for n in range(50)), {}),
        (tuple((f"k{n}", "") for n in range(51)), {"tags": "At most 50 tags."}),
    ],
)
def test_tags_are_held_against_awss_rules(
    tags: tuple[tuple[str, str], ...], expected: dict[str, str]
) -> None:
    assert tag_problems(tags) == expected


@pytest.mark.parametrize(
    ("account", "problem"),
    [
        ("", ""),
        ("12345678901", "An AWS account ID has 12 digits."),
        ("١٢٣٤٥٦٧٨٩٠١٢", "An AWS account ID has 12 digits."),
        (ACCOUNT, "This is your own account."),
        ("444455556666", ""),
    ],
)
def test_another_account_is_twelve_digits_and_not_ones_own(account: str, problem: str) -> None:
    assert account_problem(account, ACCOUNT) == problem


def test_another_account_is_listed_once() -> None:
    form = KeyForm(alias="a", other_accounts=("444455556666", "", "444455556666"))
    assert problems(form, ACCOUNT) == {"other_accounts.2": "This account is listed already."}
    assert form.valid_accounts() == ("444455556666",)


def test_an_account_being_typed_is_not_in_the_policy_yet() -> None:
    assert "4444" not in KeyForm(other_accounts=("4444",)).policy(ACCOUNT)
    assert "444455556666" in KeyForm(other_accounts=("444455556666",)).policy(ACCOUNT)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("{", "line 1, column 2: Expecting property name enclosed in double quotes."),
        ("[]", "line 1, column 1: A policy is a JSON object."),
        (" " * 32_769, "line 1, column 1: The policy has 32,769 bytes; the limit is 32,768."),
    ],
)
def test_the_first_fault_of_a_policy_is_named_with_its_place(text: str, problem: str) -> None:
    assert policy_problem(text, ACCOUNT) == problem


def test_a_policy_that_is_merely_odd_may_be_sent() -> None:
    odd = to_text(build(PolicyChoices(ACCOUNT))).replace("kms:*", "kms:Sing")
    assert policy_problem(odd, ACCOUNT) == ""


@pytest.mark.parametrize(
    ("alias", "free_in", "hint"),
    [
        ("", "us-east-1", "The console adds the prefix alias/"),
        ("orders", "us-east-1", "alias/orders is free in us-east-1"),
        ("orders", "", "alias/orders"),
        ("alias/x", "us-east-1", "alias/ is added for you: alias/alias/x"),
    ],
)
def test_a_right_alias_is_shown_as_it_will_be(alias: str, free_in: str, hint: str) -> None:
    assert alias_hint(alias, free_in) == hint


def test_problems_are_found_on_their_own_step() -> None:
    form = KeyForm(tags=(("", "v"),), other_accounts=("1",), edited_policy="{")
    found = problems(form, ACCOUNT)
    assert [set(on_step(found, step)) for step in range(5)] == [
        {"alias"},
        {"tags.0"},
        set(),
        {"other_accounts.0"},
        {"policy"},
    ]


@given(st.text())
def test_any_text_at_all_gets_a_verdict_and_no_exception(text: str) -> None:
    form = KeyForm(text, text, tags=((text, text),), other_accounts=(text,), edited_policy=text)
    for field in problems(form, ACCOUNT):
        assert step_of(field) in range(5)
