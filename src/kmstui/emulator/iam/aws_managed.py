"""The managed policies that AWS makes, as far as this account has services they speak of.

Documents are AWS's own. Those of ReadOnlyAccess, SecurityAudit and PowerUserAccess, which go through every
service there is, are cut down to the services of this account; nothing is in them that AWS's do not have.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any

from kmstui.emulator.iam.model import ManagedPolicy

OWNER = "aws"
"""Stands for the account number in the ARNs of AWS's own policies."""


def _allow(*actions: str, **more: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": list(actions), "Resource": "*", **more}


_SERVICE_LINKED = {
    "Effect": "Allow",
    "Action": "iam:CreateServiceLinkedRole",
    "Resource": "*",
    "Condition": {
        "StringEquals": {
            "iam:AWSServiceName": [
                "autoscaling.amazonaws.com",
                "ec2scheduled.amazonaws.com",
                "elasticloadbalancing.amazonaws.com",
                "spot.amazonaws.com",
                "spotfleet.amazonaws.com",
                "transitgateway.amazonaws.com",
            ]
        }
    },
}
_READ_KMS = ("kms:Describe*", "kms:Get*", "kms:List*")
_READ_IAM = ("iam:Generate*", "iam:Get*", "iam:List*", "iam:Simulate*")
_STATEMENTS: tuple[tuple[str, str, str, Sequence[Mapping[str, Any]]], ...] = (
    (
        "AdministratorAccess",
        "ANPAIWMBCKSKIEE64ZLYK",
        "Provides full access to AWS services and resources.",
        [{"Effect": "Allow", "Action": "*", "Resource": "*"}],
    ),
    (
        "PowerUserAccess",
        "ANPAJYRXTHIB4FOVS3ZXS",
        "Provides full access to AWS services and resources,"
        " but does not allow management of Users and groups.",
        [
            {"Effect": "Allow", "NotAction": ["iam:*", "organizations:*", "account:*"], "Resource": "*"},
            _allow("iam:CreateServiceLinkedRole", "iam:DeleteServiceLinkedRole", "iam:ListRoles"),
        ],
    ),
    (
        "ReadOnlyAccess",
        "ANPAILL3HVNFSB6DCOWYQ",
        "Provides read-only access to AWS services and resources.",
        [
            _allow(
                "cloudtrail:Describe*",
                "cloudtrail:Get*",
                "cloudtrail:List*",
                "cloudtrail:LookupEvents",
                "ebs:Get*",
                "ebs:List*",
                "ec2:Describe*",
                "ec2:Get*",
                *_READ_IAM,
                *_READ_KMS,
                "sts:GetCallerIdentity",
            )
        ],
    ),
    (
        "SecurityAudit",
        "ANPAIX2T3QCXHR2OGGCTO",
        "The security audit template grants access to read security configuration metadata."
        " It is useful for software that audits the configuration of an AWS account.",
        [_allow("cloudtrail:Describe*", "cloudtrail:LookupEvents", "ec2:Describe*", *_READ_IAM, *_READ_KMS)],
    ),
    (
        "AWSKeyManagementServicePowerUser",
        "ANPAJNPP7PPPPMJRV2SA4",
        "Provides access to AWS Key Management Service (KMS).",
        [
            _allow(
                "kms:CreateAlias",
                "kms:CreateKey",
                "kms:DeleteAlias",
                "kms:Describe*",
                "kms:GenerateRandom",
                "kms:Get*",
                "kms:List*",
                "kms:TagResource",
                "kms:UntagResource",
                "iam:ListGroups",
                "iam:ListRoles",
                "iam:ListUsers",
            )
        ],
    ),
    (
        "AmazonEC2FullAccess",
        "ANPAI3VAJF5ZCRZ7MCQE6",
        "Provides full access to Amazon EC2 via the AWS Management Console.",
        [
            _allow("ec2:*"),
            _allow("elasticloadbalancing:*"),
            _allow("cloudwatch:*"),
            _allow("autoscaling:*"),
            _SERVICE_LINKED,
        ],
    ),
    (
        "AmazonEC2ReadOnlyAccess",
        "ANPAIGDT4SV4GSETWTBZK",
        "Provides read only access to Amazon EC2 via the AWS Management Console.",
        [
            _allow("ec2:Describe*"),
            _allow("elasticloadbalancing:Describe*"),
            _allow("cloudwatch:ListMetrics", "cloudwatch:GetMetricStatistics", "cloudwatch:Describe*"),
            _allow("autoscaling:Describe*"),
        ],
    ),
    (
        "IAMReadOnlyAccess",
        "ANPAJKSO7NDY4T57MWDSQ",
        "Provides read only access to IAM via the AWS Management Console.",
        [
            _allow(
                "iam:GenerateCredentialReport",
                "iam:GenerateServiceLastAccessedDetails",
                "iam:Get*",
                "iam:List*",
                "iam:SimulateCustomPolicy",
                "iam:SimulatePrincipalPolicy",
            )
        ],
    ),
)
_MADE = datetime(2015, 2, 6, 18, 39, 46, tzinfo=UTC)


def _policy(name: str, policy_id: str, text: str, statements: Sequence[Mapping[str, Any]]) -> ManagedPolicy:
    document = json.dumps({"Version": "2012-10-17", "Statement": list(statements)}, indent=4)
    return ManagedPolicy(OWNER, name, policy_id, _MADE, document, description=text)


AWS_MANAGED: Mapping[str, ManagedPolicy] = MappingProxyType(
    {policy.arn: policy for policy in (_policy(*row) for row in _STATEMENTS)}
)
"""By ARN, `arn:aws:iam::aws:policy/…`."""


def aws_managed(name: str) -> str:
    """The ARN of AWS's policy with this name."""
    return f"arn:aws:iam::{OWNER}:policy/{name}"
