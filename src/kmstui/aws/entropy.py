"""Where randomness and identifiers come from. The only module that may ask the system for random bytes.

Everything else is handed an `Entropy`. A seeded one makes an account whose ids never change between two runs;
it is for demonstrations and tests and protects nothing.
"""

import hashlib
import os
from typing import Protocol

_VARIANT = {digit: "89ab"[int(digit, 16) % 4] for digit in "0123456789abcdef"}
"""The digit of a UUID that says its variant in two of its bits, by the random one in its place."""


class Entropy(Protocol):
    """Gives random bytes."""

    def token_bytes(self, count: int) -> bytes:
        """`count` fresh random bytes."""
        ...

    def fill(self, buffer: bytearray) -> None:
        """Overwrite all of `buffer` with fresh random bytes, leaving no other copy of them."""
        ...


class SystemEntropy:
    """The operating system's generator."""

    def token_bytes(self, count: int) -> bytes:
        """`count` fresh random bytes."""
        return os.urandom(count)

    def fill(self, buffer: bytearray) -> None:
        """Overwrite all of `buffer`; read straight into it, so that no immutable copy is left behind."""
        source = os.open("/dev/urandom", os.O_RDONLY | os.O_CLOEXEC)
        try:
            if os.readv(source, [buffer]) != len(buffer):
                raise OSError("the system's random generator gave too few bytes")
        finally:
            os.close(source)


class SeededEntropy:
    """SHAKE-256 over a seed and a counter: the same seed gives the same bytes in the same order."""

    def __init__(self, seed: str) -> None:
        self._seed = seed.encode()
        self._count = 0

    def token_bytes(self, count: int) -> bytes:
        """The next `count` bytes of the sequence."""
        self._count += 1
        return hashlib.shake_256(self._seed + self._count.to_bytes(8, "big")).digest(count)

    def fill(self, buffer: bytearray) -> None:
        """Overwrite all of `buffer` with the next bytes of the sequence."""
        buffer[:] = self.token_bytes(len(buffer))


def token_hex(entropy: Entropy, digits: int) -> str:
    """A random identifier of `digits` lower-case hexadecimal digits."""
    return entropy.token_bytes((digits + 1) // 2).hex()[:digits]


def uuid(entropy: Entropy) -> str:
    """A random version 4 UUID (RFC 9562 §5.4), as KMS key ids and CloudTrail event ids are."""
    digits = entropy.token_bytes(16).hex()
    variant = _VARIANT[digits[16]]
    return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-{variant}{digits[17:20]}-{digits[20:]}"
