"""Users, roles, groups and instance profiles: made, shown, listed and deleted."""

import re
from dataclasses import replace
from typing import Any

import pytest

from kmstui.aws.operations import OPERATIONS
from kmstui.emulator.iam import entities

from .account import HANDLERS, NOW, TRUST, Account, arn, refused
from .building import ALICE, SESSION, allow, document, to

POLICY = document(allow())


def test_every_operation_of_the_table_has_one_handler() -> None:
    wanted = {key for key in OPERATIONS if key[0] in ("iam", "sts")}
    assert set(HANDLERS) == wanted


def test_a_user_is_created_and_found_again(account: Account) -> None:
    created = account.call(
        "CreateUser", UserName="alice", Path="/division/", Tags=[{"Key": "job", "Value": "boss"}]
    )["User"]
    assert created["Arn"] == arn("user/division/alice")
    assert created["CreateDate"] == NOW
    assert created["Tags"] == [{"Key": "job", "Value": "boss"}]
    assert re.fullmatch("AIDA[A-Z0-9]{17}", created["UserId"])
    assert account.call("GetUser", UserName="alice") == {"User": created}


def test_a_role_is_created_and_found_again(account: Account) -> None:
    created = account.call(
        "CreateRole", RoleName="app", AssumeRolePolicyDocument=TRUST, Description="x", MaxSessionDuration=7200
    )["Role"]
    assert re.fullmatch("AROA[A-Z0-9]{17}", created["RoleId"])
    assert created["AssumeRolePolicyDocument"] == TRUST
    assert (created["Description"], created["MaxSessionDuration"]) == ("x", 7200)
    assert account.call("GetRole", RoleName="app") == {"Role": created}


def test_identifiers_differ_between_two_things_of_one_name(account: Account) -> None:
    first = account.call("CreateUser", UserName="alice")["User"]["UserId"]
    account.call("DeleteUser", UserName="alice")
    assert account.call("CreateUser", UserName="alice")["User"]["UserId"] != first


CREATE: list[tuple[str, str, dict[str, str], str]] = [
    ("CreateUser", "UserName", {}, "User with name ALICE already exists."),
    ("CreateRole", "RoleName", {"AssumeRolePolicyDocument": TRUST}, "Role with name ALICE already exists."),
    ("CreateGroup", "GroupName", {}, "Group with name ALICE already exists."),
    ("CreateInstanceProfile", "InstanceProfileName", {}, "Instance Profile ALICE already exists."),
    (
        "CreatePolicy",
        "PolicyName",
        {"PolicyDocument": POLICY},
        "A policy called ALICE already exists. Duplicate names are not allowed.",
    ),
]


@pytest.mark.parametrize(("operation", "member", "more", "message"), CREATE)
def test_a_name_is_taken_in_whatever_case(
    account: Account, operation: str, member: str, more: dict[str, str], message: str
) -> None:
    account.call(operation, **{member: "alice"}, **more)
    assert refused(account, operation, **{member: "ALICE"}, **more) == ("EntityAlreadyExists", message)


QUOTAS: list[tuple[str, str, str, str]] = [
    ("USER", "CreateUser", "UserName", "Cannot exceed quota for UsersPerAccount: 1"),
    ("GROUP", "CreateGroup", "GroupName", "Cannot exceed quota for GroupsPerAccount: 1"),
]


@pytest.mark.parametrize(("kind", "operation", "member", "message"), QUOTAS)
def test_an_account_holds_no_more_than_its_quota(
    account: Account,
    monkeypatch: pytest.MonkeyPatch,
    kind: str,
    operation: str,
    member: str,
    message: str,
) -> None:
    entity = getattr(entities, kind)
    module = f"kmstui.emulator.iam.{kind.lower()}s.{kind}"
    monkeypatch.setattr(module, replace(entity, quota=(entity.quota[0], 1)))
    account.call(operation, **{member: "one"})
    assert refused(account, operation, **{member: "two"}) == ("LimitExceeded", message)


def test_members_are_seen_from_both_sides(peopled: Account) -> None:
    for _ in range(2):
        peopled.call("AddUserToGroup", GroupName="staff", UserName="alice")
    assert [user["UserName"] for user in peopled.call("GetGroup", GroupName="STAFF")["Users"]] == ["alice"]
    assert [g["GroupName"] for g in peopled.call("ListGroupsForUser", UserName="alice")["Groups"]] == [
        "staff"
    ]


