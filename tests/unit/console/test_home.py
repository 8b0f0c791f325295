"""What needs attention, how far somebody new has come, and how requests are counted."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from kmstui.cli.account import open_demo
from kmstui.console.events import EventRow
from kmstui.console.home import (
    MINUTES,
    Severity,
    VolumeFacts,
    attention,
    by_minute,
    by_state,
    first_steps,
    is_fresh,
    volumes,
)
from kmstui.console.keys import KeyRow

NOW = datetime(2026, 3, 14, 9, 26, 53, tzinfo=UTC)
KEY = KeyRow(
    "k1", "arn:k1", ("orders",), "Enabled", "CUSTOMER", "1", "", "SYMMETRIC_DEFAULT", "ENCRYPT_DECRYPT",
    "AWS_KMS", False, NOW,
)  # fmt: skip
VOLUME = VolumeFacts("vol-1", "data", True, True, "k1")
EVENT = EventRow("e", "r", NOW, "Decrypt", "alice", "kms.amazonaws.com", (), True, "", "", "", "{}")


def test_all_is_well_with_an_enabled_key_and_an_encrypted_volume() -> None:
    assert attention([KEY], [VOLUME], NOW) == ()


def test_a_key_about_to_go_comes_before_the_volumes_it_takes_along() -> None:
    key = replace(KEY, state="PendingDeletion", deletion=NOW + timedelta(days=5))
    found = attention([key], [VOLUME, replace(VOLUME, volume_id="vol-2", encrypted=False, key_id="")], NOW)
    assert [(item.severity, item.text) for item in found] == [
        (Severity.URGENT, "gone in 5 days"),
        (Severity.URGENT, "lost with orders"),
        (Severity.WARNING, "not encrypted, in use"),
    ]
    assert found[0].arguments == {"key_id": "k1"}
    assert found[1].arguments == {"volume_id": "vol-1"}


def test_a_volume_under_a_disabled_key_needs_attention() -> None:
    found = attention([replace(KEY, state="Disabled")], [VOLUME], NOW)
    assert [item.text for item in found] == ["needs orders, disabled"]


def test_a_volume_whose_key_is_gone_stays_in_sight() -> None:
    lost = replace(VOLUME, lost=True)
    found = attention([], [lost, replace(lost, attached=False)], NOW)
    assert [(item.severity, item.text) for item in found] == [
        (Severity.URGENT, "lost once detached: its key is gone"),
        (Severity.URGENT, "lost: its key is gone"),
    ]


def test_a_volume_is_lost_when_its_key_is_deleted_and_not_before() -> None:
    account = open_demo()
    alice, carol = (account.endpoint.gateway(name, "us-east-1") for name in ("alice", "carol"))
    assert not any(volume.lost for volume in volumes(alice))
    alice.call("kmstui", "AdvanceClock", {"Seconds": timedelta(days=6).total_seconds()})
    assert [volume.name for volume in volumes(alice) if volume.lost] == ["old-shop-data"]
    deny = {"Effect": "Deny", "Action": "kms:ListKeys", "Resource": "*"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [deny]})
    policy = {"UserName": "carol", "PolicyName": "no-keys", "PolicyDocument": document}
    alice.call("iam", "PutUserPolicy", policy)
    assert not any(volume.lost for volume in volumes(carol))
    account.close()


def test_the_last_hours_are_worded() -> None:
    key = replace(KEY, state="PendingDeletion", deletion=NOW + timedelta(hours=3))
    assert attention([key], [], NOW)[0].text == "gone in 1 day"
    assert attention([replace(key, deletion=NOW)], [], NOW)[0].text == "gone today"


def test_requests_fall_into_their_minutes() -> None:
    ago = (0, 30, 90, 59 * 60 + 59, 60 * 60)
    uses = [replace(EVENT, time=NOW - timedelta(seconds=seconds)) for seconds in ago]
    counts = by_minute(uses, NOW)
    assert len(counts) == MINUTES
    assert (counts[-1], counts[-2], counts[0], sum(counts)) == (2, 1, 1, 4)


def test_keys_are_counted_by_state() -> None:
    keys = [replace(KEY, state="Disabled"), KEY, KEY]
    assert list(by_state(keys).items()) == [("Enabled", 2), ("Disabled", 1)]


def test_the_steps_are_ticked_one_by_one() -> None:
    def done(*steps: bool) -> list[bool]:
        return list(steps)

    assert [step.done for step in first_steps([], [], None)] == done(False, False, False, False)
    loose = replace(VOLUME, attached=False)
    assert [step.done for step in first_steps([KEY], [loose], None)] == done(True, True, False, False)
    assert is_fresh(first_steps([KEY], [loose], None))
    assert not is_fresh(first_steps([KEY], [VOLUME], None))
