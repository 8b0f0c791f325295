"""The two ways blocks are stored. An unencrypted volume takes the same path with `Plain` in the engine's
place.
"""

from typing import Protocol

from kmstui.hypervisor.contexts import Buffer


class BlockCipher(Protocol):
    """Transforms one piece of one data unit; `xts.Xts` is one."""

    def encrypt(self, source: Buffer, target: Buffer, unit: int, start: int = 0) -> None:
        """Fill `target` with what is stored for `source`."""
        ...

    def decrypt(self, source: Buffer, target: Buffer, unit: int, start: int = 0) -> None:
        """Fill `target` with what `source`, as stored, means."""
        ...

    def close(self) -> None:
        """Forget the key."""
        ...


class Plain:
    """Stores blocks as they are."""

    def encrypt(self, source: Buffer, target: Buffer, unit: int, start: int = 0) -> None:  # noqa: ARG002
        """Copy."""
        memoryview(target)[: len(source)] = source

    def decrypt(self, source: Buffer, target: Buffer, unit: int, start: int = 0) -> None:  # noqa: ARG002
        """Copy."""
        memoryview(target)[: len(source)] = source

    def close(self) -> None:
        """Nothing to forget."""
