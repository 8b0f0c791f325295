"""Grants: who, what, under which encryption context, and how far they reach."""

from dataclasses import replace
from typing import Any

import pytest

from kmstui.emulator.iam.decision import PolicyKind, Rule
from kmstui.emulator.registry import Caller, GrantView

from .building import (
    ACCOUNT,
    ALICE,
    ALICE_ARN,
    BOB,
    DELEGATED,
    INFRASTRUCTURE,
    MALLORY,
    OTHER_ACCOUNT,
    ROLE_ARN,
    ROOT,
    ROOT_ARN,
    SERVICE,
    SESSION,
    SESSION_ARN,
    allow,
    decide,
    deny,
    to,
)

GRANT = GrantView("g" * 64, ALICE_ARN, ("Encrypt", "Decrypt"))
PAIR = {"App": "orders"}
MORE = {"App": "orders", "Stage": "prod"}

GRANTEES: list[tuple[str, str, Caller, bool]] = [
    ("user", ALICE_ARN, ALICE, True),
    ("another user", BOB.arn, ALICE, False),
    ("user by id", "AIDAALICEALICEALICE00", ALICE, True),
    ("role", ROLE_ARN, SESSION, True),
    ("session", SESSION_ARN, SESSION, True),
    ("another session", f"{SESSION_ARN}9", SESSION, False),
    ("another role", f"{ROLE_ARN}9", SESSION, False),
    ("an instance", f"{ACCOUNT}:aws:ec2-infrastructure:i-0def", INFRASTRUCTURE, True),
    ("another instance", f"{ACCOUNT}:aws:ec2-infrastructure:i-0dee", INFRASTRUCTURE, False),
    ("all instances' role", f"arn:aws:iam::{ACCOUNT}:role/aws:ec2-infrastructure", INFRASTRUCTURE, True),
    ("a service", "ec2.amazonaws.com", SERVICE, True),
    ("a service, for a user", "ec2.amazonaws.com", ALICE.via("ec2"), False),
    ("another service", "rds.amazonaws.com", SERVICE, False),
    ("the account's root user", ROOT_ARN, ROOT, True),
    ("the account, a user without IAM", ROOT_ARN, ALICE, False),
    ("the account by id, a user without IAM", ACCOUNT, ALICE, False),
    ("user, but the root user calls", ALICE_ARN, ROOT, False),
    ("everybody is nobody", "*", ALICE, False),
    ("group", f"arn:aws:iam::{ACCOUNT}:group/alice", ALICE, False),
    ("foreign user", MALLORY.arn, MALLORY, True),
    ("foreign account, a user without IAM", f"arn:aws:iam::{OTHER_ACCOUNT}:root", MALLORY, False),
]


@pytest.mark.parametrize(
    ("grantee", "caller", "expected"), [item[1:] for item in GRANTEES], ids=[item[0] for item in GRANTEES]
)
def test_a_grant_is_for_its_grantee(grantee: str, caller: Caller, *, expected: bool) -> None:
    decision = decide(caller, grants=(replace(GRANT, grantee=grantee),))
    assert decision.allowed is expected
    assert decision.rule is (Rule.GRANTED if expected else Rule.NOT_DELEGATED)


OPERATIONS: list[tuple[str, tuple[str, ...], bool]] = [
    ("kms:Decrypt", ("Decrypt",), True),
    ("kms:Decrypt", ("Encrypt",), False),
    ("kms:Decrypt", (), False),
    ("kms:Encrypt", ("Decrypt", "Encrypt"), True),
    ("kms:GenerateDataKey", ("GenerateDataKeyWithoutPlaintext",), False),
    ("kms:GenerateDataKeyWithoutPlaintext", ("GenerateDataKeyWithoutPlaintext",), True),
    ("kms:ReEncryptFrom", ("ReEncryptFrom",), True),
    ("kms:ReEncryptTo", ("ReEncryptFrom",), False),
    ("kms:DescribeKey", ("DescribeKey",), True),
    ("kms:DescribeKey", ("Decrypt",), False),
    ("kms:RetireGrant", ("RetireGrant",), True),
    ("kms:RetireGrant", ("Decrypt",), False),
    ("kms:ScheduleKeyDeletion", ("Decrypt",), False),
    ("kms:PutKeyPolicy", ("Decrypt", "Encrypt", "CreateGrant"), False),
    ("kms:decrypt", ("Decrypt",), False),
    ("ec2:Decrypt", ("Decrypt",), False),
]


