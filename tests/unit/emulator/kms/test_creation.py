"""CreateKey."""

from datetime import UTC, datetime

import pytest
from tests.unit.emulator.kms.account import ACCOUNT, REGION, Account, FailingEntropy


def test_a_key_without_any_wish_is_an_enabled_symmetric_key_of_the_customer(kms: Account) -> None:
    metadata = kms.call("CreateKey")["KeyMetadata"]
    key_id, material = metadata.pop("KeyId"), metadata.pop("CurrentKeyMaterialId")
    assert metadata == {
        "AWSAccountId": ACCOUNT,
        "Arn": f"arn:aws:kms:{REGION}:{ACCOUNT}:key/{key_id}",
        "CreationDate": datetime(2026, 1, 1, 12, tzinfo=UTC),
        "Enabled": True,
        "Description": "",
        "KeyUsage": "ENCRYPT_DECRYPT",
        "KeyState": "Enabled",
        "Origin": "AWS_KMS",
        "KeyManager": "CUSTOMER",
        "CustomerMasterKeySpec": "SYMMETRIC_DEFAULT",
        "KeySpec": "SYMMETRIC_DEFAULT",
        "EncryptionAlgorithms": ["SYMMETRIC_DEFAULT"],
        "MultiRegion": False,
    }
    assert len(material) == 64
    assert int(material, 16)


def test_describe_key_shows_what_create_key_answered(kms: Account) -> None:
    created = kms.call("CreateKey", Description="orders", Tags=[{"TagKey": "a", "TagValue": "b"}])
    assert kms.call("DescribeKey", KeyId=created["KeyMetadata"]["KeyId"]) == created


def test_creation_asks_for_create_key_on_everything_with_the_wishes_as_conditions(kms: Account) -> None:
    kms.call("CreateKey")
    (access,) = kms.asked
    assert (access.action, access.resource, access.policy) == ("kms:CreateKey", "*", None)
    assert access.conditions["kms:KeySpec"] == ("SYMMETRIC_DEFAULT",)
    assert access.conditions["kms:KeyUsage"] == ("ENCRYPT_DECRYPT",)
    assert access.conditions["kms:KeyOrigin"] == ("AWS_KMS",)
    assert access.conditions["kms:MultiRegion"] == ("false",)
    assert access.conditions["kms:BypassPolicyLockoutSafetyCheck"] == ("false",)


def test_creation_with_tags_asks_for_tagging_too(kms: Account) -> None:
    kms.create_key(Tags=[{"TagKey": "team", "TagValue": "blue"}])
    assert [access.action for access in kms.asked] == ["kms:CreateKey", "kms:TagResource"]
    assert kms.asked[1].conditions["aws:RequestTag/team"] == ("blue",)
    assert kms.asked[1].conditions["aws:TagKeys"] == ("team",)


@pytest.mark.parametrize(
    ("wish", "code", "message"),
    [
        (
            {"KeySpec": "RSA_2048"},
            "ValidationException",
            "You must specify a KeyUsage value for all KMS keys except for symmetric encryption keys.",
        ),
        (
            {"KeySpec": "RSA_2048", "KeyUsage": "KEY_AGREEMENT"},
            "ValidationException",
            "KeyUsage KEY_AGREEMENT is not compatible with KeySpec RSA_2048",
        ),
        (
            {"KeyUsage": "SIGN_VERIFY"},
            "ValidationException",
            "KeyUsage SIGN_VERIFY is not compatible with KeySpec SYMMETRIC_DEFAULT",
        ),
        (
            {"Tags": [{"TagKey": "AWS:x", "TagValue": ""}]},
            "TagException",
            "Tags beginning with aws: are reserved",
        ),
        (
            {"Tags": [{"TagKey": "x", "TagValue": ""}] * 2},
            "TagException",
            "Duplicate tag keys",
        ),
        (
            {"Tags": [{"TagKey": f"x{n}", "TagValue": ""} for n in range(51)]},
            "TagException",
            "Too many tags",
        ),
    ],
)
def test_a_wish_that_aws_refuses_is_refused_in_its_words(
    kms: Account, wish: dict[str, object], code: str, message: str
) -> None:
    assert kms.said("CreateKey", wish) == (code, message)
    assert kms.call("ListKeys")["Keys"] == []


@pytest.mark.parametrize(
    ("wish", "named"),
    [
        ({"KeySpec": "SM2", "KeyUsage": "SIGN_VERIFY"}, "KeySpec SM2"),
        ({"CustomerMasterKeySpec": "SM2", "KeyUsage": "KEY_AGREEMENT"}, "KeySpec SM2"),
        ({"KeySpec": "ML_KEM_512", "KeyUsage": "ENCAPSULATE_DECAPSULATE"}, "KeySpec ML_KEM_512"),
        ({"Origin": "EXTERNAL"}, "Origin EXTERNAL"),
        ({"MultiRegion": True}, "MultiRegion"),
        ({"CustomKeyStoreId": "cks-1234567890abcdef0"}, "CustomKeyStoreId"),
        ({"XksKeyId": "abc"}, "XksKeyId"),
    ],
)
def test_a_kind_of_key_that_is_not_made_here_is_unsupported_and_named(
    kms: Account, wish: dict[str, object], named: str
) -> None:
    code, message = kms.said("CreateKey", wish)
    assert code == "UnsupportedOperationException"
    assert message.startswith(f"{named} is not supported here")
    assert kms.call("ListKeys")["Keys"] == []


def test_a_spec_given_twice_is_refused(kms: Account) -> None:
    error = kms.refusal("CreateKey", KeySpec="SYMMETRIC_DEFAULT", CustomerMasterKeySpec="SYMMETRIC_DEFAULT")
    assert error.code == "ValidationException"


def test_without_randomness_no_key_is_made(kms: Account) -> None:
    kms.entropy = FailingEntropy()
    assert kms.said("CreateKey") == ("KMSInternalException", "the random generator failed")
    assert kms.call("ListKeys")["Keys"] == []
