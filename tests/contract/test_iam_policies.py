"""Policies of users, roles and groups: inline and managed, and that they decide at once."""

import json
from typing import Any

import pytest
from tests.contract.account import ACCOUNT, TRUST, Account, covers, refuses
from tests.contract.gateways import NOON

KINDS = ("User", "Role", "Group")
OWN = f"arn:aws:iam::{ACCOUNT}:policy/look-at-keys"
READ_ONLY = "arn:aws:iam::aws:policy/ReadOnlyAccess"


def _document(*actions: str, effect: str = "Allow", **rest: Any) -> str:
    statement = {"Effect": effect, "Action": list(actions), "Resource": "*", **rest}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


LOOK = _document("kms:ListKeys")


def _holder(aws: Account, kind: str) -> dict[str, str]:
    """A new user, role or group, as the member that names it."""
    params = {f"{kind}Name": "orders"}
    trust = {"AssumeRolePolicyDocument": TRUST} if kind == "Role" else {}
    aws("iam", f"Create{kind}", **params, **trust)
    return params


@covers("iam", "PutUserPolicy", "GetUserPolicy", "ListUserPolicies", "DeleteUserPolicy")
@covers("iam", "PutRolePolicy", "GetRolePolicy", "ListRolePolicies", "DeleteRolePolicy")
@covers("iam", "PutGroupPolicy", "GetGroupPolicy", "ListGroupPolicies", "DeleteGroupPolicy")
def test_an_inline_policy_is_put_read_replaced_and_deleted(aws: Account) -> None:
    for kind in KINDS:
        who = _holder(aws, kind)
        named = {**who, "PolicyName": "look"}
        for text in (LOOK, _document("kms:ListAliases")):
            assert aws("iam", f"Put{kind}Policy", PolicyDocument=text, **named) == {}
            assert aws("iam", f"Get{kind}Policy", **named) == {**named, "PolicyDocument": text}
        assert aws("iam", f"List{kind}Policies", **who)["PolicyNames"] == ["look"]
        assert aws("iam", f"Delete{kind}Policy", **named) == {}
        assert aws("iam", f"List{kind}Policies", **who)["PolicyNames"] == []


@refuses("iam", "PutUserPolicy", "PutRolePolicy", "PutGroupPolicy", "CreatePolicy")
@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "Syntax errors in policy."),
        ('{"Version":"2012-10-17"}', "Syntax errors in policy."),
        (
            LOOK.replace('"Resource"', '"Principal": "*", "Resource"'),
            "Policy document should not specify a principal.",
        ),
        (
            _document("ListKeys"),
            "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.",
        ),
        (LOOK.replace(', "Resource": "*"', ""), "Policy statement must contain resources."),
    ],
)
def test_a_malformed_policy_is_refused_and_not_kept(aws: Account, text: str, message: str) -> None:
    refusal = ("MalformedPolicyDocument", message)
    for kind in KINDS:
        who = _holder(aws, kind)
        named = {**who, "PolicyName": "look", "PolicyDocument": text}
        assert aws.error("iam", f"Put{kind}Policy", named) == refusal
        assert aws("iam", f"List{kind}Policies", **who)["PolicyNames"] == []
    assert aws.error("iam", "CreatePolicy", PolicyName="look", PolicyDocument=text) == refusal


