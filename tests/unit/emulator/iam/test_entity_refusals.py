"""What does not exist is not found, and what something hangs on is not deleted."""

import pytest

from .account import Account, arn, refused
from .building import allow, document

NO_USER = "The user with name x cannot be found."
NO_ROLE = "The role with name x cannot be found."
NO_GROUP = "The group with name x cannot be found."
NO_PROFILE = "Instance Profile x cannot be found."
NO_INLINE = "The {} policy with name p cannot be found."
POLICY = document(allow())

MISSING: list[tuple[str, dict[str, str], str]] = [
    ("GetUser", {"UserName": "x"}, NO_USER),
    ("DeleteUser", {"UserName": "x"}, NO_USER),
    ("ListGroupsForUser", {"UserName": "x"}, NO_USER),
    ("ListUserPolicies", {"UserName": "x"}, NO_USER),
    (
        "PutUserPolicy",
        {"UserName": "x", "PolicyName": "p", "PolicyDocument": POLICY},
        NO_USER,
    ),
    ("ListAttachedUserPolicies", {"UserName": "x"}, NO_USER),
    ("GetRole", {"RoleName": "x"}, NO_ROLE),
    ("DeleteRole", {"RoleName": "x"}, NO_ROLE),
    ("GetRolePolicy", {"RoleName": "x", "PolicyName": "p"}, NO_ROLE),
    ("GetGroup", {"GroupName": "x"}, NO_GROUP),
    ("DeleteGroup", {"GroupName": "x"}, NO_GROUP),
    ("AddUserToGroup", {"GroupName": "x", "UserName": "alice"}, NO_GROUP),
    ("AddUserToGroup", {"GroupName": "staff", "UserName": "x"}, NO_USER),
    ("RemoveUserFromGroup", {"GroupName": "staff", "UserName": "alice"}, "User alice not in group staff"),
    (
        "GetUserPolicy",
        {"UserName": "alice", "PolicyName": "p"},
        NO_INLINE.format("user"),
    ),
    (
        "DeleteUserPolicy",
        {"UserName": "alice", "PolicyName": "p"},
        NO_INLINE.format("user"),
    ),
    (
        "GetGroupPolicy",
        {"GroupName": "staff", "PolicyName": "p"},
        NO_INLINE.format("group"),
    ),
    ("GetRolePolicy", {"RoleName": "app", "PolicyName": "p"}, NO_INLINE.format("role")),
    ("GetPolicy", {"PolicyArn": arn("policy/p")}, f"Policy {arn('policy/p')} was not found."),
    ("DeletePolicy", {"PolicyArn": arn("policy/p")}, f"Policy {arn('policy/p')} was not found."),
    (
        "AttachUserPolicy",
        {"UserName": "alice", "PolicyArn": arn("policy/p")},
        f"Policy {arn('policy/p')} does not exist or is not attachable.",
    ),
    (
        "DetachUserPolicy",
        {"UserName": "alice", "PolicyArn": "arn:aws:iam::aws:policy/ReadOnlyAccess"},
        "Policy arn:aws:iam::aws:policy/ReadOnlyAccess was not found.",
    ),
    (
        "CreateUser",
        {"UserName": "y", "PermissionsBoundary": arn("policy/p")},
        f"Scope ARN: {arn('policy/p')} does not exist or is not attachable.",
    ),
    ("DeleteInstanceProfile", {"InstanceProfileName": "x"}, NO_PROFILE),
    (
        "AddRoleToInstanceProfile",
        {"InstanceProfileName": "x", "RoleName": "app"},
        NO_PROFILE,
    ),
    (
        "AddRoleToInstanceProfile",
        {"InstanceProfileName": "profile", "RoleName": "x"},
        NO_ROLE,
    ),
    (
        "RemoveRoleFromInstanceProfile",
        {"InstanceProfileName": "profile", "RoleName": "app"},
        "The role with name app cannot be found.",
    ),
]


