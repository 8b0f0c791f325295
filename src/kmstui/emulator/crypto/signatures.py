"""Digital signatures, by AWS's names of the algorithms (KMS Developer Guide, "Key spec reference").

RSA by PSS, with a salt as long as the hash, and PKCS#1 v1.5; ECDSA as DER; Ed25519; ML-DSA with an empty
context. Ed25519 of a pre-hashed message (Ed25519ph) is missing: the library does not have it, and a signature
scheme is nothing to write oneself. Every way in which a signature can be wrong is one answer: False.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, cast

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDSA,
    EllipticCurvePrivateKey,
    EllipticCurvePublicKey,
)
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mldsa import (
    MLDSA44PrivateKey,
    MLDSA44PublicKey,
    MLDSA65PrivateKey,
    MLDSA65PublicKey,
    MLDSA87PrivateKey,
    MLDSA87PublicKey,
)
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, PSS, AsymmetricPadding, PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from cryptography.hazmat.primitives.hashes import SHA256, SHA384, SHA512, HashAlgorithm

from kmstui.emulator.crypto.key_pairs import private_key, public_key
from kmstui.emulator.crypto.secret import SecretBuffer

MU_BYTES = 64
"""The length of ML-DSA's message representative (FIPS 204, algorithm 7)."""


class Form(StrEnum):
    """What is signed: a message, or what an algorithm makes of one first."""

    RAW = "RAW"
    DIGEST = "DIGEST"
    EXTERNAL_MU = "EXTERNAL_MU"


class Scheme(Protocol):
    """One way of signing. It is given only the forms it has."""

    def sign(self, private: SecretBuffer, message: bytes, form: Form) -> bytes:
        """A signature under a PKCS#8 private key."""
        ...

    def check(self, public: bytes, message: bytes, form: Form, signature: bytes) -> None:
        """Hold a signature against a SubjectPublicKeyInfo.

        Raises:
            InvalidSignature: when it is none.
        """
        ...


@dataclass(frozen=True, slots=True)
class _Rsa:
    padding: AsymmetricPadding
    hash: HashAlgorithm

    def sign(self, private: SecretBuffer, message: bytes, form: Form) -> bytes:
        key = cast("RSAPrivateKey", private_key(private))
        return key.sign(message, self.padding, _hashed(self.hash, form))

    def check(self, public: bytes, message: bytes, form: Form, signature: bytes) -> None:
        key = cast("RSAPublicKey", public_key(public))
        key.verify(signature, message, self.padding, _hashed(self.hash, form))


@dataclass(frozen=True, slots=True)
class _Ecdsa:
    hash: HashAlgorithm

    def sign(self, private: SecretBuffer, message: bytes, form: Form) -> bytes:
        key = cast("EllipticCurvePrivateKey", private_key(private))
        return key.sign(message, ECDSA(_hashed(self.hash, form)))

    def check(self, public: bytes, message: bytes, form: Form, signature: bytes) -> None:
        key = cast("EllipticCurvePublicKey", public_key(public))
        key.verify(signature, message, ECDSA(_hashed(self.hash, form)))


class _Ed25519:
    def sign(self, private: SecretBuffer, message: bytes, _form: Form) -> bytes:
        return cast("Ed25519PrivateKey", private_key(private)).sign(message)

    def check(self, public: bytes, message: bytes, _form: Form, signature: bytes) -> None:
        cast("Ed25519PublicKey", public_key(public)).verify(signature, message)


class _MlDsa:
    def sign(self, private: SecretBuffer, message: bytes, form: Form) -> bytes:
        key = cast("MLDSA44PrivateKey | MLDSA65PrivateKey | MLDSA87PrivateKey", private_key(private))
        return key.sign_mu(message) if form is Form.EXTERNAL_MU else key.sign(message)

    def check(self, public: bytes, message: bytes, form: Form, signature: bytes) -> None:
        key = cast("MLDSA44PublicKey | MLDSA65PublicKey | MLDSA87PublicKey", public_key(public))
        if form is Form.EXTERNAL_MU:
            key.verify_mu(signature, message)
        else:
            key.verify(signature, message)


def _hashed(algorithm: HashAlgorithm, form: Form) -> HashAlgorithm | Prehashed:
    return Prehashed(algorithm) if form is Form.DIGEST else algorithm


def _pss(algorithm: HashAlgorithm) -> Scheme:
    return _Rsa(PSS(MGF1(algorithm), PSS.DIGEST_LENGTH), algorithm)


_HASHES: Mapping[str, HashAlgorithm] = {"SHA_256": SHA256(), "SHA_384": SHA384(), "SHA_512": SHA512()}
SCHEMES: Mapping[str, Scheme] = {
    **{f"RSASSA_PSS_{name}": _pss(algorithm) for name, algorithm in _HASHES.items()},
    **{f"RSASSA_PKCS1_V1_5_{name}": _Rsa(PKCS1v15(), algorithm) for name, algorithm in _HASHES.items()},
    **{f"ECDSA_{name}": _Ecdsa(algorithm) for name, algorithm in _HASHES.items()},
    "ED25519_SHA_512": _Ed25519(),
    "ML_DSA_SHAKE_256": _MlDsa(),
}
"""The algorithms there are here, by AWS's names."""


def digest_bytes(algorithm: str) -> int:
    """How long a digest for an algorithm is: its name ends in the hash's; 0 where it has none."""
    found = _HASHES.get(algorithm[-len("SHA_256") :])
    return found.digest_size if found else 0


def sign(private: SecretBuffer, algorithm: str, message: bytes, form: Form = Form.RAW) -> bytes:
    """The signature of a message under a private key of the kind that the algorithm needs.

    Raises:
        KeyError: when the algorithm is none of `SCHEMES`.
    """
    return SCHEMES[algorithm].sign(private, message, form)


def verifies(public: bytes, algorithm: str, message: bytes, signature: bytes, form: Form = Form.RAW) -> bool:
    """Whether a signature is one of this message under the private key that belongs to `public`.

    Raises:
        KeyError: when the algorithm is none of `SCHEMES`.
    """
    try:
        SCHEMES[algorithm].check(public, message, form, signature)
    except InvalidSignature:
        return False
    return True
