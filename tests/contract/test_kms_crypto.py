"""Cryptographic operations: what goes in comes out, under the right key and context alone."""

from typing import Any

import pytest
from tests.contract.account import ACCOUNT, NO_SUCH_KEY, UNKNOWN_KEY, Account, covers, key_arn, refuses

CONTEXT = {"app": "orders", "row": "7"}
HIDDEN = (
    "AccessDeniedException",
    "The ciphertext refers to a customer master key that does not exist, does not exist in this region, "
    "or you are not allowed to access.",
)


def _encrypt(aws: Account, key_id: str, **params: Any) -> bytes:
    blob: bytes = aws("kms", "Encrypt", KeyId=key_id, Plaintext=b"invoice 10442", **params)["CiphertextBlob"]
    return blob


@covers("kms", "Encrypt", "Decrypt")
@pytest.mark.parametrize("size", [1, 13, 4096])
def test_what_was_encrypted_decrypts_without_naming_the_key(aws: Account, size: int) -> None:
    key_id, plaintext = aws.key(), bytes(range(256)) * 16
    sealed = aws("kms", "Encrypt", KeyId=key_id, Plaintext=plaintext[:size], EncryptionContext=CONTEXT)
    assert sealed["KeyId"] == key_arn(key_id)
    assert sealed["EncryptionAlgorithm"] == "SYMMETRIC_DEFAULT"
    reordered = dict(reversed(CONTEXT.items()))
    opened = aws("kms", "Decrypt", CiphertextBlob=sealed["CiphertextBlob"], EncryptionContext=reordered)
    assert opened["Plaintext"] == plaintext[:size]
    assert opened["KeyId"] == key_arn(key_id)


@covers("kms", "Encrypt")
def test_the_same_plaintext_never_gives_the_same_ciphertext(aws: Account) -> None:
    key_id = aws.key()
    assert len({_encrypt(aws, key_id) for _ in range(20)}) == 20


@refuses("kms", "Decrypt")
@pytest.mark.parametrize(
    "context",
    [
        {},
        {"app": "orders"},
        {**CONTEXT, "more": ""},
        {"app": "orders", "row": "8"},
        {"App": "orders", "row": "7"},
    ],
)
def test_another_encryption_context_opens_nothing(aws: Account, context: dict[str, str]) -> None:
    blob = _encrypt(aws, aws.key(), EncryptionContext=CONTEXT)
    refusal = aws.error("kms", "Decrypt", CiphertextBlob=blob, EncryptionContext=context)
    assert refusal == ("InvalidCiphertextException", "")


def test_contexts_whose_letters_run_together_are_different(aws: Account) -> None:
    blob = _encrypt(aws, aws.key(), EncryptionContext={"ab": "c"})
    for context in ({"a": "bc"}, {"abc": ""}):
        refusal = aws.error("kms", "Decrypt", CiphertextBlob=blob, EncryptionContext=context)
        assert refusal == ("InvalidCiphertextException", "")


@refuses("kms", "Decrypt")
def test_a_ciphertext_that_was_touched_opens_nothing(aws: Account) -> None:
    blob = _encrypt(aws, aws.key())
    for position in range(0, len(blob), 7):
        touched = blob[:position] + bytes([blob[position] ^ 1]) + blob[position + 1 :]
        refusal = aws.error("kms", "Decrypt", CiphertextBlob=touched)
        assert refusal in {("InvalidCiphertextException", ""), HIDDEN}
    assert aws.error("kms", "Decrypt", CiphertextBlob=b"no ciphertext") == ("InvalidCiphertextException", "")


@refuses("kms", "Decrypt")
def test_decrypting_with_another_key_is_refused(aws: Account) -> None:
    blob = _encrypt(aws, aws.key())
    assert aws.error("kms", "Decrypt", CiphertextBlob=blob, KeyId=aws.key()) == (
        "IncorrectKeyException",
        "The key ID in the request does not identify a CMK that can perform this operation.",
    )


