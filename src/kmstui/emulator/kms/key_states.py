"""The key state table: what each operation answers in each state a key can be in.

Rule 1: everything that a key's state decides about an operation is in `TABLE`. Rule 2: this module changes no
state. Source: KMS Developer Guide, "Key states of AWS KMS keys"; where it allows a pending deletion to be
refused in two ways, KMSInvalidStateException is what AWS was recorded to answer.

A cell is None where the operation goes ahead, and else the refusal with AWS's text.
"""

from dataclasses import dataclass

from kmstui.aws.errors import AwsError
from kmstui.emulator.kms.model import KeyState, KmsKey


@dataclass(frozen=True, slots=True)
class Refusal:
    """An error of the state table's footnotes."""

    code: str
    message: str
    """With `{arn}` and `{origin}` of the key."""

    def error(self, key: KmsKey) -> AwsError:
        """The error for a key."""
        return AwsError(self.code, self.message.format(arn=key.arn, origin=key.origin))


def _state(text: str) -> Refusal:
    return Refusal("KMSInvalidStateException", "{arn} " + text + ".")


DISABLED = Refusal("DisabledException", "{arn} is disabled.")
PENDING_DELETION = _state("is pending deletion")
PENDING_REPLICA = _state("is pending replica deletion")
NOT_PENDING = _state("is not pending deletion")
PENDING_IMPORT = _state("is pending import")
UNAVAILABLE = _state("is unavailable")
CREATING = _state("is creating")
UPDATING = _state("is updating")
ORIGIN = Refusal(
    "UnsupportedOperationException", "{arn} origin is {origin} which is not valid for this operation."
)

Cell = Refusal | None
Row = dict[KeyState, Cell]
_OK: Cell = None


def _row(
    *,
    enabled: Cell = _OK,
    disabled: Cell = _OK,
    pending: Cell = _OK,
    pending_replica: Cell = _OK,
    pending_import: Cell = _OK,
    unavailable: Cell = _OK,
    creating: Cell = _OK,
    updating: Cell = _OK,
) -> Row:
    return {
        KeyState.ENABLED: enabled,
        KeyState.DISABLED: disabled,
        KeyState.PENDING_DELETION: pending,
        KeyState.PENDING_REPLICA_DELETION: pending_replica,
        KeyState.PENDING_IMPORT: pending_import,
        KeyState.UNAVAILABLE: unavailable,
        KeyState.CREATING: creating,
        KeyState.UPDATING: updating,
    }


_ALWAYS = _row()
_NOT_PENDING_DELETION = _row(pending=PENDING_DELETION, pending_replica=PENDING_REPLICA)
_USE = _row(
    disabled=DISABLED,
    pending=PENDING_DELETION,
    pending_replica=PENDING_REPLICA,
    pending_import=PENDING_IMPORT,
    unavailable=UNAVAILABLE,
    creating=CREATING,
)
_PAIR = {**_USE, KeyState.UNAVAILABLE: ORIGIN}
_GRANT = {**_USE, KeyState.UNAVAILABLE: _OK}
_SWITCH = _row(
    pending=PENDING_DELETION,
    pending_replica=PENDING_REPLICA,
    pending_import=PENDING_IMPORT,
    creating=CREATING,
    updating=UPDATING,
)
_ROTATION_SETTING = _row(
    disabled=DISABLED,
    pending=PENDING_DELETION,
    pending_replica=PENDING_REPLICA,
    pending_import=ORIGIN,
    unavailable=ORIGIN,
    creating=CREATING,
)
_CANCEL = _row(
    enabled=NOT_PENDING,
    disabled=NOT_PENDING,
    pending_import=NOT_PENDING,
    unavailable=NOT_PENDING,
    creating=NOT_PENDING,
    updating=NOT_PENDING,
)

TABLE: dict[str, Row] = {
    "CancelKeyDeletion": _CANCEL,
    "CreateAlias": _NOT_PENDING_DELETION,
    "CreateGrant": _GRANT,
    **dict.fromkeys(
        (
            "Encrypt",
            "Decrypt",
            "ReEncrypt",
            "GenerateDataKey",
            "GenerateDataKeyWithoutPlaintext",
            "Sign",
            "Verify",
            "GenerateMac",
            "VerifyMac",
            "DeriveSharedSecret",
            "Encapsulate",
            "Decapsulate",
        ),
        _USE,
    ),
    # Key pairs cannot be had under a key in a custom key store, and only such a key is ever unavailable.
    **dict.fromkeys(("GenerateDataKeyPair", "GenerateDataKeyPairWithoutPlaintext"), _PAIR),
    # The public key of a disabled key can be had (KMS Developer Guide, "Key states"; in 2023 it could not).
    "GetPublicKey": {**_USE, KeyState.DISABLED: _OK, KeyState.PENDING_IMPORT: _OK},
    **dict.fromkeys(
        (
            "DeleteAlias",
            "DescribeKey",
            "GetKeyPolicy",
            "PutKeyPolicy",
            "ListAliases",
            "ListGrants",
            "ListKeyPolicies",
            "ListResourceTags",
            "RetireGrant",
            "RevokeGrant",
        ),
        _ALWAYS,
    ),
    **dict.fromkeys(("EnableKey", "DisableKey"), _SWITCH),
    **dict.fromkeys(("EnableKeyRotation", "DisableKeyRotation"), _ROTATION_SETTING),
    "GetKeyRotationStatus": _row(pending_import=ORIGIN, unavailable=ORIGIN),
    "ListKeyRotations": _row(unavailable=ORIGIN),
    "RotateKeyOnDemand": {**_ROTATION_SETTING, KeyState.PENDING_IMPORT: PENDING_IMPORT},
    "ScheduleKeyDeletion": {**_NOT_PENDING_DELETION, KeyState.UPDATING: UPDATING},
    **dict.fromkeys(("TagResource", "UntagResource", "UpdateKeyDescription"), _NOT_PENDING_DELETION),
    # The key an alias is moved to; the one it is moved from may be in any state.
    "UpdateAlias": _NOT_PENDING_DELETION,
}
"""Operation -> state -> refusal, or None."""


def check(operation: str, key: KmsKey) -> None:
    """Refuse an operation that the key's state does not allow.

    Raises:
        AwsError: the state table's error.
    """
    refusal = TABLE[operation][key.state]
    if refusal is not None:
        raise refusal.error(key)
