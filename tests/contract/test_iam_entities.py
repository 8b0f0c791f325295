"""Users, roles, groups and instance profiles: made, found, joined and deleted."""

from typing import Any

import pytest
from tests.contract.account import ACCOUNT, ALICE_ARN, ROOT_ARN, TRUST, Account, covers, refuses
from tests.contract.gateways import NOON

MAKE: dict[str, dict[str, Any]] = {
    "User": {},
    "Role": {"AssumeRolePolicyDocument": TRUST},
    "Group": {},
    "InstanceProfile": {},
}
"""Each kind of entity, and what making one takes beside its name."""
MISSING = {
    "User": "The user with name orders cannot be found.",
    "Role": "The role with name orders cannot be found.",
    "Group": "The group with name orders cannot be found.",
    "InstanceProfile": "Instance Profile orders cannot be found.",
}
TAKEN = {
    "User": "User with name Orders already exists.",
    "Role": "Role with name Orders already exists.",
    "Group": "Group with name Orders already exists.",
    "InstanceProfile": "Instance Profile Orders already exists.",
}


def _make(aws: Account, kind: str, name: str = "orders", **params: Any) -> dict[str, Any]:
    made: dict[str, Any] = aws("iam", f"Create{kind}", **{f"{kind}Name": name}, **MAKE[kind], **params)[kind]
    return made


@covers("iam", "CreateUser", "GetUser", "CreateRole", "GetRole", "CreateGroup", "GetGroup")
def test_who_is_made_can_be_got(aws: Account) -> None:
    for kind, word in (("User", "user"), ("Role", "role"), ("Group", "group")):
        made = _make(aws, kind, Path="/web/")
        assert made["Arn"] == f"arn:aws:iam::{ACCOUNT}:{word}/web/orders"
        assert made["CreateDate"] == NOON
        got = aws("iam", f"Get{kind}", **{f"{kind}Name": "orders"})[kind]
        assert got == made


@covers("iam", "GetUser")
def test_without_a_name_the_caller_is_got(aws: Account) -> None:
    assert aws("iam", "GetUser")["User"]["Arn"] == ALICE_ARN


@covers("iam", "CreateInstanceProfile", "ListInstanceProfiles", "AddRoleToInstanceProfile")
@covers("iam", "RemoveRoleFromInstanceProfile", "DeleteInstanceProfile", "DeleteRole")
def test_an_instance_profile_holds_one_role(aws: Account) -> None:
    profile = {"InstanceProfileName": "orders"}
    _make(aws, "InstanceProfile")
    role = _make(aws, "Role")
    _make(aws, "Role", "second")
    assert aws("iam", "AddRoleToInstanceProfile", RoleName="orders", **profile) == {}
    held = {one["InstanceProfileName"]: one["Roles"] for one in _all(aws, "InstanceProfiles")}
    assert held["orders"] == [role]
    full = aws.error("iam", "AddRoleToInstanceProfile", RoleName="second", **profile)
    assert full[0] == "LimitExceeded"
    assert aws.code("iam", "DeleteInstanceProfile", **profile) == "DeleteConflict"
    assert aws.code("iam", "DeleteRole", RoleName="orders") == "DeleteConflict"
    assert aws("iam", "RemoveRoleFromInstanceProfile", RoleName="orders", **profile) == {}
    assert aws("iam", "DeleteInstanceProfile", **profile) == {}
    assert aws("iam", "DeleteRole", RoleName="orders") == {}


def _all(aws: Account, listing: str, **params: Any) -> list[dict[str, Any]]:
    """Every entry of a listing, a page of two at a time."""
    found: list[dict[str, Any]] = []
    page: dict[str, Any] = {}
    while page.get("IsTruncated", True):
        more = {"Marker": page["Marker"]} if page else {}
        page = aws("iam", f"List{listing}", MaxItems=2, **params, **more)
        found += page[listing]
    return found


@covers("iam", "ListUsers", "ListRoles", "ListGroups", "ListInstanceProfiles")
def test_entities_are_listed_in_pages_and_by_path(aws: Account) -> None:
    for kind in MAKE:
        for name in ("one", "two", "three"):
            _make(aws, kind, name, Path="/web/")
        listed = [entry[f"{kind}Name"] for entry in _all(aws, f"{kind}s")]
        assert len(listed) == len(set(listed))
        under = [entry[f"{kind}Name"] for entry in _all(aws, f"{kind}s", PathPrefix="/web/")]
        assert sorted(under) == ["one", "three", "two"]
        assert set(under) < set(listed)


@covers("iam", "AddUserToGroup", "ListGroupsForUser", "RemoveUserFromGroup", "GetGroup")
def test_a_user_joins_and_leaves_a_group(aws: Account) -> None:
    user, group = _make(aws, "User"), _make(aws, "Group", "web")
    both = {"UserName": "orders", "GroupName": "web"}
    for _ in range(2):
        assert aws("iam", "AddUserToGroup", **both) == {}
    assert aws("iam", "ListGroupsForUser", UserName="orders")["Groups"] == [group]
    assert aws("iam", "GetGroup", GroupName="web")["Users"] == [user]
    assert aws("iam", "RemoveUserFromGroup", **both) == {}
    assert aws("iam", "GetGroup", GroupName="web")["Users"] == []
    assert aws.error("iam", "RemoveUserFromGroup", **both) == (
        "NoSuchEntity",
        "User orders not in group web",
    )


