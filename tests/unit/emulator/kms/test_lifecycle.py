"""Enabling, disabling and deleting keys."""

from datetime import timedelta

import pytest
from tests.unit.emulator.kms.account import ROOT, Account

from kmstui.emulator.kms.repository import ALIASES, BACKING_KEYS, GRANTS, KEYS
from kmstui.emulator.registry import ServiceEvent
from kmstui.emulator.store.tables import TIMERS


def test_a_disabled_key_encrypts_nothing_until_it_is_enabled(kms: Account, key: str) -> None:
    blob = kms.call("Encrypt", KeyId=key, Plaintext=b"x")["CiphertextBlob"]
    assert kms.call("DisableKey", KeyId=key) == {}
    assert (kms.metadata(key)["KeyState"], kms.metadata(key)["Enabled"]) == ("Disabled", False)
    assert kms.said("Decrypt", CiphertextBlob=blob) == ("DisabledException", f"{kms.arn(key)} is disabled.")
    assert kms.call("EnableKey", KeyId=key) == {}
    assert kms.call("Decrypt", CiphertextBlob=blob)["Plaintext"] == b"x"


@pytest.mark.parametrize("operation", ["EnableKey", "DisableKey"])
def test_enabling_and_disabling_twice_is_no_error(kms: Account, key: str, operation: str) -> None:
    kms.call(operation, KeyId=key)
    before = kms.record(key)
    assert kms.call(operation, KeyId=key) == {}
    assert kms.record(key) == before


@pytest.mark.parametrize(("window", "days"), [({}, 30), ({"PendingWindowInDays": 7}, 7)])
def test_a_key_is_deleted_when_its_waiting_period_is_over(
    kms: Account, key: str, window: dict[str, int], days: int
) -> None:
    due = kms.clock.now() + timedelta(days=days)
    answer = kms.call("ScheduleKeyDeletion", window, KeyId=key)
    assert answer == {
        "KeyId": kms.arn(key),
        "DeletionDate": due,
        "KeyState": "PendingDeletion",
        "PendingWindowInDays": days,
    }
    assert kms.asked[0].conditions["kms:ScheduleKeyDeletionPendingWindowInDays"] == (str(days),)
    metadata = kms.metadata(key)
    assert (metadata["KeyState"], metadata["DeletionDate"]) == ("PendingDeletion", due)
    kms.later(days=days, seconds=-1)
    assert kms.metadata(key)["KeyState"] == "PendingDeletion"
    kms.later(seconds=1)
    assert kms.said("DescribeKey", KeyId=key) == (
        "NotFoundException",
        f"Key '{kms.arn(key)}' does not exist",
    )


def test_deletion_takes_everything_of_the_key_and_nothing_of_others(kms: Account, key: str) -> None:
    other = kms.create_key()
    for number, owner in enumerate((key, other)):
        kms.call("CreateAlias", AliasName=f"alias/{number}", TargetKeyId=owner)
        kms.call("CreateGrant", KeyId=owner, GranteePrincipal=ROOT.arn, Operations=["Decrypt"])
        kms.call("EnableKeyRotation", KeyId=owner)
        kms.call("RotateKeyOnDemand", KeyId=owner)
    blob = kms.call("Encrypt", KeyId=key, Plaintext=b"x")["CiphertextBlob"]
    kept = kms.call("Encrypt", KeyId=other, Plaintext=b"x")["CiphertextBlob"]
    kms.events.clear()
    kms.call("ScheduleKeyDeletion", KeyId=key)
    kms.later(days=30)
    with kms.store.unit_of_work() as uow:
        counts = [uow.count(KEYS), uow.count(ALIASES), uow.count(GRANTS), uow.count(BACKING_KEYS)]
        assert (counts, uow.count(TIMERS)) == ([1, 1, 1, 2], 1)
    assert kms.said("Decrypt", CiphertextBlob=blob)[0] == "AccessDeniedException"
    assert kms.call("Decrypt", CiphertextBlob=kept)["Plaintext"] == b"x"
    assert kms.said("DescribeKey", KeyId="alias/0")[0] == "NotFoundException"
    assert kms.events == [ServiceEvent("kms", "DeleteKey", kms.arn(key), "AWS::KMS::Key", {"keyId": key})]


def test_a_cancelled_deletion_leaves_a_disabled_key(kms: Account, key: str) -> None:
    kms.call("ScheduleKeyDeletion", KeyId=key)
    assert kms.call("CancelKeyDeletion", KeyId=key) == {"KeyId": kms.arn(key)}
    metadata = kms.metadata(key)
    assert metadata["KeyState"] == "Disabled"
    assert "DeletionDate" not in metadata
    kms.later(days=31)
    assert kms.metadata(key)["KeyState"] == "Disabled"


def test_aliases_stay_until_the_key_is_gone(kms: Account, key: str) -> None:
    kms.call("CreateAlias", AliasName="alias/x", TargetKeyId=key)
    kms.call("ScheduleKeyDeletion", KeyId=key)
    assert kms.metadata("alias/x")["KeyState"] == "PendingDeletion"


@pytest.mark.parametrize("days", [1, 6, 31, 365])
def test_a_waiting_period_out_of_bounds_is_refused(kms: Account, key: str, days: int) -> None:
    assert kms.said("ScheduleKeyDeletion", KeyId=key, PendingWindowInDays=days) == (
        "ValidationException",
        f"PendingWindowInDays should be between 7 and 30, but it is {days}",
    )
    assert kms.metadata(key)["KeyState"] == "Enabled"


def test_a_deletion_is_scheduled_once(kms: Account, key: str) -> None:
    kms.call("ScheduleKeyDeletion", KeyId=key)
    assert kms.said("ScheduleKeyDeletion", KeyId=key, PendingWindowInDays=7) == (
        "KMSInvalidStateException",
        f"{kms.arn(key)} is pending deletion.",
    )


@pytest.mark.parametrize("kind", ["kms.delete-key", "kms.rotate-key"])
def test_a_timer_that_has_lost_its_meaning_does_nothing(kms: Account, key: str, kind: str) -> None:
    with kms.store.unit_of_work() as uow:
        uow.schedule(kind, kms.record_path(key), kms.clock.now())
        uow.schedule(kind, kms.record_path("no-key"), kms.clock.now())
    before = kms.record(key)
    kms.later(seconds=1)
    assert kms.record(key) == before
    assert kms.events == []
