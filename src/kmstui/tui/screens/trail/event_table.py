"""The table of the event history: its columns, and what they say of an event."""

from kmstui.console.events import EventRow
from kmstui.tui.spans import Span, Spans
from kmstui.tui.widgets.resource_table import ResourceTable
from kmstui.tui.widgets.table_model import Column

NO_EVENTS = "No event matches."


def event_table() -> ResourceTable[EventRow]:
    """An empty table of events, in the order given."""
    return ResourceTable(
        (
            Column("time", "Event time", _time, width=14, sort=lambda row: row.time, letter="t"),
            Column("name", "Event name", _name, grow=1, max_width=34, letter="n"),
            Column("user", "User name", _user, width=12, max_width=20, letter="u"),
            Column("resource", "Resource name", _resource, width=17, max_width=24, priority=1, letter="r"),
            Column("source", "Source", lambda row: row.service, width=6, priority=2, letter="s"),
            Column("readonly", "Read-only", _read_only, width=9, priority=3, letter="o"),
        ),
        key=lambda row: row.event_id,
        sentence=NO_EVENTS,
    )


def _time(row: EventRow) -> Spans:
    return (Span(f"{row.time:%m-%d %H:%M:%S}"),)


def _name(row: EventRow) -> Spans:
    if row.error_code:
        return (Span("✗ ", "err"), Span(row.name, "err"), Span(f"  {row.error_code}", "warn"))
    return (Span("● ", "ok"), Span(row.name, "link"))


def _user(row: EventRow) -> Spans:
    by_service = row.user.endswith(".amazonaws.com")
    name = row.user.removesuffix(".amazonaws.com")
    return (Span(name, "dim" if by_service or name.startswith("i-") else "text"),)


def _resource(row: EventRow) -> Spans:
    return (Span(row.resource or "-", "text" if row.resource else "dim"),)


def _read_only(row: EventRow) -> Spans:
    return (Span("true" if row.read_only else "false", "dim"),)
