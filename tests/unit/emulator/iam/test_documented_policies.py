"""Policies of the IAM User Guide, each with requests that it lets through and that it does not."""

from typing import Any

import pytest

from .building import ALICE, MALLORY, ROOT, SESSION, Statement, allow, deny, to
from .documented import Row, outcome, rows, values

BUCKET = "arn:aws:s3:::examplebucket"
MACHINES = "arn:aws:ec2:us-east-1:111122223333"
ELSEWHERE = "arn:aws:ec2:eu-west-1:111122223333:instance/i-1"
IAM_ONLY: dict[str, Any] = {"key": None, "resource": "*", "owner": ""}
"""What is asked of a policy of a user where the resource has none of its own."""


def iam(*statements: Statement) -> dict[str, Any]:
    return IAM_ONLY | {"iam": statements}


def under(operator: str, key: str, value: Any, **more: Any) -> dict[str, Any]:
    """A policy that allows everything under one condition."""
    return iam(allow("*", Condition={operator: {key: value}}, **more))


def put(action: str, resource: str = "*") -> dict[str, Any]:
    return {"action": action, "resource": resource}


LOGIC = [
    *rows(
        "Policy evaluation logic",
        IAM_ONLY,
        ("by default everything is denied", False, {}),
        ("but to the root user", True, {"caller": ROOT}),
        ("an allow overrides the default", True, {"iam": allow()}),
        ("a deny overrides the allow", False, {"iam": (allow(), deny())}),
        ("whichever comes first", False, {"iam": (deny(), allow())}),
        ("an allow of something else", False, {"iam": allow("ec2:*")}),
        ("a deny of something else", True, {"iam": (allow(), deny("ec2:*"))}),
    ),
    *rows(
        "Permissions boundaries for IAM entities",
        IAM_ONLY,
        ("both allow", True, {"iam": allow(), "boundary": allow(["kms:*", "s3:*"])}),
        ("the boundary alone gives nothing", False, {"boundary": allow()}),
        ("the boundary does not allow", False, {"iam": allow(), "boundary": allow("s3:*")}),
        ("the boundary denies", False, {"iam": allow(), "boundary": (allow(), deny("kms:Decrypt"))}),
        ("a resource policy does not reach past it", False,
         {"key": to(ALICE.arn, allow()), "boundary": allow("s3:*")}),
    ),
    *rows(
        "Session policies",
        IAM_ONLY | {"caller": SESSION},
        ("both allow", True, {"iam": allow(), "session": allow()}),
        ("the session policy gives nothing", False, {"session": allow()}),
        ("the session policy takes away", False, {"iam": allow(), "session": allow("s3:*")}),
        ("all three must", True, {"iam": allow(), "session": allow(), "boundary": allow()}),
        ("a boundary limits a session", False,
         {"iam": allow(), "session": allow(), "boundary": allow("s3:*")}),
    ),
    *rows(
        "Cross-account policy evaluation logic",
        {"caller": MALLORY},
        ("both accounts", True, {"key": to(MALLORY.arn, allow()), "iam": allow()}),
        ("the trusting account alone", False, {"key": to(MALLORY.arn, allow())}),
        ("the trusted account alone", False, {"iam": allow()}),
        ("a deny on either side", False, {"key": to(MALLORY.arn, allow()), "iam": (allow(), deny())}),
    ),
]  # fmt: skip

