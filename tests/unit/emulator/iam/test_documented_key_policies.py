"""Key policies of the KMS Developer Guide, each with requests that it lets through and that it does not."""

from typing import Any

import pytest

from .building import (
    ACCOUNT,
    ALICE,
    ALICE_ARN,
    BOB,
    DELEGATED,
    MALLORY,
    OTHER_ACCOUNT,
    ROLE_ARN,
    ROOT,
    ROOT_ARN,
    SERVICE,
    SESSION,
    SESSION_ARN,
    Statement,
    allow,
    deny,
    to,
)
from .documented import Row, outcome, rows, values

OUTSIDE = f"arn:aws:iam::{OTHER_ACCOUNT}:root"
USE = ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"]
ADMINISTER = [
    "kms:Create*", "kms:Describe*", "kms:Enable*", "kms:List*", "kms:Put*", "kms:Update*", "kms:Revoke*",
    "kms:Disable*", "kms:Get*", "kms:Delete*", "kms:TagResource", "kms:UntagResource",
    "kms:ScheduleKeyDeletion", "kms:CancelKeyDeletion", "kms:RotateKeyOnDemand",
]  # fmt: skip
GRANT = allow(
    ["kms:CreateGrant", "kms:ListGrants", "kms:RevokeGrant"],
    Condition={"Bool": {"kms:GrantIsForAWSResource": "true"}},
)
EVERYTHING: dict[str, Any] = {"iam": allow()}


def key_of(*statements: Statement) -> dict[str, Any]:
    return {"key": statements}


def when(operator: str, key: str, value: Any, action: Any = "kms:*", effect: Any = allow) -> Statement:
    """A statement for alice under one condition."""
    return to(ALICE_ARN, effect(action, Condition={operator: {key: value}}))


def window(days: str) -> dict[str, Any]:
    return values(kms__ScheduleKeyDeletionPendingWindowInDays=days)


def act(name: str, **more: Any) -> dict[str, Any]:
    return {"action": f"kms:{name}", **more}


DELEGATION = [
    *rows(
        "Default key policy",
        key_of(DELEGATED),
        ("the root user", True, {"caller": ROOT}),
        ("a user without IAM policies", False, {}),
        ("a user whom IAM allows it", True, EVERYTHING),
        ("a user whom IAM allows another action", False, {"iam": allow("kms:Encrypt")}),
        ("a user whom IAM denies it", False, {"iam": (allow(), deny("kms:Decrypt"))}),
        ("a session of a role that IAM allows it", True, {"caller": SESSION, **EVERYTHING}),
        ("a user of another account", False, {"caller": MALLORY, **EVERYTHING}),
    ),
    *rows(
        "Key policies: without the account, IAM policies count for nothing",
        key_of(to(ALICE_ARN, allow())),
        ("the user that is named", True, {}),
        ("a user whom only IAM allows it", False, {"caller": BOB, **EVERYTHING}),
        ("the root user is not named", False, {"caller": ROOT}),
        ("a deny of IAM counts", False, {"iam": deny("kms:Decrypt")}),
    ),
    *rows(
        "Allows key administrators to administer the KMS key",
        key_of(DELEGATED, to(ROLE_ARN, allow(ADMINISTER))),
        *[
            (name, True, act(name, caller=SESSION))
            for name in ("CreateAlias", "DescribeKey", "EnableKey", "PutKeyPolicy", "UpdateAlias",
                         "RevokeGrant", "DisableKey", "GetKeyPolicy", "DeleteAlias", "ScheduleKeyDeletion")
        ],
        *[
            (name, False, act(name, caller=SESSION))
            for name in ("Encrypt", "Decrypt", "ReEncryptFrom", "GenerateDataKey", "Sign", "RetireGrant")
        ],
        ("an administrator may make grants", True, act("CreateGrant", caller=SESSION)),
        ("another user", False, act("DescribeKey", caller=BOB)),
    ),
    *rows(
        "Allows key users to use the KMS key",
        key_of(DELEGATED, to([ALICE_ARN, ROLE_ARN], allow(USE)), to(ALICE_ARN, GRANT)),
        *[
            (name, True, act(name))
            for name in ("Encrypt", "Decrypt", "ReEncryptFrom", "ReEncryptTo", "GenerateDataKey",
                         "GenerateDataKeyWithoutPlaintext", "GenerateDataKeyPair", "DescribeKey")
        ],
        *[(name, False, act(name)) for name in ("Sign", "GenerateMac", "PutKeyPolicy", "GetPublicKey")],
        ("the role's session", True, act("Decrypt", caller=SESSION)),
        ("a grant for a service", True, act("CreateGrant") | values(kms__GrantIsForAWSResource="true")),
        ("a grant of one's own", False, act("CreateGrant") | values(kms__GrantIsForAWSResource="false")),
        ("a grant without the key", False, act("CreateGrant")),
    ),
]  # fmt: skip

