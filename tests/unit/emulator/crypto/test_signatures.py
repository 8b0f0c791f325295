"""Signatures: every algorithm with every spec it is for. Published vectors are in tests/vectors."""

import hashlib

import pytest

from kmstui.emulator.crypto.key_pairs import KeyPair, generate
from kmstui.emulator.crypto.signatures import SCHEMES, Form, digest_bytes, sign, verifies

MESSAGE = b"invoice 10442"
SPECS = {
    **dict.fromkeys((name for name in SCHEMES if name.startswith("RSASSA")), "RSA_2048"),
    "ECDSA_SHA_256": "ECC_NIST_P256",
    "ECDSA_SHA_384": "ECC_NIST_P384",
    "ECDSA_SHA_512": "ECC_NIST_P521",
    "ED25519_SHA_512": "ECC_NIST_EDWARDS25519",
    "ML_DSA_SHAKE_256": "ML_DSA_44",
}

HASHING = sorted(name for name in SCHEMES if name.startswith(("RSASSA", "ECDSA")))


@pytest.fixture(scope="module")
def pairs() -> dict[str, KeyPair]:
    """One key pair of each spec."""
    return {spec: generate(spec) for spec in sorted(set(SPECS.values()))}


def test_every_scheme_is_tried() -> None:
    assert SPECS.keys() == SCHEMES.keys()


@pytest.mark.parametrize("algorithm", sorted(SCHEMES))
def test_a_signature_is_of_one_message_and_key(pairs: dict[str, KeyPair], algorithm: str) -> None:
    pair = pairs[SPECS[algorithm]]
    signature = sign(pair.private, algorithm, MESSAGE)
    assert verifies(pair.public, algorithm, MESSAGE, signature)
    assert not verifies(pair.public, algorithm, b"invoice 10443", signature)
    assert not verifies(generate(pair.spec).public, algorithm, MESSAGE, signature)


@pytest.mark.parametrize("algorithm", sorted(SCHEMES))
def test_a_signature_that_was_touched_verifies_nothing(pairs: dict[str, KeyPair], algorithm: str) -> None:
    pair = pairs[SPECS[algorithm]]
    signature = sign(pair.private, algorithm, MESSAGE)
    for wrong in (b"", b"x", signature[:-1], signature + b"\0", bytes(len(signature)), b"\xff" * 6144):
        assert not verifies(pair.public, algorithm, MESSAGE, wrong)
    for position in range(0, len(signature) * 8, 61):
        touched = bytearray(signature)
        touched[position // 8] ^= 1 << position % 8
        assert not verifies(pair.public, algorithm, MESSAGE, bytes(touched))


@pytest.mark.parametrize(
    "algorithm", sorted(name for name in SCHEMES if name.startswith(("RSASSA", "ECDSA")))
)
def test_a_digest_stands_for_its_message(pairs: dict[str, KeyPair], algorithm: str) -> None:
    pair = pairs[SPECS[algorithm]]
    digest = hashlib.new(f"sha{algorithm[-3:]}", MESSAGE).digest()
    assert len(digest) == digest_bytes(algorithm)
    signature = sign(pair.private, algorithm, digest, Form.DIGEST)
    assert verifies(pair.public, algorithm, MESSAGE, signature)
    assert not verifies(pair.public, algorithm, digest, signature)


def test_the_length_of_a_digest_follows_from_the_name() -> None:
    lengths = {
        name: digest_bytes(name) for name in ("RSASSA_PSS_SHA_256", "ECDSA_SHA_384", "ED25519_PH_SHA_512")
    }
    assert list(lengths.values()) == [32, 48, 64]
    assert digest_bytes("ML_DSA_SHAKE_256") == 0


def test_an_algorithm_that_there_is_not_is_a_key_error(pairs: dict[str, KeyPair]) -> None:
    pair = pairs["ECC_NIST_EDWARDS25519"]
    with pytest.raises(KeyError):
        sign(pair.private, "ED25519_PH_SHA_512", bytes(64), Form.DIGEST)
