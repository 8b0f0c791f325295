"""Buffers that forget."""

import pytest

from kmstui.aws.entropy import SeededEntropy
from kmstui.emulator.crypto.secret import SecretBuffer


def test_leaving_the_block_overwrites_the_bytes() -> None:
    with SecretBuffer.random(32, SeededEntropy("x")) as secret:
        raw = secret.raw
        assert any(raw)
    assert raw == bytes(32)


def test_an_error_in_the_block_overwrites_the_bytes_too() -> None:
    secret = SecretBuffer.random(32, SeededEntropy("x"))
    with pytest.raises(KeyError), secret:
        raise KeyError
    assert secret.raw == bytes(32)


def test_released_bytes_belong_to_whoever_took_them() -> None:
    with SecretBuffer.random(16, SeededEntropy("x")) as secret:
        raw = secret.release()
    assert any(raw)
    assert len(secret) == 0


def test_its_representation_shows_no_byte() -> None:
    secret = SecretBuffer(3)
    secret.raw[:] = b"abc"
    assert repr(secret) == "<SecretBuffer of 3 bytes>"
