"""Identifiers: their form, and the account that an access key id carries."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kmstui.aws.entropy import SeededEntropy
from kmstui.emulator.iam.ids import ACCESS_KEY, SESSION_KEY, USER, access_key_id, account_of, unique_id

ENTROPY = SeededEntropy("ids")


def test_a_unique_id_has_its_prefix_and_17_characters() -> None:
    assert re.fullmatch(r"AIDA[A-Z2-7]{17}", unique_id(ENTROPY, USER))


@given(st.integers(0, 10**12 - 1), st.sampled_from([ACCESS_KEY, SESSION_KEY]))
def test_an_access_key_id_carries_its_account(number: int, prefix: str) -> None:
    account = f"{number:012}"
    key_id = access_key_id(ENTROPY, prefix, account)
    assert re.fullmatch(prefix + r"[A-Z2-7]{16}", key_id)
    assert account_of(key_id) == account
    assert access_key_id(ENTROPY, prefix, account) != key_id


@pytest.mark.parametrize(
    "text", ["", "AKIA", "AKIA" + "1" * 16, "AIDA" + "A" * 16, "AKIA" + "7" * 16, "a" * 20]
)
def test_what_is_no_access_key_id_carries_none(text: str) -> None:
    assert account_of(text) == ""
