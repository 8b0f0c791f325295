"""The wizard's policy: AWS's statements, in AWS's order, and the way back from text to choices."""

import json
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from kmstui.console.key_policy import (
    ADMIN_SID,
    GRANT_SID,
    ROOT_SID,
    USE_SID,
    PolicyChoices,
    build,
    compare,
    read_choices,
    to_text,
)

ACCOUNT = "111122223333"
ALICE = f"arn:aws:iam::{ACCOUNT}:user/alice"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/app"

_names = st.lists(st.sampled_from([ALICE, ROLE, f"arn:aws:iam::{ACCOUNT}:user/bob"]), unique=True).map(tuple)
choices = st.builds(
    PolicyChoices,
    account=st.just(ACCOUNT),
    administrators=_names,
    admins_may_delete=st.booleans(),
    users=_names,
    other_accounts=st.lists(st.from_regex(r"[0-9]{12}", fullmatch=True), unique=True, max_size=3).map(tuple),
)


def _sids(document: dict[str, object]) -> list[str]:
    statements = document["Statement"]
    assert isinstance(statements, list)
    return [statement["Sid"] for statement in statements]


def test_nobody_chosen_leaves_the_account_statement_alone() -> None:
    document = build(PolicyChoices(ACCOUNT))
    assert _sids(document) == [ROOT_SID]
    assert document["Statement"][0]["Principal"] == {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}
    assert document["Statement"][0]["Action"] == "kms:*"


def test_statements_stand_in_the_consoles_order() -> None:
    document = build(PolicyChoices(ACCOUNT, (ALICE,), True, (ROLE,)))
    assert _sids(document) == [ROOT_SID, ADMIN_SID, USE_SID, GRANT_SID]
    assert document["Id"] == "key-consolepolicy-3"


def test_one_principal_is_a_string_and_two_are_an_array() -> None:
    one = build(PolicyChoices(ACCOUNT, (ALICE,)))["Statement"][1]["Principal"]
    two = build(PolicyChoices(ACCOUNT, (ALICE, ROLE)))["Statement"][1]["Principal"]
    assert (one, two) == ({"AWS": ALICE}, {"AWS": [ALICE, ROLE]})


def test_clearing_the_deletion_box_drops_the_two_deletion_actions_only() -> None:
    ticked = build(PolicyChoices(ACCOUNT, (ALICE,)))["Statement"][1]["Action"]
    cleared = build(PolicyChoices(ACCOUNT, (ALICE,), admins_may_delete=False))["Statement"][1]["Action"]
    assert set(ticked) - set(cleared) == {"kms:ScheduleKeyDeletion", "kms:CancelKeyDeletion"}
    assert set(cleared) < set(ticked)


def test_other_accounts_use_the_key_as_their_root_principal() -> None:
    document = build(PolicyChoices(ACCOUNT, users=(ROLE,), other_accounts=("444455556666",)))
    assert document["Statement"][1]["Principal"]["AWS"] == [ROLE, "arn:aws:iam::444455556666:root"]


def test_grants_are_for_aws_services_only() -> None:
    statement = build(PolicyChoices(ACCOUNT, users=(ROLE,)))["Statement"][2]
    assert statement["Condition"] == {"Bool": {"kms:GrantIsForAWSResource": "true"}}
    assert statement["Action"] == ["kms:CreateGrant", "kms:ListGrants", "kms:RevokeGrant"]


@given(choices)
def test_choices_survive_the_way_through_text(chosen: PolicyChoices) -> None:
    """Without administrators the deletion box says nothing, so it reads as ticked."""
    expected = chosen if chosen.administrators else replace(chosen, admins_may_delete=True)
    assert read_choices(to_text(build(chosen)), ACCOUNT) == expected


def test_a_statement_of_ones_own_has_no_default_view() -> None:
    document = build(PolicyChoices(ACCOUNT, (ALICE,)))
    document["Statement"].append({**document["Statement"][0], "Sid": "Mine"})
    assert read_choices(json.dumps(document), ACCOUNT) is None


def test_an_edited_action_list_has_no_default_view() -> None:
    document = build(PolicyChoices(ACCOUNT, users=(ALICE,)))
    document["Statement"][1]["Action"].append("kms:Sign")
    assert read_choices(json.dumps(document), ACCOUNT) is None


@given(st.text() | st.recursive(st.none() | st.text(), st.lists).map(json.dumps))
def test_reading_choices_never_raises(text: str) -> None:
    read_choices(text, ACCOUNT)


def test_the_last_choice_is_told_from_the_ones_before() -> None:
    base = to_text(build(PolicyChoices(ACCOUNT)))
    before = to_text(build(PolicyChoices(ACCOUNT, (ALICE, ROLE))))
    now = to_text(build(PolicyChoices(ACCOUNT, (ALICE, ROLE, f"arn:aws:iam::{ACCOUNT}:user/bob"))))
    difference = compare(base, before, now)
    changed = [difference.lines[index].strip() for index in sorted(difference.changed)]
    assert any("user/bob" in line for line in changed)
    assert not any("user/alice" in line for line in changed)
    assert difference.changed <= difference.added


def test_a_comma_is_no_change() -> None:
    """A line that only gets a comma because another follows was not touched by anybody."""
    base = to_text(build(PolicyChoices(ACCOUNT)))
    before = to_text(build(PolicyChoices(ACCOUNT, users=(ALICE, ROLE))))
    now = to_text(build(PolicyChoices(ACCOUNT, users=(ALICE, ROLE), other_accounts=("444455556666",))))
    difference = compare(base, before, now)
    changed = {difference.lines[line].strip() for line in difference.changed}
    assert changed == {'"arn:aws:iam::444455556666:root"'}
    assert difference.newest == difference.changed


def test_where_everything_is_new_nothing_stands_out() -> None:
    base = to_text(build(PolicyChoices(ACCOUNT)))
    difference = compare(base, base, to_text(build(PolicyChoices(ACCOUNT, (ALICE,)))))
    assert difference.added
    assert difference.newest == frozenset()