@pytest.mark.parametrize(("operation", "params", "message"), MISSING)
def test_what_does_not_exist_is_not_found(
    peopled: Account, operation: str, params: dict[str, str], message: str
) -> None:
    assert refused(peopled, operation, **params) == ("NoSuchEntity", message)


MEMBER = ("AddUserToGroup", {"GroupName": "staff", "UserName": "alice"})
DETACH, INLINE = (
    "Cannot delete entity, must detach all policies first.",
    "Cannot delete entity, must delete policies first.",
)
FROM_GROUP = "Cannot delete entity, must remove users from group first."
FROM_PROFILE = "Cannot delete entity, must remove roles from instance profile first."
READ_ONLY = {"PolicyArn": "arn:aws:iam::aws:policy/ReadOnlyAccess"}
IN_PROFILE = ("AddRoleToInstanceProfile", {"InstanceProfileName": "profile", "RoleName": "app"})
PUT = {"PolicyName": "p", "PolicyDocument": POLICY}
CONFLICTS: list[tuple[str, dict[str, str], str, dict[str, str], str]] = [
    (*MEMBER, "DeleteUser", {"UserName": "alice"}, FROM_GROUP),
    (*MEMBER, "DeleteGroup", {"GroupName": "staff"}, FROM_GROUP),
    ("AttachUserPolicy", {"UserName": "alice", **READ_ONLY}, "DeleteUser", {"UserName": "alice"}, DETACH),
    ("AttachGroupPolicy", {"GroupName": "staff", **READ_ONLY}, "DeleteGroup", {"GroupName": "staff"}, DETACH),
    ("AttachRolePolicy", {"RoleName": "app", **READ_ONLY}, "DeleteRole", {"RoleName": "app"}, DETACH),
    ("PutUserPolicy", {"UserName": "alice", **PUT}, "DeleteUser", {"UserName": "alice"}, INLINE),
    ("PutGroupPolicy", {"GroupName": "staff", **PUT}, "DeleteGroup", {"GroupName": "staff"}, INLINE),
    ("PutRolePolicy", {"RoleName": "app", **PUT}, "DeleteRole", {"RoleName": "app"}, INLINE),
    (*IN_PROFILE, "DeleteRole", {"RoleName": "app"}, FROM_PROFILE),
    (*IN_PROFILE, "DeleteInstanceProfile", {"InstanceProfileName": "profile"}, FROM_PROFILE),
]
UNDO = {
    "AddUserToGroup": "RemoveUserFromGroup",
    "AddRoleToInstanceProfile": "RemoveRoleFromInstanceProfile",
}


@pytest.mark.parametrize(("make", "made", "delete", "deleted", "message"), CONFLICTS)
def test_what_something_hangs_on_is_deleted_only_afterwards(
    peopled: Account, make: str, made: dict[str, str], delete: str, deleted: dict[str, str], message: str
) -> None:
    peopled.call(make, **made)
    assert refused(peopled, delete, **deleted) == ("DeleteConflict", message)
    undo = UNDO.get(make, make.replace("Attach", "Detach").replace("Put", "Delete"))
    peopled.call(undo, **{name: value for name, value in made.items() if name != "PolicyDocument"})
    peopled.call(delete, **deleted)
    assert refused(peopled, delete, **deleted)[0] == "NoSuchEntity"


def test_a_profile_hands_out_one_role(peopled: Account) -> None:
    peopled.call(*IN_PROFILE[:1], **IN_PROFILE[1])
    (profile,) = peopled.call("ListInstanceProfiles")["InstanceProfiles"]
    assert [role["RoleName"] for role in profile["Roles"]] == ["app"]
    assert refused(peopled, IN_PROFILE[0], **IN_PROFILE[1]) == (
        "LimitExceeded",
        "Cannot exceed quota for InstanceSessionsPerInstanceProfile: 1",
    )
