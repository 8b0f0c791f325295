"""Every answer of IAM has the shape that AWS's service model gives it."""

from collections.abc import Iterator
from typing import Any

import botocore.session
import pytest
from botocore.validate import ParamValidator

from .account import HANDLERS, TRUST, Account, arn
from .building import allow, document

POLICY = document(allow())
TAGS = [{"Key": "team", "Value": "orders"}]
BOUNDARY = "arn:aws:iam::aws:policy/ReadOnlyAccess"
HOLDERS = (("User", "u"), ("Role", "r"), ("Group", "g"))
KEY = {"AccessKeyId": "the one that was made"}
"""Stands for the access key of the life below."""
Step = tuple[str, dict[str, Any]]


def _life_of_policies(word: str, name: str) -> Iterator[Step]:
    who = {f"{word}Name": name}
    yield f"Put{word}Policy", {**who, "PolicyName": "x", "PolicyDocument": POLICY}
    yield f"Get{word}Policy", {**who, "PolicyName": "x"}
    yield f"List{word}Policies", who
    yield f"Attach{word}Policy", {**who, "PolicyArn": arn("policy/p")}
    yield f"ListAttached{word}Policies", who
    yield f"Get{word}", who
    yield f"List{word}s", {"MaxItems": 1}
    yield f"Delete{word}Policy", {**who, "PolicyName": "x"}
    yield f"Detach{word}Policy", {**who, "PolicyArn": arn("policy/p")}


def _life() -> Iterator[Step]:
    """Each operation at least once, on things that have every member they can have."""
    profile, member = {"InstanceProfileName": "i"}, {"GroupName": "g", "UserName": "u"}
    yield "CreateUser", {"UserName": "u", "Tags": TAGS, "PermissionsBoundary": BOUNDARY}
    yield "CreateRole", {"RoleName": "r", "AssumeRolePolicyDocument": TRUST, "Tags": TAGS, "Description": "d"}
    yield "CreateAccessKey", {"UserName": "u"}
    yield "ListAccessKeys", {"UserName": "u"}
    yield "GetAccessKeyLastUsed", KEY
    yield "UpdateAccessKey", {"UserName": "u", **KEY, "Status": "Inactive"}
    yield "DeleteAccessKey", {"UserName": "u", **KEY}
    yield "CreateGroup", {"GroupName": "g"}
    yield "CreatePolicy", {"PolicyName": "p", "PolicyDocument": POLICY, "Tags": TAGS, "Description": "d"}
    yield "CreateInstanceProfile", {**profile, "Tags": TAGS}
    yield "AddRoleToInstanceProfile", {**profile, "RoleName": "r"}
    yield "ListInstanceProfiles", {}
    yield "AddUserToGroup", member
    yield "ListGroupsForUser", {"UserName": "u"}
    for word, name in HOLDERS:
        yield from _life_of_policies(word, name)
    yield "GetPolicy", {"PolicyArn": arn("policy/p")}
    yield "GetPolicyVersion", {"PolicyArn": arn("policy/p"), "VersionId": "v1"}
    yield "ListPolicies", {"MaxItems": 2}
    yield "RemoveUserFromGroup", member
    yield "RemoveRoleFromInstanceProfile", {**profile, "RoleName": "r"}
    for word, name in (*HOLDERS, ("InstanceProfile", "i")):
        yield f"Delete{word}", {f"{word}Name": name}
    yield "DeletePolicy", {"PolicyArn": arn("policy/p")}


@pytest.fixture(scope="module")
def model() -> Any:
    """AWS's service model of IAM."""
    return botocore.session.get_session().get_service_model("iam")


def test_every_answer_fits_its_operations_shape(account: Account, model: Any) -> None:
    faults: dict[str, str] = {}
    seen: set[str] = set()
    made: dict[str, str] = {}
    for operation, params in _life():
        answer = account.call(operation, **params | (made if "AccessKeyId" in params else {}))
        seen.add(operation)
        if operation == "CreateAccessKey":
            made["AccessKeyId"] = answer["AccessKey"]["AccessKeyId"]
        shape = model.operation_model(operation).output_shape
        report = ParamValidator().validate(answer, shape) if shape else None
        if report is not None and report.has_errors():
            faults[operation] = report.generate_report()
        assert set(answer) <= (set(shape.members) if shape else set())
    assert faults == {}
    assert seen == {name for service, name in HANDLERS if service == "iam"}


def test_tags_are_shown_where_aws_shows_them(account: Account) -> None:
    account.call("CreatePolicy", PolicyName="p", PolicyDocument=POLICY, Tags=TAGS)
    account.call("CreateInstanceProfile", InstanceProfileName="i", Tags=TAGS)
    assert account.call("GetPolicy", PolicyArn=arn("policy/p"))["Policy"]["Tags"] == TAGS
    assert "Tags" not in account.call("ListPolicies", Scope="Local")["Policies"][0]
    assert account.call("ListInstanceProfiles")["InstanceProfiles"][0]["Tags"] == TAGS