ELEMENTS = [
    *rows(
        "AWS JSON policy elements: Action",
        iam(allow("iam:*AccessKey*")),
        ("CreateAccessKey", True, put("iam:CreateAccessKey")),
        ("ListAccessKeys", True, put("iam:ListAccessKeys")),
        ("whatever its case", True, put("IAM:listaccesskeys")),
        ("CreateUser", False, put("iam:CreateUser")),
    ),
    *rows(
        "AWS JSON policy elements: NotAction",
        iam({"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}),
        ("another service", True, put("ec2:RunInstances")),
        ("the service that is excepted", False, put("iam:ListUsers")),
    ),
    *rows(
        "AWS JSON policy elements: NotAction with Deny",
        iam(allow("*"), {"Effect": "Deny", "NotAction": ["s3:*", "iam:ListUsers"], "Resource": "*"}),
        ("what is excepted", True, put("s3:GetObject")),
        ("everything else", False, put("ec2:RunInstances")),
    ),
    *rows(
        "AWS JSON policy elements: Resource",
        iam(allow("*", "arn:aws:ec2:us-east-1:*:instance/i-*")),
        ("under the pattern", True, put("ec2:StopInstances", f"{MACHINES}:instance/i-1")),
        ("another Region", False, put("ec2:StopInstances", ELSEWHERE)),
        ("another kind", False, put("ec2:StopInstances", f"{MACHINES}:volume/i-1")),
        ("one character", True, {**iam(allow("*", f"{BUCKET}/?")), **put("s3:GetObject", f"{BUCKET}/a")}),
        ("not two", False, {**iam(allow("*", f"{BUCKET}/?")), **put("s3:GetObject", f"{BUCKET}/ab")}),
    ),
    *rows(
        "AWS JSON policy elements: NotResource",
        iam(allow("*"), {"Effect": "Deny", "Action": "s3:*", "NotResource": [BUCKET, f"{BUCKET}/*"]}),
        ("the bucket", True, put("s3:ListBucket", BUCKET)),
        ("in the bucket", True, put("s3:GetObject", f"{BUCKET}/a")),
        ("another bucket", False, put("s3:GetObject", "arn:aws:s3:::other/a")),
        ("another service", True, put("ec2:RunInstances")),
    ),
    *rows(
        "AWS JSON policy elements: Variables and tags",
        iam(allow("s3:*", "arn:aws:s3:::amzn-s3-demo-bucket/${aws:username}/*")),
        ("one's own folder", True,
         put("s3:GetObject", "arn:aws:s3:::amzn-s3-demo-bucket/alice/a") | values(aws__username="alice")),
        ("another's folder", False,
         put("s3:GetObject", "arn:aws:s3:::amzn-s3-demo-bucket/bob/a") | values(aws__username="alice")),
        ("a role has no name", False, put("s3:GetObject", "arn:aws:s3:::amzn-s3-demo-bucket/alice/a")),
        ("a star in a name is a star", False,
         put("s3:GetObject", "arn:aws:s3:::amzn-s3-demo-bucket/bob/a") | values(aws__username="*")),
    ),
    *rows(
        "AWS JSON policy elements: Variables with default values",
        iam(allow("s3:*", f"{BUCKET}/${{aws:PrincipalTag/team, 'company-wide'}}/*")),
        ("the tag", True,
         put("s3:GetObject", f"{BUCKET}/yellow/a") | values(aws__PrincipalTag_s_team="yellow")),
        ("without the tag", True, put("s3:GetObject", f"{BUCKET}/company-wide/a")),
        ("the default is for those without", False,
         put("s3:GetObject", f"{BUCKET}/company-wide/a") | values(aws__PrincipalTag_s_team="yellow")),
    ),
]  # fmt: skip

AFTER, BEFORE = "2020-04-01T00:00:00Z", "2020-06-30T23:59:59Z"
TERM = {"DateGreaterThan": {"aws:CurrentTime": AFTER}, "DateLessThan": {"aws:CurrentTime": BEFORE}}
OFFICE = ["192.0.2.0/24", "203.0.113.0/24"]
TEAMS = ["Preserve-Alpha", "preserve-beta"]
CONDITIONS = [
    *rows(
        "Condition operators: string",
        IAM_ONLY,
        ("StringEquals", True, under("StringEquals", "aws:PrincipalTag/job", "iamuser-admin")
         | values(aws__PrincipalTag_s_job="iamuser-admin")),
        ("StringEquals regards case", False, under("StringEquals", "aws:PrincipalTag/job", "iamuser-admin")
         | values(aws__PrincipalTag_s_job="IAMUser-Admin")),
        ("StringEqualsIgnoreCase", True, under("StringEqualsIgnoreCase", "aws:PrincipalTag/job", "admin")
         | values(aws__PrincipalTag_s_job="ADMIN")),
        ("StringNotEquals without the key", True, under("StringNotEquals", "aws:PrincipalTag/job", "admin")),
        ("StringEquals without the key", False, under("StringEquals", "aws:PrincipalTag/job", "admin")),
        ("StringEqualsIfExists without it", True, under("StringEqualsIfExists", "aws:PrincipalTag/job", "x")),
        ("StringEqualsIfExists with another", False,
         under("StringEqualsIfExists", "aws:PrincipalTag/job", "x")
         | values(aws__PrincipalTag_s_job="y")),
        ("StringLike", True, under("StringLike", "s3:prefix", ["", "home/", "home/alice/*"])
         | values(s3__prefix="home/alice/x/y")),
        ("StringNotLike", False, under("StringNotLike", "s3:prefix", "home/*") | values(s3__prefix="home/a")),
    ),
    *rows(
        "Condition operators: numeric, Boolean, binary, Null",
        IAM_ONLY,
        ("NumericLessThanEquals", True, under("NumericLessThanEquals", "s3:max-keys", "10")
         | {"conditions": {"s3:max-keys": ("10",)}}),
        ("NumericLessThanEquals, more", False, under("NumericLessThanEquals", "s3:max-keys", "10")
         | {"conditions": {"s3:max-keys": ("11",)}}),
        ("Bool", False, under("Bool", "aws:SecureTransport", "true") | values(aws__SecureTransport="false")),
        ("BinaryEquals", True, under("BinaryEquals", "key:x", "QmluYXJ5") | values(key__x="QmluYXJ5")),
        ("Null true: no temporary credentials", True, under("Null", "aws:TokenIssueTime", "true")),
        ("Null true: temporary credentials", False, under("Null", "aws:TokenIssueTime", "true")
         | values(aws__TokenIssueTime=AFTER)),
    ),
    *rows(
        "AWS: Allows access based on date and time",
        iam(allow("*", Condition=TERM)),
        ("in between", True, values(aws__CurrentTime="2020-05-01T12:00:00Z")),
        ("before", False, values(aws__CurrentTime="2020-03-31T23:59:59Z")),
        ("after", False, values(aws__CurrentTime="2020-07-01T00:00:00Z")),
    ),
    *rows(
        "AWS: Denies access to AWS based on the source IP",
        iam(allow("*"), deny("*", Condition={"NotIpAddress": {"aws:SourceIp": OFFICE},
                                             "Bool": {"aws:ViaAWSService": "false"}})),
        ("from the office", True, values(aws__SourceIp="192.0.2.7", aws__ViaAWSService="false")),
        ("from elsewhere", False, values(aws__SourceIp="198.51.100.7", aws__ViaAWSService="false")),
        ("through a service", True, values(aws__SourceIp="198.51.100.7", aws__ViaAWSService="true")),
    ),
    *rows(
        "AWS: Denies access to AWS based on the requested Region",
        iam(allow("*"), {"Effect": "Deny", "NotAction": ["cloudfront:*", "iam:*", "route53:*", "support:*"],
                         "Resource": "*",
                         "Condition": {"StringNotEquals": {"aws:RequestedRegion": ["eu-central-1"]}}}),
        ("in the Region", True, put("ec2:RunInstances") | values(aws__RequestedRegion="eu-central-1")),
        ("in another", False, put("ec2:RunInstances") | values(aws__RequestedRegion="us-east-1")),
        ("a global service", True, put("iam:ListUsers") | values(aws__RequestedRegion="us-east-1")),
    ),
    *rows(
        "AWS: Denies access without MFA (BoolIfExists)",
        iam(allow("*"), deny("*", Condition={"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}})),
        ("with MFA", True, values(aws__MultiFactorAuthPresent="true")),
        ("without", False, values(aws__MultiFactorAuthPresent="false")),
        ("long-term credentials do not tell", False, {}),
    ),
    *rows(
        "Multivalued context keys: ForAllValues with Null",
        iam(allow("ec2:CreateTags", Condition={
            "ForAllValues:StringEquals": {"aws:TagKeys": TEAMS}, "Null": {"aws:TagKeys": "false"}})),
        ("all are listed", True, put("ec2:CreateTags") | values(aws__TagKeys=TEAMS)),
        ("one is not", False, put("ec2:CreateTags") | values(aws__TagKeys=[*TEAMS, "other"])),
        ("none", False, put("ec2:CreateTags")),
    ),
    *rows(
        "Multivalued context keys: ForAnyValue",
        iam(deny("ec2:CreateTags", Condition={"ForAnyValue:StringEquals": {"aws:TagKeys": "environment"}}),
            allow("*")),
        ("it is among them", False, put("ec2:CreateTags") | values(aws__TagKeys=["environment", "cost"])),
        ("it is not", True, put("ec2:CreateTags") | values(aws__TagKeys=["cost"])),
        ("none", True, put("ec2:CreateTags")),
    ),
    *rows(
        "Conditions with multiple context keys or values",
        iam(allow("*", Condition={"StringEquals": {"aws:PrincipalTag/department": ["hr", "legal"],
                                                   "aws:PrincipalTag/role": "audit"}})),
        ("both keys", True, values(aws__PrincipalTag_s_department="legal", aws__PrincipalTag_s_role="audit")),
        ("one key", False, values(aws__PrincipalTag_s_department="legal")),
        ("none of the values", False,
         values(aws__PrincipalTag_s_department="it", aws__PrincipalTag_s_role="audit")),
    ),
    *rows(
        "AWS global condition context keys: aws:ResourceAccount",
        {"key": None, "owner": ""} | {"iam": (allow(), deny(Condition={
            "StringNotEquals": {"aws:ResourceAccount": "${aws:PrincipalAccount}"}}))},
        ("one's own resource", True, values(aws__PrincipalAccount=ALICE.account)),
        ("whoever calls from another account", False, values(aws__PrincipalAccount=MALLORY.account)),
    ),
]  # fmt: skip

ROWS = [*LOGIC, *ELEMENTS, *CONDITIONS]


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_the_guides_policies_decide_as_the_guide_says(row: Row) -> None:
    assert outcome(row) is row.allowed


def test_the_table_is_as_long_as_it_should_be() -> None:
    assert len(ROWS) >= 70
    assert len({str(row) for row in ROWS}) == len(ROWS)
