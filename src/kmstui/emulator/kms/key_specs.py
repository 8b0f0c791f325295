"""Which key usages and algorithms each key spec has (KMS Developer Guide, "Key spec reference").

All of AWS's specs are here, because a request for any of them is first judged by this table; which of them
this account makes is `keys`' decision.
"""

from kmstui.aws.errors import AwsError
from kmstui.emulator.kms.refusals import invalid

SYMMETRIC_DEFAULT = "SYMMETRIC_DEFAULT"
ENCRYPT_DECRYPT = "ENCRYPT_DECRYPT"

_SIGN = "SIGN_VERIFY"
_MAC = "GENERATE_VERIFY_MAC"
_AGREE = "KEY_AGREEMENT"

USAGES: dict[str, tuple[str, ...]] = {
    SYMMETRIC_DEFAULT: (ENCRYPT_DECRYPT,),
    **dict.fromkeys(("HMAC_224", "HMAC_256", "HMAC_384", "HMAC_512"), (_MAC,)),
    **dict.fromkeys(("RSA_2048", "RSA_3072", "RSA_4096"), (ENCRYPT_DECRYPT, _SIGN)),
    **dict.fromkeys(("ECC_NIST_P256", "ECC_NIST_P384", "ECC_NIST_P521"), (_SIGN, _AGREE)),
    **dict.fromkeys(("ECC_SECG_P256K1", "ECC_NIST_EDWARDS25519"), (_SIGN,)),
    **dict.fromkeys(("ML_DSA_44", "ML_DSA_65", "ML_DSA_87"), (_SIGN,)),
    **dict.fromkeys(("ML_KEM_512", "ML_KEM_768", "ML_KEM_1024"), ("ENCAPSULATE_DECAPSULATE",)),
    "SM2": (ENCRYPT_DECRYPT, _SIGN, _AGREE),
}
"""Key spec -> usages it may have."""


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
    if usage not in USAGES.get(spec, ()):
        raise invalid(f"KeyUsage {usage} is not compatible with KeySpec {spec}")
    return usage


def check_algorithm(spec: str, algorithm: str) -> None:
    """Refuse an encryption algorithm that the spec does not have.

    Raises:
        AwsError: InvalidKeyUsageException.
    """
    if algorithm != spec:
        raise AwsError(
            "InvalidKeyUsageException", f"Algorithm {algorithm} is incompatible with key spec {spec}."
        )
