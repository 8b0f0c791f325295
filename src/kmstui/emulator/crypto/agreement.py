"""Shared secrets: elliptic-curve Diffie-Hellman (NIST SP 800-56A, §5.7.1.2) and ML-KEM (FIPS 203).

What comes out is the raw secret, as AWS hands it out; turning it into a key is for whoever asked.
"""

from typing import cast

from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDH,
    EllipticCurvePrivateKey,
    EllipticCurvePublicKey,
)
from cryptography.hazmat.primitives.asymmetric.mlkem import (
    MLKEM768PrivateKey,
    MLKEM768PublicKey,
    MLKEM1024PrivateKey,
    MLKEM1024PublicKey,
)

from kmstui.emulator.crypto.ciphertext import InvalidCiphertextError
from kmstui.emulator.crypto.key_pairs import InvalidPublicKeyError, private_key, public_key
from kmstui.emulator.crypto.secret import SecretBuffer

ENCAPSULATION_BYTES = {"ML_KEM_768": 1088, "ML_KEM_1024": 1568}
"""How long a ciphertext of each ML-KEM key is (FIPS 203, table 3)."""


def derive(private: SecretBuffer, peer: bytes) -> SecretBuffer:
    """The secret that a private key shares with a peer's public key; the caller wipes it.

    Raises:
        InvalidPublicKeyError: when `peer` is not a public key on the same curve.
    """
    own = cast("EllipticCurvePrivateKey", private_key(private))
    other = public_key(peer)
    if not isinstance(other, EllipticCurvePublicKey) or other.curve.name != own.curve.name:
        raise InvalidPublicKeyError
    try:
        return _kept(own.exchange(ECDH(), other))
    except ValueError as error:
        raise InvalidPublicKeyError from error


def encapsulate(public: bytes) -> tuple[SecretBuffer, bytes]:
    """A new secret for the owner of an ML-KEM public key, and its encapsulated form."""
    key = cast("MLKEM768PublicKey | MLKEM1024PublicKey", public_key(public))
    secret, encapsulated = key.encapsulate()
    return _kept(secret), encapsulated


def decapsulate(private: SecretBuffer, spec: str, encapsulated: bytes) -> SecretBuffer:
    """The secret in an encapsulated form, or, for one that was made for another key or damaged, a secret
    that nobody shares: ML-KEM does not tell (FIPS 203, "implicit rejection").

    Raises:
        InvalidCiphertextError: when it has not the length that the key's ciphertexts have.
    """
    if len(encapsulated) != ENCAPSULATION_BYTES[spec]:
        raise InvalidCiphertextError
    key = cast("MLKEM768PrivateKey | MLKEM1024PrivateKey", private_key(private))
    return _kept(key.decapsulate(encapsulated))


def _kept(secret: bytes) -> SecretBuffer:
    kept = SecretBuffer(len(secret))
    kept.raw[:] = secret
    return kept
