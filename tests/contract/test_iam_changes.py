"""What can be changed of users, roles, groups and what is in them: names, boundaries, trust and tags."""

import json
from typing import Any

import pytest
from tests.contract.account import ACCOUNT, ALICE_ARN, TRUST, Account, covers, refuses

READ_ONLY = "arn:aws:iam::aws:policy/ReadOnlyAccess"
POLICY = json.dumps(
    {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "kms:*", "Resource": "*"}]}
)
ARN = f"arn:aws:iam::{ACCOUNT}:policy/look"
BOUNDED = ("User", "Role")
TAGGED: dict[str, dict[str, str]] = {
    "User": {"UserName": "orders"},
    "Role": {"RoleName": "orders"},
    "InstanceProfile": {"InstanceProfileName": "orders"},
    "Policy": {"PolicyArn": ARN},
}
"""Each kind of thing that has tags, and how it is named."""
MISSING = {
    "User": "The user with name orders cannot be found.",
    "Role": "The role with name orders cannot be found.",
    "InstanceProfile": "Instance Profile orders cannot be found.",
    "Policy": f"Policy {ARN} was not found.",
}


@pytest.fixture
def made(aws: Account) -> Account:
    """An account with one more of everything."""
    aws("iam", "CreateUser", UserName="orders")
    aws("iam", "CreateRole", RoleName="orders", AssumeRolePolicyDocument=TRUST)
    aws("iam", "CreateGroup", GroupName="orders")
    aws("iam", "CreateInstanceProfile", InstanceProfileName="orders")
    aws("iam", "CreatePolicy", PolicyName="look", PolicyDocument=POLICY)
    return aws


@covers("iam", "PutUserPermissionsBoundary", "DeleteUserPermissionsBoundary")
@covers("iam", "PutRolePermissionsBoundary", "DeleteRolePermissionsBoundary", "ListEntitiesForPolicy")
def test_a_boundary_is_put_replaced_and_taken_off(made: Account) -> None:
    for kind in BOUNDED:
        who = TAGGED[kind]
        for arn in (READ_ONLY, ARN):
            assert made("iam", f"Put{kind}PermissionsBoundary", PermissionsBoundary=arn, **who) == {}
            shown = made("iam", f"Get{kind}", **who)[kind]["PermissionsBoundary"]
            assert shown["PermissionsBoundaryArn"] == arn
        bounded = made("iam", "ListEntitiesForPolicy", PolicyArn=ARN, PolicyUsageFilter="PermissionsBoundary")
        assert [one[f"{kind}Name"] for one in bounded[f"Policy{kind}s"]] == ["orders"]
        for _ in range(2):
            assert made("iam", f"Delete{kind}PermissionsBoundary", **who) == {}
        assert "PermissionsBoundary" not in made("iam", f"Get{kind}", **who)[kind]


@refuses("iam", "PutUserPermissionsBoundary", "DeleteUserPermissionsBoundary")
@refuses("iam", "PutRolePermissionsBoundary", "DeleteRolePermissionsBoundary")
def test_a_boundary_is_a_policy_of_somebody(aws: Account) -> None:
    for kind in BOUNDED:
        refusal = ("NoSuchEntity", MISSING[kind])
        params = {**TAGGED[kind], "PermissionsBoundary": READ_ONLY}
        assert aws.error("iam", f"Put{kind}PermissionsBoundary", params) == refusal
        assert aws.error("iam", f"Delete{kind}PermissionsBoundary", TAGGED[kind]) == refusal
    unknown = {"UserName": "carol", "PermissionsBoundary": ARN}
    refusal = ("NoSuchEntity", f"Scope ARN: {ARN} does not exist or is not attachable.")
    assert aws.error("iam", "PutUserPermissionsBoundary", unknown) == refusal
    bad = {"RoleName": "orders-app", "PermissionsBoundary": "not-the-arn-of-a-policy"}
    assert aws.code("iam", "PutRolePermissionsBoundary", **bad) == "InvalidInput"


