"""Versions of managed policies: made, read, made the default, deleted, and only the default decides."""

import json
from typing import Any

import pytest
from tests.contract.account import ACCOUNT, TRUST, Account, covers, refuses

ARN = f"arn:aws:iam::{ACCOUNT}:policy/look"
NO_POLICY = f"arn:aws:iam::{ACCOUNT}:policy/unknown"
READ_ONLY = "arn:aws:iam::aws:policy/ReadOnlyAccess"
OPERATIONS = ("CreatePolicyVersion", "SetDefaultPolicyVersion", "DeletePolicyVersion", "ListPolicyVersions")


def document(action: str) -> str:
    statement = {"Effect": "Allow", "Action": action, "Resource": "*"}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


KEYS, ALIASES = document("kms:ListKeys"), document("kms:ListAliases")


@pytest.fixture
def policy(aws: Account) -> str:
    """The ARN of a managed policy that a new user has."""
    aws("iam", "CreateUser", UserName="orders")
    aws("iam", "CreatePolicy", PolicyName="look", PolicyDocument=KEYS)
    aws("iam", "AttachUserPolicy", UserName="orders", PolicyArn=ARN)
    return ARN


def versions(aws: Account, **params: Any) -> list[tuple[str, bool]]:
    """The versions that are listed, and which is the default."""
    listed = aws("iam", "ListPolicyVersions", PolicyArn=ARN, **params)["Versions"]
    assert all(set(one) == {"VersionId", "IsDefaultVersion", "CreateDate"} for one in listed)
    return [(one["VersionId"], one["IsDefaultVersion"]) for one in listed]


@covers("iam", "CreatePolicyVersion", "ListPolicyVersions", "GetPolicyVersion", "GetPolicy")
def test_a_version_is_made_beside_the_default_or_in_its_place(aws: Account, policy: str) -> None:
    aws.later(hours=1)
    made = aws("iam", "CreatePolicyVersion", PolicyArn=policy, PolicyDocument=ALIASES)["PolicyVersion"]
    assert (made["VersionId"], made["IsDefaultVersion"], "Document" in made) == ("v2", False, False)
    assert versions(aws) == [("v2", False), ("v1", True)]
    shown = aws("iam", "GetPolicy", PolicyArn=policy)["Policy"]
    assert (shown["DefaultVersionId"], shown["UpdateDate"]) == ("v1", made["CreateDate"])
    assert shown["CreateDate"] < shown["UpdateDate"]
    third: dict[str, Any] = {"PolicyArn": policy, "PolicyDocument": KEYS, "SetAsDefault": True}
    assert aws("iam", "CreatePolicyVersion", **third)["PolicyVersion"]["IsDefaultVersion"] is True
    assert versions(aws) == [("v3", True), ("v2", False), ("v1", False)]
    for number, text in (("v1", KEYS), ("v2", ALIASES), ("v3", KEYS)):
        got = aws("iam", "GetPolicyVersion", PolicyArn=policy, VersionId=number)["PolicyVersion"]
        assert (got["Document"], got["VersionId"]) == (text, number)


@covers("iam", "SetDefaultPolicyVersion", "DeletePolicyVersion", "CreatePolicyVersion")
def test_numbers_are_not_given_twice(aws: Account, policy: str) -> None:
    for _ in range(2):
        aws("iam", "CreatePolicyVersion", PolicyArn=policy, PolicyDocument=ALIASES)
    assert aws("iam", "SetDefaultPolicyVersion", PolicyArn=policy, VersionId="v2") == {}
    assert aws("iam", "DeletePolicyVersion", PolicyArn=policy, VersionId="v3") == {}
    assert aws("iam", "DeletePolicyVersion", PolicyArn=policy, VersionId="v1") == {}
    assert versions(aws) == [("v2", True)]
    aws("iam", "CreatePolicyVersion", PolicyArn=policy, PolicyDocument=KEYS)
    assert versions(aws) == [("v4", False), ("v2", True)]


@covers("iam", "ListPolicyVersions")
def test_versions_are_listed_in_pages(aws: Account, policy: str) -> None:
    for _ in range(3):
        aws("iam", "CreatePolicyVersion", PolicyArn=policy, PolicyDocument=ALIASES)
    found: list[str] = []
    page: dict[str, Any] = {}
    while page.get("IsTruncated", True):
        more = {"Marker": page["Marker"]} if page else {}
        page = aws("iam", "ListPolicyVersions", PolicyArn=policy, MaxItems=1, **more)
        found += [one["VersionId"] for one in page["Versions"]]
    assert found == ["v4", "v3", "v2", "v1"]


