"""GenerateDataKey, GenerateDataKeyWithoutPlaintext and GenerateRandom."""

import pytest
from tests.unit.emulator.kms.account import ROOT, Account

EITHER = ("ValidationException", "Please specify either number of bytes or key spec.")


@pytest.mark.parametrize(
    ("wish", "size"),
    [({"KeySpec": "AES_256"}, 32), ({"KeySpec": "AES_128"}, 16), ({"NumberOfBytes": 64}, 64)],
)
def test_the_wrapped_data_key_is_the_plain_one(
    kms: Account, key: str, wish: dict[str, object], size: int
) -> None:
    answer = kms.call("GenerateDataKey", wish, KeyId=key, EncryptionContext={"a": "b"})
    assert len(answer["Plaintext"]) == size
    assert answer["KeyId"] == kms.arn(key)
    assert answer["KeyMaterialId"] == kms.metadata(key)["CurrentKeyMaterialId"]
    opened = kms.call("Decrypt", CiphertextBlob=answer["CiphertextBlob"], EncryptionContext={"a": "b"})
    assert opened["Plaintext"] == answer["Plaintext"]


def test_without_plaintext_means_without_plaintext(kms: Account, key: str) -> None:
    answer = kms.call("GenerateDataKeyWithoutPlaintext", KeyId=key, NumberOfBytes=64)
    assert set(answer) == {"CiphertextBlob", "KeyId", "KeyMaterialId"}
    assert len(kms.call("Decrypt", CiphertextBlob=answer["CiphertextBlob"])["Plaintext"]) == 64


def test_no_two_data_keys_are_the_same(kms: Account, key: str) -> None:
    keys = {kms.call("GenerateDataKey", KeyId=key, KeySpec="AES_256")["Plaintext"] for _ in range(50)}
    assert len(keys) == 50


def test_a_service_gets_a_data_key_that_it_can_wipe(kms: Account, key: str) -> None:
    kms.caller = ROOT.via("ec2")
    answer = kms.call("GenerateDataKey", KeyId=key, KeySpec="AES_256")
    assert type(answer["Plaintext"]) is bytearray
    opened = kms.call("Decrypt", CiphertextBlob=answer["CiphertextBlob"])
    assert opened["Plaintext"] == answer["Plaintext"]


@pytest.mark.parametrize("operation", ["GenerateDataKey", "GenerateDataKeyWithoutPlaintext"])
def test_exactly_one_size_is_needed(kms: Account, key: str, operation: str) -> None:
    assert kms.said(operation, KeyId=key) == EITHER
    assert kms.said(operation, KeyId=key, KeySpec="AES_256", NumberOfBytes=32) == EITHER
    assert kms.asked == ()


@pytest.mark.parametrize("operation", ["GenerateDataKey", "GenerateDataKeyWithoutPlaintext"])
def test_a_dry_run_gives_no_key(kms: Account, key: str, operation: str) -> None:
    error = kms.refusal(operation, KeyId=key, KeySpec="AES_256", DryRun=True)
    assert error.code == "DryRunOperationException"


def test_random_bytes_come_in_the_size_asked_for(kms: Account) -> None:
    assert len(kms.call("GenerateRandom", NumberOfBytes=1024)["Plaintext"]) == 1024
    assert [(access.action, access.resource) for access in kms.asked] == [("kms:GenerateRandom", "*")]


@pytest.mark.parametrize(
    ("wish", "code", "message"),
    [
        ({}, "ValidationException", "NumberOfBytes is required."),
        (
            {"NumberOfBytes": 0},
            "ValidationException",
            "1 validation error detected: Value '0' at 'numberOfBytes' failed to satisfy constraint: "
            "Member must have value greater than or equal to 1",
        ),
        (
            {"NumberOfBytes": 1025},
            "ValidationException",
            "1 validation error detected: Value '1025' at 'numberOfBytes' failed to satisfy constraint: "
            "Member must have value less than or equal to 1024",
        ),
        (
            {"NumberOfBytes": 1, "CustomKeyStoreId": "cks-1234567890abcdef0"},
            "UnsupportedOperationException",
            "CustomKeyStoreId is not supported here: this account has no custom key stores.",
        ),
    ],
)
def test_random_bytes_are_refused_in_awss_words(
    kms: Account, wish: dict[str, object], code: str, message: str
) -> None:
    assert kms.said("GenerateRandom", wish) == (code, message)
