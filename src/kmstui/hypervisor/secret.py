"""Key bytes that can be forgotten.

Python's `bytes` stay in memory after `del`; a `bytearray` can be overwritten. Key material of the data plane
lives in a `SecretBuffer` from the socket it arrives on until it is wiped, and is never turned into text.
"""

from types import TracebackType
from typing import Self


class SecretBuffer:
    """Owns a `bytearray` and overwrites it when told to. Usable as a context manager that wipes at its
    end.
    """

    __slots__ = ("data",)

    data: bytearray
    """The secret itself; all zeros once wiped. Never slice it: a slice is a copy nobody wipes."""

    def __init__(self, data: bytearray) -> None:
        self.data = data

    @classmethod
    def copy_of(cls, part: memoryview) -> Self:
        """A secret of its own with the bytes of `part`, copied without a temporary."""
        return cls(bytearray(part))

    def wipe(self) -> None:
        """Overwrite the bytes in place. Wiping twice is harmless."""
        self.data[:] = bytes(len(self.data))

    def __len__(self) -> int:
        return len(self.data)

    def __repr__(self) -> str:
        return f"<SecretBuffer of {len(self.data)} bytes>"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.wipe()
