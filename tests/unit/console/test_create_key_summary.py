"""What the wizard says of itself: the choices so far, the review, the commands, the effects."""

import shlex

from hypothesis import given
from hypothesis import strategies as st

from kmstui.console.create_key import KeyForm
from kmstui.console.create_key_summary import (
    advanced,
    commands,
    effects,
    label_of,
    needed_actions,
    principal_name,
    so_far,
    summary,
)

ACCOUNT = "111122223333"
FULL = KeyForm(
    "orders-prod",
    "Order data",
    tags=(("env", "prod"), ("team", "")),
    administrators=(f"arn:aws:iam::{ACCOUNT}:user/alice", f"arn:aws:iam::{ACCOUNT}:role/security/KeyAdmins"),
    users=(f"arn:aws:iam::{ACCOUNT}:role/app",),
    other_accounts=("444455556666", "44"),
)


def test_the_rail_counts_what_was_chosen() -> None:
    assert dict(so_far(FULL)) == {
        "Type": "Symmetric",
        "Usage": "Encrypt, decrypt",
        "Origin": "AWS KMS",
        "Region": "Single-Region",
        "Alias": "orders-prod",
        "Tags": "2",
        "Admins": "2",
        "Users": "2",
    }
    assert list(dict(so_far(KeyForm())).values())[-1] == "-"


def test_the_review_says_everything_with_the_step_it_comes_from() -> None:
    lines = {line.label: (line.value, line.step) for line in summary(FULL)}
    assert lines["Alias"] == ("orders-prod", 0)
    assert lines["Tags"] == ("env=prod, team", 1)
    assert lines["Administrators"] == ("alice, KeyAdmins", 2)
    assert lines["Key deletion"] == ("administrators may", 2)
    assert lines["Users"] == ("app", 3)
    assert lines["Other accounts"] == ("444455556666", 3)


def test_the_review_of_nothing_has_dashes() -> None:
    lines = {line.label: line.value for line in summary(KeyForm())}
    assert {lines[name] for name in ("Alias", "Description", "Tags", "Administrators", "Key deletion")} == {
        "-"
    }


def test_without_the_deletion_box_administrators_may_not() -> None:
    form = KeyForm(administrators=FULL.administrators, admins_may_delete=False)
    assert {line.label: line.value for line in summary(form)}["Key deletion"] == "administrators may not"


def test_the_advanced_options_fit_one_line() -> None:
    assert advanced(KeyForm()) == "Symmetric · Encrypt and decrypt · KMS · Single-Region"
    assert label_of((), "raw") == "raw"


def test_what_is_no_arn_names_itself() -> None:
    assert principal_name("not an arn") == "not an arn"


def test_the_commands_are_those_of_the_cli() -> None:
    form = KeyForm("orders-prod", "Order data", tags=(("env", "prod"), ("team", "orders")))
    assert commands(form, ACCOUNT).splitlines() == [
        "aws kms create-key \\",
        "  --description 'Order data' \\",
        "  --tags \\",
        "    TagKey=env,TagValue=prod \\",
        "    TagKey=team,TagValue=orders \\",
        "  --policy file://key-policy.json",
        "aws kms create-alias \\",
        "  --alias-name alias/orders-prod \\",
        "  --target-key-id KEY_ID",
    ]


def test_one_tag_needs_no_lines_of_its_own() -> None:
    assert "  --tags TagKey=env,TagValue=prod \\" in commands(KeyForm(tags=(("env", "prod"),)), ACCOUNT)


def test_tags_that_the_shorthand_cannot_say_stand_together() -> None:
    assert "  --tags '[{" in commands(FULL, ACCOUNT)


def test_without_an_alias_its_place_is_kept() -> None:
    assert "alias/NAME" in commands(KeyForm(), ACCOUNT)
    assert any("alias/NAME" in note for _, _, note in effects(KeyForm()))


@given(st.lists(st.tuples(st.text(min_size=1), st.text()), max_size=3).map(tuple), st.text())
def test_the_commands_can_be_pasted_whatever_was_typed(
    tags: tuple[tuple[str, str], ...], description: str
) -> None:
    text = commands(KeyForm("a", description, tags=tags), ACCOUNT)
    assert text.count("aws kms create-") >= 2
    assert all(character == "\n" or character.isprintable() or ord(character) > 0x9F for character in text)
    if "$'" not in text:
        words = shlex.split(text.replace("\\\n", " "))
        assert "file://key-policy.json" in words


def test_tags_need_a_permission_of_their_own() -> None:
    assert needed_actions(KeyForm()) == ("kms:CreateKey", "kms:CreateAlias")
    assert needed_actions(FULL) == ("kms:CreateKey", "kms:TagResource", "kms:CreateAlias")


def test_the_effects_come_in_order() -> None:
    assert [what for what, _, _ in effects(FULL)] == ["CreateKey", "CreateAlias", "used by volumes"]
    assert "2 tags" in effects(FULL)[0][2]
