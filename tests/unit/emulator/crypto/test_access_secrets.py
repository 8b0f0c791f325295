"""Secrets follow from the root key and the access key's id; tokens open for whom they were sealed, or not."""

import re
from base64 import b64decode, b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kmstui.aws.entropy import SeededEntropy
from kmstui.emulator.crypto.access_secrets import AccessSecrets, InvalidTokenError
from kmstui.emulator.crypto.root_key import RootKey

KEY = "AKIAIOSFODNN7EXAMPLE"
ENTROPY = SeededEntropy("tokens")


def secrets(seed: str = "root") -> AccessSecrets:
    """Those of an account with its own root key."""
    return AccessSecrets(RootKey.ephemeral(SeededEntropy(seed)))


def test_a_secret_is_the_same_each_time_and_another_for_each_key_and_account() -> None:
    secret = secrets().secret(KEY)
    assert re.fullmatch(r"[A-Za-z0-9+/]{40}", secret)
    assert secrets().secret(KEY) == secret
    others = {secrets().secret(KEY[:-1]), secrets("other").secret(KEY), secrets().secret(KEY, "token")}
    assert len(others | {secret}) == 4


def test_where_the_id_ends_and_the_token_begins_makes_a_difference() -> None:
    assert secrets().secret("AB", "C") != secrets().secret("A", "BC")


@given(st.binary(max_size=300))
def test_a_token_gives_back_what_was_sealed(claims: bytes) -> None:
    one = secrets()
    token = one.seal(KEY, claims, ENTROPY)
    assert one.opened(KEY, token) == claims
    assert token != one.seal(KEY, claims, ENTROPY)


def test_a_token_opens_for_its_own_key_and_account_alone() -> None:
    token = secrets().seal(KEY, b"claims", ENTROPY)
    for who, key in ((secrets(), KEY[:-1]), (secrets("other"), KEY), (secrets(), "")):
        with pytest.raises(InvalidTokenError):
            who.opened(key, token)


def test_no_bit_of_a_token_can_be_changed_and_no_byte_left_out_or_added() -> None:
    one = secrets()
    raw = b64decode(one.seal(KEY, b"claims", ENTROPY))
    forged = [raw[:cut] for cut in range(len(raw))] + [raw + b"\0"]
    for place in range(len(raw)):
        for bit in range(8):
            forged.append(raw[:place] + bytes((raw[place] ^ 1 << bit,)) + raw[place + 1 :])
    for token in forged:
        with pytest.raises(InvalidTokenError):
            one.opened(KEY, b64encode(token).decode())


@pytest.mark.parametrize("token", ["", "!", "AQ==", "A" * 16_385, "ä", "\ud800", "AQ==\n", "Ag" + "A" * 100])
def test_nonsense_is_no_token(token: str) -> None:
    with pytest.raises(InvalidTokenError):
        secrets().opened(KEY, token)


def test_what_was_derived_goes_with_the_root_key() -> None:
    root_key = RootKey.ephemeral(SeededEntropy("root"))
    derived = root_key.derived(b"a purpose")
    assert derived.raw == RootKey.ephemeral(SeededEntropy("root")).derived(b"a purpose").raw
    assert derived.raw != root_key.derived(b"another").raw
    assert any(derived.raw)
    root_key.close()
    assert not any(derived.raw)
