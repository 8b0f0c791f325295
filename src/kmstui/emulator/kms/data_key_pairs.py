"""GenerateDataKeyPair and GenerateDataKeyPairWithoutPlaintext: key pairs for use outside of KMS."""

from dataclasses import replace
from typing import Any

from kmstui.aws.gateway import Params, Result
from kmstui.emulator.crypto.key_pairs import SPECS, KeyPair
from kmstui.emulator.kms.access import Conditions
from kmstui.emulator.kms.cryptographic import (
    Use,
    algorithm_condition,
    check_no_recipient,
    check_symmetric,
    handed_out,
    use_handler,
)
from kmstui.emulator.kms.key_specs import ENCRYPT_DECRYPT
from kmstui.emulator.kms.keyring import Keyring
from kmstui.emulator.kms.model import KmsKey
from kmstui.emulator.kms.pairs import for_data_key, new_pair
from kmstui.emulator.kms.refusals import unsupported
from kmstui.emulator.registry import Context, Handler


def handlers(keyring: Keyring) -> tuple[Handler[Any], ...]:
    """The operations of this module."""

    def with_plaintext(context: Context, params: Params, key: KmsKey) -> Result:
        with new_pair(context, params["KeyPairSpec"]) as pair:
            answer = _wrapped(context, keyring, params, key, pair)
            return {**answer, "PrivateKeyPlaintext": handed_out(context, pair.private)}

    def without_plaintext(context: Context, params: Params, key: KmsKey) -> Result:
        with new_pair(context, params["KeyPairSpec"]) as pair:
            return _wrapped(context, keyring, params, key, pair)

    both = {"GenerateDataKeyPair": with_plaintext, "GenerateDataKeyPairWithoutPlaintext": without_plaintext}
    return tuple(
        replace(
            use_handler(Use(name, ENCRYPT_DECRYPT, _conditions, check_symmetric, check=_check), run, keyring),
            prepare=for_data_key,
        )
        for name, run in both.items()
    )


def _check(params: Params) -> None:
    check_no_recipient(params)
    if params["KeyPairSpec"] not in SPECS:
        raise unsupported(f"KeyPairSpec {params['KeyPairSpec']} is not supported here.")


def _conditions(params: Params) -> Conditions:
    return {**algorithm_condition(params), "kms:DataKeyPairSpec": (params["KeyPairSpec"],)}


def _wrapped(context: Context, keyring: Keyring, params: Params, key: KmsKey, pair: KeyPair) -> Result:
    return {
        "PrivateKeyCiphertextBlob": keyring.encrypt(
            context, key, pair.private.raw, params.get("EncryptionContext", {})
        ),
        "PublicKey": pair.public,
        "KeyId": key.arn,
        "KeyPairSpec": pair.spec,
        "KeyMaterialId": key.material_id,
    }