def test_a_user_is_in_ten_groups_at_most(peopled: Account) -> None:
    for number in range(11):
        peopled.call("CreateGroup", GroupName=f"g{number}")
    for number in range(10):
        peopled.call("AddUserToGroup", GroupName=f"g{number}", UserName="alice")
    assert refused(peopled, "AddUserToGroup", GroupName="g10", UserName="alice") == (
        "LimitExceeded",
        "Cannot exceed quota for GroupsPerUser: 10",
    )


def test_tag_keys_that_differ_in_case_alone_are_refused(account: Account) -> None:
    tags = [{"Key": "a", "Value": "1"}, {"Key": "A", "Value": "2"}]
    assert refused(account, "CreateUser", UserName="x", Tags=tags) == (
        "InvalidInput",
        "Duplicate tag keys found. Please note that Tag keys are case insensitive.",
    )


TRUST_FAULTS: list[tuple[str, str, str]] = [
    ("{", "MalformedPolicyDocument", "Syntax errors in policy."),
    (POLICY, "MalformedPolicyDocument", "Missing required field Principal"),
    (
        document(to(arn("user/nobody"), {"Effect": "Allow", "Action": "sts:AssumeRole"})),
        "MalformedPolicyDocument",
        f'Invalid principal in policy: "AWS":"{arn("user/nobody")}"',
    ),
    (
        document(to("*", {"Sid": "x" * 2100, "Effect": "Allow", "Action": "sts:AssumeRole"})),
        "LimitExceeded",
        "Cannot exceed quota for ACLSizePerRole: 2048",
    ),
]


@pytest.mark.parametrize(("text", "code", "message"), TRUST_FAULTS)
def test_a_role_needs_a_sound_trust_policy(account: Account, text: str, code: str, message: str) -> None:
    assert refused(account, "CreateRole", RoleName="r", AssumeRolePolicyDocument=text) == (code, message)
    assert account.call("ListRoles")["Roles"] == []


LISTS = [
    ("CreateUser", "UserName", {}, "ListUsers", "Users"),
    ("CreateRole", "RoleName", {"AssumeRolePolicyDocument": TRUST}, "ListRoles", "Roles"),
    ("CreateGroup", "GroupName", {}, "ListGroups", "Groups"),
    ("CreateInstanceProfile", "InstanceProfileName", {}, "ListInstanceProfiles", "InstanceProfiles"),
]


@pytest.mark.parametrize(("create", "member", "more", "operation", "listed"), LISTS)
def test_a_listing_comes_in_pages(
    account: Account, create: str, member: str, more: dict[str, str], operation: str, listed: str
) -> None:
    names = [f"n{number:03}" for number in range(7)]
    for name in reversed(names):
        account.call(create, **{member: name}, **more)
    found: list[str] = []
    marker: dict[str, Any] = {}
    for size in (3, 3, 1):
        answer = account.call(operation, MaxItems=3, **marker)
        found += [item[member] for item in answer[listed]]
        assert len(answer[listed]) == size
        assert answer["IsTruncated"] is (size == 3 and len(found) < 7)
        marker = {"Marker": answer["Marker"]} if answer["IsTruncated"] else {}
    assert found == names
    assert not marker


@pytest.mark.parametrize(("create", "member", "more", "operation", "listed"), LISTS)
def test_a_listing_can_be_limited_to_a_path(
    account: Account, create: str, member: str, more: dict[str, str], operation: str, listed: str
) -> None:
    account.call(create, **{member: "in"}, Path="/a/b/", **more)
    account.call(create, **{member: "out"}, Path="/b/", **more)
    assert [item[member] for item in account.call(operation, PathPrefix="/a/")[listed]] == ["in"]


@pytest.mark.parametrize("marker", ["nonsense", "w" * 5, "bm90LW91cnMKeA==", "ü"])
def test_a_marker_that_was_never_given_is_refused(account: Account, marker: str) -> None:
    assert refused(account, "ListUsers", Marker=marker) == ("ValidationError", f"Invalid Marker: {marker}")


def test_without_a_name_get_user_is_about_the_caller(account: Account) -> None:
    account.call("CreateUser", UserName="alice")
    as_alice = Account(ALICE, account.store)
    assert as_alice.call("GetUser")["User"]["UserName"] == "alice"
    assert account.call("GetUser")["User"]["Arn"] == arn("root")
    assert refused(Account(SESSION, account.store), "GetUser") == (
        "ValidationError",
        "Must specify userName when calling with non-User credentials",
    )


def test_get_caller_identity_tells_who_calls_and_needs_no_permission(account: Account) -> None:
    as_session = Account(SESSION, account.store)
    assert as_session.call("GetCallerIdentity", "sts") == {
        "UserId": SESSION.principal_id,
        "Account": SESSION.account,
        "Arn": SESSION.arn,
    }
    assert as_session.access("GetCallerIdentity", "sts") == []
