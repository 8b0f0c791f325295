"""Keys made from keys: NIST SP 800-108 in counter mode with HMAC-SHA256, as KMS derives its own.

One form for every purpose, told apart by label and context (KMS Cryptographic Details, "Encrypt"). Knows
neither what a derived key is for nor how long it lives.
"""

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.kbkdf import KBKDFHMAC, CounterLocation, Mode

from kmstui.emulator.crypto.secret import SecretBuffer

DERIVED_BYTES = 32


def derived_key(secret: SecretBuffer, label: bytes, context: bytes = b"") -> SecretBuffer:
    """32 bytes that tell nothing of `secret`; the same label and context give the same.

    The caller owns and wipes them.
    """
    key = SecretBuffer(DERIVED_BYTES)
    kdf = KBKDFHMAC(
        algorithm=SHA256(),
        mode=Mode.CounterMode,
        length=DERIVED_BYTES,
        rlen=4,
        llen=4,
        location=CounterLocation.BeforeFixed,
        label=label,
        context=context,
        fixed=None,
    )
    kdf.derive_into(secret.raw, key.raw)
    return key
