"""Versions of managed policies: CreatePolicyVersion, GetPolicyVersion, ListPolicyVersions,
SetDefaultPolicyVersion and DeletePolicyVersion.

Source: IAM User Guide, "Versioning IAM policies". The default version alone decides; a policy has five at
most.
"""

from dataclasses import replace
from typing import Any

from kmstui.aws.errors import AwsError
from kmstui.aws.gateway import Params, Result
from kmstui.emulator.iam.documents import accepted_managed
from kmstui.emulator.iam.entities import (
    conflict,
    existing_policy,
    handler,
    no_such,
    on_policy_arn,
    own_policy,
)
from kmstui.emulator.iam.model import ManagedPolicy, PolicyVersion
from kmstui.emulator.iam.paging import page_of_all
from kmstui.emulator.iam.repository import POLICIES
from kmstui.emulator.iam.views import version_view
from kmstui.emulator.registry import Context, Handler

_MOST = 5
_TOO_MANY = (
    "A managed policy can have up to 5 versions. Before you create a new version, you must delete an existing"
    " version."
)


def handlers() -> tuple[Handler[Any], ...]:
    """The operations of this module."""
    return (
        handler("CreatePolicyVersion", _create, on_policy_arn),
        handler("GetPolicyVersion", _get, on_policy_arn),
        handler("ListPolicyVersions", _list, on_policy_arn),
        handler("SetDefaultPolicyVersion", _set_default, on_policy_arn),
        handler("DeletePolicyVersion", _delete, on_policy_arn),
    )


def _create(context: Context, params: Params) -> Result:
    policy = own_policy(context, params["PolicyArn"])
    accepted_managed(params["PolicyDocument"])
    if len(policy.versions) >= _MOST:
        raise AwsError("LimitExceeded", _TOO_MANY)
    version = PolicyVersion(policy.latest + 1, params["PolicyDocument"], context.now)
    policy = replace(policy, latest=version.number, all_versions=(*policy.versions, version))
    if params.get("SetAsDefault"):
        policy = _defaulting(policy, version)
    context.uow.put(POLICIES, policy)
    return {"PolicyVersion": version_view(policy, version)}


def _get(context: Context, params: Params) -> Result:
    policy = existing_policy(context, params["PolicyArn"])
    version = _version(policy, params)
    return {"PolicyVersion": {"Document": version.document} | version_view(policy, version)}


def _list(context: Context, params: Params) -> Result:
    policy = existing_policy(context, params["PolicyArn"])
    listing = f"versions of {policy.policy_id}"
    shown, result = page_of_all(listing, params, "Versions", policy.versions, _newest_first)
    result["Versions"] = [version_view(policy, version) for version in shown]
    return result


_ALL_NUMBERS = 10**9


def _newest_first(version: PolicyVersion) -> str:
    return f"{_ALL_NUMBERS - version.number:09}"


def _set_default(context: Context, params: Params) -> Result:
    policy = own_policy(context, params["PolicyArn"])
    context.uow.put(POLICIES, _defaulting(policy, _version(policy, params)))
    return {}


def _delete(context: Context, params: Params) -> Result:
    policy = own_policy(context, params["PolicyArn"])
    version = _version(policy, params)
    if version.number == policy.number:
        raise conflict("Cannot delete the default version of a policy.")
    kept = tuple(one for one in policy.versions if one.number != version.number)
    context.uow.put(POLICIES, replace(policy, all_versions=kept))
    return {}


def _defaulting(policy: ManagedPolicy, version: PolicyVersion) -> ManagedPolicy:
    return replace(policy, number=version.number, document=version.document, all_versions=policy.versions)


def _version(policy: ManagedPolicy, params: Params) -> PolicyVersion:
    wanted = params["VersionId"]
    for version in policy.versions:
        if version.name == wanted:
            return version
    raise no_such(f"Policy {policy.arn} version {wanted} does not exist or is not attachable.")
