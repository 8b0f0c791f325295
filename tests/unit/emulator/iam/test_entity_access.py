"""The permissions that IAM's operations need."""

from typing import Any

import pytest

from kmstui.emulator.registry import Access

from .account import Account, arn
from .building import ALICE, ALICE_ARN

ACCESSES: list[tuple[str, dict[str, Any], str, str]] = [
    ("CreateUser", {"UserName": "new", "Path": "/x/"}, "iam:CreateUser", "user/x/new"),
    ("GetUser", {"UserName": "alice"}, "iam:GetUser", "user/alice"),
    ("GetUser", {"UserName": "nobody"}, "iam:GetUser", "user/nobody"),
    ("ListUsers", {}, "iam:ListUsers", "user/"),
    ("ListRoles", {"PathPrefix": "/x/"}, "iam:ListRoles", "role/x/"),
    ("PutRolePolicy", {"RoleName": "app"}, "iam:PutRolePolicy", "role/app"),
    ("ListAttachedGroupPolicies", {"GroupName": "staff"}, "iam:ListAttachedGroupPolicies", "group/staff"),
    ("GetPolicy", {"PolicyArn": arn("policy/p")}, "iam:GetPolicy", "policy/p"),
]


@pytest.mark.parametrize(("operation", "params", "action", "resource"), ACCESSES)
def test_an_operation_needs_its_permission_on_what_it_names(
    peopled: Account, operation: str, params: dict[str, Any], action: str, resource: str
) -> None:
    assert [(a.action, a.resource) for a in peopled.access(operation, **params)] == [(action, arn(resource))]


def test_get_user_without_a_name_needs_permission_on_the_caller(account: Account) -> None:
    assert Account(ALICE, account.store).access("GetUser") == [Access("iam:GetUser", ALICE_ARN)]


def test_conditions_tell_what_is_attached_and_tagged(peopled: Account) -> None:
    (attach,) = peopled.access("AttachUserPolicy", UserName="alice", PolicyArn=arn("policy/p"))
    assert attach.conditions == {"iam:PolicyARN": (arn("policy/p"),)}
    (create,) = peopled.access("CreateUser", UserName="x", Tags=[{"Key": "job", "Value": "boss"}])
    assert create.conditions == {"aws:RequestTag/job": ("boss",), "aws:TagKeys": ("job",)}


def test_whoever_hands_a_role_to_instances_must_be_allowed_to_pass_it(peopled: Account) -> None:
    needs = peopled.access("AddRoleToInstanceProfile", InstanceProfileName="profile", RoleName="app")
    assert [(item.action, item.resource) for item in needs] == [
        ("iam:AddRoleToInstanceProfile", arn("instance-profile/profile")),
        ("iam:PassRole", arn("role/app")),
    ]
    assert needs[1].conditions == {"iam:PassedToService": ("ec2.amazonaws.com",)}
