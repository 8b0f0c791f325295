"""The operations this product speaks: one row each, for every part that must know an operation by name.

A row says what AWS says of an operation before anybody implements it: whether CloudTrail calls it read-only,
which member names the KMS key it works on and in which forms that member may come. Shapes are in
`aws/shapes`; how an account answers is the emulator's business.
"""

from dataclasses import dataclass
from enum import Enum


class KeyForms(Enum):
    """How a `KeyId` member may name a KMS key (KMS Developer Guide, "Key identifiers")."""

    ANY = "key id, key ARN, alias name or alias ARN"
    ID_OR_ARN = "key id or key ARN"


@dataclass(frozen=True, slots=True)
class Operation:
    """One API operation."""

    service: str
    """AWS's endpoint prefix: `kms`, `ec2`, `iam`, `sts`, `cloudtrail`; `kmstui` is our private one."""
    name: str
    """AWS's name, such as `CreateKey`."""
    read_only: bool
    """What CloudTrail records in `readOnly`, and what a read-only console still allows."""
    key_member: str = ""
    """The member that names the KMS key worked on; empty where there is none."""
    key_forms: KeyForms = KeyForms.ID_OR_ARN
    """In which forms `key_member` may come."""
    cross_account: bool = False
    """Whether the key may belong to another account."""

    @property
    def action(self) -> str:
        """The IAM action, which for most operations is service and name."""
        return f"{self.service}:{self.name}"


def _rows(service: str, names: str, *, read_only: bool, **facts: object) -> list[Operation]:
    return [Operation(service, name, read_only, **facts) for name in names.split()]  # type: ignore[arg-type]


_ANY = KeyForms.ANY
_TABLE: tuple[Operation, ...] = (
    # KMS: key lifecycle. Sources: botocore kms 2014-11-01; KMS Developer Guide, "Key states".
    *_rows("kms", "CreateKey", read_only=False),
    *_rows("kms", "ListKeys GenerateRandom", read_only=True),
    *_rows("kms", "DescribeKey", read_only=True, key_member="KeyId", key_forms=_ANY, cross_account=True),
    *_rows(
        "kms",
        "EnableKey DisableKey UpdateKeyDescription ScheduleKeyDeletion CancelKeyDeletion TagResource"
        " UntagResource PutKeyPolicy EnableKeyRotation DisableKeyRotation RotateKeyOnDemand",
        read_only=False,
        key_member="KeyId",
    ),
    *_rows(
        "kms",
        "ListResourceTags GetKeyPolicy ListKeyPolicies ListKeyRotations",
        read_only=True,
        key_member="KeyId",
    ),
    *_rows("kms", "GetKeyRotationStatus ListGrants", read_only=True, key_member="KeyId", cross_account=True),
    # KMS: aliases name their key in a member of their own.
    *_rows("kms", "CreateAlias UpdateAlias", read_only=False, key_member="TargetKeyId"),
    *_rows("kms", "DeleteAlias", read_only=False),
    *_rows("kms", "ListAliases ListRetirableGrants", read_only=True),
    # KMS: grants.
    *_rows("kms", "CreateGrant RevokeGrant", read_only=False, key_member="KeyId", cross_account=True),
    *_rows("kms", "RetireGrant", read_only=False, cross_account=True),
    # KMS: cryptographic operations, all read-only to CloudTrail (KMS Developer Guide, "Examples of AWS KMS
    # log entries"). Decrypt and ReEncrypt find their key in the ciphertext.
    *_rows(
        "kms",
        "Encrypt GenerateDataKey GenerateDataKeyWithoutPlaintext GenerateDataKeyPair"
        " GenerateDataKeyPairWithoutPlaintext Sign Verify GenerateMac VerifyMac DeriveSharedSecret"
        " Encapsulate Decapsulate GetPublicKey",
        read_only=True,
        key_member="KeyId",
        key_forms=_ANY,
        cross_account=True,
    ),
    *_rows("kms", "Decrypt ReEncrypt", read_only=True, key_forms=_ANY, cross_account=True),
    # EC2 and EBS.
    *_rows(
        "ec2",
        "CreateVolume DeleteVolume AttachVolume DetachVolume RunInstances StartInstances StopInstances"
        " TerminateInstances CreateTags DeleteTags",
        read_only=False,
    ),
    *_rows(
        "ec2",
        "DescribeVolumes DescribeInstances DescribeTags DescribeAvailabilityZones DescribeRegions",
        read_only=True,
    ),
    # IAM.
    *_rows(
        "iam",
        "CreateUser DeleteUser CreateRole DeleteRole CreateGroup DeleteGroup AddUserToGroup"
        " RemoveUserFromGroup PutUserPolicy DeleteUserPolicy PutRolePolicy DeleteRolePolicy PutGroupPolicy"
        " DeleteGroupPolicy CreatePolicy DeletePolicy AttachUserPolicy DetachUserPolicy AttachRolePolicy"
        " DetachRolePolicy AttachGroupPolicy DetachGroupPolicy CreateInstanceProfile DeleteInstanceProfile"
        " AddRoleToInstanceProfile RemoveRoleFromInstanceProfile CreateAccessKey UpdateAccessKey"
        " DeleteAccessKey UpdateUser UpdateGroup UpdateRole UpdateRoleDescription UpdateAssumeRolePolicy"
        " CreatePolicyVersion SetDefaultPolicyVersion DeletePolicyVersion PutUserPermissionsBoundary"
        " DeleteUserPermissionsBoundary PutRolePermissionsBoundary DeleteRolePermissionsBoundary TagUser"
        " UntagUser TagRole UntagRole TagPolicy UntagPolicy TagInstanceProfile UntagInstanceProfile",
        read_only=False,
    ),
    *_rows(
        "iam",
        "GetUser ListUsers GetRole ListRoles GetGroup ListGroups ListGroupsForUser GetUserPolicy"
        " ListUserPolicies GetRolePolicy ListRolePolicies GetGroupPolicy ListGroupPolicies GetPolicy"
        " GetPolicyVersion ListPolicies ListAttachedUserPolicies ListAttachedRolePolicies"
        " ListAttachedGroupPolicies ListInstanceProfiles ListAccessKeys GetAccessKeyLastUsed"
        " ListPolicyVersions ListEntitiesForPolicy GetInstanceProfile ListInstanceProfilesForRole"
        " ListUserTags ListRoleTags ListPolicyTags ListInstanceProfileTags GetAccountSummary"
        " SimulatePrincipalPolicy SimulateCustomPolicy GetContextKeysForCustomPolicy"
        " GetContextKeysForPrincipalPolicy",
        read_only=True,
    ),
    # STS: that a session is started changes nothing in the account, and CloudTrail says so.
    *_rows("sts", "GetCallerIdentity GetAccessKeyInfo GetSessionToken AssumeRole", read_only=True),
    # CloudTrail.
    *_rows("cloudtrail", "LookupEvents", read_only=True),
    # The private service: what AWS has no API for. Shapes in aws/shapes/private.py.
    *_rows(
        "kmstui",
        "StartLoad StopLoad WriteSector PutAccountSettings AdvanceClock",
        read_only=False,
    ),
    *_rows(
        "kmstui",
        "GetVolumeIo GetSector DescribeDataKey ExplainRequest CheckAccess GetAccountSettings"
        " GetStatus ListVolumesUnderKey ListVolumeEvents",
        read_only=True,
    ),
)

OPERATIONS: dict[tuple[str, str], Operation] = {(row.service, row.name): row for row in _TABLE}
"""Every operation, by service and name."""
