"""How a service describes what it keeps.

A table's records are frozen dataclasses or Structs; how they look as documents, where they lie and how they
are found again is the store's business and appears nowhere in a description.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class TableSpec(Generic[T]):
    """One table of the account: what its records are, what names one, and what they are looked up by."""

    name: str
    """TinyDB table name, such as `kms_keys`."""
    model: type[T]
    """A frozen dataclass or msgspec Struct. Its fields may be what msgspec converts: str, int, bool, bytes,
    aware datetime, Enum, tuple, Mapping, Optional and further dataclasses."""
    key: Callable[[T], str]
    """Gives a record's primary key, such as `account/region/id`. It never changes while the record lives."""
    indexes: tuple[tuple[str, ...], ...] = ()
    """Attribute names that `find` and `count` may ask for together. Attributes in an index hold str, int,
    bool, Enum or None."""


@dataclass(frozen=True, slots=True)
class Timer:
    """Something that falls due."""

    kind: str
    """What is to be done, such as `kms.delete-key`."""
    subject: str
    """What it is to be done to, in words only the service that set the timer understands."""
    due: datetime
    """When, aware."""


def moment(time: datetime) -> str:
    """A time as text of a fixed width that sorts as times do."""
    return time.astimezone(UTC).isoformat(timespec="microseconds")


def _timer_key(timer: Timer) -> str:
    """Begins with the moment, so that the order of the keys is the order of falling due."""
    return f"{moment(timer.due)} {timer.kind} {timer.subject}"


TIMERS = TableSpec("timers", Timer, _timer_key, indexes=(("kind", "subject"),))
"""Timers are records like any other: they are journaled, rolled back and paged through in order of `due`."""