@refuses("kms", "Decrypt")
def test_who_may_not_decrypt_does_not_learn_which_key_it_was(aws: Account) -> None:
    blob = _encrypt(aws, aws.key())
    assert aws.error("kms", "Decrypt", CiphertextBlob=blob, identity="carol") == HIDDEN


@refuses("kms", "Encrypt", "GenerateDataKey", "GenerateDataKeyWithoutPlaintext", "Decrypt", "ReEncrypt")
@pytest.mark.parametrize(
    ("operation", "code", "state"),
    [
        ("DisableKey", "DisabledException", "disabled"),
        ("ScheduleKeyDeletion", "KMSInvalidStateException", "pending deletion"),
    ],
)
def test_a_key_that_is_not_enabled_does_nothing(aws: Account, operation: str, code: str, state: str) -> None:
    key_id, other = aws.key(), aws.key()
    blob = _encrypt(aws, key_id)
    aws("kms", operation, KeyId=key_id)
    refusal = (code, f"{key_arn(key_id)} is {state}.")
    assert aws.error("kms", "Encrypt", KeyId=key_id, Plaintext=b"x") == refusal
    for name in ("GenerateDataKey", "GenerateDataKeyWithoutPlaintext"):
        assert aws.error("kms", name, KeyId=key_id, KeySpec="AES_256") == refusal
    assert aws.error("kms", "Decrypt", CiphertextBlob=blob) == refusal
    assert aws.error("kms", "ReEncrypt", CiphertextBlob=blob, DestinationKeyId=other) == refusal
    into = _encrypt(aws, other)
    assert aws.error("kms", "ReEncrypt", CiphertextBlob=into, DestinationKeyId=key_id) == refusal


@refuses("kms", "Encrypt")
@pytest.mark.parametrize(
    ("plaintext", "rule"),
    [(b"", "greater than or equal to 1"), (bytes(4097), "less than or equal to 4096")],
)
def test_a_plaintext_has_one_to_4096_bytes(aws: Account, plaintext: bytes, rule: str) -> None:
    assert aws.error("kms", "Encrypt", KeyId=aws.key(), Plaintext=plaintext) == (
        "ValidationException",
        "1 validation error detected: Value at 'plaintext' failed to satisfy constraint: "
        f"Member must have length {rule}",
    )


@refuses("kms", "Encrypt")
def test_an_algorithm_must_suit_the_key(aws: Account) -> None:
    key_id = aws.key()
    params = {"KeyId": key_id, "Plaintext": b"x", "EncryptionAlgorithm": "RSAES_OAEP_SHA_1"}
    assert aws.code("kms", "Encrypt", **params) == "InvalidKeyUsageException"


@covers("kms", "ReEncrypt")
def test_a_ciphertext_is_moved_to_another_key_and_context(aws: Account) -> None:
    old, new = aws.key(), aws.key()
    blob = _encrypt(aws, old, EncryptionContext=CONTEXT)
    moved = aws(
        "kms",
        "ReEncrypt",
        CiphertextBlob=blob,
        SourceEncryptionContext=CONTEXT,
        DestinationKeyId=new,
        DestinationEncryptionContext={"moved": "yes"},
    )
    assert (moved["SourceKeyId"], moved["KeyId"]) == (key_arn(old), key_arn(new))
    aws("kms", "DisableKey", KeyId=old)
    opened = aws("kms", "Decrypt", CiphertextBlob=moved["CiphertextBlob"], EncryptionContext={"moved": "yes"})
    assert (opened["Plaintext"], opened["KeyId"]) == (b"invoice 10442", key_arn(new))


@covers("kms", "GenerateDataKey")
@pytest.mark.parametrize(
    ("size", "count"),
    [({"KeySpec": "AES_256"}, 32), ({"KeySpec": "AES_128"}, 16), ({"NumberOfBytes": 64}, 64)],
)
def test_a_data_key_comes_plain_and_wrapped(aws: Account, size: dict[str, Any], count: int) -> None:
    key_id = aws.key()
    made = aws("kms", "GenerateDataKey", KeyId=key_id, EncryptionContext=CONTEXT, **size)
    assert len(made["Plaintext"]) == count
    assert made["Plaintext"] not in made["CiphertextBlob"]
    opened = aws("kms", "Decrypt", CiphertextBlob=made["CiphertextBlob"], EncryptionContext=CONTEXT)
    assert opened["Plaintext"] == made["Plaintext"]
    assert opened["KeyMaterialId"] == made["KeyMaterialId"]


