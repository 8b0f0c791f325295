"""Encryption under a KMS key of whichever kind: what is checked first, and which cipher does it.

Symmetric keys make blobs that name their key and can have an encryption context; RSA keys make bare
ciphertexts of theirs and have no context (KMS Developer Guide, "Encrypt"). Knows no request.
"""

from collections.abc import Mapping

from kmstui.emulator.crypto import oaep
from kmstui.emulator.crypto.ciphertext import InvalidCiphertextError
from kmstui.emulator.crypto.secret import SecretBuffer
from kmstui.emulator.kms.key_specs import SYMMETRIC_DEFAULT, check_algorithm
from kmstui.emulator.kms.keyring import Keyring, invalid_ciphertext
from kmstui.emulator.kms.model import KmsKey
from kmstui.emulator.kms.public_keys import public_half
from kmstui.emulator.kms.refusals import invalid
from kmstui.emulator.registry import Context

_MODULUS_BITS = {"RSA_2048": 2048, "RSA_3072": 3072, "RSA_4096": 4096}


def check_cipher(key: KmsKey, algorithm: str, encryption_context: Mapping[str, str]) -> None:
    """Refuse an algorithm that the key does not have, and a context that the algorithm does not have.

    Raises:
        AwsError: InvalidKeyUsageException or ValidationException.
    """
    if key.spec == algorithm:
        return  # a symmetric encryption key and its one algorithm, which have the same name
    check_algorithm(key, algorithm)
    if encryption_context and algorithm != SYMMETRIC_DEFAULT:
        raise invalid("EncryptionContext is not supported when encrypting/decrypting with asymmetric CMKs.")


def check_room(key: KmsKey, algorithm: str, size: int) -> None:
    """Refuse more bytes than an algorithm of RSA keys encrypts at once; the others' limit is in the shapes.

    Raises:
        AwsError: ValidationException.
    """
    most = oaep.largest(algorithm, _MODULUS_BITS[key.spec])
    if size > most:
        raise invalid(
            f"Algorithm {algorithm} and key spec {key.spec} cannot encrypt data larger than {most} bytes."
        )


def sealed(
    context: Context,
    keyring: Keyring,
    key: KmsKey,
    algorithm: str,
    plaintext: bytes | bytearray,
    encryption_context: Mapping[str, str],
) -> bytes:
    """The ciphertext of what has been checked."""
    if algorithm == SYMMETRIC_DEFAULT:
        return keyring.encrypt(context, key, plaintext, encryption_context)
    return oaep.encrypt(public_half(context, key), algorithm, plaintext)


def unsealed_bare(
    context: Context, keyring: Keyring, key: KmsKey, algorithm: str, ciphertext: bytes
) -> SecretBuffer:
    """The plaintext of an RSA key's ciphertext; the caller wipes it.

    Raises:
        AwsError: InvalidCiphertextException.
    """
    with keyring.opened(context, key) as private:
        try:
            return oaep.decrypt(private, algorithm, ciphertext)
        except InvalidCiphertextError as error:
            raise invalid_ciphertext() from error
