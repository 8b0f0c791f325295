"""KMS keys: made, described, listed, disabled, enabled, deleted and spared."""

from datetime import timedelta

import pytest
from tests.contract.account import (
    ACCOUNT,
    ELSEWHERE,
    NO_SUCH_KEY,
    REGION,
    ROOT_ARN,
    UNKNOWN_KEY,
    UNKNOWN_KEY_ARN,
    Account,
    covers,
    key_arn,
    refuses,
)
from tests.contract.gateways import NOON


@covers("kms", "CreateKey")
def test_a_new_key_is_enabled_symmetric_and_the_customers(aws: Account) -> None:
    metadata = aws("kms", "CreateKey", Description="Card data")["KeyMetadata"]
    key_id = metadata["KeyId"]
    assert len(metadata.pop("CurrentKeyMaterialId")) == 64
    assert metadata == {
        "AWSAccountId": ACCOUNT,
        "KeyId": key_id,
        "Arn": key_arn(key_id),
        "CreationDate": NOON,
        "Enabled": True,
        "Description": "Card data",
        "KeyUsage": "ENCRYPT_DECRYPT",
        "KeyState": "Enabled",
        "Origin": "AWS_KMS",
        "KeyManager": "CUSTOMER",
        "CustomerMasterKeySpec": "SYMMETRIC_DEFAULT",
        "KeySpec": "SYMMETRIC_DEFAULT",
        "EncryptionAlgorithms": ["SYMMETRIC_DEFAULT"],
        "MultiRegion": False,
    }


@refuses("kms", "CreateKey")
@pytest.mark.parametrize(
    ("params", "message"),
    [
        (
            {"KeySpec": "HMAC_256"},
            "You must specify a KeyUsage value for all KMS keys except for symmetric encryption keys.",
        ),
        (
            {"KeySpec": "RSA_2048", "KeyUsage": "KEY_AGREEMENT"},
            "KeyUsage KEY_AGREEMENT is not compatible with KeySpec RSA_2048",
        ),
        (
            {"KeyUsage": "SIGN_VERIFY"},
            "KeyUsage SIGN_VERIFY is not compatible with KeySpec SYMMETRIC_DEFAULT",
        ),
    ],
)
def test_a_usage_must_suit_its_spec(aws: Account, params: dict[str, str], message: str) -> None:
    assert aws.error("kms", "CreateKey", params) == ("ValidationException", message)


@refuses("kms", "CreateKey")
def test_who_may_not_create_keys_is_told_why(aws: Account) -> None:
    assert aws.error("kms", "CreateKey", identity="carol") == (
        "AccessDeniedException",
        f"User: arn:aws:iam::{ACCOUNT}:user/carol is not authorized to perform: kms:CreateKey on resource: *"
        " because no identity-based policy allows the kms:CreateKey action",
    )


@covers("kms", "DescribeKey")
def test_a_key_is_described_by_each_of_its_names(aws: Account) -> None:
    key_id = aws.key()
    aws("kms", "CreateAlias", AliasName="alias/orders", TargetKeyId=key_id)
    alias_arn = f"arn:aws:kms:{REGION}:{ACCOUNT}:alias/orders"
    described = [
        aws("kms", "DescribeKey", KeyId=name) for name in (key_id, key_arn(key_id), "alias/orders", alias_arn)
    ]
    assert all(answer == described[0] for answer in described)
    assert described[0]["KeyMetadata"]["KeyId"] == key_id


@covers("kms", "DescribeKey")
def test_the_aws_managed_key_of_ebs_comes_into_being_when_it_is_asked_for(aws: Account) -> None:
    metadata = aws("kms", "DescribeKey", KeyId="alias/aws/ebs")["KeyMetadata"]
    assert metadata["KeyManager"] == "AWS"
    assert metadata["Description"] == (
        "Default key that protects my EBS volumes when no other key is defined"
    )
    assert aws("kms", "DescribeKey", KeyId="alias/aws/ebs")["KeyMetadata"] == metadata