@pytest.mark.parametrize(("action", "operations", "expected"), OPERATIONS)
def test_a_grant_allows_the_operations_it_lists(
    action: str, operations: tuple[str, ...], *, expected: bool
) -> None:
    grants = (replace(GRANT, operations=operations),)
    assert decide(action=action, grants=grants).allowed is expected


CONSTRAINTS: list[tuple[str, dict[str, Any], dict[str, str] | None, bool]] = [
    ("none, no context", {}, None, True),
    ("none, any context", {}, MORE, True),
    ("equals, the same", {"context_equals": PAIR}, PAIR, True),
    ("equals, more", {"context_equals": PAIR}, MORE, False),
    ("equals, fewer", {"context_equals": MORE}, PAIR, False),
    ("equals, no context", {"context_equals": PAIR}, None, False),
    ("equals, another value", {"context_equals": PAIR}, {"App": "payments"}, False),
    ("equals, value in another case", {"context_equals": PAIR}, {"App": "Orders"}, False),
    ("equals, name in another case", {"context_equals": PAIR}, {"app": "orders"}, False),
    ("equals, other order", {"context_equals": MORE}, {"Stage": "prod", "App": "orders"}, True),
    ("subset, the same", {"context_subset": PAIR}, PAIR, True),
    ("subset, more", {"context_subset": PAIR}, MORE, True),
    ("subset, fewer", {"context_subset": MORE}, PAIR, False),
    ("subset, no context", {"context_subset": PAIR}, None, False),
    ("subset, another value", {"context_subset": PAIR}, {"App": "payments", "Stage": "prod"}, False),
    ("subset, name in another case", {"context_subset": PAIR}, {"APP": "orders"}, False),
    ("both, both hold", {"context_equals": MORE, "context_subset": PAIR}, MORE, True),
    ("both, one fails", {"context_equals": PAIR, "context_subset": MORE}, PAIR, False),
    ("volume's own", {"context_subset": {"aws:ebs:id": "vol-a"}}, {"aws:ebs:id": "vol-a"}, True),
    ("another volume's", {"context_subset": {"aws:ebs:id": "vol-a"}}, {"aws:ebs:id": "vol-b"}, False),
]


@pytest.mark.parametrize(
    ("constraint", "context", "expected"),
    [item[1:] for item in CONSTRAINTS],
    ids=[item[0] for item in CONSTRAINTS],
)
def test_a_grant_holds_under_its_encryption_context(
    constraint: dict[str, Any], context: dict[str, str] | None, *, expected: bool
) -> None:
    assert decide(grants=(replace(GRANT, **constraint),), context=context).allowed is expected


@pytest.mark.parametrize("operation", ["DescribeKey", "RetireGrant"])
def test_constraints_are_ignored_where_there_is_no_encryption_context(operation: str) -> None:
    grant = replace(GRANT, operations=(operation,), context_equals=PAIR)
    assert decide(action=f"kms:{operation}", grants=(grant,)).rule is Rule.GRANTED


PARENT = replace(GRANT, operations=("CreateGrant", "Decrypt"))
EQUALS, SUBSET = ("EncryptionContextEquals",), ("EncryptionContextSubset",)
DELEGATIONS: list[
    tuple[str, dict[str, Any], tuple[str, ...], tuple[str, ...], dict[str, str] | None, bool]
] = [
    ("an operation it holds", {}, ("Decrypt",), (), None, True),
    ("the right to delegate", {}, ("CreateGrant",), (), None, True),
    ("an operation it lacks", {}, ("Encrypt",), (), None, False),
    ("one it holds, one it lacks", {}, ("Decrypt", "Encrypt"), (), None, False),
    ("unconstrained to constrained", {}, ("Decrypt",), SUBSET, PAIR, True),
    ("subset to the same subset", {"context_subset": PAIR}, ("Decrypt",), SUBSET, PAIR, True),
    ("subset to a stricter subset", {"context_subset": PAIR}, ("Decrypt",), SUBSET, MORE, True),
    ("subset to a looser subset", {"context_subset": MORE}, ("Decrypt",), SUBSET, PAIR, False),
    ("subset to none", {"context_subset": PAIR}, ("Decrypt",), (), None, False),
    ("subset to equals", {"context_subset": PAIR}, ("Decrypt",), EQUALS, MORE, True),
    ("equals to the same equals", {"context_equals": PAIR}, ("Decrypt",), EQUALS, PAIR, True),
    ("equals to another equals", {"context_equals": PAIR}, ("Decrypt",), EQUALS, MORE, False),
    ("equals to a subset", {"context_equals": PAIR}, ("Decrypt",), SUBSET, PAIR, False),
    ("equals to none", {"context_equals": PAIR}, ("Decrypt",), (), None, False),
]


