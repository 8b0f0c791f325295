"""The whole account as its Describe, Get and List calls show it: what must be the same after a refusal."""

from collections.abc import Callable, Iterator
from typing import Any

from tests.contract.account import ALICE_ARN, REGION, TRUST, Account

Seen = dict[str, Any]


def furnish(aws: Account) -> None:
    """Put one of everything into an account, so that there is something that could be harmed."""
    key_id = aws.key(Description="orders", Tags=[{"TagKey": "team", "TagValue": "orders"}])
    aws("kms", "CreateAlias", AliasName="alias/orders", TargetKeyId=key_id)
    aws("kms", "CreateGrant", KeyId=key_id, GranteePrincipal=ALICE_ARN, Operations=["Decrypt"])
    aws("kms", "EnableKeyRotation", KeyId=key_id)
    aws.attached_volume(key_id)
    aws.volume(TagSpecifications=[{"ResourceType": "volume", "Tags": [{"Key": "Name", "Value": "loose"}]}])
    aws("iam", "CreateRole", RoleName="furnished", AssumeRolePolicyDocument=TRUST)
    aws("iam", "AttachRolePolicy", RoleName="furnished", PolicyArn="arn:aws:iam::aws:policy/ReadOnlyAccess")


def whole(aws: Account) -> Seen:
    """Everything that can be seen of an account in one Region, but for its trail and its clock."""
    return {name: look() for looks in (_kms(aws), _ec2(aws), _iam(aws)) for name, look in looks}


_Looks = Iterator[tuple[str, Callable[[], Any]]]


def _look(aws: Account, service: str, operation: str, **params: Any) -> tuple[str, Callable[[], Any]]:
    return f"{service} {operation} {params}", lambda: aws(service, operation, region=REGION, **params)


def _kms(aws: Account) -> _Looks:
    yield _look(aws, "kms", "ListAliases")
    yield _look(aws, "kms", "ListKeys")
    for key in aws("kms", "ListKeys")["Keys"]:
        for name in (
            "DescribeKey",
            "GetKeyPolicy",
            "GetKeyRotationStatus",
            "ListGrants",
            "ListKeyRotations",
            "ListResourceTags",
        ):
            yield _look(aws, "kms", name, KeyId=key["KeyId"])


def _ec2(aws: Account) -> _Looks:
    for name in ("DescribeVolumes", "DescribeInstances", "DescribeTags"):
        yield _look(aws, "ec2", name)
    yield _look(aws, "kmstui", "ListVolumeEvents")
    yield _look(aws, "kmstui", "GetAccountSettings")
    for volume in aws("ec2", "DescribeVolumes")["Volumes"]:
        yield _look(aws, "kmstui", "DescribeDataKey", VolumeId=volume["VolumeId"])
        if volume["Attachments"]:
            yield _look(aws, "kmstui", "GetVolumeIo", VolumeId=volume["VolumeId"])


def _iam(aws: Account) -> _Looks:
    for name in ("ListUsers", "ListRoles", "ListGroups", "ListInstanceProfiles"):
        yield _look(aws, "iam", name)
    yield _look(aws, "iam", "ListPolicies", Scope="Local")
    for policy in aws("iam", "ListPolicies", Scope="Local")["Policies"]:
        yield _look(aws, "iam", "ListPolicyVersions", PolicyArn=policy["Arn"])
        yield _look(aws, "iam", "ListPolicyTags", PolicyArn=policy["Arn"])
    for kind in ("User", "Role", "Group"):
        for one in aws("iam", f"List{kind}s")[f"{kind}s"]:
            who = {f"{kind}Name": one[f"{kind}Name"]}
            yield _look(aws, "iam", f"List{kind}Policies", **who)
            yield _look(aws, "iam", f"ListAttached{kind}Policies", **who)
            if kind == "User":
                yield _look(aws, "iam", "ListAccessKeys", **who)
