"""Choices after a policy was edited by hand: they change what they are about, and no more."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kmstui.console.key_policy import (
    ADMIN_SID,
    GRANT_SID,
    ROOT_SID,
    USE_SID,
    PolicyChoices,
    build,
    to_text,
)
from kmstui.console.key_policy_edit import rechoose

ACCOUNT = "111122223333"
ALICE, BOB, CAROL = (f"arn:aws:iam::{ACCOUNT}:user/{name}" for name in ("alice", "bob", "carol"))
_people = st.lists(st.sampled_from([ALICE, BOB, CAROL]), unique=True).map(tuple)
_choices = st.builds(
    PolicyChoices,
    account=st.just(ACCOUNT),
    administrators=_people,
    admins_may_delete=st.booleans(),
    users=_people,
    other_accounts=st.lists(st.sampled_from(["444455556666", "777788889999"]), unique=True).map(tuple),
)


def _normal(text: str) -> list[dict[str, Any]]:
    """The statements with the order of principals taken out, which means nothing."""
    statements: list[dict[str, Any]] = json.loads(text)["Statement"]
    for statement in statements:
        named = statement["Principal"]["AWS"]
        statement["Principal"] = sorted([named] if isinstance(named, str) else named)
    return statements


@given(_choices, _choices)
def test_without_edits_choices_lead_where_the_wizard_leads(
    before: PolicyChoices, after: PolicyChoices
) -> None:
    found = rechoose(to_text(build(before)), before, after)
    assert found is not None
    assert _normal(found) == _normal(to_text(build(after)))


MINE = {
    "Sid": "Mine",
    "Effect": "Deny",
    "Principal": {"AWS": CAROL},
    "Action": "kms:Decrypt",
    "Resource": "*",
}


@given(_choices, _choices)
def test_a_statement_of_ones_own_survives_every_choice(before: PolicyChoices, after: PolicyChoices) -> None:
    document = build(before)
    document["Statement"].insert(1, MINE)
    found = rechoose(json.dumps(document), before, after)
    assert found is not None
    assert MINE in json.loads(found)["Statement"]


def test_a_statement_taken_out_by_hand_stays_out_when_something_else_is_chosen() -> None:
    before = PolicyChoices(ACCOUNT, administrators=(ALICE,))
    document = build(before)
    del document["Statement"][1]
    found = rechoose(json.dumps(document), before, PolicyChoices(ACCOUNT, (ALICE,), users=(BOB,)))
    assert found is not None
    assert [statement["Sid"] for statement in json.loads(found)["Statement"]] == [
        ROOT_SID,
        USE_SID,
        GRANT_SID,
    ]


def test_an_action_added_by_hand_stays() -> None:
    before = PolicyChoices(ACCOUNT, users=(ALICE,))
    document = build(before)
    document["Statement"][1]["Action"].append("kms:Sign")
    found = rechoose(json.dumps(document), before, PolicyChoices(ACCOUNT, users=(ALICE, BOB)))
    assert found is not None
    use = json.loads(found)["Statement"][1]
    assert use["Action"][-1] == "kms:Sign"
    assert use["Principal"] == {"AWS": [ALICE, BOB]}


def test_a_principal_added_by_hand_stays_when_the_chosen_one_goes() -> None:
    before = PolicyChoices(ACCOUNT, administrators=(ALICE,))
    text = to_text(build(before)).replace(f'"{ALICE}"', f'["{ALICE}", "{CAROL}"]')
    found = rechoose(text, before, PolicyChoices(ACCOUNT))
    assert found is not None
    assert json.loads(found)["Statement"][1]["Principal"] == {"AWS": CAROL}


def test_the_deletion_box_works_on_an_action_written_by_itself() -> None:
    before = PolicyChoices(ACCOUNT, administrators=(ALICE,), admins_may_delete=False)
    document = build(before)
    document["Statement"][1]["Action"] = "kms:Describe*"
    found = rechoose(json.dumps(document), before, PolicyChoices(ACCOUNT, (ALICE,), admins_may_delete=True))
    assert found is not None
    assert json.loads(found)["Statement"][1]["Action"] == [
        "kms:Describe*",
        "kms:ScheduleKeyDeletion",
        "kms:CancelKeyDeletion",
    ]


def test_the_deletion_box_without_administrators_changes_nothing() -> None:
    document = build(PolicyChoices(ACCOUNT))
    found = rechoose(
        json.dumps(document), PolicyChoices(ACCOUNT), PolicyChoices(ACCOUNT, admins_may_delete=False)
    )
    assert found is not None
    assert json.loads(found) == document


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "[]",
        '"x"',
        '{"Statement": 1}',
        '{"Statement": ["x"]}',
        f'{{"Statement": [{{"Sid": "{ADMIN_SID}"}}]}}',
    ],
)
def test_what_cannot_be_read_stays_as_it_is(text: str) -> None:
    assert rechoose(text, PolicyChoices(ACCOUNT), PolicyChoices(ACCOUNT, administrators=(ALICE,))) is None


@given(st.text() | st.recursive(st.none() | st.text(), st.lists).map(json.dumps), _choices, _choices)
def test_no_text_raises(text: str, before: PolicyChoices, after: PolicyChoices) -> None:
    rechoose(text, before, after)
