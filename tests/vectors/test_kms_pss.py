"""RSASSA-PSS against a verifier written from RFC 8017 §9.1.2 alone.

NIST's vectors have salts of 0, 10 and 20 bytes and AWS's signatures ones as long as the hash. So the vectors
hold the verifier here, and the verifier holds ours.
"""

import hashlib

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_der_public_key
from tests.vectors.reading import Case, cases, rsa_public

from kmstui.emulator.crypto.key_pairs import KeyPair, generate
from kmstui.emulator.crypto.signatures import Form, sign, verifies


def _mask(seed: bytes, length: int, name: str) -> bytes:
    blocks = b""
    for counter in range(-(-length // hashlib.new(name).digest_size)):
        blocks += hashlib.new(name, seed + counter.to_bytes(4, "big")).digest()
    return blocks[:length]


def salt_of(modulus: int, exponent: int, digest: bytes, signature: bytes, name: str) -> bytes | None:
    """The salt of a valid signature; None when it is not valid."""
    bits = modulus.bit_length() - 1
    size, hashed = -(-bits // 8), len(digest)
    encoded = pow(int.from_bytes(signature, "big"), exponent, modulus)
    if encoded.bit_length() > bits:
        return None
    message = encoded.to_bytes(size, "big")
    masked, check = message[: size - hashed - 1], message[size - hashed - 1 : -1]
    mask = _mask(check, len(masked), name)
    block = bytes(a ^ b for a, b in zip(masked, mask, strict=True))
    block = bytes([block[0] & (0xFF >> (8 * size - bits))]) + block[1:]
    padding, one, salt = block.partition(b"\x01")
    genuine = hashlib.new(name, bytes(8) + digest + salt).digest() == check
    return salt if genuine and one and not any(padding) and message[-1] == 0xBC else None


def _salt(case: Case) -> bytes | None:
    name = case["SHAAlg"].lower()
    digest = hashlib.new(name, bytes.fromhex(case["Msg"])).digest()
    return salt_of(int(case["n"], 16), int(case["e"], 16), digest, bytes.fromhex(case["S"]), name)


def test_the_verifier_agrees_with_nists_vectors() -> None:
    seen = {"P": 0, "F": 0}
    for case in cases("asymmetric/RSA/FIPS_186-2/SigVerPSS_186-3.rsp"):
        if case["SHAAlg"] not in {"SHA256", "SHA384", "SHA512"}:
            continue
        salt, expected = _salt(case), case["Result"].startswith("P")
        assert (salt is not None) is expected
        assert salt is None or salt.hex() == case["SaltVal"]
        seen["P" if expected else "F"] += 1
    assert seen["P"] >= 15
    assert seen["F"] >= 60


@pytest.fixture(scope="module")
def pair() -> KeyPair:
    """One key pair for all tests."""
    return generate("RSA_2048")


@pytest.mark.parametrize("bits", [256, 384, 512])
@pytest.mark.parametrize("form", [Form.RAW, Form.DIGEST])
def test_our_signatures_are_valid_with_a_salt_as_long_as_the_hash(
    pair: KeyPair, bits: int, form: Form
) -> None:
    name, algorithm = f"sha{bits}", f"RSASSA_PSS_SHA_{bits}"
    digest = hashlib.new(name, b"invoice 10442").digest()
    signature = sign(pair.private, algorithm, b"invoice 10442" if form is Form.RAW else digest, form)
    public = load_der_public_key(pair.public)
    assert isinstance(public, RSAPublicKey)
    numbers = public.public_numbers()
    salt = salt_of(numbers.n, numbers.e, digest, signature, name)
    assert salt is not None
    assert len(salt) == bits // 8
    assert verifies(pair.public, algorithm, b"invoice 10442", signature)
    assert not verifies(pair.public, algorithm, b"invoice 10443", signature)


def test_a_salt_of_another_length_is_refused() -> None:
    refused = 0
    for case in cases("asymmetric/RSA/FIPS_186-2/SigVerPSS_186-3.rsp"):
        if case["SHAAlg"] in {"SHA256", "SHA384", "SHA512"} and case["Result"].startswith("P"):
            public = rsa_public(int(case["n"], 16), int(case["e"], 16))
            algorithm = f"RSASSA_PSS_SHA_{case['SHAAlg'][3:]}"
            message, signature = bytes.fromhex(case["Msg"]), bytes.fromhex(case["S"])
            assert not verifies(public, algorithm, message, signature)
            refused += 1
    assert refused >= 15
