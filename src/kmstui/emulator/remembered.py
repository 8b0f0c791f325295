"""Answers that need not be worked out twice, a bounded number of them.

Knows neither questions nor answers: whoever keeps one answers for it that the key holds everything the answer
follows from.
"""

from collections.abc import Hashable
from threading import Lock
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Remembered(Generic[K, V]):
    """What was answered, by everything the answer follows from; the oldest answers are forgotten first."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._answers: dict[K, V] = {}
        self._lock = Lock()
        self.get = self._answers.get
        """The answer under a key, or None."""

    def keep(self, key: K, answer: V) -> V:
        """Remember an answer, and return it."""
        with self._lock:
            self._answers[key] = answer
            if len(self._answers) > self._most:
                del self._answers[next(iter(self._answers))]
        return answer

    def __len__(self) -> int:
        return len(self._answers)
