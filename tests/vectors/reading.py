"""The files of `cryptography_vectors` as cases, and their numbers as the DER that our cryptography takes."""

from collections.abc import Iterator
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from cryptography_vectors import open_vector_file

from kmstui.emulator.crypto.secret import SecretBuffer

Case = dict[str, str]


def text(name: str) -> str:
    """A file as text."""
    with open_vector_file(name, "r") as file:
        found: str = file.read()
    return found


def cases(name: str) -> Iterator[Case]:
    """Every `name = value` of a NIST file, paragraph by paragraph; a section's own values hold for all of its
    cases, and its heading is `section`."""
    common: Case = {}
    for paragraph in text(name).split("\n\n"):
        lines = [line.strip() for line in paragraph.splitlines() if line.strip() and line[0] != "#"]
        for line in lines:
            if line.startswith("["):
                common = {"section": line.strip("[]")}
        found = dict(line.split(" = ", 1) for line in lines if " = " in line and line[0] != "[")
        if found and found.keys() <= {"n", "e", "p", "q"}:
            common = {**common, **found}
        elif found:
            yield {**common, **found}


def secret(der: bytes) -> SecretBuffer:
    """Bytes as our cryptography takes private keys."""
    buffer = SecretBuffer(len(der))
    buffer.raw[:] = der
    return buffer


def private_der(key: Any) -> SecretBuffer:
    """A private key as PKCS#8."""
    return secret(key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()))


def public_der(key: Any) -> bytes:
    """A public key as SubjectPublicKeyInfo."""
    der: bytes = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return der


def rsa_public(modulus: int, exponent: int) -> bytes:
    """An RSA public key by its numbers."""
    return public_der(rsa.RSAPublicNumbers(exponent, modulus).public_key())


def rsa_private(modulus: int, exponent: int, private: int) -> SecretBuffer:
    """An RSA private key by its numbers."""
    p, q = rsa.rsa_recover_prime_factors(modulus, exponent, private)
    numbers = rsa.RSAPrivateNumbers(
        p=p,
        q=q,
        d=private,
        dmp1=rsa.rsa_crt_dmp1(private, p),
        dmq1=rsa.rsa_crt_dmq1(private, q),
        iqmp=rsa.rsa_crt_iqmp(p, q),
        public_numbers=rsa.RSAPublicNumbers(exponent, modulus),
    )
    return private_der(numbers.private_key(unsafe_skip_rsa_key_validation=True))


def point(curve: ec.EllipticCurve, x: str, y: str) -> bytes:
    """A public key on a curve by its coordinates.

    Raises:
        ValueError: when it is not on the curve.
    """
    return public_der(ec.EllipticCurvePublicNumbers(int(x, 16), int(y, 16), curve).public_key())


def scalar(curve: ec.EllipticCurve, d: str) -> SecretBuffer:
    """A private key on a curve by its number."""
    return private_der(ec.derive_private_key(int(d, 16), curve))
