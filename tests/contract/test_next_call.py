"""Whatever decides a call counts as it is: the very next call sees a change, however often one was asked.

Each test asks twice before and twice after a change, so that what is remembered of the first would show.
"""

import json
from typing import Any

import pytest
from tests.contract.account import ACCOUNT, ROOT_ARN, Account, key_arn

CAROL = f"arn:aws:iam::{ACCOUNT}:user/carol"
DELEGATED: dict[str, Any] = {
    "Sid": "account",
    "Effect": "Allow",
    "Principal": {"AWS": ROOT_ARN},
    "Action": "kms:*",
    "Resource": "*",
}
ENCRYPT = {"Effect": "Allow", "Action": "kms:Encrypt", "Resource": "*"}


def document(*statements: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def encrypts(aws: Account, key_id: str, **params: Any) -> str:
    """What an Encrypt of carol's is answered with, each of two times: nothing, or an error code."""
    answers = {encrypted(aws, key_id, **params) for _ in range(2)}
    assert len(answers) == 1
    return answers.pop()


def encrypted(aws: Account, key_id: str, **params: Any) -> str:
    members = {"KeyId": key_arn(key_id), "Plaintext": b"x", "identity": "carol", **params}
    try:
        aws("kms", "Encrypt", **members)
    except Exception as error:  # noqa: BLE001 - the account raises AwsError alone, and the contract checks that
        return str(getattr(error, "code", error))
    return ""


DENIED = "AccessDeniedException"


def test_a_key_policy(aws: Account) -> None:
    key_id = aws.key()
    assert encrypts(aws, key_id) == DENIED
    named = {**ENCRYPT, "Principal": {"AWS": CAROL}}
    for _ in range(2):
        aws("kms", "PutKeyPolicy", KeyId=key_id, Policy=document(DELEGATED, named))
        assert encrypts(aws, key_id) == ""
        aws("kms", "PutKeyPolicy", KeyId=key_id, Policy=document(DELEGATED, {**named, "Effect": "Deny"}))
        assert encrypts(aws, key_id) == DENIED


def test_a_grant(aws: Account) -> None:
    key_id = aws.key()
    for _ in range(2):
        assert encrypts(aws, key_id) == DENIED
        grant = aws("kms", "CreateGrant", KeyId=key_id, GranteePrincipal=CAROL, Operations=["Encrypt"])
        assert encrypts(aws, key_id) == ""
        aws("kms", "RevokeGrant", KeyId=key_id, GrantId=grant["GrantId"])
    assert encrypts(aws, key_id) == DENIED


def test_a_tag_of_the_key(aws: Account) -> None:
    key_id = aws.key()
    condition = {"StringEquals": {"aws:ResourceTag/team": "blue"}}
    policy = document({**ENCRYPT, "Condition": condition})
    aws("iam", "PutUserPolicy", UserName="carol", PolicyName="blue", PolicyDocument=policy)
    for _ in range(2):
        assert encrypts(aws, key_id) == DENIED
        aws("kms", "TagResource", KeyId=key_id, Tags=[{"TagKey": "team", "TagValue": "blue"}])
        assert encrypts(aws, key_id) == ""
        aws("kms", "UntagResource", KeyId=key_id, TagKeys=["team"])


def test_an_alias_of_the_key(aws: Account) -> None:
    key_id = aws.key()
    condition = {"ForAnyValue:StringEquals": {"kms:ResourceAliases": "alias/blue"}}
    policy = document({**ENCRYPT, "Condition": condition})
    aws("iam", "PutUserPolicy", UserName="carol", PolicyName="blue", PolicyDocument=policy)
    for _ in range(2):
        assert encrypts(aws, key_id) == DENIED
        aws("kms", "CreateAlias", AliasName="alias/blue", TargetKeyId=key_id)
        assert encrypts(aws, key_id) == ""
        aws("kms", "DeleteAlias", AliasName="alias/blue")


def test_a_policy_of_the_user(aws: Account) -> None:
    key_id = aws.key()
    for _ in range(2):
        assert encrypts(aws, key_id) == DENIED
        given = document(ENCRYPT)
        aws("iam", "PutUserPolicy", UserName="carol", PolicyName="may", PolicyDocument=given)
        assert encrypts(aws, key_id) == ""
        other = document({**ENCRYPT, "Resource": key_arn("00000000-0000-4000-8000-000000000000")})
        aws("iam", "PutUserPolicy", UserName="carol", PolicyName="may", PolicyDocument=other)
        assert encrypts(aws, key_id) == DENIED
        aws("iam", "PutUserPolicy", UserName="carol", PolicyName="may", PolicyDocument=given)
        assert encrypts(aws, key_id) == ""
        aws("iam", "DeleteUserPolicy", UserName="carol", PolicyName="may")


def test_a_group(aws: Account) -> None:
    key_id = aws.key()
    for _ in range(2):
        assert encrypts(aws, key_id) == DENIED
        aws("iam", "AddUserToGroup", UserName="carol", GroupName="administrators")
        assert encrypts(aws, key_id) == ""
        aws("iam", "RemoveUserFromGroup", UserName="carol", GroupName="administrators")


def test_a_managed_policy(aws: Account) -> None:
    key_id = aws.key()
    arn = aws("iam", "CreatePolicy", PolicyName="may", PolicyDocument=document(ENCRYPT))["Policy"]["Arn"]
    for _ in range(2):
        assert encrypts(aws, key_id) == DENIED
        aws("iam", "AttachUserPolicy", UserName="carol", PolicyArn=arn)
        assert encrypts(aws, key_id) == ""
        aws("iam", "DetachUserPolicy", UserName="carol", PolicyArn=arn)


def test_the_default_version_of_a_managed_policy(aws: Account) -> None:
    key_id = aws.key()
    arn = aws("iam", "CreatePolicy", PolicyName="may", PolicyDocument=document(ENCRYPT))["Policy"]["Arn"]
    aws("iam", "AttachUserPolicy", UserName="carol", PolicyArn=arn)
    other = document({**ENCRYPT, "Action": "kms:Decrypt"})
    aws("iam", "CreatePolicyVersion", PolicyArn=arn, PolicyDocument=other)
    for _ in range(2):
        assert encrypts(aws, key_id) == ""
        aws("iam", "SetDefaultPolicyVersion", PolicyArn=arn, VersionId="v2")
        assert encrypts(aws, key_id) == DENIED
        aws("iam", "SetDefaultPolicyVersion", PolicyArn=arn, VersionId="v1")
    new = {"PolicyArn": arn, "PolicyDocument": other, "SetAsDefault": True}
    assert encrypts(aws, key_id) == ""
    aws("iam", "CreatePolicyVersion", **new)
    assert encrypts(aws, key_id) == DENIED


def test_a_permissions_boundary_and_its_version(aws: Account) -> None:
    key_id = aws.key()
    aws("iam", "PutUserPolicy", UserName="carol", PolicyName="may", PolicyDocument=document(ENCRYPT))
    lacking = document({**ENCRYPT, "Action": "kms:Decrypt"})
    arn = aws("iam", "CreatePolicy", PolicyName="bound", PolicyDocument=lacking)["Policy"]["Arn"]
    for _ in range(2):
        assert encrypts(aws, key_id) == ""
        aws("iam", "PutUserPermissionsBoundary", UserName="carol", PermissionsBoundary=arn)
        assert encrypts(aws, key_id) == DENIED
        aws("iam", "DeleteUserPermissionsBoundary", UserName="carol")
    aws("iam", "PutUserPermissionsBoundary", UserName="carol", PermissionsBoundary=arn)
    assert encrypts(aws, key_id) == DENIED
    wide = {"PolicyArn": arn, "PolicyDocument": document(ENCRYPT), "SetAsDefault": True}
    aws("iam", "CreatePolicyVersion", **wide)
    assert encrypts(aws, key_id) == ""


def test_a_tag_of_the_user(aws: Account) -> None:
    key_id = aws.key()
    condition = {"StringEquals": {"aws:PrincipalTag/team": "blue"}}
    policy = document({**ENCRYPT, "Condition": condition})
    aws("iam", "PutUserPolicy", UserName="carol", PolicyName="blue", PolicyDocument=policy)
    for _ in range(2):
        assert encrypts(aws, key_id) == DENIED
        aws("iam", "TagUser", UserName="carol", Tags=[{"Key": "team", "Value": "blue"}])
        assert encrypts(aws, key_id) == ""
        aws("iam", "UntagUser", UserName="carol", TagKeys=["team"])


def test_a_trust_policy(aws: Account) -> None:
    params = {"RoleArn": f"arn:aws:iam::{ACCOUNT}:role/orders-app", "RoleSessionName": "session"}
    trusting = {"Effect": "Allow", "Principal": {"AWS": CAROL}, "Action": "sts:AssumeRole"}
    for _ in range(2):
        for effect in ("Allow", "Deny"):
            text = document({**trusting, "Effect": effect})
            aws("iam", "UpdateAssumeRolePolicy", RoleName="orders-app", PolicyDocument=text)
            for _ in range(2):
                if effect == "Allow":
                    aws("sts", "AssumeRole", identity="carol", **params)
                else:
                    assert aws.code("sts", "AssumeRole", identity="carol", **params) == "AccessDenied"


def test_a_group_that_is_renamed_keeps_what_it_gives(aws: Account) -> None:
    key_id = aws.key()
    aws("iam", "AddUserToGroup", UserName="carol", GroupName="administrators")
    assert encrypts(aws, key_id) == ""
    aws("iam", "UpdateGroup", GroupName="administrators", NewGroupName="operators")
    assert encrypts(aws, key_id) == ""
    aws("iam", "RemoveUserFromGroup", UserName="carol", GroupName="operators")
    assert encrypts(aws, key_id) == DENIED


@pytest.mark.parametrize(
    ("spoil", "mend", "code"),
    [
        (["DisableKey"], ["EnableKey"], "DisabledException"),
        (["ScheduleKeyDeletion"], ["CancelKeyDeletion", "EnableKey"], "KMSInvalidStateException"),
    ],
)
def test_the_state_of_the_key(aws: Account, spoil: list[str], mend: list[str], code: str) -> None:
    key_id = aws.key()
    for _ in range(2):
        assert encrypts(aws, key_id, identity="alice") == ""
        for operation in spoil:
            aws("kms", operation, KeyId=key_id)
        assert encrypts(aws, key_id, identity="alice") == code
        for operation in mend:
            aws("kms", operation, KeyId=key_id)


def test_a_rotation_of_the_key(aws: Account) -> None:
    key_id = aws.key()
    made = [aws("kms", "GenerateDataKey", KeyId=key_id, KeySpec="AES_256")]
    for _ in range(2):
        aws("kms", "RotateKeyOnDemand", KeyId=key_id)
        aws.later(seconds=1)
        made += [aws("kms", "GenerateDataKey", KeyId=key_id, KeySpec="AES_256") for _ in range(2)]
    assert len({key["KeyMaterialId"] for key in made}) == 3
    for key in made:
        opened = aws("kms", "Decrypt", CiphertextBlob=key["CiphertextBlob"])
        assert (opened["Plaintext"], opened["KeyMaterialId"]) == (key["Plaintext"], key["KeyMaterialId"])


def test_the_explanation_is_that_of_the_call(aws: Account) -> None:
    """The decisions of remembered answers are told as those of the first."""
    key_id = aws.key()
    told = []
    for _ in range(3):
        aws("kms", "Encrypt", KeyId=key_id, Plaintext=b"x")
        event = aws("cloudtrail", "LookupEvents", MaxResults=1)["Events"][0]
        request_id = json.loads(event["CloudTrailEvent"])["requestID"]
        told.append(aws("kmstui", "ExplainRequest", RequestId=request_id)["Decisions"])
    assert told[0] == told[1] == told[2]
    assert [(one["Action"], one["Allowed"]) for one in told[0]] == [("kms:Encrypt", True)]
    assert {statement["Policy"] for statement in told[0][0]["Statements"]} > {"key policy"}
