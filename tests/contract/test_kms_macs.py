"""HMAC keys: a message's code is known again, and no other is."""

from typing import Any

import pytest
from tests.contract.account import Account, covers, key_arn, refuses

MESSAGE = b"invoice 10442"
Params = dict[str, Any]


def _key(aws: Account, bits: int = 256) -> str:
    return aws.key(KeySpec=f"HMAC_{bits}", KeyUsage="GENERATE_VERIFY_MAC")


@covers("kms", "CreateKey", "GenerateMac", "VerifyMac")
@pytest.mark.parametrize("bits", [224, 256, 384, 512])
def test_a_code_is_as_long_as_its_hash_and_verifies(aws: Account, bits: int) -> None:
    key_id, algorithm = _key(aws, bits), f"HMAC_SHA_{bits}"
    given: Params = {"KeyId": key_id, "Message": MESSAGE, "MacAlgorithm": algorithm}
    made = aws("kms", "GenerateMac", **given)
    assert (made["KeyId"], made["MacAlgorithm"], len(made["Mac"])) == (key_arn(key_id), algorithm, bits // 8)
    assert aws("kms", "GenerateMac", **given) == made
    assert aws("kms", "VerifyMac", Mac=made["Mac"], **given) == {
        "KeyId": key_arn(key_id),
        "MacValid": True,
        "MacAlgorithm": algorithm,
    }


@covers("kms", "DescribeKey")
def test_an_hmac_key_lists_its_one_algorithm_and_names_no_material(aws: Account) -> None:
    metadata = aws("kms", "DescribeKey", KeyId=_key(aws, 384))["KeyMetadata"]
    assert metadata["MacAlgorithms"] == ["HMAC_SHA_384"]
    assert "EncryptionAlgorithms" not in metadata
    assert "CurrentKeyMaterialId" not in metadata


@refuses("kms", "VerifyMac")
def test_a_code_of_something_else_is_invalid(aws: Account) -> None:
    key_id = _key(aws)
    given: Params = {"KeyId": key_id, "MacAlgorithm": "HMAC_SHA_256"}
    code = aws("kms", "GenerateMac", Message=MESSAGE, **given)["Mac"]
    other = aws("kms", "GenerateMac", KeyId=_key(aws), Message=MESSAGE, MacAlgorithm="HMAC_SHA_256")["Mac"]
    invalid = ("KMSInvalidMacException", "")
    for wrong in (code[:-1], code + b"\0", bytes(32), other):
        assert aws.error("kms", "VerifyMac", Message=MESSAGE, Mac=wrong, **given) == invalid
        assert aws.error("kms", "VerifyMac", Message=MESSAGE, Mac=wrong, DryRun=True, **given) == invalid
    assert aws.error("kms", "VerifyMac", Message=b"invoice 10443", Mac=code, **given) == invalid


@refuses("kms", "GenerateMac", "VerifyMac")
def test_algorithm_usage_and_state_must_allow_it(aws: Account) -> None:
    key_id, symmetric = _key(aws, 224), aws.key()
    given: Params = {"Message": MESSAGE, "MacAlgorithm": "HMAC_SHA_256"}
    cases: dict[str, Params] = {"GenerateMac": {}, "VerifyMac": {"Mac": b"x"}}
    for operation, more in cases.items():
        assert aws.error("kms", operation, KeyId=key_id, **given, **more) == (
            "InvalidKeyUsageException",
            "Algorithm HMAC_SHA_256 is incompatible with key spec HMAC_224.",
        )
        assert aws.error("kms", operation, KeyId=symmetric, **given, **more) == (
            "InvalidKeyUsageException",
            f"{key_arn(symmetric)} key usage is ENCRYPT_DECRYPT which is not valid for {operation}.",
        )
    aws("kms", "DisableKey", KeyId=key_id)
    assert aws.error("kms", "GenerateMac", KeyId=key_id, **given) == (
        "DisabledException",
        f"{key_arn(key_id)} is disabled.",
    )


@refuses("kms", "GenerateMac")
def test_a_dry_run_makes_no_code(aws: Account) -> None:
    given: Params = {"KeyId": _key(aws), "Message": MESSAGE, "MacAlgorithm": "HMAC_SHA_256", "DryRun": True}
    assert aws.code("kms", "GenerateMac", **given) == "DryRunOperationException"
