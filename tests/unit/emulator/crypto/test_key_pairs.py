"""Key pairs: each spec's own kind of key, in the forms that AWS hands out."""

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, mldsa, mlkem, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_der_private_key,
    load_der_public_key,
)

from kmstui.emulator.crypto.key_pairs import SPECS, InvalidPublicKeyError, generate, private_key, public_key

KINDS = {
    "RSA_2048": rsa.RSAPublicKey,
    "RSA_3072": rsa.RSAPublicKey,
    "RSA_4096": rsa.RSAPublicKey,
    "ECC_NIST_P256": ec.EllipticCurvePublicKey,
    "ECC_NIST_P384": ec.EllipticCurvePublicKey,
    "ECC_NIST_P521": ec.EllipticCurvePublicKey,
    "ECC_SECG_P256K1": ec.EllipticCurvePublicKey,
    "ECC_NIST_EDWARDS25519": ed25519.Ed25519PublicKey,
    "ML_DSA_44": mldsa.MLDSA44PublicKey,
    "ML_DSA_65": mldsa.MLDSA65PublicKey,
    "ML_DSA_87": mldsa.MLDSA87PublicKey,
    "ML_KEM_768": mlkem.MLKEM768PublicKey,
    "ML_KEM_1024": mlkem.MLKEM1024PublicKey,
}
BITS = {"RSA_2048": 2048, "RSA_3072": 3072, "RSA_4096": 4096}
CURVES = {
    "ECC_NIST_P256": "secp256r1",
    "ECC_NIST_P384": "secp384r1",
    "ECC_NIST_P521": "secp521r1",
    "ECC_SECG_P256K1": "secp256k1",
}
QUICK = sorted(SPECS - {"RSA_3072", "RSA_4096"})
"""RSA keys of more bits take seconds and are made in the same way."""
PUBLIC_BYTES = {"ECC_NIST_EDWARDS25519": 44, "ML_DSA_44": 1334, "ML_DSA_65": 1974, "ML_DSA_87": 2614}
SEED_BYTES = {"ML_DSA_44": 54, "ML_DSA_65": 54, "ML_DSA_87": 54, "ML_KEM_768": 86, "ML_KEM_1024": 86}


def test_there_is_a_kind_of_key_for_each_spec() -> None:
    assert KINDS.keys() == SPECS


@pytest.mark.parametrize("spec", QUICK)
def test_both_halves_are_one_key_of_the_specs_kind(spec: str) -> None:
    pair = generate(spec)
    public = load_der_public_key(pair.public)
    assert isinstance(public, KINDS[spec])
    own = load_der_private_key(bytes(pair.private.raw), None).public_key()
    assert own.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo) == pair.public
    assert pair.spec == spec
    if isinstance(public, rsa.RSAPublicKey):
        assert (public.key_size, public.public_numbers().e) == (BITS[spec], 65_537)
    if isinstance(public, ec.EllipticCurvePublicKey):
        assert public.curve.name == CURVES[spec]


@pytest.mark.parametrize("spec", PUBLIC_BYTES)
def test_public_keys_are_as_long_as_aws_was_seen_to_give_them(spec: str) -> None:
    assert len(generate(spec).public) == PUBLIC_BYTES[spec]


@pytest.mark.parametrize("spec", SEED_BYTES)
def test_post_quantum_private_keys_are_seeds(spec: str) -> None:
    assert len(generate(spec).private) == SEED_BYTES[spec]


@pytest.mark.parametrize("spec", QUICK)
def test_no_pair_is_made_twice(spec: str) -> None:
    assert generate(spec).public != generate(spec).public


@pytest.mark.parametrize("spec", ["SM2", "ML_KEM_512", "SYMMETRIC_DEFAULT", "HMAC_256", ""])
def test_other_specs_are_not_made(spec: str) -> None:
    with pytest.raises(KeyError):
        generate(spec)


def test_the_private_half_is_wiped_when_its_block_ends() -> None:
    with generate("ECC_NIST_P256") as pair:
        assert any(pair.private.raw)
        private_key(pair.private)
    assert not any(pair.private.raw)


def test_nothing_secret_is_shown() -> None:
    pair = generate("ECC_NIST_P256")
    assert bytes(pair.private.raw).hex()[-16:] not in repr(pair).encode().hex()
    assert "SecretBuffer" in repr(pair)


@pytest.mark.parametrize("cut", [b"", b"no key", b"\x30\x03\x02\x01\x00"])
def test_what_is_no_public_key_is_refused(cut: bytes) -> None:
    with pytest.raises(InvalidPublicKeyError):
        public_key(cut)


def test_a_public_key_with_any_bit_changed_never_breaks_the_reader() -> None:
    """Each change either makes another key or is refused; nothing else happens."""
    genuine = generate("ECC_NIST_P256").public
    refused = 0
    for position in range(len(genuine) * 8):
        touched = bytearray(genuine)
        touched[position // 8] ^= 1 << position % 8
        try:
            public_key(bytes(touched))
        except InvalidPublicKeyError:
            refused += 1
    assert refused > 500
