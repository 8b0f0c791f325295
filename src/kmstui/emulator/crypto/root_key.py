"""The root key: what keeps backing keys unreadable where they are stored.

It lies in a file of its own, apart from the account's data, and wraps each backing key with AES-256-GCM bound
to the key, the key material and its number, so that a wrapped key put in another one's place does not open.
In AWS this is the domain key of the HSMs (KMS Cryptographic Details, "Domain keys"). This module knows where
the bytes of one file are, and no store.
"""

import errno
import os
import stat
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from kmstui.aws.entropy import Entropy
from kmstui.emulator.crypto.context import fields
from kmstui.emulator.crypto.derivation import derived_key
from kmstui.emulator.crypto.secret import SecretBuffer

_FILE_MAGIC = b"kmstui-root-key\x01"
_WRAP_VERSION = b"\x01"
_WRAP_LABEL = b"kmstui backing key"
_KEY_BYTES = 32
_IV_BYTES = 12
_TAG_BYTES = 16


class RootKeyError(Exception):
    """The root key, or a backing key under it, cannot be used; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Binding:
    """Which backing key a wrapped one is; wrapping authenticates all of it."""

    key_id: str
    """The KMS key it belongs to."""
    material_id: str
    """64 hexadecimal digits."""
    number: int
    """0 for the key's first material, one more for each rotation."""
    spec: str = ""
    """What kind of key material it is; empty for a symmetric encryption key's."""

    def encode(self) -> bytes:
        """The binding as additional authenticated data."""
        return _authenticated(self.key_id, self.material_id, self.number, self.spec)


@lru_cache(maxsize=4096)
def _authenticated(key_id: str, material_id: str, number: int, spec: str) -> bytes:
    """Nothing of it is secret: all of it lies open beside the wrapped key."""
    place = (_WRAP_LABEL, key_id.encode(), material_id.encode(), number.to_bytes(8, "big"))
    return fields(*place, spec.encode()) if spec else fields(*place)


class RootKey:
    """Wraps and unwraps backing keys. It and what is derived from it stay in memory until `close`."""

    def __init__(self, secret: SecretBuffer) -> None:
        if len(secret) != _KEY_BYTES:
            raise RootKeyError(f"a root key has {_KEY_BYTES} bytes, this one has {len(secret)}")
        self._secret = secret
        self._derived: list[SecretBuffer] = []

    @classmethod
    def ephemeral(cls, entropy: Entropy) -> Self:
        """A root key that is never written down, for accounts in memory."""
        return cls(SecretBuffer.random(_KEY_BYTES, entropy))

    @classmethod
    def create(cls, path: Path, entropy: Entropy) -> Self:
        """Make a new root key and its file, readable by the owner only, durable before this returns.

        Raises:
            RootKeyError: when there is a file already; a root key is never overwritten.
            OSError: when the file cannot be written.
        """
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        secret = SecretBuffer.random(_KEY_BYTES, entropy)
        unfinished = path.with_name(f"{path.name}.new")
        try:
            _write(unfinished, secret)
            os.link(unfinished, path)
        except FileExistsError as error:
            raise RootKeyError(f"there is a root key already at {path}") from error
        finally:
            unfinished.unlink(missing_ok=True)
        _sync_directory(path.parent)
        return cls(secret)

    @classmethod
    def from_file(cls, path: Path) -> Self:
        """Read the root key that `create` wrote.

        Raises:
            RootKeyError: when the file is missing, damaged, a link, or open to other users.
        """
        try:
            descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        except OSError as error:
            raise RootKeyError(
                f"the root key {path} cannot be read ({error.strerror}); without it no key opens"
            ) from error
        try:
            _check_private(path, os.fstat(descriptor))
            return cls(_read(path, descriptor))
        finally:
            os.close(descriptor)

    def wrap(self, backing_key: SecretBuffer, binding: Binding, entropy: Entropy) -> bytes:
        """Encrypt a backing key for keeping, bound to its place."""
        iv = entropy.token_bytes(_IV_BYTES)
        return _WRAP_VERSION + iv + AESGCM(self._secret.raw).encrypt(iv, backing_key.raw, binding.encode())

    def unwrapped(self, wrapped: bytes, binding: Binding) -> SecretBuffer:
        """The backing key; the caller owns it and wipes it, best by a `with` block.

        Raises:
            RootKeyError: when it was wrapped under another root key or for another place.
        """
        iv = wrapped[1 : 1 + _IV_BYTES]
        body = wrapped[1 + _IV_BYTES :]
        if wrapped[:1] != _WRAP_VERSION or len(body) < _TAG_BYTES:
            raise RootKeyError(f"the backing key of {binding.key_id} is damaged")
        secret = SecretBuffer(len(body) - _TAG_BYTES)
        try:
            AESGCM(self._secret.raw).decrypt_into(iv, body, binding.encode(), secret.raw)
        except InvalidTag as error:
            secret.wipe()
            raise RootKeyError(
                f"the backing key of {binding.key_id} does not open under this root key"
            ) from error
        return secret

    def derived(self, label: bytes) -> SecretBuffer:
        """32 bytes for another purpose, which tell nothing of this key (NIST SP 800-108, counter mode).

        The same label gives the same bytes. They belong to this key and are wiped with it.
        """
        secret = derived_key(self._secret, label)
        self._derived.append(secret)
        return secret

    def close(self) -> None:
        """Forget the key, and what was derived from it."""
        self._secret.wipe()
        for secret in self._derived:
            secret.wipe()


def _check_private(path: Path, status: os.stat_result) -> None:
    if not stat.S_ISREG(status.st_mode):
        raise RootKeyError(f"the root key {path} is not a regular file")
    if status.st_uid != os.geteuid():
        raise RootKeyError(f"the root key {path} belongs to another user")
    if stat.S_IMODE(status.st_mode) & 0o077:
        raise RootKeyError(f"the root key {path} is open to other users; run: chmod 600 {path}")


def _read(path: Path, descriptor: int) -> SecretBuffer:
    magic, secret, beyond = bytearray(len(_FILE_MAGIC)), SecretBuffer(_KEY_BYTES), bytearray(1)
    size = os.readv(descriptor, [magic, secret.raw, beyond])
    if size != len(magic) + len(secret) or magic != _FILE_MAGIC:
        secret.wipe()
        raise RootKeyError(f"{path} is not a root key of kmstui, or it is damaged")
    return secret


def _write(path: Path, secret: SecretBuffer) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
    try:
        os.fchmod(descriptor, 0o600)
        if os.writev(descriptor, [_FILE_MAGIC, secret.raw]) != len(_FILE_MAGIC) + len(secret):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _sync_directory(directory: Path) -> None:
    descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