def test_whoever_is_in_a_group_may_what_it_may(aws: Account) -> None:
    _make(aws, "User")
    assert aws.code("kms", "ListKeys", identity="orders") == "AccessDeniedException"
    aws("iam", "AddUserToGroup", UserName="orders", GroupName="key-administrators")
    aws("kms", "ListKeys", identity="orders")


@refuses("iam", "CreateUser", "CreateRole", "CreateGroup", "CreateInstanceProfile")
def test_a_name_is_given_once_whatever_its_case(aws: Account) -> None:
    for kind, message in TAKEN.items():
        _make(aws, kind)
        params = {f"{kind}Name": "Orders", **MAKE[kind]}
        assert aws.error("iam", f"Create{kind}", params) == ("EntityAlreadyExists", message)


@refuses("iam", "GetUser", "GetRole", "GetGroup")
@refuses("iam", "DeleteUser", "DeleteRole", "DeleteGroup", "DeleteInstanceProfile")
def test_who_does_not_exist_is_neither_got_nor_deleted(aws: Account) -> None:
    for kind, message in MISSING.items():
        for verb in ("Get", "Delete"):
            if (verb, kind) != ("Get", "InstanceProfile"):
                params = {f"{kind}Name": "orders"}
                assert aws.error("iam", f"{verb}{kind}", params) == ("NoSuchEntity", message)


@refuses("iam", "AddUserToGroup", "RemoveUserFromGroup", "ListGroupsForUser")
@refuses("iam", "AddRoleToInstanceProfile", "RemoveRoleFromInstanceProfile")
def test_who_does_not_exist_joins_nothing(aws: Account) -> None:
    _make(aws, "Group")
    _make(aws, "InstanceProfile")
    user, role = {"UserName": "nobody"}, {"RoleName": "nobody"}
    for operation in ("AddUserToGroup", "RemoveUserFromGroup"):
        refusal = aws.error("iam", operation, GroupName="orders", **user)
        assert refusal == ("NoSuchEntity", "The user with name nobody cannot be found.")
    assert aws.code("iam", "ListGroupsForUser", **user) == "NoSuchEntity"
    for operation in ("AddRoleToInstanceProfile", "RemoveRoleFromInstanceProfile"):
        assert aws.code("iam", operation, InstanceProfileName="orders", **role) == "NoSuchEntity"


@covers("iam", "DeleteUser", "DeleteGroup", "DeleteRole", "DeleteInstanceProfile")
def test_who_has_nothing_left_is_deleted(aws: Account) -> None:
    for kind in MAKE:
        _make(aws, kind)
        assert aws("iam", f"Delete{kind}", **{f"{kind}Name": "orders"}) == {}
        assert "orders" not in [entry[f"{kind}Name"] for entry in _all(aws, f"{kind}s")]


@refuses("iam", "DeleteUser", "DeleteGroup")
def test_who_still_holds_something_is_not_deleted(aws: Account) -> None:
    assert aws.code("iam", "DeleteUser", UserName="carol") == "DeleteConflict"
    assert aws.code("iam", "DeleteGroup", GroupName="developers") == "DeleteConflict"
    assert aws("iam", "GetUser", UserName="carol")["User"]["UserName"] == "carol"


@refuses("iam", "ListUsers", "ListRoles", "ListGroups", "ListInstanceProfiles", "CreateUser")
def test_not_everybody_may_look_and_nobody_but_administrators_may_change(aws: Account) -> None:
    _make(aws, "User")
    for listing in ("Users", "Roles", "Groups", "InstanceProfiles"):
        code, message = aws.error("iam", f"List{listing}", identity="orders")
        assert code == "AccessDenied"
        assert f"is not authorized to perform: iam:List{listing} on resource: " in message
    aws("iam", "ListUsers", identity="dave")
    assert aws.code("iam", "CreateUser", UserName="mine", identity="dave") == "AccessDenied"


@refuses("iam", "CreateUser", "ListUsers")
def test_names_and_markers_must_be_well_formed(aws: Account) -> None:
    assert aws.error("iam", "CreateUser", UserName="a b") == (
        "ValidationError",
        "The specified value for userName is invalid. It must contain only alphanumeric characters and/or the"
        " following: +=,.@_-",
    )
    assert aws.error("iam", "ListUsers", Marker="mine") == ("ValidationError", "Invalid Marker: mine")


@covers("sts", "GetCallerIdentity")
@pytest.mark.parametrize(
    ("identity", "arn"),
    [("alice", ALICE_ARN), ("root", ROOT_ARN), ("dave", f"arn:aws:iam::{ACCOUNT}:user/dave")],
)
def test_everybody_may_ask_who_they_are(aws: Account, identity: str, arn: str) -> None:
    who = aws("sts", "GetCallerIdentity", identity=identity)
    assert (who["Account"], who["Arn"]) == (ACCOUNT, arn)


def test_a_role_acts_in_a_session_of_its_own(aws: Account) -> None:
    who = aws("sts", "GetCallerIdentity", identity="orders-app")
    assert who["Arn"].startswith(f"arn:aws:sts::{ACCOUNT}:assumed-role/orders-app/")


def test_nobody_is_nobody(aws: Account) -> None:
    code, message = aws.error("sts", "GetCallerIdentity", identity="nobody")
    assert code in {"UnrecognizedClientException", "InvalidClientTokenId"}  # the latter is STS's own
    assert message == "The security token included in the request is invalid."
