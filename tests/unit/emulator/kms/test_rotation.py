"""Rotation of key material."""

from datetime import timedelta
from typing import Any

import pytest
from tests.unit.emulator.kms.account import START, Account

from kmstui.emulator.registry import ServiceEvent

DAY = timedelta(days=1)


def encrypt(kms: Account, key: str) -> bytes:
    """A ciphertext under the key's current material."""
    blob: bytes = kms.call("Encrypt", KeyId=key, Plaintext=b"secret")["CiphertextBlob"]
    return blob


def rotations(kms: Account, key: str, **more: Any) -> list[dict[str, Any]]:
    """The rotations of a key."""
    found: list[dict[str, Any]] = kms.call("ListKeyRotations", more, KeyId=key)["Rotations"]
    return found


def test_every_old_ciphertext_stays_readable_through_25_rotations(kms: Account, key: str) -> None:
    blobs, materials = [], []
    for _ in range(25):
        blobs.append(encrypt(kms, key))
        materials.append(kms.metadata(key)["CurrentKeyMaterialId"])
        assert kms.call("RotateKeyOnDemand", KeyId=key) == {"KeyId": kms.arn(key)}
    assert len(set(materials)) == 25
    for blob, material in zip(blobs, materials, strict=True):
        opened = kms.call("Decrypt", CiphertextBlob=blob)
        assert (opened["Plaintext"], opened["KeyMaterialId"]) == (b"secret", material)
    assert kms.said("RotateKeyOnDemand", KeyId=key) == (
        "LimitExceededException",
        "The on-demand rotations limit has been reached for the given keyId. No more on-demand rotations can "
        f"be performed for this key: {kms.arn(key)}",
    )


def test_new_ciphertext_is_made_with_the_new_material(kms: Account, key: str) -> None:
    before = kms.metadata(key)["CurrentKeyMaterialId"]
    kms.call("RotateKeyOnDemand", KeyId=key)
    opened = kms.call("Decrypt", CiphertextBlob=encrypt(kms, key))
    assert opened["KeyMaterialId"] == kms.metadata(key)["CurrentKeyMaterialId"] != before


def test_a_rotation_changes_nothing_else_of_the_key(kms: Account, key: str) -> None:
    before = kms.metadata(key)
    kms.call("RotateKeyOnDemand", KeyId=key)
    after = kms.metadata(key)
    assert {name for name in after if after[name] != before[name]} == {"CurrentKeyMaterialId"}


def test_rotations_are_listed_with_their_material(kms: Account, key: str) -> None:
    first = kms.metadata(key)["CurrentKeyMaterialId"]
    assert rotations(kms, key) == []
    kms.later(days=1)
    kms.call("RotateKeyOnDemand", KeyId=key)
    second = kms.metadata(key)["CurrentKeyMaterialId"]
    listed = {
        "KeyId": key,
        "KeyMaterialId": second,
        "KeyMaterialState": "CURRENT",
        "RotationDate": START + DAY,
        "RotationType": "ON_DEMAND",
    }
    assert rotations(kms, key) == rotations(kms, key, IncludeKeyMaterial="ROTATIONS_ONLY") == [listed]
    assert rotations(kms, key, IncludeKeyMaterial="ALL_KEY_MATERIAL") == [
        {"KeyId": key, "KeyMaterialId": first, "KeyMaterialState": "NON_CURRENT"},
        listed,
    ]


def test_automatic_rotation_is_off_at_first(kms: Account, key: str) -> None:
    assert kms.call("GetKeyRotationStatus", KeyId=key) == {"KeyId": key, "KeyRotationEnabled": False}


@pytest.mark.parametrize(("wish", "days"), [({}, 365), ({"RotationPeriodInDays": 90}, 90)])
def test_a_key_is_rotated_each_time_its_period_is_over(
    kms: Account, key: str, wish: dict[str, int], days: int
) -> None:
    assert kms.call("EnableKeyRotation", wish, KeyId=key) == {}
    assert kms.asked[0].conditions["kms:RotationPeriodInDays"] == (str(days),)
    assert kms.call("GetKeyRotationStatus", KeyId=key) == {
        "KeyId": key,
        "KeyRotationEnabled": True,
        "RotationPeriodInDays": days,
        "NextRotationDate": START + days * DAY,
    }
    old, blob = kms.metadata(key)["CurrentKeyMaterialId"], encrypt(kms, key)
    kms.later(days=days, seconds=-1)
    assert kms.metadata(key)["CurrentKeyMaterialId"] == old
    kms.later(seconds=1)
    new = kms.metadata(key)["CurrentKeyMaterialId"]
    assert new != old
    assert kms.call("Decrypt", CiphertextBlob=blob)["Plaintext"] == b"secret"
    assert kms.call("GetKeyRotationStatus", KeyId=key)["NextRotationDate"] == START + 2 * days * DAY
    details = {
        "keyId": key,
        "rotationType": "AUTOMATIC",
        "keyOrigin": "AWS_KMS",
        "previousKeyMaterialId": old,
        "currentKeyMaterialId": new,
    }
    assert kms.events == [ServiceEvent("kms", "RotateKey", kms.arn(key), "AWS::KMS::Key", details)]


