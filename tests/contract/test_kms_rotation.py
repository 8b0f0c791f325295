"""Rotation: by itself every so often, or on demand; what was encrypted before stays readable."""

from datetime import timedelta

import pytest
from tests.contract.account import NO_SUCH_KEY, UNKNOWN_KEY, Account, covers, key_arn, refuses
from tests.contract.gateways import NOON


def _material(aws: Account, key_id: str) -> str:
    material: str = aws("kms", "DescribeKey", KeyId=key_id)["KeyMetadata"]["CurrentKeyMaterialId"]
    return material


@covers("kms", "EnableKeyRotation", "GetKeyRotationStatus", "DisableKeyRotation")
def test_rotation_is_off_until_it_is_switched_on_and_can_be_switched_off(aws: Account) -> None:
    key_id = aws.key()
    off = {"KeyId": key_id, "KeyRotationEnabled": False}
    assert aws("kms", "GetKeyRotationStatus", KeyId=key_id) == off
    assert aws("kms", "EnableKeyRotation", KeyId=key_id) == {}
    assert aws("kms", "GetKeyRotationStatus", KeyId=key_id) == {
        "KeyId": key_id,
        "KeyRotationEnabled": True,
        "RotationPeriodInDays": 365,
        "NextRotationDate": NOON + timedelta(days=365),
    }
    assert aws("kms", "DisableKeyRotation", KeyId=key_id) == {}
    assert aws("kms", "GetKeyRotationStatus", KeyId=key_id) == off


@covers("kms", "EnableKeyRotation", "ListKeyRotations")
def test_a_key_gets_new_material_each_time_its_period_is_over(aws: Account) -> None:
    key_id = aws.key()
    blob = aws("kms", "Encrypt", KeyId=key_id, Plaintext=b"old")["CiphertextBlob"]
    aws("kms", "EnableKeyRotation", KeyId=key_id, RotationPeriodInDays=90)
    materials = [_material(aws, key_id)]
    for _ in range(2):
        aws.later(days=90)
        materials.append(_material(aws, key_id))
    assert len(set(materials)) == 3
    rotations = aws("kms", "ListKeyRotations", KeyId=key_id)["Rotations"]
    assert [one["RotationDate"] for one in rotations] == [NOON + timedelta(days=n) for n in (90, 180)]
    assert {one["RotationType"] for one in rotations} == {"AUTOMATIC"}
    opened = aws("kms", "Decrypt", CiphertextBlob=blob)
    assert (opened["Plaintext"], opened["KeyMaterialId"]) == (b"old", materials[0])


@covers("kms", "RotateKeyOnDemand", "ListKeyRotations")
def test_a_key_is_rotated_on_demand_twenty_five_times(aws: Account) -> None:
    key_id = aws.key()
    for _ in range(25):
        assert aws("kms", "RotateKeyOnDemand", KeyId=key_id) == {"KeyId": key_arn(key_id)}
    assert aws.error("kms", "RotateKeyOnDemand", KeyId=key_id) == (
        "LimitExceededException",
        "The on-demand rotations limit has been reached for the given keyId. No more on-demand rotations can "
        f"be performed for this key: {key_arn(key_id)}",
    )
    rotations = aws("kms", "ListKeyRotations", KeyId=key_id)["Rotations"]
    assert [one["RotationType"] for one in rotations] == ["ON_DEMAND"] * 25
    everything = aws("kms", "ListKeyRotations", KeyId=key_id, IncludeKeyMaterial="ALL_KEY_MATERIAL")
    states = [one["KeyMaterialState"] for one in everything["Rotations"]]
    assert sorted(states) == ["CURRENT", *["NON_CURRENT"] * 25]


@covers("kms", "ListKeyRotations")
def test_rotations_come_in_pages(aws: Account) -> None:
    key_id = aws.key()
    for _ in range(3):
        aws("kms", "RotateKeyOnDemand", KeyId=key_id)
    first = aws("kms", "ListKeyRotations", KeyId=key_id, Limit=2)
    rest = aws("kms", "ListKeyRotations", KeyId=key_id, Limit=2, Marker=first["NextMarker"])
    assert [len(page["Rotations"]) for page in (first, rest)] == [2, 1]
    assert not rest["Truncated"]


@refuses("kms", "EnableKeyRotation")
@pytest.mark.parametrize(
    ("days", "rule"), [(89, "greater than or equal to 90"), (2561, "less than or equal to 2560")]
)
def test_a_period_is_between_90_and_2560_days(aws: Account, days: int, rule: str) -> None:
    assert aws.error("kms", "EnableKeyRotation", KeyId=aws.key(), RotationPeriodInDays=days) == (
        "ValidationException",
        f"1 validation error detected: Value '{days}' at 'rotationPeriodInDays' failed to satisfy constraint:"
        f" Member must have value {rule}",
    )


@refuses("kms", "EnableKeyRotation", "DisableKeyRotation", "RotateKeyOnDemand")
def test_the_rotation_of_a_disabled_key_cannot_be_changed(aws: Account) -> None:
    key_id = aws.key()
    aws("kms", "DisableKey", KeyId=key_id)
    refusal = ("DisabledException", f"{key_arn(key_id)} is disabled.")
    for operation in ("EnableKeyRotation", "DisableKeyRotation", "RotateKeyOnDemand"):
        assert aws.error("kms", operation, KeyId=key_id) == refusal
    assert aws("kms", "GetKeyRotationStatus", KeyId=key_id)["KeyRotationEnabled"] is False


def test_a_disabled_key_is_rotated_when_it_is_enabled_again_if_it_is_overdue(aws: Account) -> None:
    key_id = aws.key()
    aws("kms", "EnableKeyRotation", KeyId=key_id, RotationPeriodInDays=90)
    before = _material(aws, key_id)
    aws("kms", "DisableKey", KeyId=key_id)
    aws.later(days=100)
    assert _material(aws, key_id) == before
    aws("kms", "EnableKey", KeyId=key_id)
    assert _material(aws, key_id) != before


@refuses("kms", "GetKeyRotationStatus", "ListKeyRotations")
def test_an_unknown_key_has_no_rotation(aws: Account) -> None:
    for operation in ("GetKeyRotationStatus", "ListKeyRotations"):
        assert aws.error("kms", operation, KeyId=UNKNOWN_KEY) == ("NotFoundException", NO_SUCH_KEY)
