"""Asymmetric key pairs: made, and read from the two forms in which they are kept and handed out.

A private key is PKCS#8 DER and lies in a `SecretBuffer`; a public key is a DER SubjectPublicKeyInfo, as
GetPublicKey returns it. ML-DSA and ML-KEM private keys are their seeds (RFC 9881, RFC 9935), as AWS's are.

Two things are the library's and cannot be had otherwise. It draws the randomness of a new key pair itself,
so that a seeded account makes other key pairs each time. And it gives a private key out as `bytes`, one copy
of which stays in memory until it is overwritten by chance. Knows no operation and no record.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Protocol, Self

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import (
    SECP256K1,
    SECP256R1,
    SECP384R1,
    SECP521R1,
    EllipticCurve,
    generate_private_key,
)
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mldsa import (
    MLDSA44PrivateKey,
    MLDSA65PrivateKey,
    MLDSA87PrivateKey,
)
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM1024PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key as generate_rsa_key
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes, PublicKeyTypes
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_der_private_key,
    load_der_public_key,
)

from kmstui.emulator.crypto.secret import SecretBuffer

_EXPONENT = 65_537


class InvalidPublicKeyError(Exception):
    """The bytes are not the public key that is needed: damaged, or of another kind or curve."""


class _Public(Protocol):
    def public_bytes(self, encoding: Encoding, format: PublicFormat) -> bytes: ...  # noqa: A002


class _Private(Protocol):
    def private_bytes(
        self,
        encoding: Encoding,
        format: PrivateFormat,  # noqa: A002
        encryption_algorithm: NoEncryption,
    ) -> bytes: ...

    def public_key(self) -> _Public: ...


@dataclass(frozen=True, slots=True)
class KeyPair:
    """A new key pair; its private half is wiped when its `with` block ends."""

    spec: str
    private: SecretBuffer
    """PKCS#8 DER."""
    public: bytes
    """SubjectPublicKeyInfo DER."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.private.wipe()


def _rsa(bits: int) -> Callable[[], _Private]:
    return lambda: generate_rsa_key(_EXPONENT, bits)


def _curve(curve: EllipticCurve) -> Callable[[], _Private]:
    return lambda: generate_private_key(curve)


_MAKERS: Mapping[str, Callable[[], _Private]] = {
    "RSA_2048": _rsa(2048),
    "RSA_3072": _rsa(3072),
    "RSA_4096": _rsa(4096),
    "ECC_NIST_P256": _curve(SECP256R1()),
    "ECC_NIST_P384": _curve(SECP384R1()),
    "ECC_NIST_P521": _curve(SECP521R1()),
    "ECC_SECG_P256K1": _curve(SECP256K1()),
    "ECC_NIST_EDWARDS25519": Ed25519PrivateKey.generate,
    "ML_DSA_44": MLDSA44PrivateKey.generate,
    "ML_DSA_65": MLDSA65PrivateKey.generate,
    "ML_DSA_87": MLDSA87PrivateKey.generate,
    "ML_KEM_768": MLKEM768PrivateKey.generate,
    "ML_KEM_1024": MLKEM1024PrivateKey.generate,
}
SPECS = frozenset(_MAKERS)
"""The key specs that `generate` makes, by AWS's names. The library has neither SM2 nor ML-KEM-512."""


def generate(spec: str) -> KeyPair:
    """A new key pair; RSA takes from 40 ms to seconds, everything else less than 1 ms.

    Raises:
        KeyError: when `spec` is none of `SPECS`.
    """
    made = _MAKERS[spec]()
    der = made.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    private = SecretBuffer(len(der))
    private.raw[:] = der
    public = made.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return KeyPair(spec, private, public)


def private_key(private: SecretBuffer) -> PrivateKeyTypes:
    """The private key in PKCS#8 DER.

    RSA keys are not tested for being primes again, which takes seconds: whoever hands one in has made it or
    tested it, and kept it where nobody could change it.
    """
    return load_der_private_key(private.raw, None, unsafe_skip_rsa_key_validation=True)


def public_key(public: bytes) -> PublicKeyTypes:
    """The public key in SubjectPublicKeyInfo DER.

    Raises:
        InvalidPublicKeyError: when it is none, or of a kind the library does not know.
    """
    try:
        return load_der_public_key(public)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise InvalidPublicKeyError from error
