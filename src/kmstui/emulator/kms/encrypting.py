"""Encrypt, Decrypt and ReEncrypt."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from kmstui.aws.gateway import Params, Result
from kmstui.emulator.kms import key_states
from kmstui.emulator.kms.access import key_access
from kmstui.emulator.kms.cryptographic import (
    Use,
    algorithm_condition,
    check_dry_run,
    check_no_recipient,
    dry_run_succeeded,
    handed_out,
    use_handler,
)
from kmstui.emulator.kms.grant_tokens import check_grant_tokens
from kmstui.emulator.kms.identifiers import Named, named_key
from kmstui.emulator.kms.key_specs import ENCRYPT_DECRYPT, SYMMETRIC_DEFAULT, check_usage
from kmstui.emulator.kms.keyring import Keyring
from kmstui.emulator.kms.model import KmsKey
from kmstui.emulator.kms.sealing import check_cipher, check_room, sealed
from kmstui.emulator.kms.sources import (
    DECRYPT,
    RE_ENCRYPT,
    Source,
    check_source,
    find_source,
    open_source,
    source_access,
)
from kmstui.emulator.registry import Access, Context, Handler


@dataclass(frozen=True, slots=True)
class _Both:
    """The two keys of a ReEncrypt."""

    source: Source
    destination: Named


def handlers(keyring: Keyring) -> tuple[Handler[Any], ...]:
    """The operations of this module."""
    return (_encrypt(keyring), _decrypt(keyring), _re_encrypt(keyring))


def _encrypt(keyring: Keyring) -> Handler[Named]:
    def run(context: Context, params: Params, key: KmsKey) -> Result:
        algorithm = params.get("EncryptionAlgorithm", SYMMETRIC_DEFAULT)
        bound = params.get("EncryptionContext", {})
        blob = sealed(context, keyring, key, algorithm, params["Plaintext"], bound)
        return {"CiphertextBlob": blob, "KeyId": key.arn, "EncryptionAlgorithm": algorithm}

    def suits(params: Params, key: KmsKey) -> None:
        algorithm = params.get("EncryptionAlgorithm", SYMMETRIC_DEFAULT)
        check_cipher(key, algorithm, params.get("EncryptionContext", {}))
        if algorithm != SYMMETRIC_DEFAULT:
            check_room(key, algorithm, len(params["Plaintext"]))

    return use_handler(Use("Encrypt", ENCRYPT_DECRYPT, algorithm_condition, suits), run, keyring)


def _decrypt(keyring: Keyring) -> Handler[Source]:
    def resolve(context: Context, params: Params) -> Source:
        check_no_recipient(params)
        check_grant_tokens(params)
        return find_source(context, keyring, params, DECRYPT)

    def access(context: Context, params: Params, source: Source) -> Sequence[Access]:
        return (source_access(context, params, source, {}),)

    def run(context: Context, params: Params, source: Source) -> Result:
        check_source(params, source)
        opened = open_source(context, keyring, params, source)
        if params.get("DryRun"):
            opened.plaintext.wipe()
            raise dry_run_succeeded()
        answer = {
            "KeyId": source.named.key.arn,
            "Plaintext": handed_out(context, opened.plaintext),
            "EncryptionAlgorithm": source.algorithm,
        }
        if opened.material_id:
            answer["KeyMaterialId"] = opened.material_id
        return answer

    return Handler("kms", "Decrypt", run=run, resolve=resolve, access=access)


def _re_encrypt(keyring: Keyring) -> Handler[_Both]:
    def resolve(context: Context, params: Params) -> _Both:
        check_grant_tokens(params)
        source = find_source(context, keyring, params, RE_ENCRYPT)
        return _Both(source, named_key(context, keyring, "ReEncrypt", params["DestinationKeyId"]))

    def run(context: Context, params: Params, both: _Both) -> Result:
        old, new = both.source.named.key, both.destination.key
        check_source(params, both.source)
        algorithm = params.get("DestinationEncryptionAlgorithm", SYMMETRIC_DEFAULT)
        new_context = params.get("DestinationEncryptionContext", {})
        check_usage(new, ENCRYPT_DECRYPT, "ReEncrypt")
        key_states.check("ReEncrypt", new)
        check_cipher(new, algorithm, new_context)
        opened = open_source(context, keyring, params, both.source)
        with opened.plaintext as plaintext:
            if algorithm != SYMMETRIC_DEFAULT:
                check_room(new, algorithm, len(plaintext))
            check_dry_run(params)
            blob = sealed(context, keyring, new, algorithm, plaintext.raw, new_context)
        answer = {
            "CiphertextBlob": blob,
            "SourceKeyId": old.arn,
            "KeyId": new.arn,
            "SourceEncryptionAlgorithm": both.source.algorithm,
            "DestinationEncryptionAlgorithm": algorithm,
        }
        if opened.material_id:
            answer["SourceKeyMaterialId"] = opened.material_id
        if algorithm == SYMMETRIC_DEFAULT:
            answer["DestinationKeyMaterialId"] = new.material_id
        return answer

    return Handler("kms", "ReEncrypt", run=run, resolve=resolve, access=_re_encrypt_access)


def _re_encrypt_access(context: Context, params: Params, both: _Both) -> Sequence[Access]:
    destination = both.destination
    same_key = both.source.named.key.path == destination.key.path
    conditions = {"kms:ReEncryptOnSameKey": ("true" if same_key else "false",)}
    algorithm = algorithm_condition(params, "DestinationEncryptionAlgorithm")
    return (
        source_access(context, params, both.source, conditions),
        key_access(
            context,
            destination.key,
            "ReEncryptTo",
            alias=destination.alias,
            encryption_context=params.get("DestinationEncryptionContext", {}),
            conditions={**algorithm, **conditions},
        ),
    )
