"""Message authentication codes. Published vectors are in tests/vectors."""

import pytest

from kmstui.aws.entropy import SeededEntropy
from kmstui.emulator.crypto.macs import KEY_BYTES, authentic, mac
from kmstui.emulator.crypto.secret import SecretBuffer


@pytest.mark.parametrize("spec", KEY_BYTES)
def test_key_and_code_are_as_long_as_the_hash(spec: str) -> None:
    algorithm, size = spec.replace("HMAC", "HMAC_SHA"), int(spec[-3:]) // 8
    key = SecretBuffer.random(KEY_BYTES[spec], SeededEntropy("mac"))
    code = mac(key, algorithm, b"x")
    assert (len(key), len(code)) == (size, size)
    assert authentic(key, algorithm, b"x", code)


def test_no_bit_of_a_code_may_change() -> None:
    key = SecretBuffer.random(32, SeededEntropy("mac"))
    code = mac(key, "HMAC_SHA_256", b"x")
    for position in range(256):
        touched = bytearray(code)
        touched[position // 8] ^= 1 << position % 8
        assert not authentic(key, "HMAC_SHA_256", b"x", bytes(touched))
    for wrong in (b"", code[:-1], code + b"\0"):
        assert not authentic(key, "HMAC_SHA_256", b"x", wrong)
    assert not authentic(key, "HMAC_SHA_256", b"y", code)