@refuses("kms", "DescribeKey")
@pytest.mark.parametrize(
    ("key_id", "code", "message"),
    [
        (UNKNOWN_KEY, "NotFoundException", NO_SUCH_KEY),
        (UNKNOWN_KEY_ARN, "NotFoundException", NO_SUCH_KEY),
        ("fake-key-id", "NotFoundException", "Invalid keyId 'fake-key-id'"),
        (
            f"arn:aws:kms:{ELSEWHERE}:{ACCOUNT}:key/{UNKNOWN_KEY}",
            "NotFoundException",
            f"Invalid arn {ELSEWHERE}",
        ),
        (
            "alias/nobody",
            "NotFoundException",
            f"Alias arn:aws:kms:{REGION}:{ACCOUNT}:alias/nobody is not found.",
        ),
    ],
)
def test_a_name_that_is_no_keys_is_refused_in_awss_words(
    aws: Account, key_id: str, code: str, message: str
) -> None:
    assert aws.error("kms", "DescribeKey", KeyId=key_id) == (code, message)


@covers("kms", "ListKeys")
def test_keys_are_listed_page_by_page_and_by_region(aws: Account) -> None:
    made = {aws.key() for _ in range(5)}
    aws("kms", "CreateKey", region=ELSEWHERE)
    first = aws("kms", "ListKeys", Limit=2)
    second = aws("kms", "ListKeys", Limit=2, Marker=first["NextMarker"])
    third = aws("kms", "ListKeys", Limit=2, Marker=second["NextMarker"])
    assert [page["Truncated"] for page in (first, second, third)] == [True, True, False]
    assert "NextMarker" not in third
    listed = [key for page in (first, second, third) for key in page["Keys"]]
    assert {key["KeyId"] for key in listed} == made
    assert all(key["KeyArn"] == key_arn(key["KeyId"]) for key in listed)


@refuses("kms", "ListKeys")
def test_a_marker_that_no_listing_gave_is_refused(aws: Account) -> None:
    assert aws.code("kms", "ListKeys", Marker="mine") == "InvalidMarkerException"


@covers("kms", "UpdateKeyDescription")
def test_a_description_can_be_changed_and_emptied(aws: Account) -> None:
    key_id = aws.key(Description="old")
    for text in ("new", ""):
        assert aws("kms", "UpdateKeyDescription", KeyId=key_id, Description=text) == {}
        assert aws("kms", "DescribeKey", KeyId=key_id)["KeyMetadata"]["Description"] == text


@covers("kms", "DisableKey", "EnableKey")
def test_a_key_is_switched_off_and_on_and_twice_does_no_harm(aws: Account) -> None:
    key_id = aws.key()
    for operation, state in (("DisableKey", "Disabled"), ("EnableKey", "Enabled")):
        for _ in range(2):
            assert aws("kms", operation, KeyId=key_id) == {}
            metadata = aws("kms", "DescribeKey", KeyId=key_id)["KeyMetadata"]
            assert (metadata["KeyState"], metadata["Enabled"]) == (state, state == "Enabled")


@covers("kms", "ScheduleKeyDeletion")
def test_a_key_is_deleted_when_its_waiting_period_is_over(aws: Account) -> None:
    key_id = aws.key()
    aws("kms", "CreateAlias", AliasName="alias/doomed", TargetKeyId=key_id)
    scheduled = aws("kms", "ScheduleKeyDeletion", KeyId=key_id, PendingWindowInDays=7)
    due = NOON + timedelta(days=7)
    assert scheduled == {
        "KeyId": key_arn(key_id),
        "DeletionDate": due,
        "KeyState": "PendingDeletion",
        "PendingWindowInDays": 7,
    }
    aws.later(days=6, hours=23)
    metadata = aws("kms", "DescribeKey", KeyId=key_id)["KeyMetadata"]
    assert (metadata["KeyState"], metadata["DeletionDate"]) == ("PendingDeletion", due)
    aws.later(hours=1)
    assert aws.error("kms", "DescribeKey", KeyId=key_id) == (
        "NotFoundException",
        f"Key '{key_arn(key_id)}' does not exist",
    )
    names = [alias["AliasName"] for alias in aws("kms", "ListAliases")["Aliases"]]
    assert "alias/doomed" not in names