def test_who_may_give_policies_only_within_a_boundary(made: Account) -> None:
    """The delegation of the IAM User Guide, "Permissions boundaries for IAM entities"."""
    condition = {"StringEquals": {"iam:PermissionsBoundary": READ_ONLY}}
    may = {"Effect": "Allow", "Action": "iam:*UserPolicy", "Resource": "*", "Condition": condition}
    text = json.dumps({"Version": "2012-10-17", "Statement": [may]})
    made("iam", "PutUserPolicy", UserName="carol", PolicyName="delegate", PolicyDocument=text)
    attach = {"UserName": "orders", "PolicyArn": READ_ONLY}
    assert made.code("iam", "AttachUserPolicy", identity="carol", **attach) == "AccessDenied"
    made("iam", "PutUserPermissionsBoundary", UserName="orders", PermissionsBoundary=READ_ONLY)
    made("iam", "AttachUserPolicy", identity="carol", **attach)


@covers("iam", "UpdateAssumeRolePolicy")
def test_a_trust_policy_is_replaced(made: Account) -> None:
    text = TRUST.replace('"Service":"ec2.amazonaws.com"', f'"AWS":"{ALICE_ARN}"')
    assume = {"RoleArn": f"arn:aws:iam::{ACCOUNT}:role/orders", "RoleSessionName": "session"}
    assert made.code("sts", "AssumeRole", **assume) == "AccessDenied"
    assert made("iam", "UpdateAssumeRolePolicy", RoleName="orders", PolicyDocument=text) == {}
    assert made("iam", "GetRole", RoleName="orders")["Role"]["AssumeRolePolicyDocument"] == text
    made("sts", "AssumeRole", **assume)


@refuses("iam", "UpdateAssumeRolePolicy")
def test_a_trust_policy_is_one_and_names_who_exists(made: Account) -> None:
    nobody = f"arn:aws:iam::{ACCOUNT}:user/nobody"
    for text, message in (
        (POLICY, "Missing required field Principal"),
        (TRUST.replace("sts:", "kms:"), "AssumeRole policy may only specify STS AssumeRole actions."),
        (
            TRUST.replace('"Service":"ec2.amazonaws.com"', f'"AWS":"{nobody}"'),
            f'Invalid principal in policy: "AWS":"{nobody}"',
        ),
    ):
        params = {"RoleName": "orders", "PolicyDocument": text}
        assert made.error("iam", "UpdateAssumeRolePolicy", params) == ("MalformedPolicyDocument", message)
    assert made("iam", "GetRole", RoleName="orders")["Role"]["AssumeRolePolicyDocument"] == TRUST
    unknown = {"RoleName": "nobody", "PolicyDocument": TRUST}
    assert made.code("iam", "UpdateAssumeRolePolicy", **unknown) == "NoSuchEntity"


@covers("iam", "UpdateRole", "UpdateRoleDescription")
def test_a_role_is_described_and_lasts_longer(made: Account) -> None:
    assert (
        made("iam", "UpdateRole", RoleName="orders", MaxSessionDuration=7_200, Description="for orders") == {}
    )
    role = made("iam", "GetRole", RoleName="orders")["Role"]
    assert (role["MaxSessionDuration"], role["Description"]) == (7_200, "for orders")
    answer = made("iam", "UpdateRoleDescription", RoleName="orders", Description="")
    assert "Description" not in answer["Role"]
    made("iam", "UpdateRole", RoleName="orders")
    assert made("iam", "GetRole", RoleName="orders")["Role"]["MaxSessionDuration"] == 3_600


@refuses("iam", "UpdateRole", "UpdateRoleDescription", "UpdateUser", "UpdateGroup")
def test_nobody_is_changed(aws: Account) -> None:
    for kind, operation in (
        ("Role", "UpdateRole"),
        ("Role", "UpdateRoleDescription"),
        ("User", "UpdateUser"),
    ):
        params = {
            f"{kind}Name": "orders",
            **({"Description": "x"} if operation.endswith("Description") else {}),
        }
        assert aws.error("iam", operation, params) == ("NoSuchEntity", MISSING[kind])
        assert aws.code("iam", operation, identity="carol", **params) == "AccessDenied"
    refusal = ("NoSuchEntity", "The group with name orders cannot be found.")
    assert aws.error("iam", "UpdateGroup", GroupName="orders") == refusal


