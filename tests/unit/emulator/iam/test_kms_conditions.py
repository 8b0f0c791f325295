"""The conditions that key policies are written for."""

import pytest

from kmstui.emulator.iam.decision import Rule

from .building import (
    ACCOUNT,
    ALICE,
    DELEGATED,
    OTHER_ACCOUNT,
    VIA_EC2,
    allow,
    decide,
    to,
)

SPEC, USAGE = ("SYMMETRIC_DEFAULT",), ("ENCRYPT_DECRYPT",)
APP, VOLUME = "kms:EncryptionContext:App", "kms:EncryptionContext:aws:ebs:id"
KEYS, OPERATIONS = "kms:EncryptionContextKeys", "kms:GrantOperations"
ACCOUNTS, FOR_AWS = "kms:CallerAccount", "kms:GrantIsForAWSResource"
WINDOW, MFA = "kms:ScheduleKeyDeletionPendingWindowInDays", "aws:MultiFactorAuthPresent"
VIA, ALIASES = "kms:ViaService", "kms:ResourceAliases"
EC2 = "ec2.us-east-1.amazonaws.com"

ROWS: list[tuple[str, str, str, object, tuple[str, ...], bool]] = [
    ("via the named service", "StringEquals", VIA, EC2, (EC2,), True),
    ("via another Region's service", "StringEquals", VIA, EC2, ("ec2.eu-west-1.amazonaws.com",), False),
    ("via any EC2", "StringLike", VIA, "ec2.*.amazonaws.com", (EC2,), True),
    ("not via RDS", "StringNotEquals", VIA, "rds.us-east-1.amazonaws.com", (), True),
    ("directly", "StringEquals", VIA, EC2, (), False),
    ("caller's account", "StringEquals", ACCOUNTS, ACCOUNT, (ACCOUNT,), True),
    ("another caller's account", "StringEquals", ACCOUNTS, ACCOUNT, (OTHER_ACCOUNT,), False),
    ("grant for a service", "Bool", FOR_AWS, "true", ("true",), True),
    ("grant for a person", "Bool", FOR_AWS, "true", ("false",), False),
    ("grant, as a JSON boolean", "Bool", FOR_AWS, True, ("true",), True),
    ("context pair", "StringEquals", APP, "x", ("x",), True),
    ("context name in another case", "StringEquals", APP.upper(), "x", ("x",), True),
    ("context value in another case", "StringEquals", APP, "X", ("x",), False),
    ("context without the pair", "StringEquals", APP, "x", (), False),
    ("context value by wildcard", "StringLike", APP, "order*", ("orders",), True),
    ("one of two context values", "StringEquals", APP, ["x", "y"], ("y",), True),
    ("context of one volume", "StringEquals", VOLUME, "vol-1", ("vol-1",), True),
    ("context of another volume", "StringEquals", VOLUME, "vol-1", ("vol-2",), False),
    ("context keys", "ForAnyValue:StringEquals", KEYS, "App", ("App", "Stage"), True),
    ("context keys mind case", "ForAnyValue:StringEquals", KEYS, "app", ("App",), False),
    ("only these context keys", "ForAllValues:StringEquals", KEYS, ["App"], ("App", "Stage"), False),
    ("some context", "Null", KEYS, "false", (), False),
    ("no context", "Null", KEYS, "true", (), True),
    ("grant operations within", "ForAllValues:StringEquals", OPERATIONS, ["A", "B"], ("B",), True),
    ("grant operations beyond", "ForAllValues:StringEquals", OPERATIONS, ["A"], ("A", "B"), False),
    ("window long enough", "NumericGreaterThanEquals", WINDOW, 14, ("30",), True),
    ("window too short", "NumericGreaterThanEquals", WINDOW, 14, ("7",), False),
    ("multi-factor, absent", "Bool", MFA, "true", (), False),
    ("multi-factor, if there", "BoolIfExists", MFA, "true", (), True),
    ("source address", "IpAddress", "aws:SourceIp", "192.0.2.0/24", ("192.0.2.9",), True),
    (
        "aliases do not count in a key policy",
        "ForAnyValue:StringEquals",
        ALIASES,
        "alias/x",
        ("alias/x",),
        False,
    ),
]


@pytest.mark.parametrize(
    ("operator", "name", "wanted", "actual", "expected"),
    [row[1:] for row in ROWS],
    ids=[row[0] for row in ROWS],
)
def test_a_condition_of_a_key_policy(
    operator: str, name: str, wanted: object, actual: tuple[str, ...], *, expected: bool
) -> None:
    statement = to("*", allow(Condition={operator: {name: wanted}}))
    conditions = {name.replace(APP.upper(), APP): actual}
    assert decide(key=statement, conditions=conditions).allowed is expected


BOTH: list[tuple[dict[str, dict[str, object]], bool]] = [
    ({"StringEquals": {VIA: EC2}, "Bool": {"kms:MultiRegion": False}}, True),
    ({"StringEquals": {VIA: EC2}, "Bool": {"kms:MultiRegion": True}}, False),
    ({"StringEquals": {"kms:KeySpec": SPEC[0], "kms:KeyUsage": USAGE[0]}}, True),
    ({"StringEquals": {"kms:KeySpec": SPEC[0], "kms:KeyUsage": "SIGN_VERIFY"}}, False),
]


@pytest.mark.parametrize(("condition", "expected"), BOTH)
def test_all_conditions_of_a_statement_must_hold(
    condition: dict[str, dict[str, object]], *, expected: bool
) -> None:
    facts = {VIA: (EC2,), "kms:MultiRegion": ("false",), "kms:KeySpec": SPEC, "kms:KeyUsage": USAGE}
    assert decide(key=to("*", allow(Condition=condition)), conditions=facts).allowed is expected


def test_aliases_count_in_an_iam_policy() -> None:
    condition = {"ForAnyValue:StringLike": {"kms:ResourceAliases": "alias/prod-*"}}
    policy = allow(Condition=condition)
    prod = {ALIASES: ("alias/x", "alias/prod-1")}
    assert decide(key=DELEGATED, iam=policy, conditions=prod).allowed
    assert not decide(key=DELEGATED, iam=policy, conditions={ALIASES: ("alias/x",)}).allowed


def test_the_policy_of_the_aws_managed_key_reaches_everybody_who_comes_through_ec2() -> None:
    condition = {
        "StringEquals": {"kms:CallerAccount": ACCOUNT, "kms:ViaService": "ec2.us-east-1.amazonaws.com"}
    }
    auto = (to("*", allow(["kms:Decrypt", "kms:CreateGrant"], Condition=condition)),)
    through_ec2 = {"kms:CallerAccount": (ACCOUNT,), **VIA_EC2}
    assert decide(key=auto, conditions=through_ec2).rule is Rule.NAMED
    assert not decide(key=auto, conditions={"kms:CallerAccount": (ACCOUNT,)}).allowed


def test_a_service_principal_in_a_key_policy_gives_ebs_nothing() -> None:
    statement = to(
        {"Service": "ec2.amazonaws.com"},
        allow(Condition={"StringEquals": {"kms:ViaService": "ec2.amazonaws.com"}}),
    )
    decision = decide(ALICE.via("ec2"), key=statement, conditions=VIA_EC2)
    assert decision.rule is Rule.NOT_DELEGATED
    assert decision.statements[0].failed_on == "Principal"
