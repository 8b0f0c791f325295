"""RSAES-OAEP (RFC 8017 §7.1) by AWS's names: hash and mask generation of the same kind, no label.

Every way in which a ciphertext can be wrong is one `InvalidCiphertextError`, which does not say which.
"""

from collections.abc import Mapping
from typing import cast

from cryptography.hazmat.primitives.asymmetric.padding import MGF1, OAEP
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA1, SHA256, HashAlgorithm

from kmstui.emulator.crypto.ciphertext import InvalidCiphertextError
from kmstui.emulator.crypto.key_pairs import private_key, public_key
from kmstui.emulator.crypto.secret import SecretBuffer

_HASHES: Mapping[str, HashAlgorithm] = {
    # SHA-1 is AWS's algorithm; OAEP needs no resistance to collisions.
    "RSAES_OAEP_SHA_1": SHA1(),  # noqa: S303
    "RSAES_OAEP_SHA_256": SHA256(),
}
ALGORITHMS = frozenset(_HASHES)


def largest(algorithm: str, modulus_bits: int) -> int:
    """How many bytes can be encrypted at once (RFC 8017 §7.1.1)."""
    return modulus_bits // 8 - 2 * _HASHES[algorithm].digest_size - 2


def encrypt(public: bytes, algorithm: str, plaintext: bytes | bytearray) -> bytes:
    """Encrypt at most `largest` bytes under an RSA public key; as long as the modulus."""
    key = cast("RSAPublicKey", public_key(public))
    return key.encrypt(bytes(plaintext), _padding(algorithm))


def decrypt(private: SecretBuffer, algorithm: str, ciphertext: bytes) -> SecretBuffer:
    """Decrypt; the caller owns the plaintext and wipes it.

    Raises:
        InvalidCiphertextError: when it is not a ciphertext of this key and algorithm.
    """
    key = cast("RSAPrivateKey", private_key(private))
    try:
        opened = key.decrypt(ciphertext, _padding(algorithm))
    except ValueError as error:
        raise InvalidCiphertextError from error
    plaintext = SecretBuffer(len(opened))
    plaintext.raw[:] = opened
    return plaintext


def _padding(algorithm: str) -> OAEP:
    chosen = _HASHES[algorithm]
    return OAEP(MGF1(chosen), chosen, None)
