"""Inline and managed policies: put, attached, listed, limited and deleted."""

import json
from typing import Any

import pytest

from kmstui.emulator.iam.aws_managed import AWS_MANAGED, aws_managed
from kmstui.emulator.iam.document import Grammar
from kmstui.emulator.iam.policy import parse_policy

from .account import NOW, TRUST, Account, arn, refused
from .building import allow, document, to

POLICY = document(allow("kms:List*"))
HOLDERS = [("User", "UserName"), ("Role", "RoleName"), ("Group", "GroupName")]


@pytest.fixture
def holders(account: Account) -> Account:
    """An account with a user, a role and a group, all called `one`."""
    account.call("CreateUser", UserName="one")
    account.call("CreateRole", RoleName="one", AssumeRolePolicyDocument=TRUST)
    account.call("CreateGroup", GroupName="one")
    return account


@pytest.mark.parametrize(("word", "member"), HOLDERS)
def test_an_inline_policy_is_put_replaced_listed_and_deleted(
    holders: Account, word: str, member: str
) -> None:
    who = {member: "one"}
    holders.call(f"Put{word}Policy", **who, PolicyName="b", PolicyDocument=POLICY)
    holders.call(f"Put{word}Policy", **who, PolicyName="a", PolicyDocument=POLICY)
    other = document(allow("ec2:*"))
    holders.call(f"Put{word}Policy", **who, PolicyName="b", PolicyDocument=other)
    assert holders.call(f"Get{word}Policy", **who, PolicyName="b") == {
        member: "one",
        "PolicyName": "b",
        "PolicyDocument": other,
    }
    assert holders.call(f"List{word}Policies", **who) == {"PolicyNames": ["a", "b"], "IsTruncated": False}
    first = holders.call(f"List{word}Policies", **who, MaxItems=1)
    assert first["PolicyNames"] == ["a"]
    second = holders.call(f"List{word}Policies", **who, MaxItems=1, Marker=first["Marker"])
    assert second == {"PolicyNames": ["b"], "IsTruncated": False}
    holders.call(f"Delete{word}Policy", **who, PolicyName="a")
    assert holders.call(f"List{word}Policies", **who)["PolicyNames"] == ["b"]


SIZES = [("User", "UserName", 2048), ("Role", "RoleName", 10240), ("Group", "GroupName", 5120)]


@pytest.mark.parametrize(("word", "member", "most"), SIZES)
def test_all_inline_policies_of_one_holder_have_a_size_together(
    holders: Account, word: str, member: str, most: int
) -> None:
    who = {member: "one"}
    small = json.dumps({"Version": "2012-10-17", "Statement": [allow()]}, indent=8)
    left = most - len("".join(small.split()))
    empty = len("".join(document(allow(Sid="")).split()))
    fitting = document(allow(Sid="x" * (left - empty)))
    holders.call(f"Put{word}Policy", **who, PolicyName="small", PolicyDocument=small)
    holders.call(f"Put{word}Policy", **who, PolicyName="large", PolicyDocument=fitting)
    holders.call(f"Put{word}Policy", **who, PolicyName="large", PolicyDocument=fitting)
    code, message = refused(
        holders,
        f"Put{word}Policy",
        **who,
        PolicyName="large",
        PolicyDocument=document(allow(Sid="x" * (left - empty + 1))),
    )
    assert code == "LimitExceeded"
    assert message == f"Maximum policy size of {most} bytes exceeded for {word.lower()} one"


def test_a_malformed_policy_is_not_stored(holders: Account) -> None:
    for text, message in [
        ("{", "Syntax errors in policy."),
        (document(to("*", allow())), "Policy document should not specify a principal."),
    ]:
        error = refused(holders, "PutUserPolicy", UserName="one", PolicyName="p", PolicyDocument=text)
        assert error == ("MalformedPolicyDocument", message)
        error = refused(holders, "CreatePolicy", PolicyName="p", PolicyDocument=text)
        assert error == ("MalformedPolicyDocument", message)
    assert holders.call("ListUserPolicies", UserName="one")["PolicyNames"] == []
    assert holders.call("ListPolicies", Scope="Local")["Policies"] == []


def test_a_managed_policy_is_created_and_read(account: Account) -> None:
    created = account.call(
        "CreatePolicy", PolicyName="p", Path="/team/", PolicyDocument=POLICY, Description="what it is for"
    )["Policy"]
    assert created["Arn"] == arn("policy/team/p")
    assert created["PolicyId"].startswith("ANPA")
    assert created["DefaultVersionId"] == "v1"
    assert "Description" not in created
    assert account.call("GetPolicy", PolicyArn=created["Arn"])["Policy"]["Description"] == "what it is for"
    assert account.call("GetPolicyVersion", PolicyArn=created["Arn"], VersionId="v1")["PolicyVersion"] == {
        "Document": POLICY,
        "VersionId": "v1",
        "IsDefaultVersion": True,
        "CreateDate": NOW,
    }
    assert refused(account, "GetPolicyVersion", PolicyArn=created["Arn"], VersionId="v2") == (
        "NoSuchEntity",
        f"Policy {created['Arn']} version v2 does not exist or is not attachable.",
    )


