"""Secrets that two share. Published vectors are in tests/vectors."""

import pytest

from kmstui.emulator.crypto.agreement import ENCAPSULATION_BYTES, decapsulate, derive, encapsulate
from kmstui.emulator.crypto.ciphertext import InvalidCiphertextError
from kmstui.emulator.crypto.key_pairs import InvalidPublicKeyError, generate

CURVES = {"ECC_NIST_P256": 32, "ECC_NIST_P384": 48, "ECC_NIST_P521": 66}


@pytest.mark.parametrize("spec", CURVES)
def test_both_ends_come_to_the_same_raw_secret(spec: str) -> None:
    one, other = generate(spec), generate(spec)
    shared = derive(one.private, other.public)
    assert shared.raw == derive(other.private, one.public).raw
    assert len(shared) == CURVES[spec]
    assert shared.raw != derive(one.private, generate(spec).public).raw


@pytest.mark.parametrize(
    "stranger", ["ECC_NIST_P384", "ECC_SECG_P256K1", "ECC_NIST_EDWARDS25519", "ML_KEM_768"]
)
def test_a_key_of_another_kind_shares_nothing(stranger: str) -> None:
    with pytest.raises(InvalidPublicKeyError):
        derive(generate("ECC_NIST_P256").private, generate(stranger).public)


@pytest.mark.parametrize("spec", sorted(ENCAPSULATION_BYTES))
def test_an_encapsulated_secret_is_for_one_key(spec: str) -> None:
    pair = generate(spec)
    secret, encapsulated = encapsulate(pair.public)
    assert (len(secret), len(encapsulated)) == (32, ENCAPSULATION_BYTES[spec])
    assert decapsulate(pair.private, spec, encapsulated).raw == secret.raw
    assert decapsulate(generate(spec).private, spec, encapsulated).raw != secret.raw
    assert encapsulate(pair.public)[0].raw != secret.raw


@pytest.mark.parametrize("spec", sorted(ENCAPSULATION_BYTES))
def test_the_length_alone_is_refused(spec: str) -> None:
    pair, size = generate(spec), ENCAPSULATION_BYTES[spec]
    for wrong in (b"", bytes(size - 1), bytes(size + 1)):
        with pytest.raises(InvalidCiphertextError):
            decapsulate(pair.private, spec, wrong)
    assert len(decapsulate(pair.private, spec, bytes(size))) == 32
