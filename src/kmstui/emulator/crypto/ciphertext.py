"""The ciphertext blob of symmetric KMS keys: AES-256-GCM under a key made for this one message.

    magic 4 | version 1 | length 1 | key id | material id 32 | N 16 | IV 12 | check 4 || ciphertext | tag 16

The message key is derived from the backing key and N (NIST SP 800-108, counter mode, HMAC-SHA256), so that no
number of messages under one backing key wears out its 96-bit IVs (KMS Cryptographic Details, "Encrypt"). All
of the header and the encryption context are authenticated. The check sum is no protection: it tells a damaged
blob from one whose key this account does not have, before any key is known. The header names key and
material, so that Decrypt needs no key id and old material stays readable after a rotation.

Every way in which a blob can be wrong is one `InvalidCiphertextError`. Knows no AWS operation and no record.
"""

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from kmstui.aws.entropy import Entropy
from kmstui.emulator.crypto.context import canonical
from kmstui.emulator.crypto.derivation import derived_key
from kmstui.emulator.crypto.secret import SecretBuffer

_MAGIC = b"kmst"
_VERSION = b"\x01"
_PREFIX = _MAGIC + _VERSION
_MATERIAL_BYTES = 32
_NONCE_BYTES = 16
_IV_BYTES = 12
_CHECK_BYTES = 4
_TAG_BYTES = 16
_FIXED_BYTES = _MATERIAL_BYTES + _NONCE_BYTES + _IV_BYTES
_LABEL = b"kmstui message key"


class InvalidCiphertextError(Exception):
    """The blob does not open: damaged, cut, forged, or of another context or key. Which, is not said."""


@dataclass(frozen=True, slots=True)
class Header:
    """What a blob says of itself in the clear."""

    key_id: str
    """The KMS key, without account and Region; at most 255 ASCII characters."""
    material_id: str
    """The key material, 64 hexadecimal digits."""
    nonce: bytes
    """N, 16 bytes: what the message key is derived from, beside the backing key."""
    iv: bytes
    """12 bytes."""

    @classmethod
    def fresh(cls, key_id: str, material_id: str, entropy: Entropy) -> Self:
        """A header for a new message."""
        return cls(key_id, material_id, entropy.token_bytes(_NONCE_BYTES), entropy.token_bytes(_IV_BYTES))

    def encode(self) -> bytes:
        """The header's bytes, check sum included."""
        key_id = self.key_id.encode("ascii")
        head = _PREFIX + bytes((len(key_id),)) + key_id
        head += bytes.fromhex(self.material_id) + self.nonce + self.iv
        return head + zlib.crc32(head).to_bytes(_CHECK_BYTES, "big")


@dataclass(frozen=True, slots=True)
class Blob:
    """A ciphertext blob taken apart; not yet known to be genuine."""

    header: Header
    body: bytes
    """Ciphertext and tag."""

    @classmethod
    def parse(cls, blob: bytes) -> Self:
        """Take a blob apart.

        Raises:
            InvalidCiphertextError: when it is not one of ours or its header is damaged.
        """
        start = len(_PREFIX) + 1
        if blob[: len(_PREFIX)] != _PREFIX or len(blob) < start:
            raise InvalidCiphertextError
        names_end = start + blob[start - 1]
        checked_end = names_end + _FIXED_BYTES
        body_start = checked_end + _CHECK_BYTES
        check = zlib.crc32(blob[:checked_end]).to_bytes(_CHECK_BYTES, "big")
        if len(blob) < body_start + _TAG_BYTES or blob[checked_end:body_start] != check:
            raise InvalidCiphertextError
        key_id = blob[start:names_end]
        if not key_id.isascii():
            raise InvalidCiphertextError
        nonce_start = names_end + _MATERIAL_BYTES
        iv_start = nonce_start + _NONCE_BYTES
        header = Header(
            key_id=key_id.decode("ascii"),
            material_id=blob[names_end:nonce_start].hex(),
            nonce=blob[nonce_start:iv_start],
            iv=blob[iv_start:checked_end],
        )
        return cls(header, blob[body_start:])


def seal(
    backing_key: SecretBuffer, header: Header, plaintext: bytes | bytearray, context: Mapping[str, str]
) -> bytes:
    """Encrypt under a message key of this header, and return the whole blob."""
    head = header.encode()
    with derived_key(backing_key, _LABEL, header.nonce) as key:
        return head + AESGCM(key.raw).encrypt(header.iv, plaintext, head + canonical(context))


def unseal(backing_key: SecretBuffer, blob: Blob, context: Mapping[str, str]) -> SecretBuffer:
    """Decrypt; the caller owns the plaintext and wipes it.

    Raises:
        InvalidCiphertextError: when anything at all does not fit.
    """
    plaintext = SecretBuffer(len(blob.body) - _TAG_BYTES)
    with derived_key(backing_key, _LABEL, blob.header.nonce) as key:
        try:
            aad = blob.header.encode() + canonical(context)
            AESGCM(key.raw).decrypt_into(blob.header.iv, blob.body, aad, plaintext.raw)
        except InvalidTag as error:
            plaintext.wipe()
            raise InvalidCiphertextError from error
    return plaintext