@covers("iam", "UpdateUser")
def test_a_user_takes_everything_along_to_its_new_name(made: Account) -> None:
    old, new = {"UserName": "orders"}, {"UserName": "sales"}
    made("iam", "PutUserPolicy", PolicyName="in", PolicyDocument=POLICY, **old)
    made("iam", "AttachUserPolicy", PolicyArn=READ_ONLY, **old)
    made("iam", "AddUserToGroup", GroupName="orders", **old)
    key = made("iam", "CreateAccessKey", **old)["AccessKey"]["AccessKeyId"]
    before = made("iam", "GetUser", **old)["User"]
    made("kms", "ListKeys", identity="orders")
    assert made("iam", "UpdateUser", NewUserName="sales", NewPath="/web/", **old) == {}
    after = made("iam", "GetUser", **new)["User"]
    assert after["UserId"] == before["UserId"]
    assert after["Arn"] == f"arn:aws:iam::{ACCOUNT}:user/web/sales"
    assert made("iam", "ListUserPolicies", **new)["PolicyNames"] == ["in"]
    assert made("iam", "ListAttachedUserPolicies", **new)["AttachedPolicies"][0]["PolicyArn"] == READ_ONLY
    assert made("iam", "ListGroupsForUser", **new)["Groups"][0]["GroupName"] == "orders"
    assert made("iam", "GetGroup", GroupName="orders")["Users"] == [after]
    assert made("iam", "ListAccessKeys", **new)["AccessKeyMetadata"][0]["AccessKeyId"] == key
    made("kms", "ListKeys", identity="sales")
    assert made.code("iam", "GetUser", **old) == "NoSuchEntity"
    made("iam", "CreateUser", **old)
    assert made("iam", "ListUserPolicies", **old)["PolicyNames"] == []
    assert made("iam", "ListGroupsForUser", **old)["Groups"] == []


@covers("iam", "UpdateGroup", "UpdateUser")
def test_a_group_keeps_its_members_and_a_name_may_change_its_case(made: Account) -> None:
    made("iam", "AddUserToGroup", GroupName="orders", UserName="carol")
    made("iam", "PutGroupPolicy", GroupName="orders", PolicyName="in", PolicyDocument=POLICY)
    assert made("iam", "UpdateGroup", GroupName="orders", NewGroupName="sales") == {}
    assert made("iam", "GetGroup", GroupName="sales")["Users"][0]["UserName"] == "carol"
    assert made("iam", "ListGroupPolicies", GroupName="sales")["PolicyNames"] == ["in"]
    made("kms", "CreateKey", identity="carol")
    made("iam", "UpdateUser", UserName="orders", NewUserName="Orders")
    assert made("iam", "GetUser", UserName="orders")["User"]["UserName"] == "Orders"


@refuses("iam", "UpdateUser", "UpdateGroup")
def test_no_name_is_taken_from_another(made: Account) -> None:
    for kind, name in (("User", "alice"), ("Group", "administrators")):
        params = {f"{kind}Name": "orders", f"New{kind}Name": name}
        refusal = ("EntityAlreadyExists", f"{kind} with name {name} already exists.")
        assert made.error("iam", f"Update{kind}", params) == refusal
    may = {"Effect": "Allow", "Action": "iam:UpdateUser", "Resource": f"arn:aws:iam::{ACCOUNT}:user/orders"}
    text = json.dumps({"Version": "2012-10-17", "Statement": [may]})
    made("iam", "PutUserPolicy", UserName="carol", PolicyName="old", PolicyDocument=text)
    rename = {"UserName": "orders", "NewUserName": "sales"}
    assert made.code("iam", "UpdateUser", identity="carol", **rename) == "AccessDenied"


@covers("iam", "TagUser", "ListUserTags", "UntagUser", "TagRole", "ListRoleTags", "UntagRole")
@covers("iam", "TagPolicy", "ListPolicyTags", "UntagPolicy")
@covers("iam", "TagInstanceProfile", "ListInstanceProfileTags", "UntagInstanceProfile")
def test_tags_are_put_replaced_listed_in_pages_and_taken_off(made: Account) -> None:
    for kind, who in TAGGED.items():
        tags = [{"Key": key, "Value": key.lower()} for key in ("Team", "Cost", "Stage")]
        assert made("iam", f"Tag{kind}", Tags=tags, **who) == {}
        assert _tags(made, kind) == {"Team": "team", "Cost": "cost", "Stage": "stage"}
        made("iam", f"Tag{kind}", Tags=[{"Key": "Team", "Value": "blue"}], **who)
        made("iam", f"Tag{kind}", Tags=[{"Key": "cost", "Value": "low"}], **who)
        folded = {} if kind in BOUNDED else {"Cost": "cost"}
        assert _tags(made, kind) == {"Team": "blue", "Stage": "stage", "cost": "low", **folded}
        assert made("iam", f"Untag{kind}", TagKeys=["cost", "Cost", "unknown"], **who) == {}
        assert _tags(made, kind) == {"Team": "blue", "Stage": "stage"}
        found = made("iam", f"Get{kind}", **who)[kind]["Tags"]
        assert {tag["Key"] for tag in found} == {"Team", "Stage"}


