"""GetAccountSummary: how much of what IAM has the account uses, and the quotas.

Source: IAM API Reference, GetAccountSummary, and IAM User Guide, "IAM and AWS STS quotas". What the account
has none of, such as MFA devices, is counted as none.
"""

from collections.abc import Sequence
from typing import Any

from kmstui.aws.gateway import Params, Result
from kmstui.emulator.iam.entities import GROUP, POLICY, PROFILE, ROLE, USER, EntityKind, handler
from kmstui.emulator.iam.repository import POLICIES, path_of
from kmstui.emulator.registry import Access, Context, Handler

_COUNTED: dict[str, EntityKind[Any]] = {
    "Users": USER,
    "Roles": ROLE,
    "Groups": GROUP,
    "Policies": POLICY,
    "InstanceProfiles": PROFILE,
}
_QUOTAS = {
    "UserPolicySizeQuota": 2_048,
    "RolePolicySizeQuota": 10_240,
    "GroupPolicySizeQuota": 5_120,
    "PolicySizeQuota": 6_144,
    "AssumeRolePolicySizeQuota": 2_048,
    "AttachedPoliciesPerUserQuota": 10,
    "AttachedPoliciesPerRoleQuota": 10,
    "AttachedPoliciesPerGroupQuota": 10,
    "GroupsPerUserQuota": 10,
    "AccessKeysPerUserQuota": 2,
    "SigningCertificatesPerUserQuota": 2,
    "VersionsPerPolicyQuota": 5,
    "PolicyVersionsInUseQuota": 10_000,
    "ServerCertificatesQuota": 20,
    "GlobalEndpointTokenVersion": 1,
}
_NONE = (
    "MFADevices",
    "MFADevicesInUse",
    "AccountMFAEnabled",
    "AccountAccessKeysPresent",
    "AccountPasswordPresent",
    "AccountSigningCertificatesPresent",
    "Providers",
    "ServerCertificates",
)


def handlers() -> tuple[Handler[Any], ...]:
    """The operation of this module."""
    return (handler("GetAccountSummary", _get, _needs),)


def _needs(_context: Context, _params: Params, action: str) -> Sequence[Access]:
    return (Access(action),)


def _get(context: Context, _params: Params) -> Result:
    counts = {word: context.uow.count(kind.table, account=context.account) for word, kind in _COUNTED.items()}
    quotas = {f"{word}Quota": kind.quota[1] for word, kind in _COUNTED.items()}
    versions = sum(
        len(policy.versions) for policy in context.uow.scan(POLICIES, path_of(context.account, ""))
    )
    return {
        "SummaryMap": {
            **counts,
            **quotas,
            **_QUOTAS,
            **dict.fromkeys(_NONE, 0),
            "PolicyVersionsInUse": versions,
        }
    }
