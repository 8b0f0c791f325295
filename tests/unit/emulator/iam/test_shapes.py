"""Every answer of IAM has the shape that AWS's service model gives it."""

from collections.abc import Iterator
from typing import Any

import botocore.session
import pytest
from botocore.validate import ParamValidator

from .account import HANDLERS, TRUST, Account, arn
from .building import DELEGATED, allow, document
from .building import KEY as KEY_ARN

POLICY = document(allow())
TAGS = [{"Key": "team", "Value": "orders"}]
BOUNDARY = "arn:aws:iam::aws:policy/ReadOnlyAccess"
HOLDERS = (("User", "u"), ("Role", "r"), ("Group", "g"))
KEY = {"AccessKeyId": "the one that was made"}
"""Stands for the access key of the life below."""
SIMULATED: dict[str, Any] = {
    "ActionNames": ["kms:Decrypt"],
    "ResourceArns": [KEY_ARN],
    "ResourcePolicy": document(DELEGATED),
    "CallerArn": arn("user/u"),
    "PermissionsBoundaryPolicyInputList": [POLICY],
    "OrderedOrganizationPolicyInputList": [{"ServiceControlPolicyInputList": [POLICY]}],
}
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
    if word != "Group":
        yield from _life_of_a_principal(word, who)
    yield f"Delete{word}Policy", {**who, "PolicyName": "x"}
    yield f"Detach{word}Policy", {**who, "PolicyArn": arn("policy/p")}


def _life_of_a_principal(word: str, who: dict[str, str]) -> Iterator[Step]:
    yield f"Put{word}PermissionsBoundary", {**who, "PermissionsBoundary": BOUNDARY}
    yield f"Delete{word}PermissionsBoundary", who
    yield from _life_of_tags(word, who)
    source = {"PolicySourceArn": arn(f"{word.lower()}/{next(iter(who.values()))}")}
    yield "SimulatePrincipalPolicy", {**source, "ActionNames": ["kms:Decrypt", "ec2:RunInstances"]}
    yield "GetContextKeysForPrincipalPolicy", source


def _life_of_tags(word: str, what: dict[str, str]) -> Iterator[Step]:
    yield f"Tag{word}", {**what, "Tags": TAGS}
    yield f"List{word}Tags", what
    yield f"Untag{word}", {**what, "TagKeys": ["team"]}


def _life_of_versions() -> Iterator[Step]:
    policy = {"PolicyArn": arn("policy/p")}
    yield "GetPolicy", policy
    yield "CreatePolicyVersion", {**policy, "PolicyDocument": POLICY, "SetAsDefault": True}
    yield "SetDefaultPolicyVersion", {**policy, "VersionId": "v1"}
    yield "ListPolicyVersions", {**policy, "MaxItems": 1}
    yield "GetPolicyVersion", {**policy, "VersionId": "v2"}
    yield "DeletePolicyVersion", {**policy, "VersionId": "v2"}
    yield "ListEntitiesForPolicy", policy
    yield from _life_of_tags("Policy", policy)


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
    yield from _life_of_versions()
    yield "GetInstanceProfile", profile
    yield "ListInstanceProfilesForRole", {"RoleName": "r"}
    yield from _life_of_tags("InstanceProfile", profile)
    yield "UpdateUser", {"UserName": "u", "NewPath": "/web/"}
    yield "UpdateGroup", {"GroupName": "g", "NewPath": "/web/"}
    yield "UpdateRole", {"RoleName": "r", "MaxSessionDuration": 7200}
    yield "UpdateRoleDescription", {"RoleName": "r", "Description": "another"}
    yield "UpdateAssumeRolePolicy", {"RoleName": "r", "PolicyDocument": TRUST}
    yield "GetAccountSummary", {}
    yield "SimulateCustomPolicy", {**SIMULATED, "PolicyInputList": [POLICY]}
    yield "GetContextKeysForCustomPolicy", {"PolicyInputList": [POLICY]}
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