def test_an_account_that_slept_makes_up_for_every_rotation_it_missed(kms: Account, key: str) -> None:
    kms.call("EnableKeyRotation", KeyId=key, RotationPeriodInDays=100)
    kms.later(days=350)
    assert [entry["RotationDate"] for entry in rotations(kms, key)] == [
        START + n * 100 * DAY for n in (1, 2, 3)
    ]
    assert kms.call("GetKeyRotationStatus", KeyId=key)["NextRotationDate"] == START + 400 * DAY


def test_a_new_period_counts_from_now_and_the_same_one_changes_nothing(kms: Account, key: str) -> None:
    kms.call("EnableKeyRotation", KeyId=key, RotationPeriodInDays=100)
    kms.later(days=50)
    kms.call("EnableKeyRotation", KeyId=key, RotationPeriodInDays=100)
    assert kms.call("GetKeyRotationStatus", KeyId=key)["NextRotationDate"] == START + 100 * DAY
    kms.call("EnableKeyRotation", KeyId=key, RotationPeriodInDays=90)
    assert kms.call("GetKeyRotationStatus", KeyId=key)["NextRotationDate"] == START + 140 * DAY
    kms.later(days=89)
    assert rotations(kms, key) == []


def test_rotation_can_be_switched_off(kms: Account, key: str) -> None:
    kms.call("EnableKeyRotation", KeyId=key, RotationPeriodInDays=90)
    kms.call("DisableKeyRotation", KeyId=key)
    kms.call("DisableKeyRotation", KeyId=key)
    kms.later(days=91)
    assert rotations(kms, key) == []
    assert kms.call("GetKeyRotationStatus", KeyId=key)["KeyRotationEnabled"] is False


def test_a_disabled_key_is_not_rotated_and_makes_up_for_it_when_enabled(kms: Account, key: str) -> None:
    kms.call("EnableKeyRotation", KeyId=key, RotationPeriodInDays=90)
    kms.call("DisableKey", KeyId=key)
    kms.later(days=200)
    assert rotations(kms, key) == []
    assert kms.call("GetKeyRotationStatus", KeyId=key)["KeyRotationEnabled"] is True
    kms.call("EnableKey", KeyId=key)
    (entry,) = rotations(kms, key)
    assert (entry["RotationDate"], entry["RotationType"]) == (START + 200 * DAY, "AUTOMATIC")
    assert kms.call("GetKeyRotationStatus", KeyId=key)["NextRotationDate"] == START + 290 * DAY
    kms.later(days=90)
    assert len(rotations(kms, key)) == 2


def test_a_key_enabled_again_in_time_keeps_its_date(kms: Account, key: str) -> None:
    kms.call("EnableKeyRotation", KeyId=key, RotationPeriodInDays=90)
    kms.call("DisableKey", KeyId=key)
    kms.later(days=10)
    kms.call("EnableKey", KeyId=key)
    assert kms.call("GetKeyRotationStatus", KeyId=key)["NextRotationDate"] == START + 90 * DAY
    kms.later(days=80)
    assert len(rotations(kms, key)) == 1


def test_a_pending_deletion_suspends_rotation_and_cancelling_restores_it(kms: Account, key: str) -> None:
    kms.call("EnableKeyRotation", KeyId=key, RotationPeriodInDays=90)
    kms.later(days=80)
    kms.call("ScheduleKeyDeletion", KeyId=key)
    assert kms.call("GetKeyRotationStatus", KeyId=key) == {"KeyId": key, "KeyRotationEnabled": False}
    kms.later(days=20)
    assert rotations(kms, key) == []
    kms.call("CancelKeyDeletion", KeyId=key)
    assert kms.call("GetKeyRotationStatus", KeyId=key)["KeyRotationEnabled"] is True
    kms.call("EnableKey", KeyId=key)
    assert len(rotations(kms, key)) == 1


def test_a_rotation_on_demand_leaves_the_schedule_alone(kms: Account, key: str) -> None:
    kms.call("EnableKeyRotation", KeyId=key)
    kms.later(days=100)
    kms.call("RotateKeyOnDemand", KeyId=key)
    assert kms.call("GetKeyRotationStatus", KeyId=key)["NextRotationDate"] == START + 365 * DAY


def test_no_rotation_on_demand_just_before_an_automatic_one(kms: Account, key: str) -> None:
    kms.call("EnableKeyRotation", KeyId=key, RotationPeriodInDays=90)
    kms.later(days=90, minutes=-20)
    kms.call("RotateKeyOnDemand", KeyId=key)
    kms.later(seconds=1)
    assert kms.said("RotateKeyOnDemand", KeyId=key)[0] == "ConflictException"
    kms.later(minutes=20)
    kms.call("RotateKeyOnDemand", KeyId=key)


@pytest.mark.parametrize(
    ("days", "bound"), [(30, "greater than or equal to 90"), (2561, "less than or equal to 2560")]
)
def test_a_period_out_of_bounds_is_refused(kms: Account, key: str, days: int, bound: str) -> None:
    assert kms.said("EnableKeyRotation", KeyId=key, RotationPeriodInDays=days) == (
        "ValidationException",
        f"1 validation error detected: Value '{days}' at 'rotationPeriodInDays' failed to satisfy "
        f"constraint: Member must have value {bound}",
    )