@pytest.mark.parametrize(
    ("parent", "wanted", "kinds", "context", "expected"),
    [item[1:] for item in DELEGATIONS],
    ids=[item[0] for item in DELEGATIONS],
)
def test_a_grant_made_from_a_grant_gives_no_more(
    parent: dict[str, Any],
    wanted: tuple[str, ...],
    kinds: tuple[str, ...],
    context: dict[str, str] | None,
    *,
    expected: bool,
) -> None:
    conditions = {"kms:GrantOperations": wanted, "kms:GrantConstraintType": kinds}
    decision = decide(
        action="kms:CreateGrant", grants=(replace(PARENT, **parent),), context=context, conditions=conditions
    )
    assert decision.allowed is expected


def test_a_grant_needs_no_delegation_to_iam() -> None:
    assert decide(grants=(GRANT,)).rule is Rule.GRANTED
    assert decide(grants=(GRANT,), key=DELEGATED).rule is Rule.GRANTED


def test_a_grant_needs_no_iam_policy_in_the_grantees_own_account() -> None:
    foreign = replace(GRANT, grantee=MALLORY.arn)
    assert decide(MALLORY, grants=(foreign,)).rule is Rule.GRANTED


@pytest.mark.parametrize(("caller", "account"), [(ALICE, ACCOUNT), (MALLORY, OTHER_ACCOUNT)])
def test_a_grant_to_an_account_is_delegated_to_its_iam_policies(caller: Caller, account: str) -> None:
    grants = (replace(GRANT, grantee=f"arn:aws:iam::{account}:root"),)
    assert decide(caller, grants=grants, iam=allow()).rule is Rule.GRANTED


@pytest.mark.parametrize(
    "how",
    [
        {"key": (to("*", deny()),)},
        {"iam": (deny(),)},
        {"boundary": (allow(), deny())},
        {"session": (allow(), deny())},
        {"boundary": (allow("ec2:*"),)},
        {"session": (allow("ec2:*"),)},
    ],
    ids=["key policy", "IAM policy", "boundary", "session", "boundary lacks it", "session lacks it"],
)
def test_a_grant_overcomes_neither_a_deny_nor_a_limit(how: dict[str, Any]) -> None:
    assert not decide(grants=(GRANT,), **how).allowed


def test_the_one_of_several_grants_that_applies_is_named() -> None:
    others = (replace(GRANT, grant_id="a", grantee=BOB.arn), replace(GRANT, grant_id="b", operations=()))
    decision = decide(grants=(*others, replace(GRANT, grant_id="c"), replace(GRANT, grant_id="d")))
    assert (decision.decided_by, decision.layer) == ("c", PolicyKind.GRANT)


MISSES: list[tuple[dict[str, Any], str, str, str]] = [
    ({"grantee": BOB.arn}, "Grantee principal", BOB.arn, ALICE_ARN),
    ({"operations": ("Encrypt",)}, "Operation", "Encrypt", "kms:Decrypt"),
    ({"context_equals": PAIR}, "EncryptionContextEquals", "App=orders", "App=x, B=y"),
    ({"context_subset": PAIR}, "EncryptionContextSubset", "App=orders", "App=x, B=y"),
]


@pytest.mark.parametrize(("changes", "failed_on", "expected", "actual"), MISSES)
def test_a_grant_tells_what_does_not_fit(
    changes: dict[str, Any], failed_on: str, expected: str, actual: str
) -> None:
    grant = replace(GRANT, **changes)
    told = decide(grants=(grant,), context={"App": "x", "B": "y"}).statements[-1]
    assert (told.policy, told.kind, told.effect) == (grant.grant_id, PolicyKind.GRANT, "Allow")
    assert (told.failed_on, told.expected, told.actual) == (failed_on, expected, actual)
