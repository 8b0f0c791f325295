"""Which key usages and algorithms each key spec has (KMS Developer Guide, "Key spec reference").

All of AWS's specs and algorithms are here, because a request for any of them is first judged by these tables;
which of them this account has is `MADE` and the cryptography's business.
"""

from collections.abc import Mapping
from enum import StrEnum

from kmstui.aws.errors import AwsError
from kmstui.emulator.crypto import key_pairs, macs
from kmstui.emulator.kms.model import KmsKey
from kmstui.emulator.kms.refusals import invalid

SYMMETRIC_DEFAULT = "SYMMETRIC_DEFAULT"
ENCRYPT_DECRYPT = "ENCRYPT_DECRYPT"
SIGN_VERIFY = "SIGN_VERIFY"
GENERATE_VERIFY_MAC = "GENERATE_VERIFY_MAC"
KEY_AGREEMENT = "KEY_AGREEMENT"
ENCAPSULATE_DECAPSULATE = "ENCAPSULATE_DECAPSULATE"

_OAEP = ("RSAES_OAEP_SHA_1", "RSAES_OAEP_SHA_256")
_RSA = {
    ENCRYPT_DECRYPT: _OAEP,
    SIGN_VERIFY: tuple(
        f"RSASSA_{padding}_SHA_{bits}" for padding in ("PKCS1_V1_5", "PSS") for bits in (256, 384, 512)
    ),
}
_ML_DSA = {SIGN_VERIFY: ("ML_DSA_SHAKE_256",)}
_ML_KEM = {ENCAPSULATE_DECAPSULATE: ("ML_KEM",)}


def _nist(bits: int) -> Mapping[str, tuple[str, ...]]:
    return {SIGN_VERIFY: (f"ECDSA_SHA_{bits}",), KEY_AGREEMENT: ("ECDH",)}


ALGORITHMS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    SYMMETRIC_DEFAULT: {ENCRYPT_DECRYPT: (SYMMETRIC_DEFAULT,)},
    **{f"HMAC_{bits}": {GENERATE_VERIFY_MAC: (f"HMAC_SHA_{bits}",)} for bits in (224, 256, 384, 512)},
    **dict.fromkeys(("RSA_2048", "RSA_3072", "RSA_4096"), _RSA),
    "ECC_NIST_P256": _nist(256),
    "ECC_NIST_P384": _nist(384),
    "ECC_NIST_P521": _nist(512),
    "ECC_SECG_P256K1": {SIGN_VERIFY: ("ECDSA_SHA_256",)},
    "ECC_NIST_EDWARDS25519": {SIGN_VERIFY: ("ED25519_SHA_512", "ED25519_PH_SHA_512")},
    **dict.fromkeys(("ML_DSA_44", "ML_DSA_65", "ML_DSA_87"), _ML_DSA),
    **dict.fromkeys(("ML_KEM_512", "ML_KEM_768", "ML_KEM_1024"), _ML_KEM),
    "SM2": {ENCRYPT_DECRYPT: ("SM2PKE",), SIGN_VERIFY: ("SM2DSA",), KEY_AGREEMENT: ("ECDH",)},
}
"""Key spec -> usage it may have -> algorithms of such keys, in AWS's order."""
MADE = frozenset({SYMMETRIC_DEFAULT, *macs.KEY_BYTES, *key_pairs.SPECS})
"""The key specs that this account makes: SM2 and ML-KEM-512 are not in its cryptography."""
_LISTED = {
    ENCRYPT_DECRYPT: "EncryptionAlgorithms",
    SIGN_VERIFY: "SigningAlgorithms",
    GENERATE_VERIFY_MAC: "MacAlgorithms",
    KEY_AGREEMENT: "KeyAgreementAlgorithms",
    ENCAPSULATE_DECAPSULATE: "EncapsulationAlgorithms",
}


class KeyType(StrEnum):
    """What kind of key material a key spec stands for."""

    SYMMETRIC = "symmetric"
    HMAC = "HMAC"
    ASYMMETRIC = "asymmetric"


def key_type(spec: str) -> KeyType:
    """The kind of key material of a spec."""
    if spec == SYMMETRIC_DEFAULT:
        return KeyType.SYMMETRIC
    return KeyType.HMAC if spec in macs.KEY_BYTES else KeyType.ASYMMETRIC


def listed_algorithms(key: KmsKey) -> dict[str, list[str]]:
    """The algorithms of a key under the name that answers give them: `SigningAlgorithms` and the like."""
    return {_LISTED[key.usage]: list(ALGORITHMS[key.spec][key.usage])}


def effective_usage(spec: str, usage: str | None) -> str:
    """The usage of a key to be made.

    Raises:
        AwsError: ValidationException, when the usage is missing and not implied or does not suit the spec.
    """
    if usage is None:
        if spec != SYMMETRIC_DEFAULT:
            raise invalid(
                "You must specify a KeyUsage value for all KMS keys except for symmetric encryption keys."
            )
        return ENCRYPT_DECRYPT
    if usage not in ALGORITHMS.get(spec, ()):
        raise invalid(f"KeyUsage {usage} is not compatible with KeySpec {spec}")
    return usage


def check_usage(key: KmsKey, usage: str, operation: str) -> None:
    """Refuse an operation that keys of another usage are for; AWS looks at this before the key's state.

    Raises:
        AwsError: InvalidKeyUsageException.
    """
    if key.usage != usage:
        raise AwsError(
            "InvalidKeyUsageException",
            f"{key.arn} key usage is {key.usage} which is not valid for {operation}.",
        )


def check_algorithm(key: KmsKey, algorithm: str) -> None:
    """Refuse an algorithm that the key does not have.

    Raises:
        AwsError: InvalidKeyUsageException.
    """
    if algorithm not in ALGORITHMS[key.spec][key.usage]:
        raise AwsError(
            "InvalidKeyUsageException", f"Algorithm {algorithm} is incompatible with key spec {key.spec}."
        )
