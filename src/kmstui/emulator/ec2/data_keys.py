"""How EBS gets, opens and gives up a volume's data key: its calls to KMS, each as the right principal.

The calls are those CloudTrail shows of EBS (KMS Developer Guide, "How Amazon EBS uses AWS KMS"): the
wrapped key is made and the grant given as the caller, through EC2; it is opened as the instance's
infrastructure role with that grant. Everything goes through dispatch, so policies, key states and the trail
hold here as for anybody. The plaintext is returned once, in a buffer whose owner wipes it; this module
keeps nothing.
"""

from dataclasses import dataclass

from kmstui.aws.errors import AwsError
from kmstui.emulator.ec2.model import Attachment, Volume
from kmstui.emulator.registry import Caller, Context, PrincipalKind

CONTEXT_KEY = "aws:ebs:id"
"""The encryption context of every volume: this name, and the volume's id."""
DATA_KEY_BYTES = 64
"""An AES-256-XTS key: two of 256 bits."""
_ROLE = "aws:ec2-infrastructure"
_INTERNAL = "AWS Internal"
_SERVICE = "ec2"


@dataclass(frozen=True, slots=True)
class WrappedKey:
    """A data key as KMS gave it away: encrypted."""

    key_arn: str
    ciphertext: bytes


def infrastructure_role(account: str, instance_id: str) -> Caller:
    """The principal an instance's host acts as when it opens the data key of one of its volumes."""
    principal_id = grantee(account, instance_id)
    return Caller(
        arn=f"arn:aws:sts::{account}:assumed-role/{_ROLE}/{instance_id}",
        account=account,
        kind=PrincipalKind.ASSUMED_ROLE,
        principal_id=principal_id,
        name=_ROLE,
        issuer_arn=f"arn:aws:iam::{account}:role/{_ROLE}",
        via_service=_SERVICE,
        source_ip=_INTERNAL,
        user_agent=_INTERNAL,
    )


def grantee(account: str, instance_id: str) -> str:
    """How a grant names that principal."""
    return f"{account}:{_ROLE}:{instance_id}"


def encryption_context(volume_id: str) -> dict[str, str]:
    """The encryption context of a volume's data key."""
    return {CONTEXT_KEY: volume_id}


def make(context: Context, volume_id: str, key_id: str) -> WrappedKey:
    """A new data key for a volume, never seen in the clear.

    Raises:
        AwsError: KMS's refusal.
    """
    answer = context.call(
        "kms",
        "GenerateDataKeyWithoutPlaintext",
        {
            "KeyId": key_id,
            "NumberOfBytes": DATA_KEY_BYTES,
            "EncryptionContext": encryption_context(volume_id),
        },
        context.caller.via(_SERVICE),
    )
    return WrappedKey(answer["KeyId"], answer["CiphertextBlob"])


def grant(context: Context, volume: Volume, instance_id: str) -> str:
    """Let the instance's host open the volume's data key, and return the grant's id.

    Raises:
        AwsError: KMS's refusal.
    """
    role = grantee(volume.account, instance_id)
    answer = context.call(
        "kms",
        "CreateGrant",
        {
            "KeyId": volume.key_arn,
            "GranteePrincipal": role,
            "RetiringPrincipal": role,
            "Operations": ["Decrypt"],
            "Constraints": {"EncryptionContextSubset": encryption_context(volume.volume_id)},
        },
        context.caller.via(_SERVICE),
    )
    return str(answer["GrantId"])


def unlock(context: Context, volume: Volume, instance_id: str) -> bytearray:
    """Open the volume's data key as the instance's host.

    KMS hands an AWS service the one buffer the key is in; the caller owns it now and wipes it.

    Raises:
        AwsError: KMS's refusal.
    """
    answer = context.call(
        "kms",
        "Decrypt",
        {
            "CiphertextBlob": volume.wrapped_key,
            "EncryptionContext": encryption_context(volume.volume_id),
        },
        infrastructure_role(volume.account, instance_id),
    )
    plaintext: bytearray = answer.pop("Plaintext")
    return plaintext


def retire(context: Context, volume: Volume, attachment: Attachment) -> None:
    """Give the grant back. A grant that KMS no longer knows or no longer lets go of is gone either way."""
    if not attachment.grant_id:
        return
    role = infrastructure_role(volume.account, attachment.instance_id)
    try:
        context.call("kms", "RetireGrant", {"KeyId": volume.key_arn, "GrantId": attachment.grant_id}, role)
    except AwsError:
        return


def wipe(secret: bytearray) -> None:
    """Overwrite a plaintext key."""
    secret[:] = bytes(len(secret))


def cause_of(error: AwsError) -> str:
    """KMS's refusal in the words EventBridge gives as a cause, such as `<key-arn> is disabled.`"""
    return error.message or error.code
