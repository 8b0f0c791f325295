"""Derived keys against NIST SP 800-108's own formula, written out with the standard library."""

import hashlib
import hmac
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kmstui.emulator.crypto.derivation import DERIVED_BYTES, derived_key
from kmstui.emulator.crypto.secret import SecretBuffer


@pytest.fixture
def secret() -> Iterator[SecretBuffer]:
    with SecretBuffer(32) as made:
        made.raw[:] = bytes(range(32))
        yield made


@given(
    key=st.binary(min_size=32, max_size=32),
    label=st.binary(min_size=1, max_size=40),
    context=st.binary(max_size=40),
)
def test_it_is_the_counter_mode_of_the_standard(key: bytes, label: bytes, context: bytes) -> None:
    """K(1) = HMAC(K, [1] || label || 00 || context || [L]); one block is all that 256 bits take."""
    secret = SecretBuffer(32)
    secret.raw[:] = key
    fixed = label + b"\0" + context + (8 * DERIVED_BYTES).to_bytes(4, "big")
    expected = hmac.digest(key, (1).to_bytes(4, "big") + fixed, hashlib.sha256)
    assert bytes(derived_key(secret, label, context).raw) == expected


def test_another_label_or_context_gives_another_key(secret: SecretBuffer) -> None:
    keys = [derived_key(secret, *words) for words in ((b"a",), (b"b",), (b"a", b"c"), (b"ac",))]
    assert len({bytes(key.raw) for key in keys}) == len(keys)


def test_what_is_derived_is_the_callers_to_wipe(secret: SecretBuffer) -> None:
    with derived_key(secret, b"a") as key:
        assert any(key.raw)
    assert not any(key.raw)
    assert bytes(secret.raw) == bytes(range(32))
