"""Key bytes that can be forgotten.

Bytes in an immutable `bytes` object stay in memory after the object is gone; bytes in a `bytearray` that is
overwritten do not. So secrets live here, are filled in place, and are wiped when their `with` block ends.
This module promises nothing about copies that others make.
"""

from types import TracebackType
from typing import Self

from kmstui.aws.entropy import Entropy


class SecretBuffer:
    """A run of secret bytes, wiped when its `with` block ends."""

    __slots__ = ("raw",)

    def __init__(self, size: int) -> None:
        self.raw = bytearray(size)
        """The bytes themselves; whoever fills or reads them must not copy them."""

    @classmethod
    def random(cls, size: int, entropy: Entropy) -> Self:
        """`size` fresh random bytes.

        Raises:
            OSError: when the random generator fails; no secret is made then.
        """
        secret = cls(size)
        entropy.fill(secret.raw)
        return secret

    def wipe(self) -> None:
        """Overwrite every byte with zero."""
        self.raw[:] = bytes(len(self.raw))

    def release(self) -> bytearray:
        """Hand the bytes over: the caller owns them now and wipes them; this buffer is empty."""
        raw, self.raw = self.raw, bytearray()
        return raw

    def __len__(self) -> int:
        return len(self.raw)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.wipe()

    def __repr__(self) -> str:
        return f"<SecretBuffer of {len(self.raw)} bytes>"
