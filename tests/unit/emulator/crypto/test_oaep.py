"""RSAES-OAEP. Published vectors are in tests/vectors."""

import pytest

from kmstui.emulator.crypto.ciphertext import InvalidCiphertextError
from kmstui.emulator.crypto.key_pairs import KeyPair, generate
from kmstui.emulator.crypto.oaep import ALGORITHMS, decrypt, encrypt, largest

LIMITS = {
    "RSAES_OAEP_SHA_1": {2048: 214, 3072: 342, 4096: 470},
    "RSAES_OAEP_SHA_256": {2048: 190, 3072: 318, 4096: 446},
}


@pytest.fixture(scope="module")
def pair() -> KeyPair:
    """One key pair."""
    return generate("RSA_2048")


@pytest.mark.parametrize("algorithm", sorted(ALGORITHMS))
def test_the_limits_are_those_aws_documents(algorithm: str) -> None:
    assert {bits: largest(algorithm, bits) for bits in LIMITS[algorithm]} == LIMITS[algorithm]


@pytest.mark.parametrize("algorithm", sorted(ALGORITHMS))
def test_as_much_as_fits_comes_out_again(pair: KeyPair, algorithm: str) -> None:
    for size in (1, largest(algorithm, 2048)):
        plaintext = bytes(range(256))[:size]
        sealed = encrypt(pair.public, algorithm, bytearray(plaintext))
        assert len(sealed) == 256
        with decrypt(pair.private, algorithm, sealed) as opened:
            assert bytes(opened.raw) == plaintext


@pytest.mark.parametrize("algorithm", sorted(ALGORITHMS))
def test_one_byte_more_does_not_fit(pair: KeyPair, algorithm: str) -> None:
    with pytest.raises(ValueError, match="Encryption failed"):
        encrypt(pair.public, algorithm, bytes(largest(algorithm, 2048) + 1))


def test_every_damage_is_one_error(pair: KeyPair) -> None:
    sealed = encrypt(pair.public, "RSAES_OAEP_SHA_256", b"x")
    wrong = [b"", sealed[:-1], sealed + b"\0", bytes(256), b"\xff" * 256, b"\x01" * 10]
    for position in range(0, 2048, 97):
        touched = bytearray(sealed)
        touched[position // 8] ^= 1 << position % 8
        wrong.append(bytes(touched))
    for ciphertext in wrong:
        with pytest.raises(InvalidCiphertextError):
            decrypt(pair.private, "RSAES_OAEP_SHA_256", ciphertext)
    with pytest.raises(InvalidCiphertextError):
        decrypt(pair.private, "RSAES_OAEP_SHA_1", sealed)
