"""HMAC (RFC 2104) with the hashes that AWS KMS has, by AWS's names."""

import hmac
from collections.abc import Mapping

from kmstui.emulator.crypto.secret import SecretBuffer

_HASHES: Mapping[str, str] = {f"HMAC_SHA_{bits}": f"sha{bits}" for bits in (224, 256, 384, 512)}
KEY_BYTES: Mapping[str, int] = {f"HMAC_{bits}": bits // 8 for bits in (224, 256, 384, 512)}
"""How long the key of each HMAC key spec is: as long as its hash."""


def mac(secret: SecretBuffer, algorithm: str, message: bytes) -> bytes:
    """The code of a message, as long as the hash."""
    return hmac.digest(secret.raw, message, _HASHES[algorithm])


def authentic(secret: SecretBuffer, algorithm: str, message: bytes, code: bytes) -> bool:
    """Whether `code` is the code of this message; takes the same time whatever it is."""
    return hmac.compare_digest(mac(secret, algorithm, message), code)
