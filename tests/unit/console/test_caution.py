"""How careful a console is with a call."""

import pytest

from kmstui.aws.gateway import Realm
from kmstui.aws.operations import OPERATIONS
from kmstui.console.caution import (
    DESTRUCTIVE,
    any_needs_digits,
    digits_of,
    mutates,
    needs_digits,
    spelled,
)

TAKING = (
    "Delete",
    "Terminate",
    "Detach",
    "Disable",
    "Revoke",
    "Retire",
    "Remove",
    "Schedule",
    "Stop",
    "Put",
    "Reset",
    "Deregister",
)
"""How operations begin that may take something away."""
HARMLESS = {
    ("kms", "DisableKeyRotation"),
    ("ec2", "DeleteTags"),
    ("iam", "PutUserPolicy"),
    ("iam", "PutRolePolicy"),
    ("iam", "PutGroupPolicy"),
}
"""Those that do not, or that are put right as easily as they are done; each was thought about."""


def test_every_operation_that_may_take_something_away_was_thought_about() -> None:
    """A new one in the table of operations has to be put into one list or the other."""
    suspects = {
        key
        for key, row in OPERATIONS.items()
        if not row.read_only and row.service != "kmstui" and row.name.startswith(TAKING)
    }
    assert suspects - set(DESTRUCTIVE) - HARMLESS == set()


def test_every_destructive_operation_is_one_that_changes_something() -> None:
    assert [key for key in DESTRUCTIVE if not mutates(*key)] == []


def test_what_nobody_has_described_counts_as_a_change() -> None:
    assert mutates("kms", "MakeTea")
    assert mutates("s3", "ListBuckets")
    assert not mutates("kms", "ListKeys")
    assert not mutates("cloudwatch", "GetMetricData")


def test_digits_are_for_aws_alone() -> None:
    assert needs_digits(Realm.AWS, "kms", "DisableKey")
    assert not needs_digits(Realm.AWS, "kms", "EnableKey")
    assert not needs_digits(Realm.ENDPOINT, "kms", "DisableKey")
    assert not needs_digits(Realm.EMULATOR, "kms", "DisableKey")
    assert any_needs_digits(Realm.AWS, ("kms:EnableKey", "kms:DisableKey"))
    assert not any_needs_digits(Realm.AWS, ())


@pytest.mark.parametrize(
    ("account", "digits", "shown"),
    [
        ("111122223333", "3333", "1111-2222-3333"),
        ("", "", ""),
        ("1234", "", "1234"),
        ("12345678901x", "", "12345678901x"),
    ],
)
def test_an_account_that_is_not_known_has_no_digits(account: str, digits: str, shown: str) -> None:
    assert (digits_of(account), spelled(account)) == (digits, shown)