@covers("kms", "GenerateDataKeyWithoutPlaintext")
def test_a_data_key_can_be_had_wrapped_only(aws: Account) -> None:
    made = aws("kms", "GenerateDataKeyWithoutPlaintext", KeyId=aws.key(), NumberOfBytes=64)
    assert "Plaintext" not in made
    assert len(aws("kms", "Decrypt", CiphertextBlob=made["CiphertextBlob"])["Plaintext"]) == 64


@refuses("kms", "GenerateDataKey", "GenerateDataKeyWithoutPlaintext")
@pytest.mark.parametrize("size", [{}, {"KeySpec": "AES_256", "NumberOfBytes": 32}])
def test_a_data_keys_size_is_said_in_one_way(aws: Account, size: dict[str, Any]) -> None:
    refusal = ("ValidationException", "Please specify either number of bytes or key spec.")
    key_id = aws.key()
    for operation in ("GenerateDataKey", "GenerateDataKeyWithoutPlaintext"):
        assert aws.error("kms", operation, KeyId=key_id, **size) == refusal


@covers("kms", "GenerateRandom")
def test_random_bytes_are_as_many_as_asked_for_and_never_the_same(aws: Account) -> None:
    drawn = {aws("kms", "GenerateRandom", NumberOfBytes=32)["Plaintext"] for _ in range(20)}
    assert {len(item) for item in drawn} == {32}
    assert len(drawn) == 20


@refuses("kms", "GenerateRandom")
@pytest.mark.parametrize(
    ("params", "message"),
    [
        ({}, "NumberOfBytes is required."),
        (
            {"NumberOfBytes": 0},
            "1 validation error detected: Value '0' at 'numberOfBytes' failed to satisfy constraint: "
            "Member must have value greater than or equal to 1",
        ),
        (
            {"NumberOfBytes": 1025},
            "1 validation error detected: Value '1025' at 'numberOfBytes' failed to satisfy constraint: "
            "Member must have value less than or equal to 1024",
        ),
    ],
)
def test_one_to_1024_random_bytes_can_be_had(aws: Account, params: dict[str, int], message: str) -> None:
    assert aws.error("kms", "GenerateRandom", params) == ("ValidationException", message)


def test_a_dry_run_gives_nothing_away(aws: Account) -> None:
    key_id = aws.key()
    blob = _encrypt(aws, key_id)
    would = (
        "DryRunOperationException",
        "The request would have succeeded, but the DryRun option is set.",
    )
    assert aws.error("kms", "Decrypt", CiphertextBlob=blob, DryRun=True) == would
    assert aws.error("kms", "GenerateDataKey", KeyId=key_id, KeySpec="AES_256", DryRun=True) == would
    assert aws.error("kms", "Decrypt", CiphertextBlob=blob, DryRun=True, identity="carol") == HIDDEN


def test_an_unknown_key_encrypts_nothing(aws: Account) -> None:
    refusal = ("NotFoundException", NO_SUCH_KEY)
    assert aws.error("kms", "Encrypt", KeyId=UNKNOWN_KEY, Plaintext=b"x") == refusal
    assert aws.error("kms", "GenerateDataKey", KeyId=UNKNOWN_KEY, KeySpec="AES_256") == refusal


def test_who_administers_keys_cannot_use_them(aws: Account) -> None:
    """Bob's own policy denies use, whatever else allows it."""
    key_id = aws.key()
    assert aws.error("kms", "Encrypt", KeyId=key_id, Plaintext=b"x", identity="bob") == (
        "AccessDeniedException",
        f"User: arn:aws:iam::{ACCOUNT}:user/bob is not authorized to perform: kms:Encrypt on resource:"
        f" {key_arn(key_id)} with an explicit deny in an identity-based policy",
    )