@refuses("iam", "PutUserPolicy", "GetUserPolicy", "ListUserPolicies", "DeleteUserPolicy")
@refuses("iam", "PutRolePolicy", "GetRolePolicy", "ListRolePolicies", "DeleteRolePolicy")
@refuses("iam", "PutGroupPolicy", "GetGroupPolicy", "ListGroupPolicies", "DeleteGroupPolicy")
@refuses("iam", "AttachUserPolicy", "DetachUserPolicy", "ListAttachedUserPolicies")
@refuses("iam", "AttachRolePolicy", "DetachRolePolicy", "ListAttachedRolePolicies")
@refuses("iam", "AttachGroupPolicy", "DetachGroupPolicy", "ListAttachedGroupPolicies")
def test_nobody_holds_no_policies(aws: Account) -> None:
    for kind in KINDS:
        refusal = ("NoSuchEntity", f"The {kind.lower()} with name nobody cannot be found.")
        who = {f"{kind}Name": "nobody"}
        calls: dict[str, dict[str, str]] = {
            f"Put{kind}Policy": {"PolicyName": "x", "PolicyDocument": LOOK},
            f"Get{kind}Policy": {"PolicyName": "x"},
            f"Delete{kind}Policy": {"PolicyName": "x"},
            f"List{kind}Policies": {},
            f"Attach{kind}Policy": {"PolicyArn": READ_ONLY},
            f"Detach{kind}Policy": {"PolicyArn": READ_ONLY},
            f"ListAttached{kind}Policies": {},
        }
        for operation, params in calls.items():
            assert aws.error("iam", operation, who | params) == refusal


@covers("iam", "AttachUserPolicy", "ListAttachedUserPolicies", "DetachUserPolicy")
@covers("iam", "AttachRolePolicy", "ListAttachedRolePolicies", "DetachRolePolicy")
@covers("iam", "AttachGroupPolicy", "ListAttachedGroupPolicies", "DetachGroupPolicy")
@covers("iam", "GetPolicy")
def test_a_managed_policy_is_attached_counted_and_detached(aws: Account) -> None:
    aws("iam", "CreatePolicy", PolicyName="look-at-keys", PolicyDocument=LOOK)
    for kind in KINDS:
        who = _holder(aws, kind)
        for arn in (OWN, READ_ONLY):
            assert aws("iam", f"Attach{kind}Policy", PolicyArn=arn, **who) == {}
        attached = aws("iam", f"ListAttached{kind}Policies", **who)["AttachedPolicies"]
        assert {one["PolicyArn"] for one in attached} == {OWN, READ_ONLY}
        assert aws("iam", "GetPolicy", PolicyArn=OWN)["Policy"]["AttachmentCount"] == 1
        assert aws.code("iam", "DeletePolicy", PolicyArn=OWN) == "DeleteConflict"
        assert aws("iam", f"Detach{kind}Policy", PolicyArn=OWN, **who) == {}
        refusal = aws.error("iam", f"Detach{kind}Policy", PolicyArn=OWN, **who)
        assert refusal == ("NoSuchEntity", f"Policy {OWN} was not found.")


@covers("iam", "CreatePolicy", "GetPolicy", "GetPolicyVersion", "DeletePolicy")
def test_a_managed_policy_is_made_read_and_deleted(aws: Account) -> None:
    params = {"PolicyName": "look-at-keys", "PolicyDocument": LOOK, "Description": "Look, do not touch"}
    made = aws("iam", "CreatePolicy", **params)["Policy"]
    assert (made["Arn"], made["CreateDate"], made["AttachmentCount"]) == (OWN, NOON, 0)
    got = aws("iam", "GetPolicy", PolicyArn=OWN)["Policy"]
    assert got == made | {"Description": "Look, do not touch"}
    version = aws("iam", "GetPolicyVersion", PolicyArn=OWN, VersionId=got["DefaultVersionId"])
    assert version["PolicyVersion"]["Document"] == LOOK
    assert aws("iam", "DeletePolicy", PolicyArn=OWN) == {}
    assert aws.error("iam", "GetPolicy", PolicyArn=OWN) == ("NoSuchEntity", f"Policy {OWN} was not found.")


@refuses("iam", "CreatePolicy", "GetPolicy", "GetPolicyVersion", "DeletePolicy")
def test_a_managed_policy_has_one_name_and_those_of_aws_stay(aws: Account) -> None:
    params = {"PolicyName": "look-at-keys", "PolicyDocument": LOOK}
    aws("iam", "CreatePolicy", **params)
    assert aws.error("iam", "CreatePolicy", params) == (
        "EntityAlreadyExists",
        "A policy called look-at-keys already exists. Duplicate names are not allowed.",
    )
    unknown = f"arn:aws:iam::{ACCOUNT}:policy/unknown"
    refusal = ("NoSuchEntity", f"Policy {unknown} was not found.")
    assert aws.error("iam", "GetPolicy", PolicyArn=unknown) == refusal
    assert aws.error("iam", "DeletePolicy", PolicyArn=unknown) == refusal
    assert aws.code("iam", "GetPolicyVersion", PolicyArn=OWN, VersionId="v9") == "NoSuchEntity"
    assert aws.code("iam", "DeletePolicy", PolicyArn=READ_ONLY) == "AccessDenied"