def _tags(aws: Account, kind: str) -> dict[str, str]:
    found: dict[str, str] = {}
    page: dict[str, Any] = {}
    while page.get("IsTruncated", True):
        more = {"Marker": page["Marker"]} if page else {}
        page = aws("iam", f"List{kind}Tags", MaxItems=1, **more, **TAGGED[kind])
        found |= {tag["Key"]: tag["Value"] for tag in page["Tags"]}
    return found


@refuses("iam", "TagUser", "ListUserTags", "UntagUser", "TagRole", "ListRoleTags", "UntagRole")
@refuses("iam", "TagPolicy", "ListPolicyTags", "UntagPolicy")
@refuses("iam", "TagInstanceProfile", "ListInstanceProfileTags", "UntagInstanceProfile")
def test_what_is_not_there_has_no_tags(aws: Account) -> None:
    tags: dict[str, Any] = {"Tags": [{"Key": "team", "Value": "blue"}]}
    for kind, who in TAGGED.items():
        for operation, params in (
            (f"Tag{kind}", tags),
            (f"Untag{kind}", {"TagKeys": ["team"]}),
            (f"List{kind}Tags", {}),
        ):
            assert aws.error("iam", operation, who | params) == ("NoSuchEntity", MISSING[kind])
            assert aws.code("iam", operation, identity="carol", **who, **params) == "AccessDenied"


@refuses("iam", "TagUser", "TagRole", "TagPolicy", "TagInstanceProfile")
def test_tags_are_fifty_and_of_the_account(made: Account) -> None:
    for kind, who in TAGGED.items():
        many = [{"Key": f"key-{number}", "Value": "x"} for number in range(50)]
        made("iam", f"Tag{kind}", Tags=many, **who)
        one = {**who, "Tags": [{"Key": "one-more", "Value": "x"}]}
        assert made.error("iam", f"Tag{kind}", one) == (
            "LimitExceeded",
            f"Cannot exceed quota for TagsPer{kind}: 50",
        )
        for tags in (
            [{"Key": "aws:team", "Value": "x"}],
            [{"Key": "team", "Value": "x"}, {"Key": "team", "Value": "y"}],
        ):
            assert made.code("iam", f"Tag{kind}", Tags=tags, **who) == "InvalidInput"
    own = {"PolicyArn": READ_ONLY, "Tags": [{"Key": "team", "Value": "x"}]}
    assert made.code("iam", "TagPolicy", **own) == "AccessDenied"


def test_tags_decide_who_may_change_what_they_are_on(made: Account) -> None:
    may = {
        "Effect": "Allow",
        "Action": ["iam:TagUser", "iam:UntagUser"],
        "Resource": "*",
        "Condition": {
            "StringEquals": {"aws:ResourceTag/team": "blue"},
            "ForAllValues:StringEquals": {"aws:TagKeys": ["stage"]},
        },
    }
    text = json.dumps({"Version": "2012-10-17", "Statement": [may]})
    made("iam", "PutUserPolicy", UserName="carol", PolicyName="tags", PolicyDocument=text)
    stage: dict[str, Any] = {"UserName": "orders", "Tags": [{"Key": "stage", "Value": "test"}]}
    assert made.code("iam", "TagUser", identity="carol", **stage) == "AccessDenied"
    made("iam", "TagUser", UserName="orders", Tags=[{"Key": "team", "Value": "blue"}])
    made("iam", "TagUser", identity="carol", **stage)
    untag = {"UserName": "orders", "TagKeys": ["team"]}
    assert made.code("iam", "UntagUser", identity="carol", **untag) == "AccessDenied"
    made("iam", "UntagUser", identity="carol", UserName="orders", TagKeys=["stage"])


