"""Encryption under RSA keys beside symmetric ones: what is checked first, and moving between the two."""

from typing import Any

import pytest
from tests.unit.emulator.kms.account import Account
from tests.unit.emulator.kms.uses import RSA, SIGNING

SHA_256 = "RSAES_OAEP_SHA_256"
LIMITS = {"RSAES_OAEP_SHA_1": 214, "RSAES_OAEP_SHA_256": 190}
WOULD = ("DryRunOperationException", "The request would have succeeded, but the DryRun option is set.")
BROKEN = ("InvalidCiphertextException", "")
INCORRECT = (
    "IncorrectKeyException",
    "The key ID in the request does not identify a CMK that can perform this operation.",
)


@pytest.fixture
def rsa(kms: Account) -> str:
    """The id of an RSA key for encryption."""
    return kms.create_key(**RSA)


def _too_large(algorithm: str) -> tuple[str, str]:
    most = LIMITS[algorithm]
    text = f"Algorithm {algorithm} and key spec RSA_2048 cannot encrypt data larger than {most} bytes."
    return "ValidationException", text


def _sealed(kms: Account, key: str, plaintext: bytes = b"x", **members: Any) -> bytes:
    blob: bytes = kms.call("Encrypt", KeyId=key, Plaintext=plaintext, **members)["CiphertextBlob"]
    return blob


@pytest.mark.parametrize("algorithm", LIMITS)
def test_as_much_as_aws_takes_is_taken(kms: Account, rsa: str, algorithm: str) -> None:
    given = {"KeyId": rsa, "EncryptionAlgorithm": algorithm}
    plaintext = bytes(LIMITS[algorithm])
    blob = kms.call("Encrypt", given, Plaintext=plaintext)["CiphertextBlob"]
    assert kms.call("Decrypt", given, CiphertextBlob=blob)["Plaintext"] == plaintext
    assert kms.said("Encrypt", given, Plaintext=plaintext + b"x") == _too_large(algorithm)


def test_an_rsa_ciphertext_is_of_one_key_and_algorithm(kms: Account, rsa: str) -> None:
    blob = _sealed(kms, rsa, EncryptionAlgorithm=SHA_256)
    other = kms.create_key(**RSA)
    assert kms.said("Decrypt", KeyId=other, CiphertextBlob=blob, EncryptionAlgorithm=SHA_256) == BROKEN
    sha_1 = {"KeyId": rsa, "CiphertextBlob": blob, "EncryptionAlgorithm": "RSAES_OAEP_SHA_1"}
    assert kms.said("Decrypt", sha_1) == BROKEN