def test_a_managed_policy_under_another_path_is_another_policy(account: Account) -> None:
    account.call("CreatePolicy", PolicyName="p", Path="/team/", PolicyDocument=POLICY)
    assert refused(account, "GetPolicy", PolicyArn=arn("policy/p"))[0] == "NoSuchEntity"


def test_a_managed_policy_has_a_size(account: Account) -> None:
    text = document(allow(Sid="x" * 6144))
    assert refused(account, "CreatePolicy", PolicyName="p", PolicyDocument=text) == (
        "LimitExceeded",
        "Cannot exceed quota for PolicySize: 6144",
    )


@pytest.mark.parametrize(("word", "member"), HOLDERS)
def test_policies_are_attached_listed_counted_and_detached(holders: Account, word: str, member: str) -> None:
    holders.call("CreatePolicy", PolicyName="p", PolicyDocument=POLICY)
    who = {member: "one"}
    for policy in (arn("policy/p"), aws_managed("ReadOnlyAccess"), arn("policy/p")):
        holders.call(f"Attach{word}Policy", **who, PolicyArn=policy)
    assert holders.call(f"ListAttached{word}Policies", **who)["AttachedPolicies"] == [
        {"PolicyName": "p", "PolicyArn": arn("policy/p")},
        {"PolicyName": "ReadOnlyAccess", "PolicyArn": aws_managed("ReadOnlyAccess")},
    ]
    assert holders.call("GetPolicy", PolicyArn=arn("policy/p"))["Policy"]["AttachmentCount"] == 1
    assert refused(holders, "DeletePolicy", PolicyArn=arn("policy/p")) == (
        "DeleteConflict",
        "Cannot delete a policy attached to entities.",
    )
    holders.call(f"Detach{word}Policy", **who, PolicyArn=arn("policy/p"))
    holders.call("DeletePolicy", PolicyArn=arn("policy/p"))
    assert refused(holders, "GetPolicy", PolicyArn=arn("policy/p"))[0] == "NoSuchEntity"


@pytest.mark.parametrize(("word", "member"), HOLDERS)
def test_ten_policies_can_be_attached(holders: Account, word: str, member: str) -> None:
    for number in range(11):
        holders.call("CreatePolicy", PolicyName=f"p{number}", PolicyDocument=POLICY)
    for number in range(10):
        holders.call(f"Attach{word}Policy", **{member: "one"}, PolicyArn=arn(f"policy/p{number}"))
    error = refused(holders, f"Attach{word}Policy", **{member: "one"}, PolicyArn=arn("policy/p10"))
    assert error == ("LimitExceeded", f"Cannot exceed quota for PoliciesPer{word}: 10")


def test_a_policy_that_bounds_somebody_is_counted_and_kept(account: Account) -> None:
    account.call("CreatePolicy", PolicyName="b", PolicyDocument=POLICY)
    user = account.call("CreateUser", UserName="x", PermissionsBoundary=arn("policy/b"))["User"]
    assert user["PermissionsBoundary"]["PermissionsBoundaryArn"] == arn("policy/b")
    policy = account.call("GetPolicy", PolicyArn=arn("policy/b"))["Policy"]
    assert (policy["AttachmentCount"], policy["PermissionsBoundaryUsageCount"]) == (0, 1)
    assert refused(account, "DeletePolicy", PolicyArn=arn("policy/b"))[0] == "DeleteConflict"
    (found,) = account.call("ListPolicies", PolicyUsageFilter="PermissionsBoundary")["Policies"]
    assert found["PolicyName"] == "b"


def names(account: Account, **params: Any) -> set[str]:
    return {policy["PolicyName"] for policy in account.call("ListPolicies", **params)["Policies"]}


def test_policies_are_listed_by_scope(account: Account) -> None:
    account.call("CreatePolicy", PolicyName="p", Path="/team/", PolicyDocument=POLICY)
    aws = {policy.name for policy in AWS_MANAGED.values()}
    assert names(account) == {"p", *aws}
    assert names(account, Scope="AWS") == aws
    assert names(account, Scope="Local") == {"p"}
    assert names(account, PathPrefix="/team/") == {"p"}
    assert names(account, OnlyAttached=True) == set()
    account.call("CreateGroup", GroupName="g")
    account.call("AttachGroupPolicy", GroupName="g", PolicyArn=aws_managed("SecurityAudit"))
    assert names(account, OnlyAttached=True) == {"SecurityAudit"}


def test_a_policy_of_aws_cannot_be_deleted(account: Account) -> None:
    assert refused(account, "DeletePolicy", PolicyArn=aws_managed("ReadOnlyAccess"))[0] == "AccessDenied"


@pytest.mark.parametrize("policy", AWS_MANAGED.values(), ids=lambda policy: policy.name)
def test_a_policy_of_aws_is_sound(policy: Any) -> None:
    assert parse_policy(policy.document, Grammar.IDENTITY).statements
    assert policy.arn == f"arn:aws:iam::aws:policy/{policy.name}"
