"""The people of a new account: who they are, what they are for and what they may do.

Duties are kept apart: who administers keys cannot use them, who uses volumes reaches keys through key
policies alone, and who audits changes nothing. The same entropy gives the same identifiers.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kmstui.aws.entropy import Entropy
from kmstui.emulator.iam import ids
from kmstui.emulator.iam.aws_managed import aws_managed
from kmstui.emulator.iam.ids import first_access_key_id, unique_id
from kmstui.emulator.iam.model import (
    AccessKey,
    Attachment,
    Group,
    HolderKind,
    InlinePolicy,
    InstanceProfile,
    ManagedPolicy,
    Membership,
    Role,
    User,
)
from kmstui.emulator.iam.principals import ROLE_TAG
from kmstui.emulator.iam.repository import (
    ACCESS_KEYS,
    ATTACHMENTS,
    GROUPS,
    INLINE,
    MEMBERSHIPS,
    POLICIES,
    PROFILES,
    ROLES,
    USERS,
)
from kmstui.emulator.store.unit_of_work import UnitOfWork

INSTANCE_ROLE = "orders-app"
"""The role of the default account's instances, and the name of its instance profile."""
Statements = Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class _Person:
    """A user and the one group that decides what it may do."""

    name: str
    job: str
    group: str


_PEOPLE = (
    _Person("alice", "administrator", "administrators"),
    _Person("bob", "key administrator", "key-administrators"),
    _Person("carol", "key user", "developers"),
    _Person("dave", "auditor", "auditors"),
)
_KEY_ADMINISTRATION: Statements = (
    {
        "Sid": "AdministerKeys",
        "Effect": "Allow",
        "Action": [
            "kms:CancelKeyDeletion",
            "kms:CreateAlias",
            "kms:CreateKey",
            "kms:DeleteAlias",
            "kms:Describe*",
            "kms:Disable*",
            "kms:Enable*",
            "kms:Get*",
            "kms:List*",
            "kms:PutKeyPolicy",
            "kms:RevokeGrant",
            "kms:RotateKeyOnDemand",
            "kms:ScheduleKeyDeletion",
            "kms:TagResource",
            "kms:UntagResource",
            "kms:Update*",
        ],
        "Resource": "*",
    },
    {
        "Sid": "SeeWhoAndWhatDependsOnThem",
        "Effect": "Allow",
        "Action": [
            "cloudtrail:LookupEvents",
            "ec2:DescribeInstances",
            "ec2:DescribeVolumes",
            "iam:GetRole",
            "iam:GetUser",
            "iam:ListRoles",
            "iam:ListUsers",
        ],
        "Resource": "*",
    },
    {
        "Sid": "NeverUseThem",
        "Effect": "Deny",
        "Action": [
            "kms:CreateGrant",
            "kms:Decrypt",
            "kms:Encrypt",
            "kms:GenerateDataKey*",
            "kms:ReEncrypt*",
        ],
        "Resource": "*",
    },
)
_DESCRIBE_STORAGE: Statements = (
    {
        "Sid": "DescribeStorage",
        "Effect": "Allow",
        "Action": ["ec2:DescribeInstances", "ec2:DescribeTags", "ec2:DescribeVolumes"],
        "Resource": "*",
    },
)
_TRUST_EC2: Statements = (
    {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"},
)


def _developer_basics(account: str) -> Statements:
    return (
        {
            "Sid": "ChooseAKey",
            "Effect": "Allow",
            "Action": ["kms:ListAliases", "kms:ListKeys"],
            "Resource": "*",
        },
        {
            "Sid": "ChooseAnInstanceProfile",
            "Effect": "Allow",
            "Action": ["iam:ListInstanceProfiles", "iam:ListRoles", "cloudtrail:LookupEvents"],
            "Resource": "*",
        },
        {
            "Sid": "StartInstancesOfOrders",
            "Effect": "Allow",
            "Action": "iam:PassRole",
            "Resource": f"arn:aws:iam::{account}:role/{INSTANCE_ROLE}",
            "Condition": {"StringEquals": {"iam:PassedToService": "ec2.amazonaws.com"}},
        },
    )


def create_people(uow: UnitOfWork, *, account: str, now: datetime, entropy: Entropy) -> None:
    """Put alice, bob, carol and dave, their groups and the role `orders-app` into an empty account.

    Each of the four has an access key, which a console's calls are made with as well.
    """
    own = _policies(account, now, entropy)
    for policy in own.values():
        uow.put(POLICIES, policy)
    attached = {
        "administrators": (aws_managed("AdministratorAccess"),),
        "key-administrators": (own["KeyAdministration"].arn,),
        "developers": (aws_managed("AmazonEC2FullAccess"), own["DeveloperBasics"].arn),
        "auditors": (aws_managed("SecurityAudit"), aws_managed("ReadOnlyAccess")),
    }
    for person in _PEOPLE:
        uow.put(GROUPS, Group(account, person.group, unique_id(entropy, ids.GROUP), now))
        for arn in attached[person.group]:
            uow.put(ATTACHMENTS, Attachment(account, HolderKind.GROUP, person.group, arn))
        user_id, tags = unique_id(entropy, ids.USER), ((ROLE_TAG, person.job),)
        uow.put(USERS, User(account, person.name, user_id, now, tags=tags))
        uow.put(ACCESS_KEYS, AccessKey(account, first_access_key_id(user_id), person.name, now))
        uow.put(MEMBERSHIPS, Membership(account, person.name, person.group))
    _create_instance_role(uow, account, now, entropy)


def _policies(account: str, now: datetime, entropy: Entropy) -> dict[str, ManagedPolicy]:
    rows: tuple[tuple[str, str, Statements], ...] = (
        ("KeyAdministration", "Administer KMS keys without being able to use them", _KEY_ADMINISTRATION),
        ("DeveloperBasics", "What developers need beside EC2", _developer_basics(account)),
    )
    return {
        name: ManagedPolicy(
            account, name, unique_id(entropy, ids.POLICY), now, _document(statements), description=text
        )
        for name, text, statements in rows
    }


def _create_instance_role(uow: UnitOfWork, account: str, now: datetime, entropy: Entropy) -> None:
    role = Role(
        account,
        INSTANCE_ROLE,
        unique_id(entropy, ids.ROLE),
        now,
        _document(_TRUST_EC2),
        description="What the instances of the orders application may do",
        tags=((ROLE_TAG, "instance role"),),
    )
    uow.put(ROLES, role)
    text = _document(_DESCRIBE_STORAGE)
    uow.put(INLINE, InlinePolicy(account, HolderKind.ROLE, INSTANCE_ROLE, "describe-storage", text))
    profile_id = unique_id(entropy, ids.INSTANCE_PROFILE)
    uow.put(PROFILES, InstanceProfile(account, INSTANCE_ROLE, profile_id, now, role=INSTANCE_ROLE))


def _document(statements: Statements) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)}, indent=2)
