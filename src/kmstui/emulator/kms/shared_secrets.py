"""DeriveSharedSecret, Encapsulate and Decapsulate: secrets that two parties have without sending them."""

from typing import Any

from kmstui.aws.gateway import Params, Result
from kmstui.emulator.crypto.agreement import decapsulate, derive, encapsulate
from kmstui.emulator.crypto.ciphertext import InvalidCiphertextError
from kmstui.emulator.crypto.key_pairs import InvalidPublicKeyError
from kmstui.emulator.kms.access import Conditions
from kmstui.emulator.kms.cryptographic import (
    Use,
    check_dry_run,
    check_no_recipient,
    handed_out,
    use_handler,
)
from kmstui.emulator.kms.key_specs import ENCAPSULATE_DECAPSULATE, KEY_AGREEMENT, check_algorithm
from kmstui.emulator.kms.keyring import Keyring, invalid_ciphertext
from kmstui.emulator.kms.model import KmsKey
from kmstui.emulator.kms.public_keys import public_half
from kmstui.emulator.kms.refusals import invalid
from kmstui.emulator.registry import Context, Handler


def handlers(keyring: Keyring) -> tuple[Handler[Any], ...]:
    """The operations of this module."""
    agreement = Use(
        "DeriveSharedSecret",
        KEY_AGREEMENT,
        _agreement_conditions,
        _check_agreement,
        check=check_no_recipient,
        tries=True,
    )
    return (
        use_handler(agreement, _derive(keyring), keyring),
        use_handler(_use_of_ml_kem("Encapsulate"), _encapsulate, keyring),
        use_handler(_use_of_ml_kem("Decapsulate", tries=True), _decapsulate(keyring), keyring),
    )


def _derive(keyring: Keyring) -> Any:
    def run(context: Context, params: Params, key: KmsKey) -> Result:
        with keyring.opened(context, key) as private:
            try:
                secret = derive(private, params["PublicKey"])
            except InvalidPublicKeyError as error:
                # What AWS says here was not seen; that it is a ValidationException was.
                raise invalid(f"PublicKey is not a valid public key for key spec {key.spec}.") from error
        with secret:
            check_dry_run(params)
            return {
                "KeyId": key.arn,
                "SharedSecret": handed_out(context, secret),
                "KeyAgreementAlgorithm": params["KeyAgreementAlgorithm"],
                "KeyOrigin": key.origin,
            }

    return run


def _encapsulate(context: Context, params: Params, key: KmsKey) -> Result:
    secret, encapsulated = encapsulate(public_half(context, key))
    return {
        "KeyId": key.arn,
        "SharedSecret": handed_out(context, secret),
        "SharedSecretCiphertextBlob": encapsulated,
        "EncapsulationAlgorithm": params["EncapsulationAlgorithm"],
    }


def _decapsulate(keyring: Keyring) -> Any:
    def run(context: Context, params: Params, key: KmsKey) -> Result:
        with keyring.opened(context, key) as private:
            try:
                secret = decapsulate(private, key.spec, params["SharedSecretCiphertextBlob"])
            except InvalidCiphertextError as error:
                raise invalid_ciphertext() from error
        with secret:
            check_dry_run(params)
            return {
                "KeyId": key.arn,
                "SharedSecret": handed_out(context, secret),
                "EncapsulationAlgorithm": params["EncapsulationAlgorithm"],
            }

    return run


def _agreement_conditions(params: Params) -> Conditions:
    return {"kms:KeyAgreementAlgorithm": (params["KeyAgreementAlgorithm"],)}


def _check_agreement(params: Params, key: KmsKey) -> None:
    check_algorithm(key, params["KeyAgreementAlgorithm"])


def _use_of_ml_kem(operation: str, *, tries: bool = False) -> Use:
    return Use(operation, ENCAPSULATE_DECAPSULATE, _no_conditions, _check_encapsulation, tries=tries)


def _no_conditions(_params: Params) -> Conditions:
    return {}


def _check_encapsulation(params: Params, key: KmsKey) -> None:
    check_algorithm(key, params["EncapsulationAlgorithm"])