@refuses("iam", "CreatePolicyVersion", "DeletePolicyVersion", "DeletePolicy")
def test_there_are_five_versions_and_the_default_stays(aws: Account, policy: str) -> None:
    made = {"PolicyArn": policy, "PolicyDocument": ALIASES}
    for _ in range(4):
        aws("iam", "CreatePolicyVersion", **made)
    assert aws.error("iam", "CreatePolicyVersion", made) == (
        "LimitExceeded",
        "A managed policy can have up to 5 versions. Before you create a new version, you must delete an"
        " existing version.",
    )
    default = {"PolicyArn": policy, "VersionId": "v1"}
    refusal = ("DeleteConflict", "Cannot delete the default version of a policy.")
    assert aws.error("iam", "DeletePolicyVersion", default) == refusal
    aws("iam", "DetachUserPolicy", UserName="orders", PolicyArn=policy)
    assert aws.error("iam", "DeletePolicy", PolicyArn=policy) == (
        "DeleteConflict",
        "This policy has more than one version. Before you delete a policy, you must delete the policy's"
        " versions. The default version is deleted with the policy.",
    )
    for number in range(2, 6):
        aws("iam", "DeletePolicyVersion", PolicyArn=policy, VersionId=f"v{number}")
    assert aws("iam", "DeletePolicy", PolicyArn=policy) == {}


@refuses("iam", "CreatePolicyVersion")
def test_a_version_is_a_policy(aws: Account, policy: str) -> None:
    for text, code in (("{", "MalformedPolicyDocument"), (TRUST, "MalformedPolicyDocument")):
        assert aws.code("iam", "CreatePolicyVersion", PolicyArn=policy, PolicyDocument=text) == code
    large = document("kms:" + "x" * 6_144)
    refusal = aws.error("iam", "CreatePolicyVersion", PolicyArn=policy, PolicyDocument=large)
    assert refusal == ("LimitExceeded", "Cannot exceed quota for PolicySize: 6144")
    assert versions(aws) == [("v1", True)]


@refuses("iam", "SetDefaultPolicyVersion", "DeletePolicyVersion", "GetPolicyVersion")
def test_a_version_that_is_not_there(aws: Account, policy: str) -> None:
    refusal = ("NoSuchEntity", f"Policy {policy} version v9 does not exist or is not attachable.")
    for operation in ("SetDefaultPolicyVersion", "DeletePolicyVersion", "GetPolicyVersion"):
        assert aws.error("iam", operation, PolicyArn=policy, VersionId="v9") == refusal


@refuses("iam", "CreatePolicyVersion", "SetDefaultPolicyVersion", "DeletePolicyVersion")
@refuses("iam", "ListPolicyVersions")
def test_what_is_no_policy_of_the_accounts_has_no_versions_to_change(aws: Account) -> None:
    rest: dict[str, dict[str, str]] = {key: {"VersionId": "v1"} for key in OPERATIONS}
    rest |= {"CreatePolicyVersion": {"PolicyDocument": KEYS}, "ListPolicyVersions": {}}
    for operation, params in rest.items():
        named = {"PolicyArn": NO_POLICY, **params}
        assert aws.error("iam", operation, named) == ("NoSuchEntity", f"Policy {NO_POLICY} was not found.")
        named = {"PolicyArn": "policy/look-is-no-policys-arn", **params}
        assert aws.code("iam", operation, **named) == "InvalidInput"
        named = {"PolicyArn": READ_ONLY, **params}
        if operation != "ListPolicyVersions":
            assert aws.code("iam", operation, **named) == "AccessDenied"
        assert aws.code("iam", operation, identity="carol", **named) == "AccessDenied"


def test_the_default_version_alone_decides(aws: Account, policy: str) -> None:
    for number, allowed, refused in (("v1", "ListKeys", "ListAliases"), ("v2", "ListAliases", "ListKeys")):
        if number == "v2":
            aws("iam", "CreatePolicyVersion", PolicyArn=policy, PolicyDocument=ALIASES)
            aws("kms", "ListKeys", identity="orders")
            aws("iam", "SetDefaultPolicyVersion", PolicyArn=policy, VersionId="v2")
        aws("kms", allowed, identity="orders")
        assert aws.code("kms", refused, identity="orders") == "AccessDeniedException"