@covers("iam", "GetInstanceProfile", "ListInstanceProfilesForRole")
def test_a_profile_is_found_by_its_name_and_by_its_role(made: Account) -> None:
    profile = {"InstanceProfileName": "orders"}
    assert made("iam", "ListInstanceProfilesForRole", RoleName="orders")["InstanceProfiles"] == []
    made("iam", "AddRoleToInstanceProfile", RoleName="orders", **profile)
    got = made("iam", "GetInstanceProfile", **profile)["InstanceProfile"]
    assert [role["RoleName"] for role in got["Roles"]] == ["orders"]
    assert made("iam", "ListInstanceProfilesForRole", RoleName="orders")["InstanceProfiles"] == [got]


@refuses("iam", "GetInstanceProfile", "ListInstanceProfilesForRole")
def test_a_profile_that_is_not_there_is_not_found(aws: Account) -> None:
    profile = TAGGED["InstanceProfile"]
    assert aws.error("iam", "GetInstanceProfile", profile) == ("NoSuchEntity", MISSING["InstanceProfile"])
    refusal = aws.error("iam", "ListInstanceProfilesForRole", RoleName="orders")
    assert refusal == ("NoSuchEntity", MISSING["Role"])


@covers("iam", "ListEntitiesForPolicy")
def test_a_policy_knows_on_whom_it_hangs(made: Account) -> None:
    for kind in ("User", "Role", "Group"):
        made("iam", f"Attach{kind}Policy", PolicyArn=ARN, **{f"{kind}Name": "orders"})
    made("iam", "PutUserPermissionsBoundary", UserName="carol", PermissionsBoundary=ARN)
    assert _entities(made) == {"User": ["carol", "orders"], "Role": ["orders"], "Group": ["orders"]}
    attached = _entities(made, PolicyUsageFilter="PermissionsPolicy")
    assert attached == {"User": ["orders"], "Role": ["orders"], "Group": ["orders"]}
    assert _entities(made, EntityFilter="Role") == {"User": [], "Role": ["orders"], "Group": []}
    assert _entities(made, PathPrefix="/web/") == {"User": [], "Role": [], "Group": []}
    assert _entities(made, EntityFilter="AWSManagedPolicy") == {"User": [], "Role": [], "Group": []}
    assert _entities(made, EntityFilter="LocalManagedPolicy")["User"] == ["carol", "orders"]


def _entities(aws: Account, **params: Any) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {"User": [], "Role": [], "Group": []}
    page: dict[str, Any] = {}
    while page.get("IsTruncated", True):
        more = {"Marker": page["Marker"]} if page else {}
        page = aws("iam", "ListEntitiesForPolicy", PolicyArn=ARN, MaxItems=1, **more, **params)
        for kind, names in found.items():
            names += [one[f"{kind}Name"] for one in page[f"Policy{kind}s"]]
    return {kind: sorted(names) for kind, names in found.items()}


@refuses("iam", "ListEntitiesForPolicy", "GetAccountSummary")
def test_no_policy_hangs_on_nobody_and_not_everybody_may_count(aws: Account) -> None:
    assert aws.error("iam", "ListEntitiesForPolicy", PolicyArn=ARN) == ("NoSuchEntity", MISSING["Policy"])
    assert aws.code("iam", "GetAccountSummary", identity="carol") == "AccessDenied"


@covers("iam", "GetAccountSummary")
def test_the_account_is_counted(aws: Account) -> None:
    before = aws("iam", "GetAccountSummary")["SummaryMap"]
    aws("iam", "CreateUser", UserName="orders")
    aws("iam", "CreatePolicy", PolicyName="look", PolicyDocument=POLICY)
    aws("iam", "CreatePolicyVersion", PolicyArn=ARN, PolicyDocument=POLICY)
    after = aws("iam", "GetAccountSummary")["SummaryMap"]
    assert after.items() - before.items() == {
        ("Users", before["Users"] + 1),
        ("Policies", before["Policies"] + 1),
        ("PolicyVersionsInUse", before["PolicyVersionsInUse"] + 2),
    }
    assert (after["UsersQuota"], after["VersionsPerPolicyQuota"]) == (5_000, 5)
