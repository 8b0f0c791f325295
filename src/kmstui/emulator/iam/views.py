"""IAM's records as the API shows them.

Policy documents are JSON text here; the URL encoding that IAM's wire format puts around them belongs to the
wire.
"""

from collections import Counter

from kmstui.aws.gateway import Result
from kmstui.emulator.iam.model import Group, InstanceProfile, ManagedPolicy, PolicyVersion, Role, User


def user_view(user: User) -> Result:
    """A `User` structure."""
    view: Result = {
        "Path": user.path,
        "UserName": user.name,
        "UserId": user.user_id,
        "Arn": user.arn,
        "CreateDate": user.created,
    }
    return view | _optional(user)


def role_view(role: Role) -> Result:
    """A `Role` structure."""
    view: Result = {
        "Path": role.path,
        "RoleName": role.name,
        "RoleId": role.role_id,
        "Arn": role.arn,
        "CreateDate": role.created,
        "AssumeRolePolicyDocument": role.trust_policy,
        "MaxSessionDuration": role.max_session_seconds,
    }
    if role.description:
        view["Description"] = role.description
    return view | _optional(role)


def group_view(group: Group) -> Result:
    """A `Group` structure."""
    return {
        "Path": group.path,
        "GroupName": group.name,
        "GroupId": group.group_id,
        "Arn": group.arn,
        "CreateDate": group.created,
    }


def policy_view(policy: ManagedPolicy, attached: int, boundaries: Counter[str]) -> Result:
    """A `Policy` structure, with how often it is attached and used as a permissions boundary."""
    view: Result = {
        "PolicyName": policy.name,
        "PolicyId": policy.policy_id,
        "Arn": policy.arn,
        "Path": policy.path,
        "DefaultVersionId": f"v{policy.number}",
        "AttachmentCount": attached,
        "PermissionsBoundaryUsageCount": boundaries[policy.arn],
        "IsAttachable": True,
        "CreateDate": policy.created,
        "UpdateDate": max(version.created for version in policy.versions),
    }
    if policy.description:
        view["Description"] = policy.description
    if policy.tags:
        view["Tags"] = tag_list(policy.tags)
    return view


def version_view(policy: ManagedPolicy, version: PolicyVersion) -> Result:
    """A `PolicyVersion` structure without its document, which GetPolicyVersion alone shows."""
    return {
        "VersionId": version.name,
        "IsDefaultVersion": version.number == policy.number,
        "CreateDate": version.created,
    }


def profile_view(profile: InstanceProfile, role: Role | None) -> Result:
    """An `InstanceProfile` structure."""
    view: Result = {
        "Path": profile.path,
        "InstanceProfileName": profile.name,
        "InstanceProfileId": profile.profile_id,
        "Arn": profile.arn,
        "CreateDate": profile.created,
        "Roles": [role_view(role)] if role else [],
    }
    if profile.tags:
        view["Tags"] = tag_list(profile.tags)
    return view


def tag_list(tags: tuple[tuple[str, str], ...]) -> list[dict[str, str]]:
    """Tags as `Key` and `Value` pairs."""
    return [{"Key": key, "Value": value} for key, value in tags]


def _optional(record: User | Role) -> Result:
    view: Result = {}
    if record.boundary:
        view["PermissionsBoundary"] = {
            "PermissionsBoundaryType": "PermissionsBoundaryPolicy",
            "PermissionsBoundaryArn": record.boundary,
        }
    if record.tags:
        view["Tags"] = tag_list(record.tags)
    return view