def test_no_bit_of_an_rsa_ciphertext_may_change(kms: Account, rsa: str) -> None:
    genuine = _sealed(kms, rsa, EncryptionAlgorithm=SHA_256)
    for position in range(0, 2048, 31):
        blob = bytearray(genuine)
        blob[position // 8] ^= 1 << position % 8
        given = {"KeyId": rsa, "CiphertextBlob": bytes(blob), "EncryptionAlgorithm": SHA_256}
        assert kms.said("Decrypt", given) == BROKEN


def test_without_an_algorithm_a_ciphertext_is_taken_for_a_symmetric_one(kms: Account, rsa: str) -> None:
    """AWS reads the ciphertext before it looks at the key that the request names."""
    blob = _sealed(kms, rsa, EncryptionAlgorithm=SHA_256)
    assert kms.said("Decrypt", KeyId=rsa, CiphertextBlob=blob) == BROKEN
    symmetric = _sealed(kms, kms.create_key())
    for key in (rsa, kms.create_key(**SIGNING)):
        assert kms.said("Decrypt", KeyId=key, CiphertextBlob=symmetric) == INCORRECT
        kms.call("DisableKey", KeyId=key)
        assert kms.said("Decrypt", KeyId=key, CiphertextBlob=symmetric) == INCORRECT


@pytest.mark.parametrize(
    ("operation", "member", "more"),
    [
        ("Decrypt", "KeyId", {"EncryptionAlgorithm": SHA_256}),
        (
            "ReEncrypt",
            "SourceKeyId",
            {"SourceEncryptionAlgorithm": SHA_256, "DestinationKeyId": "alias/none"},
        ),
    ],
)
def test_an_rsa_ciphertext_names_no_key_so_the_request_must(
    kms: Account, operation: str, member: str, more: dict[str, str]
) -> None:
    assert kms.said(operation, more, CiphertextBlob=bytes(256)) == (
        "ValidationException",
        f"{member} must not be null",
    )


@pytest.mark.parametrize("operation", ["Encrypt", "Decrypt"])
def test_an_rsa_key_has_no_encryption_context(kms: Account, rsa: str, operation: str) -> None:
    member = {"Encrypt": "Plaintext", "Decrypt": "CiphertextBlob"}[operation]
    given = {"KeyId": rsa, member: b"x", "EncryptionAlgorithm": SHA_256}
    assert kms.said(operation, given, EncryptionContext={"a": "b"}) == (
        "ValidationException",
        "EncryptionContext is not supported when encrypting/decrypting with asymmetric CMKs.",
    )


def test_a_plaintext_moves_between_keys_of_both_kinds(kms: Account, rsa: str) -> None:
    symmetric = kms.create_key()
    there = kms.call(
        "ReEncrypt",
        CiphertextBlob=_sealed(kms, symmetric, b"invoice", EncryptionContext={"a": "b"}),
        SourceEncryptionContext={"a": "b"},
        DestinationKeyId=rsa,
        DestinationEncryptionAlgorithm=SHA_256,
    )
    assert (there["SourceEncryptionAlgorithm"], there["DestinationEncryptionAlgorithm"]) == (
        "SYMMETRIC_DEFAULT",
        SHA_256,
    )
    assert "DestinationKeyMaterialId" not in there
    back = kms.call(
        "ReEncrypt",
        CiphertextBlob=there["CiphertextBlob"],
        SourceKeyId=rsa,
        SourceEncryptionAlgorithm=SHA_256,
        DestinationKeyId=symmetric,
    )
    assert "SourceKeyMaterialId" not in back
    assert kms.call("Decrypt", CiphertextBlob=back["CiphertextBlob"])["Plaintext"] == b"invoice"


def test_what_does_not_fit_the_destination_is_refused_in_a_dry_run_too(kms: Account, rsa: str) -> None:
    given = {
        "CiphertextBlob": _sealed(kms, kms.create_key(), bytes(191)),
        "DestinationKeyId": rsa,
        "DestinationEncryptionAlgorithm": SHA_256,
    }
    for dry in (False, True):
        assert kms.said("ReEncrypt", given, DryRun=dry) == _too_large(SHA_256)
    fits = {**given, "CiphertextBlob": _sealed(kms, kms.create_key(), bytes(190))}
    assert kms.said("ReEncrypt", fits, DryRun=True) == WOULD


def test_a_dry_run_of_decrypt_opens_the_ciphertext(kms: Account, rsa: str) -> None:
    given = {"KeyId": rsa, "EncryptionAlgorithm": SHA_256, "DryRun": True}
    blob = _sealed(kms, rsa, EncryptionAlgorithm=SHA_256)
    assert kms.said("Decrypt", given, CiphertextBlob=blob) == WOULD
    assert kms.said("Decrypt", given, CiphertextBlob=blob[:-1]) == BROKEN


def test_the_destination_of_re_encrypt_must_be_for_encryption(kms: Account) -> None:
    signer = kms.create_key(**SIGNING)
    kms.call("DisableKey", KeyId=signer)
    blob = _sealed(kms, kms.create_key())
    assert kms.said("ReEncrypt", CiphertextBlob=blob, DestinationKeyId=signer) == (
        "InvalidKeyUsageException",
        f"{kms.arn(signer)} key usage is SIGN_VERIFY which is not valid for ReEncrypt.",
    )