@refuses("kms", "ScheduleKeyDeletion")
@pytest.mark.parametrize("days", [6, 31])
def test_a_waiting_period_is_between_a_week_and_thirty_days(aws: Account, days: int) -> None:
    message = f"PendingWindowInDays should be between 7 and 30, but it is {days}"
    expected = ("ValidationException", message)
    assert aws.error("kms", "ScheduleKeyDeletion", KeyId=aws.key(), PendingWindowInDays=days) == expected


@covers("kms", "CancelKeyDeletion")
def test_a_key_that_is_spared_is_disabled_and_stays(aws: Account) -> None:
    key_id = aws.key()
    aws("kms", "ScheduleKeyDeletion", KeyId=key_id)
    assert aws("kms", "CancelKeyDeletion", KeyId=key_id) == {"KeyId": key_arn(key_id)}
    aws.later(days=31)
    metadata = aws("kms", "DescribeKey", KeyId=key_id)["KeyMetadata"]
    assert metadata["KeyState"] == "Disabled"
    assert "DeletionDate" not in metadata


@refuses("kms", "CancelKeyDeletion")
def test_only_a_key_that_is_pending_deletion_can_be_spared(aws: Account) -> None:
    key_id = aws.key()
    message = f"{key_arn(key_id)} is not pending deletion."
    assert aws.error("kms", "CancelKeyDeletion", KeyId=key_id) == ("KMSInvalidStateException", message)


@refuses("kms", "EnableKey", "DisableKey", "UpdateKeyDescription", "ScheduleKeyDeletion")
@pytest.mark.parametrize(
    ("operation", "params"),
    [
        ("EnableKey", {}),
        ("DisableKey", {}),
        ("ScheduleKeyDeletion", {}),
        ("UpdateKeyDescription", {"Description": "x"}),
    ],
)
def test_a_key_that_is_pending_deletion_is_left_alone(
    aws: Account, operation: str, params: dict[str, str]
) -> None:
    key_id = aws.key()
    aws("kms", "ScheduleKeyDeletion", KeyId=key_id)
    message = f"{key_arn(key_id)} is pending deletion."
    assert aws.error("kms", operation, KeyId=key_id, **params) == ("KMSInvalidStateException", message)
    for other in {"EnableKey", "DisableKey", "UpdateKeyDescription", "ScheduleKeyDeletion"} - {operation}:
        more = {"Description": "x"} if other == "UpdateKeyDescription" else {}
        assert aws.code("kms", other, KeyId=key_id, **more) == "KMSInvalidStateException"


@refuses("kms", "DisableKey", "ScheduleKeyDeletion", "UpdateKeyDescription")
def test_an_aws_managed_key_cannot_be_changed_even_by_the_administrator(aws: Account) -> None:
    arn = aws("kms", "DescribeKey", KeyId="alias/aws/ebs")["KeyMetadata"]["Arn"]
    calls = {"DisableKey": {}, "ScheduleKeyDeletion": {}, "UpdateKeyDescription": {"Description": "mine"}}
    for operation, params in calls.items():
        code, message = aws.error("kms", operation, KeyId=arn, **params)
        assert code == "AccessDeniedException"
        assert message == (
            f"User: arn:aws:iam::{ACCOUNT}:user/alice is not authorized to perform: kms:{operation} on"
            f" resource: {arn} because no resource-based policy allows the kms:{operation} action"
        )


def test_the_account_root_user_is_bound_by_the_key_policy_too(aws: Account) -> None:
    arn = aws("kms", "DescribeKey", KeyId="alias/aws/ebs")["KeyMetadata"]["Arn"]
    code, message = aws.error("kms", "DisableKey", KeyId=arn, identity="root")
    assert code == "AccessDeniedException"
    assert message.startswith(f"User: {ROOT_ARN} is not authorized to perform: kms:DisableKey")
