"""Transactions that have been made and written, and that the disk may still fail to confirm.

When it does, they are undone, the last one first, back to the oldest that somebody was to be promised: what
came after that may rest on it. Knows how to undo, not when.
"""

from collections import deque
from dataclasses import dataclass

from kmstui.emulator.store.transaction import Transaction


@dataclass(frozen=True, slots=True)
class _Written:
    """A transaction in the journal."""

    number: int
    """Its sequence number."""
    size: int
    """Bytes of the journal before it."""
    transaction: Transaction


class Unconfirmed:
    """What would have to be undone, in the order in which it was written."""

    def __init__(self) -> None:
        self._written: deque[_Written] = deque()

    def __bool__(self) -> bool:
        return bool(self._written)

    def add(self, number: int, size: int, transaction: Transaction, confirmed: int) -> None:
        """Remember a transaction, and forget what the disk has confirmed since."""
        if self._written:
            self._forget(confirmed)
        self._written.append(_Written(number, size, transaction))

    def undo(self, confirmed: int) -> tuple[int, int] | None:
        """Undo all; returns the journal's size and sequence number before that, None for nothing."""
        self._forget(confirmed)
        if not self._written:
            return None
        first = self._written[0]
        while self._written:
            self._written.pop().transaction.undo()
        return first.size, first.number - 1

    def _forget(self, confirmed: int) -> None:
        """Drop what needs no undoing any more.

        Changes that are not durable and rest on confirmed ones alone stay, as they do without any failure.
        """
        written = self._written
        while written and (written[0].number <= confirmed or not written[0].transaction.durable):
            written.popleft()
