"""The ciphertext side of Decrypt and ReEncrypt: which key a ciphertext needs, and opening it.

Under a symmetric key the key is found in the blob. Where it is missing or forbidden and the request did not
name it, the answer is one sentence that does not say which of the two. Ciphertexts of RSA keys name no key,
so the request must.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from kmstui.aws.errors import AwsError
from kmstui.aws.gateway import Params
from kmstui.emulator.crypto.ciphertext import Blob, InvalidCiphertextError
from kmstui.emulator.crypto.secret import SecretBuffer
from kmstui.emulator.kms import key_states
from kmstui.emulator.kms.access import key_access
from kmstui.emulator.kms.cryptographic import algorithm_condition, dry_run_succeeded
from kmstui.emulator.kms.identifiers import Named, key_of_ciphertext, named_key
from kmstui.emulator.kms.key_specs import ENCRYPT_DECRYPT, SYMMETRIC_DEFAULT, check_usage
from kmstui.emulator.kms.keyring import Keyring, invalid_ciphertext
from kmstui.emulator.kms.refusals import invalid, missing
from kmstui.emulator.kms.sealing import check_cipher, unsealed_bare
from kmstui.emulator.registry import Access, Context

_HIDDEN = (
    "AccessDeniedException",
    "The ciphertext refers to a customer master key that does not exist, does not exist in this region, "
    "or you are not allowed to access.",
)


@dataclass(frozen=True, slots=True)
class Members:
    """What an operation calls the members of its ciphertext side, and the permission it takes."""

    operation: str
    action: str
    key: str
    context: str
    algorithm: str


DECRYPT = Members("Decrypt", "Decrypt", "KeyId", "EncryptionContext", "EncryptionAlgorithm")
RE_ENCRYPT = Members(
    "ReEncrypt", "ReEncryptFrom", "SourceKeyId", "SourceEncryptionContext", "SourceEncryptionAlgorithm"
)


@dataclass(frozen=True, slots=True)
class Source:
    """What is to be decrypted, and by which key."""

    members: Members
    named: Named
    algorithm: str
    """The one in effect."""
    blob: Blob | bytes | None
    """Bare bytes under an RSA key; None for a dry run that leaves the ciphertext out."""
    hidden: bool
    """Whether the key was found in the blob alone, so that a refusal must not tell of it."""


@dataclass(frozen=True, slots=True)
class Opened:
    """What came out of a ciphertext."""

    plaintext: SecretBuffer
    """The owner wipes it."""
    material_id: str
    """The key material that opened it; empty for asymmetric keys, whose material AWS does not name."""


def find_source(context: Context, keyring: Keyring, params: Params, members: Members) -> Source:
    """The ciphertext of a request and its key.

    Raises:
        AwsError: InvalidCiphertextException for a damaged blob, AccessDeniedException for one of an unknown
            key, NotFoundException where the request names a key that does not exist, ValidationException
            where it had to name one.
    """
    algorithm = params.get(members.algorithm, SYMMETRIC_DEFAULT)
    if "CiphertextBlob" not in params:
        needed = _named_for_dry_run(context, keyring, params, members)
        return Source(members, needed, algorithm, None, hidden=False)
    named = None
    if members.key in params:
        named = named_key(context, keyring, members.operation, params[members.key])
    if algorithm != SYMMETRIC_DEFAULT:
        if named is None:
            raise invalid(f"{members.key} must not be null")
        return Source(members, named, algorithm, params["CiphertextBlob"], hidden=False)
    try:
        blob = Blob.parse(params["CiphertextBlob"])
    except InvalidCiphertextError as error:
        raise invalid_ciphertext() from error
    if named is not None:
        return Source(members, named, algorithm, blob, hidden=False)
    key = key_of_ciphertext(context, blob.header.key_id)
    if key is None:
        raise AwsError(*_HIDDEN)
    return Source(members, Named(key), algorithm, blob, hidden=True)


def source_access(
    context: Context, params: Params, source: Source, conditions: Mapping[str, tuple[str, ...]]
) -> Access:
    """The permission to decrypt; `conditions` are those of the operation alone."""
    return key_access(
        context,
        source.named.key,
        source.members.action,
        alias=source.named.alias,
        encryption_context=params.get(source.members.context, {}),
        conditions={**algorithm_condition(params, source.members.algorithm), **conditions},
        hidden_error=_HIDDEN if source.hidden else None,
    )


def check_source(params: Params, source: Source) -> None:
    """Refuse to decrypt what the choice of key, its usage or state, or the algorithm does not allow; in this
    order, as AWS was seen to.

    Raises:
        AwsError: IncorrectKeyException, InvalidKeyUsageException, the state table's error or
            ValidationException.
    """
    key = source.named.key
    if isinstance(source.blob, Blob) and source.blob.header.key_id != key.key_id:
        raise AwsError(
            "IncorrectKeyException",
            "The key ID in the request does not identify a CMK that can perform this operation.",
        )
    check_usage(key, ENCRYPT_DECRYPT, source.members.operation)
    key_states.check(source.members.operation, key)
    check_cipher(key, source.algorithm, params.get(source.members.context, {}))


def open_source(context: Context, keyring: Keyring, params: Params, source: Source) -> Opened:
    """Decrypt; a dry run without a ciphertext ends here.

    Raises:
        AwsError: InvalidCiphertextException or DryRunOperationException.
    """
    if source.blob is None:
        raise dry_run_succeeded()
    key = source.named.key
    if not isinstance(source.blob, Blob):
        return Opened(unsealed_bare(context, keyring, key, source.algorithm, source.blob), "")
    plaintext = keyring.decrypt(context, key, source.blob, params.get(source.members.context, {}))
    return Opened(plaintext, source.blob.header.material_id)


def _named_for_dry_run(context: Context, keyring: Keyring, params: Params, members: Members) -> Named:
    """The key to check when `DryRunModifiers` lets the ciphertext be left out.

    Raises:
        AwsError: ValidationException, when it may not be.
    """
    ignored = params.get("DryRun") and "IGNORE_CIPHERTEXT" in params.get("DryRunModifiers", ())
    if not ignored or members.key not in params:
        raise missing(members.key if ignored else "CiphertextBlob")
    return named_key(context, keyring, members.operation, params[members.key])
