"""Randomness is as much as was asked for; a seed repeats it."""

import re
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kmstui.aws.entropy import Entropy, SeededEntropy, SystemEntropy, token_hex, uuid


@pytest.fixture(params=[SystemEntropy, lambda: SeededEntropy("seed")])
def entropy(request: pytest.FixtureRequest) -> Entropy:
    source: Entropy = request.param()
    return source


@pytest.mark.parametrize("count", [0, 1, 32, 1000])
def test_there_is_as_much_as_was_asked_for(entropy: Entropy, count: int) -> None:
    buffer = bytearray(count)
    entropy.fill(buffer)
    assert len(entropy.token_bytes(count)) == len(buffer) == count


def test_no_two_draws_are_alike(entropy: Entropy) -> None:
    buffer = bytearray(32)
    entropy.fill(buffer)
    assert len({entropy.token_bytes(32), entropy.token_bytes(32), bytes(buffer), bytes(32)}) == 4


def test_a_seed_repeats_its_sequence_and_no_other() -> None:
    one, same, other = (SeededEntropy(seed) for seed in ("a", "a", "b"))
    draws = [one.token_bytes(16) for _ in range(3)]
    assert [same.token_bytes(16) for _ in range(3)] == draws
    assert other.token_bytes(16) not in draws


@pytest.mark.parametrize("digits", [1, 16, 17])
def test_identifiers_are_hexadecimal(entropy: Entropy, digits: int) -> None:
    assert re.fullmatch(f"[0-9a-f]{{{digits}}}", token_hex(entropy, digits))


def test_uuids_are_version_four(entropy: Entropy) -> None:
    drawn = UUID(uuid(entropy))
    assert (drawn.version, drawn.variant) == (4, "specified in RFC 4122")


@given(st.binary(min_size=16, max_size=16))
def test_a_uuid_has_the_random_bits_where_the_standard_has_them(drawn: bytes) -> None:
    class Fixed(SeededEntropy):
        def token_bytes(self, count: int) -> bytes:
            assert count == len(drawn)
            return drawn

    assert uuid(Fixed("")) == str(UUID(bytes=drawn, version=4))