@refuses("iam", "GetPolicy", "GetPolicyVersion", "DeletePolicy", "AttachUserPolicy", "DetachUserPolicy")
@refuses("iam", "CreateUser")
@pytest.mark.parametrize("arn", ["ReadOnlyAccess-which-is-no-arn", f"arn:aws:iam::{ACCOUNT}:user/orders"])
def test_what_is_no_policys_arn_names_no_policy(aws: Account, arn: str) -> None:
    refusal = ("InvalidInput", f"ARN {arn} is not valid.")
    for operation in ("GetPolicy", "DeletePolicy"):
        assert aws.error("iam", operation, PolicyArn=arn) == refusal
    assert aws.error("iam", "GetPolicyVersion", PolicyArn=arn, VersionId="v1") == refusal
    for operation in ("AttachUserPolicy", "DetachUserPolicy"):
        assert aws.error("iam", operation, UserName="carol", PolicyArn=arn) == refusal
    assert aws.error("iam", "CreateUser", UserName="orders", PermissionsBoundary=arn) == refusal


@covers("iam", "ListPolicies")
def test_policies_are_listed_by_scope_and_in_pages(aws: Account) -> None:
    aws("iam", "CreatePolicy", PolicyName="look-at-keys", PolicyDocument=LOOK)
    own = {one["Arn"] for one in aws("iam", "ListPolicies", Scope="Local")["Policies"]}
    assert OWN in own
    of_aws = {one["Arn"] for one in aws("iam", "ListPolicies", Scope="AWS")["Policies"]}
    assert READ_ONLY in of_aws
    listed: list[str] = []
    page: dict[str, Any] = {}
    while page.get("IsTruncated", True):
        more = {"Marker": page["Marker"]} if page else {}
        page = aws("iam", "ListPolicies", MaxItems=3, **more)
        listed += [one["Arn"] for one in page["Policies"]]
    assert len(listed) == len(set(listed))
    assert set(listed) == own | of_aws


@refuses("iam", "ListPolicies")
def test_not_everybody_may_list_policies(aws: Account) -> None:
    assert aws.code("iam", "ListPolicies", identity="carol") == "AccessDenied"


def test_a_policy_decides_from_the_moment_it_is_put(aws: Account) -> None:
    aws("iam", "CreateUser", UserName="orders")
    assert aws.code("kms", "ListKeys", identity="orders") == "AccessDeniedException"
    aws("iam", "PutUserPolicy", UserName="orders", PolicyName="look", PolicyDocument=LOOK)
    aws("kms", "ListKeys", identity="orders")
    deny = _document("kms:*", effect="Deny")
    aws("iam", "PutUserPolicy", UserName="orders", PolicyName="never", PolicyDocument=deny)
    code, message = aws.error("kms", "ListKeys", identity="orders")
    assert code == "AccessDeniedException"
    assert message.endswith("with an explicit deny in an identity-based policy")


def test_a_permissions_boundary_limits_what_policies_give(aws: Account) -> None:
    aws("iam", "CreateUser", UserName="orders", PermissionsBoundary=READ_ONLY)
    everything = _document("kms:*")
    aws("iam", "PutUserPolicy", UserName="orders", PolicyName="all", PolicyDocument=everything)
    aws("kms", "ListKeys", identity="orders")
    code, message = aws.error("kms", "CreateKey", identity="orders")
    assert code == "AccessDeniedException"
    assert message.endswith("because no permissions boundary allows the kms:CreateKey action")