PRINCIPALS = [
    *rows(
        "Allowing users in other accounts to use a KMS key",
        key_of(DELEGATED, to(OUTSIDE, allow(USE))),
        ("both accounts allow it", True, {"caller": MALLORY, **EVERYTHING}),
        ("the key's account alone", False, {"caller": MALLORY}),
        ("an action the key's account did not give", False, act("Sign", caller=MALLORY, **EVERYTHING)),
    ),
    *rows(
        "AWS JSON policy elements: Principal",
        {},
        ("an account's number", True, key_of(to(ACCOUNT, allow())) | EVERYTHING),
        ("an account's number without IAM", False, key_of(to(ACCOUNT, allow()))),
        ("everybody", True, key_of(to("*", allow())) | {"caller": BOB}),
        ("everybody as AWS", True, key_of(to({"AWS": "*"}, allow())) | {"caller": BOB}),
        ("a role means its sessions", True, key_of(to(ROLE_ARN, allow())) | {"caller": SESSION}),
        ("a session by its own ARN", True, key_of(to(SESSION_ARN, allow())) | {"caller": SESSION}),
        ("another session", False, key_of(to(f"{SESSION_ARN}x", allow())) | {"caller": SESSION}),
        ("a unique id", True, key_of(to(ALICE.principal_id, allow()))),
        ("several principals", True, key_of(to([BOB.arn, ALICE_ARN], allow()))),
        ("a service", True, key_of(to({"Service": "ec2.amazonaws.com"}, allow())) | {"caller": SERVICE}),
        ("another service", False,
         key_of(to({"Service": "s3.amazonaws.com"}, allow())) | {"caller": SERVICE}),
        ("a service is not who it calls for", False,
         key_of(to({"Service": "ec2.amazonaws.com"}, allow())) | {"caller": ALICE.via("ec2")}),
        ("a federated principal is no user", False,
         key_of(to({"Federated": "cognito-identity.amazonaws.com"}, allow()))),
        ("a canonical user is no user", False, key_of(to({"CanonicalUser": "0" * 64}, allow()))),
    ),
    *rows(
        "AWS JSON policy elements: NotPrincipal",
        {"key": (to("*", allow()), {**deny(), "NotPrincipal": {"AWS": [ALICE_ARN, ROOT_ARN]}})},
        ("the user that is excepted", True, {}),
        ("a user of another account", False, {"caller": MALLORY, **EVERYTHING}),
        ("a service", False, {"caller": SERVICE}),
    ),
]  # fmt: skip

