"""What a decision tells beside yes or no."""

import pytest

from kmstui.emulator.iam.decision import PolicyKind, Reach, Rule

from .building import (
    ALICE_ARN,
    BOB,
    DELEGATED,
    KEY,
    Statement,
    allow,
    allow_all_but,
    decide,
    deny,
    to,
)
from .building import (
    VIA_EC2_CONDITION as VIA,
)


def test_a_decision_names_the_statement_that_decided() -> None:
    statement = to(ALICE_ARN, allow(Sid="Allow use of the key"))
    decision = decide(key=(DELEGATED, statement))
    assert decision.decided_by == "key policy, Allow use of the key"
    assert decision.layer is PolicyKind.RESOURCE


def test_a_decision_without_a_deciding_statement_names_none() -> None:
    assert decide(key=DELEGATED).decided_by == ""


def test_every_statement_is_considered_in_the_order_of_the_policies() -> None:
    decision = decide(
        key=(DELEGATED, to("*", deny("kms:Encrypt"))),
        iam=(allow(), allow("ec2:*")),
        boundary=allow(),
        session=allow(),
    )
    told = [(item.kind, item.policy, item.sid, item.effect, item.matched) for item in decision.statements]
    assert told == [
        (PolicyKind.RESOURCE, "key policy", "statement 1", "Allow", True),
        (PolicyKind.RESOURCE, "key policy", "statement 2", "Deny", False),
        (PolicyKind.IDENTITY, "identity", "statement 1", "Allow", True),
        (PolicyKind.IDENTITY, "identity", "statement 2", "Allow", False),
        (PolicyKind.BOUNDARY, "boundary", "statement 1", "Allow", True),
        (PolicyKind.SESSION, "session", "statement 1", "Allow", True),
    ]
    assert decision.statements[0].reach is Reach.ACCOUNT


MISSES: list[tuple[Statement, str, str, str]] = [
    (to("*", allow("kms:Encrypt")), "Action", "kms:Encrypt", "kms:Decrypt"),
    (
        to("*", allow_all_but("kms:*")),
        "NotAction",
        "kms:*",
        "kms:Decrypt",
    ),
    (to(BOB.arn, allow()), "Principal", BOB.arn, ALICE_ARN),
    ({**allow(), "NotPrincipal": {"AWS": ALICE_ARN}}, "NotPrincipal", ALICE_ARN, ALICE_ARN),
    (to("*", allow(resource="arn:aws:kms:::x")), "Resource", "arn:aws:kms:::x", KEY),
    (
        to("*", allow(Condition=VIA)),
        "StringEquals kms:ViaService",
        "ec2.us-east-1.amazonaws.com",
        "(not in the request)",
    ),
    (
        to("*", allow(Condition={"StringNotLike": {"kms:EncryptionContext:user": "${aws:username}*"}})),
        "StringNotLike kms:EncryptionContext:user",
        "alice*",
        "alice2",
    ),
    (
        to("*", allow(Condition={"StringLike": {"kms:EncryptionContext:user": "${aws:PrincipalTag/x}"}})),
        "StringLike kms:EncryptionContext:user",
        "${aws:PrincipalTag/x}",
        "alice2",
    ),
]


@pytest.mark.parametrize(("statement", "failed_on", "expected", "actual"), MISSES)
def test_a_statement_tells_the_first_thing_that_does_not_fit(
    statement: Statement, failed_on: str, expected: str, actual: str
) -> None:
    conditions = {"kms:EncryptionContext:User": ("alice2",), "aws:username": ("alice",)}
    (told,) = decide(key=statement, conditions=conditions).statements
    assert (told.failed_on, told.expected, told.actual) == (failed_on, expected, actual)


def test_a_decision_reads_at_the_gateway_as_documented() -> None:
    assert decide(key=to("*", allow("kms:Encrypt", Sid="S"))).as_result() == {
        "Allowed": False,
        "Action": "kms:Decrypt",
        "Resource": KEY,
        "Reason": Rule.NOT_DELEGATED.value,
        "DecidedBy": "",
        "Statements": [
            {
                "Policy": "key policy",
                "Kind": "resource-based policy",
                "Sid": "S",
                "Effect": "Allow",
                "Matched": False,
                "FailedOn": "Action",
                "Expected": "kms:Encrypt",
                "Actual": "kms:Decrypt",
            }
        ],
    }
