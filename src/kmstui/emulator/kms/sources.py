"""The ciphertext side of Decrypt and ReEncrypt: which key a blob needs, and opening it.

The key is found in the blob. Where it is missing or forbidden and the request did not name it, the answer is
one sentence that does not say which of the two.
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
from kmstui.emulator.kms.key_specs import check_algorithm
from kmstui.emulator.kms.keyring import Keyring, invalid_ciphertext
from kmstui.emulator.kms.refusals import missing
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
    blob: Blob | None
    """None for a dry run that leaves the ciphertext out."""
    hidden: bool
    """Whether the key was found in the blob alone, so that a refusal must not tell of it."""


@dataclass(frozen=True, slots=True)
class Opened:
    """What came out of a ciphertext."""

    plaintext: SecretBuffer
    """The owner wipes it."""
    material_id: str
    """The key material that opened it."""


def find_source(context: Context, keyring: Keyring, params: Params, members: Members) -> Source:
    """The ciphertext of a request and its key.

    Raises:
        AwsError: InvalidCiphertextException for a damaged blob, AccessDeniedException for one of an unknown
            key, NotFoundException where the request names a key that does not exist.
    """
    if "CiphertextBlob" not in params:
        return Source(members, _named_for_dry_run(context, keyring, params, members), None, hidden=False)
    named = None
    if members.key in params:
        named = named_key(context, keyring, members.operation, params[members.key])
    try:
        blob = Blob.parse(params["CiphertextBlob"])
    except InvalidCiphertextError as error:
        raise invalid_ciphertext() from error
    if named is not None:
        return Source(members, named, blob, hidden=False)
    key = key_of_ciphertext(context, blob.header.key_id)
    if key is None:
        raise AwsError(*_HIDDEN)
    return Source(members, Named(key), blob, hidden=True)


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
    """Refuse to decrypt what the key's state, the algorithm or the choice of key does not allow.

    Raises:
        AwsError: the state table's error, InvalidKeyUsageException or IncorrectKeyException.
    """
    key = source.named.key
    key_states.check(source.members.operation, key)
    check_algorithm(key.spec, params.get(source.members.algorithm, key.spec))
    if source.blob is not None and source.blob.header.key_id != key.key_id:
        raise AwsError(
            "IncorrectKeyException",
            "The key ID in the request does not identify a CMK that can perform this operation.",
        )


def open_source(context: Context, keyring: Keyring, params: Params, source: Source) -> Opened:
    """Decrypt; a dry run ends here, after the ciphertext was found to open.

    Raises:
        AwsError: InvalidCiphertextException or DryRunOperationException.
    """
    if source.blob is None:
        raise dry_run_succeeded()
    encryption_context = params.get(source.members.context, {})
    plaintext = keyring.decrypt(context, source.named.key, source.blob, encryption_context)
    if params.get("DryRun"):
        plaintext.wipe()
        raise dry_run_succeeded()
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