EC2 = "ec2.us-west-2.amazonaws.com"
BYPASS = "kms:BypassPolicyLockoutSafetyCheck"
CONTEXT = "kms:EncryptionContext:AppName"
CONDITIONS = [
    *rows(
        "kms:CallerAccount",
        key_of(to("*", allow(Condition={"StringEquals": {"kms:CallerAccount": ACCOUNT}}))),
        ("the account", True, values(kms__CallerAccount=ACCOUNT)),
        ("another account", False,
         {"caller": MALLORY, **EVERYTHING} | values(kms__CallerAccount=OTHER_ACCOUNT)),
    ),
    *rows(
        "kms:ViaService",
        key_of(when("StringEquals", "kms:ViaService", [EC2, "rds.us-west-2.amazonaws.com"])),
        ("through the service", True, values(kms__ViaService=EC2)),
        ("through another service", False, values(kms__ViaService="lambda.us-west-2.amazonaws.com")),
        ("through it in another Region", False, values(kms__ViaService="ec2.eu-west-1.amazonaws.com")),
        ("directly", False, {}),
    ),
    *rows(
        "kms:ViaService: deny",
        key_of(to(ALICE_ARN, allow()), when("StringNotEquals", "kms:ViaService", EC2, effect=deny)),
        ("through the service", True, values(kms__ViaService=EC2)),
        ("directly", False, {}),
    ),
    *rows(
        "kms:EncryptionContext:context-key",
        key_of(when("StringEquals", CONTEXT, "ExampleApp")),
        ("the pair", True, values(kms__EncryptionContext__AppName="ExampleApp")),
        ("the key in another case", True, values(kms__EncryptionContext__appname="ExampleApp")),
        ("the value in another case", False, values(kms__EncryptionContext__AppName="exampleapp")),
        ("another pair", False, values(kms__EncryptionContext__FilePath="ExampleApp")),
        ("no context", False, {}),
    ),
    *rows(
        "kms:EncryptionContext:context-key: several pairs",
        key_of(
            to(ALICE_ARN,
               allow(Condition={"StringEquals": {CONTEXT: "A", "kms:EncryptionContext:Path": "/x"}}))
        ),
        ("both", True, values(kms__EncryptionContext__AppName="A", kms__EncryptionContext__Path="/x")),
        ("one of them", False, values(kms__EncryptionContext__AppName="A")),
    ),
    *rows(
        "kms:EncryptionContextKeys: ForAllValues",
        key_of(when("ForAllValues:StringEquals", "kms:EncryptionContextKeys", ["AppName", "FilePath"])),
        ("all are listed", True, values(kms__EncryptionContextKeys=["AppName", "FilePath"])),
        ("one that is not", False, values(kms__EncryptionContextKeys=["AppName", "Purpose"])),
        ("another case", False, values(kms__EncryptionContextKeys=["appname"])),
        ("none", True, {}),
    ),
    *rows(
        "kms:EncryptionContextKeys: ForAnyValue",
        key_of(when("ForAnyValue:StringEquals", "kms:EncryptionContextKeys", "AppName")),
        ("it is among them", True, values(kms__EncryptionContextKeys=["Purpose", "AppName"])),
        ("it is not", False, values(kms__EncryptionContextKeys=["Purpose"])),
        ("none", False, {}),
    ),
    *rows(
        "kms:EncryptionContextKeys: Null",
        key_of(when("Null", "kms:EncryptionContextKeys", False)),
        ("a context", True, values(kms__EncryptionContextKeys=["AppName"])),
        ("no context", False, {}),
    ),
    *rows(
        "kms:GrantOperations",
        key_of(when("ForAllValues:StringEquals", "kms:GrantOperations", ["Encrypt", "Sign"],
                    "kms:CreateGrant")),
        ("fewer", True, act("CreateGrant") | values(kms__GrantOperations=["Encrypt"])),
        ("more", False, act("CreateGrant") | values(kms__GrantOperations=["Encrypt", "RetireGrant"])),
    ),
    *rows(
        "kms:GrantConstraintType",
        key_of(when("StringEquals", "kms:GrantConstraintType", "EncryptionContextEquals", "kms:CreateGrant")),
        ("that type", True, act("CreateGrant") | values(kms__GrantConstraintType="EncryptionContextEquals")),
        ("the other", False, act("CreateGrant") | values(kms__GrantConstraintType="EncryptionContextSubset")),
        ("no constraint", False, act("CreateGrant")),
    ),
    *rows(
        "kms:ScheduleKeyDeletionPendingWindowInDays",
        key_of(
            to(ALICE_ARN, allow()),
            when("NumericNotEquals", "kms:ScheduleKeyDeletionPendingWindowInDays", "30",
                 "kms:ScheduleKeyDeletion", deny),
        ),
        ("30 days", True, act("ScheduleKeyDeletion") | window("30")),
        ("7 days", False, act("ScheduleKeyDeletion") | window("7")),
    ),
    *rows(
        "kms:KeySpec, kms:KeyUsage and kms:KeyOrigin",
        {"key": DELEGATED, "iam": allow(Condition={"StringLike": {"kms:KeySpec": "RSA_*"}})},
        ("RSA", True, values(kms__KeySpec="RSA_4096")),
        ("symmetric", False, values(kms__KeySpec="SYMMETRIC_DEFAULT")),
    ),
    *rows(
        "kms:RequestAlias",
        key_of(when("StringEquals", "kms:RequestAlias", "alias/example-alias")),
        ("by the alias", True, values(kms__RequestAlias="alias/example-alias")),
        ("by another alias", False, values(kms__RequestAlias="alias/other")),
        ("by the key's id", False, {}),
    ),
    *rows(
        "kms:ResourceAliases",
        {"key": DELEGATED,
         "iam": allow(Condition={"ForAnyValue:StringLike": {"kms:ResourceAliases": "alias/ProjectAlpha*"}})},
        ("one of its aliases", True, values(kms__ResourceAliases=["alias/x", "alias/ProjectAlpha_1"])),
        ("none of its aliases", False, values(kms__ResourceAliases=["alias/x"])),
        ("no alias", False, {}),
    ),
    *rows(
        "kms:ResourceAliases is for IAM policies",
        key_of(when("ForAnyValue:StringEquals", "kms:ResourceAliases", "alias/x")),
        ("in a key policy", False, values(kms__ResourceAliases=["alias/x"])),
    ),
    *rows(
        "ABAC for AWS KMS: aws:ResourceTag",
        {"key": DELEGATED, "iam": allow(Condition={"StringEquals": {"aws:ResourceTag/Purpose": "Test"}})},
        ("the tag", True, values(aws__ResourceTag_s_Purpose="Test")),
        ("another value", False, values(aws__ResourceTag_s_Purpose="Prod")),
        ("no tag", False, {}),
    ),
    *rows(
        "kms:BypassPolicyLockoutSafetyCheck",
        key_of(to(ALICE_ARN, allow()),
               when("Bool", BYPASS, True, "kms:PutKeyPolicy", deny)),
        ("without the check", False, act("PutKeyPolicy") | {"conditions": {BYPASS: ("true",)}}),
        ("with the check", True, act("PutKeyPolicy") | {"conditions": {BYPASS: ("false",)}}),
    ),
]  # fmt: skip

ROWS = [*DELEGATION, *PRINCIPALS, *CONDITIONS]


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_the_guides_key_policies_decide_as_the_guide_says(row: Row) -> None:
    assert outcome(row) is row.allowed


def test_the_table_is_as_long_as_it_should_be() -> None:
    assert len(ROWS) >= 100
    assert len({str(row) for row in ROWS}) == len(ROWS)
