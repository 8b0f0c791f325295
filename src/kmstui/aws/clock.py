"""Where time comes from. The only module that may ask the system what time it is.

Everything else is handed a `Clock`, so that with a `ManualClock` an account, a screen or a recording is a
picture that never changes by itself.
"""

from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        ...

    @property
    def frozen(self) -> bool:
        """Whether time moves only when it is told to."""
        ...


class SystemClock:
    """The machine's clock."""

    frozen = False

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        return datetime.now(UTC)


class ManualClock:
    """A clock that moves only when it is told to, and never backwards."""

    frozen = True

    def __init__(self, start: datetime) -> None:
        if start.tzinfo is None:
            raise ValueError("a clock needs an aware datetime")
        self._now = start.astimezone(UTC)

    def now(self) -> datetime:
        """The moment the clock stands at."""
        return self._now

    def advance(self, by: timedelta) -> datetime:
        """Move forwards and return the new moment.

        Raises:
            ValueError: when `by` is negative.
        """
        if by < timedelta(0):
            raise ValueError("time does not run backwards")
        self._now += by
        return self._now
