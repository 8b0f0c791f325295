"""Encrypt, Decrypt and ReEncrypt.

Decrypt and ReEncrypt find their key in the ciphertext. Where that key is missing or forbidden and the request
did not name it, the answer is one sentence that does not say which of the two.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from kmstui.aws.errors import AwsError
from kmstui.aws.gateway import Params, Result
from kmstui.emulator.crypto.ciphertext import Blob, InvalidCiphertextError
from kmstui.emulator.crypto.secret import SecretBuffer
from kmstui.emulator.kms import key_states
from kmstui.emulator.kms.access import key_access
from kmstui.emulator.kms.cryptographic import (
    algorithm_condition,
    check_dry_run,
    check_no_recipient,
    handed_out,
    use_handler,
)
from kmstui.emulator.kms.grant_tokens import check_grant_tokens
from kmstui.emulator.kms.identifiers import Named, key_of_ciphertext, named_key
from kmstui.emulator.kms.key_specs import check_algorithm
from kmstui.emulator.kms.keyring import Keyring, invalid_ciphertext
from kmstui.emulator.kms.model import KmsKey
from kmstui.emulator.kms.refusals import missing
from kmstui.emulator.registry import Access, Context, Handler

_HIDDEN = (
    "AccessDeniedException",
    "The ciphertext refers to a customer master key that does not exist, does not exist in this region, "
    "or you are not allowed to access.",
)


@dataclass(frozen=True, slots=True)
class _Source:
    """What is to be decrypted, and by which key."""

    named: Named
    blob: Blob | None
    """None for a dry run that leaves the ciphertext out."""
    hidden: bool
    """Whether the key was found in the blob alone, so that a refusal must not tell of it."""


@dataclass(frozen=True, slots=True)
class _Both:
    """The two keys of a ReEncrypt."""

    source: _Source
    destination: Named


def handlers(keyring: Keyring) -> tuple[Handler[Any], ...]:
    """The operations of this module."""
    return (_encrypt(keyring), _decrypt(keyring), _re_encrypt(keyring))


def _encrypt(keyring: Keyring) -> Handler[Named]:
    def run(context: Context, params: Params, key: KmsKey) -> Result:
        blob = keyring.encrypt(context, key, params["Plaintext"], params.get("EncryptionContext", {}))
        return {"CiphertextBlob": blob, "KeyId": key.arn, "EncryptionAlgorithm": key.spec}

    return use_handler("Encrypt", run, keyring)


def _decrypt(keyring: Keyring) -> Handler[_Source]:
    def resolve(context: Context, params: Params) -> _Source:
        check_no_recipient(params)
        check_grant_tokens(params)
        return _source(context, keyring, "Decrypt", params, "KeyId")

    def access(context: Context, params: Params, source: _Source) -> Sequence[Access]:
        return (_source_access(context, source, "Decrypt", params, ""),)

    def run(context: Context, params: Params, source: _Source) -> Result:
        key = source.named.key
        key_states.check("Decrypt", key)
        check_algorithm(key.spec, params.get("EncryptionAlgorithm", key.spec))
        plaintext, material_id = _opened(context, keyring, params, source, "EncryptionContext")
        return {
            "KeyId": key.arn,
            "Plaintext": handed_out(context, plaintext),
            "EncryptionAlgorithm": key.spec,
            "KeyMaterialId": material_id,
        }

    return Handler("kms", "Decrypt", run=run, resolve=resolve, access=access)


def _re_encrypt(keyring: Keyring) -> Handler[_Both]:
    def resolve(context: Context, params: Params) -> _Both:
        check_grant_tokens(params)
        source = _source(context, keyring, "ReEncrypt", params, "SourceKeyId")
        return _Both(source, named_key(context, keyring, "ReEncrypt", params["DestinationKeyId"]))

    def run(context: Context, params: Params, both: _Both) -> Result:
        old, new = both.source.named.key, both.destination.key
        for key, side in ((old, "Source"), (new, "Destination")):
            key_states.check("ReEncrypt", key)
            check_algorithm(key.spec, params.get(f"{side}EncryptionAlgorithm", key.spec))
        plaintext, material_id = _opened(context, keyring, params, both.source, "SourceEncryptionContext")
        with plaintext:
            blob = keyring.encrypt(
                context, new, plaintext.raw, params.get("DestinationEncryptionContext", {})
            )
        return {
            "CiphertextBlob": blob,
            "SourceKeyId": old.arn,
            "KeyId": new.arn,
            "SourceEncryptionAlgorithm": old.spec,
            "DestinationEncryptionAlgorithm": new.spec,
            "SourceKeyMaterialId": material_id,
            "DestinationKeyMaterialId": new.material_id,
        }

    return Handler("kms", "ReEncrypt", run=run, resolve=resolve, access=_re_encrypt_access)


def _re_encrypt_access(context: Context, params: Params, both: _Both) -> Sequence[Access]:
    destination = both.destination
    same = "true" if both.source.named.key.path == destination.key.path else "false"
    return (
        _source_access(context, both.source, "ReEncryptFrom", params, same),
        key_access(
            context,
            destination.key,
            "ReEncryptTo",
            alias=destination.alias,
            encryption_context=params.get("DestinationEncryptionContext", {}),
            conditions={
                **algorithm_condition(params, "DestinationEncryptionAlgorithm"),
                "kms:ReEncryptOnSameKey": (same,),
            },
        ),
    )


def _source_access(context: Context, source: _Source, action: str, params: Params, same: str) -> Access:
    prefix = "Source" if same else ""
    conditions = algorithm_condition(params, f"{prefix}EncryptionAlgorithm")
    if same:
        conditions["kms:ReEncryptOnSameKey"] = (same,)
    return key_access(
        context,
        source.named.key,
        action,
        alias=source.named.alias,
        encryption_context=params.get(f"{prefix}EncryptionContext", {}),
        conditions=conditions,
        hidden_error=_HIDDEN if source.hidden else None,
    )


def _source(context: Context, keyring: Keyring, operation: str, params: Params, member: str) -> _Source:
    if "CiphertextBlob" not in params:
        return _Source(_named_for_dry_run(context, keyring, operation, params, member), None, hidden=False)
    named = named_key(context, keyring, operation, params[member]) if member in params else None
    try:
        blob = Blob.parse(params["CiphertextBlob"])
    except InvalidCiphertextError as error:
        raise invalid_ciphertext() from error
    if named is not None:
        return _Source(named, blob, hidden=False)
    key = key_of_ciphertext(context, blob.header.key_id)
    if key is None:
        raise AwsError(*_HIDDEN)
    return _Source(Named(key), blob, hidden=True)


def _named_for_dry_run(
    context: Context, keyring: Keyring, operation: str, params: Params, member: str
) -> Named:
    """The key to check when `DryRunModifiers` lets the ciphertext be left out.

    Raises:
        AwsError: ValidationException, when it may not be.
    """
    ignored = params.get("DryRun") and "IGNORE_CIPHERTEXT" in params.get("DryRunModifiers", ())
    if not ignored or member not in params:
        raise missing(member if ignored else "CiphertextBlob")
    return named_key(context, keyring, operation, params[member])


def _opened(
    context: Context, keyring: Keyring, params: Params, source: _Source, member: str
) -> tuple[SecretBuffer, str]:
    """The plaintext and the id of the material that opened it; ends a dry run."""
    key, blob = source.named.key, source.blob
    if blob is None:
        check_dry_run(params)
        raise invalid_ciphertext()
    if blob.header.key_id != key.key_id:
        raise AwsError(
            "IncorrectKeyException",
            "The key ID in the request does not identify a CMK that can perform this operation.",
        )
    plaintext = keyring.decrypt(context, key, blob, params.get(member, {}))
    if params.get("DryRun"):
        plaintext.wipe()
    check_dry_run(params)
    return plaintext, blob.header.material_id
