"""Keeps the history and finds events in it, newest first.

Events are numbered without gaps and only the oldest ever go, so the number of any event, the oldest, the
newest or the first before a moment, follows from arithmetic or bisection and nothing is ever counted through.
A second table leads from a resource to its events. Knows nothing of CloudTrail's API.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from msgspec import Struct
from msgspec.structs import replace

from kmstui.emulator.store.tables import TableSpec
from kmstui.emulator.store.unit_of_work import UnitOfWork
from kmstui.emulator.trail.model import TrailEvent

RETENTION = timedelta(days=90)
"""How long AWS's event history goes back (CloudTrail User Guide, "Viewing event history")."""
CAPACITY = 50_000
"""How many events an account remembers at the most; AWS knows no such limit, a file does."""
_PRUNED_AT_ONCE = 4
"""Old events removed for each new one: enough for a backlog to shrink, too few for a call to wait."""
_FAR = 10**12
_STEP = 200
"""How many events a search reads at a time."""
_FEW = 1_000
"""Up to this many events, sorting what an index finds is cheaper than searching the history for them."""


def key_of(sequence: int) -> str:
    """The primary key of an event by its place in the history: the newest sorts first."""
    return f"{_FAR - sequence:012d}"


class Trace(Struct, frozen=True):
    """That a resource has an event."""

    resource: str
    sequence: int


EVENTS = TableSpec(
    "trail_events",
    TrailEvent,
    lambda event: key_of(event.sequence),
    indexes=(("event_id",), ("request_id",), ("name",), ("user",), ("source",), ("access_key_id",)),
)
TRACES = TableSpec("trail_resources", Trace, lambda trace: f"{trace.resource}\n{key_of(trace.sequence)}")
INDEXED = frozenset(field for fields in EVENTS.indexes for field in fields)
"""Attributes of an event that are looked up without reading the history."""


def append(uow: UnitOfWork, events: Iterable[TrailEvent]) -> None:
    """Add events in the order in which their calls began, and forget what is too old or too much."""
    for sequence, event in enumerate(events, newest(uow) + 1):
        uow.put(EVENTS, event if event.sequence == sequence else replace(event, sequence=sequence))
        for resource in event.resources:
            uow.put(TRACES, Trace(resource.name, sequence))
        _prune(uow, sequence, event.time - RETENTION)


def newest(uow: UnitOfWork) -> int:
    """The number of the newest event; 0 when there is none."""
    key = uow.latest(EVENTS)
    return 0 if key is None else _FAR - int(key)


def of_request(uow: UnitOfWork, request_id: str) -> list[TrailEvent]:
    """The events of one request, in the order in which they happened: a call, and the calls it led to."""
    return uow.find(EVENTS, request_id=request_id)


def newest_before(uow: UnitOfWork, moment: datetime | None) -> int:
    """The number of the newest event that is not later than `moment`; of the newest of all for None."""
    high = newest(uow)
    if moment is None:
        return high
    low = high - uow.count(EVENTS)
    while low < high:
        middle = (low + high + 1) // 2
        event = uow.get(EVENTS, key_of(middle))
        low, high = (middle, high) if event is not None and event.time <= moment else (low, middle - 1)
    return low


def newest_first(uow: UnitOfWork, until: int) -> Iterator[TrailEvent]:
    """Every event up to number `until`, newest first."""
    after = key_of(until + 1)
    while events := uow.page(EVENTS, after=after, limit=_STEP):
        yield from events
        after = key_of(events[-1].sequence)


def newest_where(uow: UnitOfWork, attribute: str, value: object, until: int) -> Iterator[TrailEvent]:
    """The events up to number `until` whose attribute has the value, newest first."""
    if attribute in INDEXED and uow.count(EVENTS, **{attribute: value}) <= _FEW:
        found = uow.find(EVENTS, **{attribute: value})
        events: Iterable[TrailEvent] = (event for event in reversed(found) if event.sequence <= until)
    else:
        events = newest_first(uow, until)
    return (event for event in events if getattr(event, attribute) == value)


def newest_about(uow: UnitOfWork, resource: str, until: int) -> Iterator[TrailEvent]:
    """The events up to number `until` that mention a resource by this name, newest first."""
    prefix = f"{resource}\n"
    after = f"{prefix}{key_of(until + 1)}"
    while traces := uow.page(TRACES, prefix=prefix, after=after, limit=_STEP):
        for trace in traces:
            event = uow.get(EVENTS, key_of(trace.sequence))
            if event is not None and any(about.name == resource for about in event.resources):
                yield event
        after = TRACES.key(traces[-1])


def _prune(uow: UnitOfWork, last: int, cutoff: datetime) -> None:
    count = uow.count(EVENTS)
    oldest = last - count + 1
    for sequence in range(oldest, oldest + _PRUNED_AT_ONCE):
        event = uow.get(EVENTS, key_of(sequence))
        if event is None or (count <= CAPACITY and event.time >= cutoff):
            return
        for resource in event.resources:
            uow.delete(TRACES, TRACES.key(Trace(resource.name, sequence)))
        uow.delete(EVENTS, key_of(sequence))
        count -= 1
