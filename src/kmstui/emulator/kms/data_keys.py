"""GenerateDataKey, GenerateDataKeyWithoutPlaintext and GenerateRandom."""

from typing import Any

from kmstui.aws.gateway import Params, Result
from kmstui.emulator.crypto.secret import SecretBuffer
from kmstui.emulator.kms.cryptographic import (
    Use,
    algorithm_condition,
    check_no_recipient,
    check_symmetric,
    handed_out,
    use_handler,
)
from kmstui.emulator.kms.handlers import account_handler
from kmstui.emulator.kms.key_specs import ENCRYPT_DECRYPT
from kmstui.emulator.kms.keyring import Keyring, failing_closed
from kmstui.emulator.kms.model import KmsKey
from kmstui.emulator.kms.refusals import invalid, unsupported
from kmstui.emulator.registry import Context, Handler

_SPEC_BYTES = {"AES_256": 32, "AES_128": 16}


def handlers(keyring: Keyring) -> tuple[Handler[Any], ...]:
    """The operations of this module."""

    def with_plaintext(context: Context, params: Params, key: KmsKey) -> Result:
        secret = _fresh(context, _size(params))
        answer = _wrapped(context, keyring, params, key, secret)
        return {**answer, "Plaintext": handed_out(context, secret)}

    def without_plaintext(context: Context, params: Params, key: KmsKey) -> Result:
        with _fresh(context, _size(params)) as secret:
            return _wrapped(context, keyring, params, key, secret)

    return (
        use_handler(_use("GenerateDataKey"), with_plaintext, keyring),
        use_handler(_use("GenerateDataKeyWithoutPlaintext"), without_plaintext, keyring),
        account_handler("GenerateRandom", _random),
    )


def _use(operation: str) -> Use:
    return Use(operation, ENCRYPT_DECRYPT, algorithm_condition, check_symmetric, check=_check)


def _check(params: Params) -> None:
    check_no_recipient(params)
    if ("KeySpec" in params) == ("NumberOfBytes" in params):
        raise invalid("Please specify either number of bytes or key spec.")


def _size(params: Params) -> int:
    return int(params["NumberOfBytes"]) if "NumberOfBytes" in params else _SPEC_BYTES[params["KeySpec"]]


def _fresh(context: Context, size: int) -> SecretBuffer:
    with failing_closed():
        return SecretBuffer.random(size, context.entropy)


def _wrapped(context: Context, keyring: Keyring, params: Params, key: KmsKey, secret: SecretBuffer) -> Result:
    blob = keyring.encrypt(context, key, secret.raw, params.get("EncryptionContext", {}))
    return {"CiphertextBlob": blob, "KeyId": key.arn, "KeyMaterialId": key.material_id}


def _random(context: Context, params: Params) -> Result:
    if "NumberOfBytes" not in params:
        raise invalid("NumberOfBytes is required.")
    check_no_recipient(params)
    if "CustomKeyStoreId" in params:
        raise unsupported("CustomKeyStoreId is not supported here: this account has no custom key stores.")
    return {"Plaintext": handed_out(context, _fresh(context, params["NumberOfBytes"]))}
