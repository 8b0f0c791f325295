"""How careful a console has to be with a call: whether it changes anything, whether it is to be confirmed.

One place for all pages. Nothing here makes a call or draws a question; an operation that nobody has described
counts as one that changes something.
"""

from kmstui.aws.gateway import Realm
from kmstui.aws.operations import OPERATIONS

READS_ELSEWHERE = frozenset({("cloudwatch", "GetMetricData")})
"""What the console reads from services that the emulated account does not have."""

DESTRUCTIVE: dict[tuple[str, str], str] = {
    ("kms", "ScheduleKeyDeletion"): "schedule a KMS key for deletion",
    ("kms", "DisableKey"): "disable a KMS key",
    ("kms", "PutKeyPolicy"): "replace a key policy",
    ("kms", "DeleteAlias"): "delete an alias",
    ("kms", "RevokeGrant"): "revoke a grant",
    ("kms", "RetireGrant"): "retire a grant",
    ("ec2", "DeleteVolume"): "delete a volume",
    ("ec2", "DetachVolume"): "detach a volume",
    ("ec2", "StopInstances"): "stop an instance",
    ("ec2", "TerminateInstances"): "terminate an instance",
    ("iam", "AddRoleToInstanceProfile"): "change what an instance may do",
    ("iam", "RemoveRoleFromInstanceProfile"): "change what an instance may do",
    ("iam", "RemoveUserFromGroup"): "take a user out of a group",
    ("iam", "DeleteAccessKey"): "delete an access key",
    ("iam", "UpdateAccessKey"): "turn an access key on or off",
    ("iam", "DeletePolicyVersion"): "delete a version of a policy",
    ("iam", "SetDefaultPolicyVersion"): "put another version of a policy in force",
    ("iam", "UpdateAssumeRolePolicy"): "change who may assume a role",
    **{
        ("iam", f"{verb}{who}PermissionsBoundary"): "change the most that somebody may do"
        for verb in ("Put", "Delete")
        for who in ("User", "Role")
    },
    **{
        ("iam", f"Delete{what}"): "delete an IAM entity"
        for what in ("User", "Role", "Group", "Policy", "InstanceProfile")
    },
    **{
        ("iam", f"{verb}{who}Policy"): "take a policy away"
        for verb in ("Delete", "Detach")
        for who in ("User", "Role", "Group")
    },
}
"""What takes something away from whoever relies on it, and how one says it: on AWS itself these are confirmed
with the last digits of the account's id."""
DIGITS = 4
"""How many of them."""


def mutates(service: str, operation: str) -> bool:
    """Whether a call changes something, as far as is known; a read-only console does not make it."""
    row = OPERATIONS.get((service, operation))
    if row is None:
        return (service, operation) not in READS_ELSEWHERE
    return not row.read_only


def needs_digits(realm: Realm, service: str, operation: str) -> bool:
    """Whether somebody has to say which account this is before the call is made."""
    return realm is Realm.AWS and (service, operation) in DESTRUCTIVE


def any_needs_digits(realm: Realm, operations: tuple[str, ...]) -> bool:
    """Whether that goes for one of these operations, each as `service:Operation`."""
    named = (operation.partition(":") for operation in operations)
    return any(needs_digits(realm, service, name) for service, _, name in named)


def digits_of(account_id: str) -> str:
    """The digits that are to be typed; empty where the account is not known."""
    return account_id[-DIGITS:] if len(account_id) == 12 and account_id.isdecimal() else ""


def spelled(account_id: str) -> str:
    """An account's id as AWS's console spells it, `1111-2222-3333`."""
    if len(account_id) != 12 or not account_id.isdecimal():
        return account_id
    return f"{account_id[:4]}-{account_id[4:8]}-{account_id[8:]}"
