"""What KMS refuses as a key policy: malformed, naming nobody, or locking its author out."""

from typing import Any

import pytest

from kmstui.aws.errors import AwsError
from kmstui.emulator.iam.document import Grammar, Principal
from kmstui.emulator.iam.lockout import check_key_policy, keeps_control, unknown_principals
from kmstui.emulator.iam.policy import parse_policy
from kmstui.emulator.iam.request import Request
from kmstui.emulator.registry import Access, Caller, GrantView

from .building import (
    ALICE,
    ALICE_ARN,
    BOB,
    DELEGATED,
    KEY,
    MALLORY,
    ROOT,
    ROOT_ARN,
    Statement,
    allow,
    deny,
    document,
    identity,
    to,
)

TARGET = Access("kms:CreateKey", KEY, ALICE.account)
LOCKED_OUT = "The new key policy will not allow you to update the key policy in the future."
UNKNOWN = "Policy contains a statement with one or more invalid principals."
MFA = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}

CASES: list[tuple[str, tuple[Statement, ...], Caller, tuple[Statement, ...], bool]] = [
    ("named", (to(ALICE_ARN, allow("kms:PutKeyPolicy")),), ALICE, (), True),
    ("everybody", (to("*", allow()),), ALICE, (), True),
    ("delegated, IAM allows", (DELEGATED,), ALICE, (allow(),), True),
    ("delegated, IAM silent", (DELEGATED,), ALICE, (), False),
    ("delegated, IAM allows other actions", (DELEGATED,), ALICE, (allow("kms:Describe*"),), False),
    ("not delegated, IAM allows", (to(BOB.arn, allow()),), ALICE, (allow(),), False),
    ("delegated, root user", (DELEGATED,), ROOT, (), True),
    ("root user left out", (to(ALICE_ARN, allow()),), ROOT, (), False),
    ("administrator without PutKeyPolicy", (to(ALICE_ARN, allow("kms:Enable*")),), ALICE, (), False),
    ("denied in the key policy", (to("*", allow()), to(ALICE_ARN, deny("kms:Put*"))), ALICE, (), False),
    ("denied by IAM", (to(ALICE_ARN, allow()),), ALICE, (deny("kms:PutKeyPolicy"),), False),
    ("condition that fails now", (to(ALICE_ARN, allow(Condition=MFA)),), ALICE, (), False),
    ("inert statement", (to("*", {"Effect": "Allow", "Action": "kms:*"}),), ALICE, (), False),
    ("another account's caller", (to("*", allow()),), MALLORY, (), False),
]


@pytest.mark.parametrize(
    ("statements", "caller", "iam", "expected"),
    [item[1:] for item in CASES],
    ids=[item[0] for item in CASES],
)
def test_a_policy_keeps_its_author_in_control_or_not(
    statements: tuple[Statement, ...], caller: Caller, iam: tuple[Statement, ...], *, expected: bool
) -> None:
    request = Request(caller, (identity(*iam),) if iam else ())
    assert keeps_control(document(*statements), TARGET, request) is expected


def test_a_grant_does_not_keep_control() -> None:
    grants = (GrantView("g", ALICE_ARN, ("PutKeyPolicy",)),)
    target = Access("kms:PutKeyPolicy", KEY, ALICE.account, grants=grants)
    assert not keeps_control(document(to(BOB.arn, allow())), target, Request(ALICE))


def check(text: str, *, known: bool = True, bypass: bool = False) -> tuple[str, str]:
    def exists(_principal: Principal) -> bool:
        return known

    with pytest.raises(AwsError) as caught:
        check_key_policy(text, TARGET, Request(ALICE), exists, bypass_lockout_check=bypass)
    return caught.value.code, caught.value.message


REFUSED: list[tuple[str, dict[str, Any], str]] = [
    (document(to(BOB.arn, allow())), {}, LOCKED_OUT),
    (document(to(ALICE_ARN, allow())), {"known": False}, UNKNOWN),
    (document(to(ALICE_ARN, allow())), {"known": False, "bypass": True}, UNKNOWN),
    (document(to("arn:aws:iam::1:group/x", allow())), {}, UNKNOWN),
    (document(allow()), {}, "Policy contains a statement with no principal."),
    (document(allow()), {"bypass": True}, "Policy contains a statement with no principal."),
    ("{", {}, "line 1, column 2: Expecting property name enclosed in double quotes"),
    ("{}", {}, "Statement: a policy has at least one statement"),
]


@pytest.mark.parametrize(("text", "how", "message"), REFUSED)
def test_kms_refuses_a_key_policy(text: str, how: dict[str, Any], message: str) -> None:
    assert check(text, **how) == ("MalformedPolicyDocumentException", message)


def test_the_lockout_check_can_be_waived() -> None:
    text = document(to(BOB.arn, allow()))
    policy = check_key_policy(text, TARGET, Request(ALICE), lambda _: True, bypass_lockout_check=True)
    assert policy == parse_policy(text, Grammar.RESOURCE)


def test_each_unknown_principal_is_told_once() -> None:
    policy = parse_policy(document(to([BOB.arn, ROOT_ARN], allow()), to(BOB.arn, deny())), Grammar.RESOURCE)
    assert unknown_principals(policy, lambda item: item.value == ROOT_ARN) == (Principal("AWS", BOB.arn),)
