"""What each cryptographic operation needs to succeed: a key it is for, and a request that suits it."""

from collections.abc import Callable, Mapping
from typing import Any

from tests.unit.emulator.kms.account import Account

from kmstui.emulator.crypto.key_pairs import generate

SIGNING = {"KeySpec": "ECC_NIST_P256", "KeyUsage": "SIGN_VERIFY"}
MAC = {"KeySpec": "HMAC_256", "KeyUsage": "GENERATE_VERIFY_MAC"}
AGREEMENT = {"KeySpec": "ECC_NIST_P256", "KeyUsage": "KEY_AGREEMENT"}
ML_KEM = {"KeySpec": "ML_KEM_768", "KeyUsage": "ENCAPSULATE_DECAPSULATE"}
RSA = {"KeySpec": "RSA_2048", "KeyUsage": "ENCRYPT_DECRYPT"}
WISHES: Mapping[str, Mapping[str, str]] = {
    **dict.fromkeys(("Sign", "Verify", "GetPublicKey"), SIGNING),
    **dict.fromkeys(("GenerateMac", "VerifyMac"), MAC),
    "DeriveSharedSecret": AGREEMENT,
    **dict.fromkeys(("Encapsulate", "Decapsulate"), ML_KEM),
}
"""What CreateKey is asked for; operations that are missing use symmetric encryption keys."""
_SIGN = {"Message": b"x", "SigningAlgorithm": "ECDSA_SHA_256"}
_MAC = {"Message": b"x", "MacAlgorithm": "HMAC_SHA_256"}
_KEM = {"EncapsulationAlgorithm": "ML_KEM"}


def _fixed(**members: Any) -> Callable[[Account, str], dict[str, Any]]:
    return lambda _kms, _key: members


def _verify(kms: Account, key: str) -> dict[str, Any]:
    return {**_SIGN, "Signature": kms.call("Sign", _SIGN, KeyId=key)["Signature"]}


def _verify_mac(kms: Account, key: str) -> dict[str, Any]:
    return {**_MAC, "Mac": kms.call("GenerateMac", _MAC, KeyId=key)["Mac"]}


def _decapsulate(kms: Account, key: str) -> dict[str, Any]:
    made = kms.call("Encapsulate", _KEM, KeyId=key)
    return {**_KEM, "SharedSecretCiphertextBlob": made["SharedSecretCiphertextBlob"]}


def _derive(_kms: Account, _key: str) -> dict[str, Any]:
    return {"KeyAgreementAlgorithm": "ECDH", "PublicKey": generate("ECC_NIST_P256").public}


MAKERS: Mapping[str, Callable[[Account, str], dict[str, Any]]] = {
    "Encrypt": _fixed(Plaintext=b"x"),
    "GenerateDataKey": _fixed(KeySpec="AES_256"),
    "GenerateDataKeyWithoutPlaintext": _fixed(NumberOfBytes=64),
    "GenerateDataKeyPair": _fixed(KeyPairSpec="ECC_NIST_P256"),
    "GenerateDataKeyPairWithoutPlaintext": _fixed(KeyPairSpec="ECC_NIST_EDWARDS25519"),
    "GetPublicKey": _fixed(),
    "Sign": _fixed(**_SIGN),
    "Verify": _verify,
    "GenerateMac": _fixed(**_MAC),
    "VerifyMac": _verify_mac,
    "DeriveSharedSecret": _derive,
    "Encapsulate": _fixed(**_KEM),
    "Decapsulate": _decapsulate,
}
"""The rest of a request that names its key in `KeyId`, for a key of the right kind."""


def key_for(kms: Account, operation: str) -> str:
    """A new key that an operation is for."""
    return kms.create_key(**WISHES.get(operation, {}))


def rest(kms: Account, operation: str, key: str) -> dict[str, Any]:
    """All members but `KeyId` of a request that succeeds."""
    return MAKERS[operation](kms, key)
