"""The table in which both lists of keys stand: its columns, and what they say of a key."""

from datetime import datetime

from kmstui.console.keys import KeyRow
from kmstui.tui.session import Session
from kmstui.tui.spans import Span, Spans
from kmstui.tui.widgets.pills import pill
from kmstui.tui.widgets.resource_table import ResourceTable
from kmstui.tui.widgets.table_model import Column


def key_table(session: Session, *, sentence: str, invitation: str = "") -> ResourceTable[KeyRow]:
    """An empty table of keys, in the order of their aliases."""
    return ResourceTable(
        key_columns(session.clock.now()),
        key=lambda key: key.arn,
        sort="alias",
        sentence=sentence,
        invitation=invitation,
    )


def key_columns(clock_now: datetime) -> tuple[Column[KeyRow], ...]:
    """The columns of a list of keys; `clock_now` counts the days a key still has."""
    return (
        Column("alias", "Aliases", _alias, grow=1, letter="a"),
        Column("id", "Key ID", lambda key: _short(key.key_id), width=13, priority=3, letter="i"),
        Column("status", "Status", lambda key: _status(key, clock_now), width=21, sort=_state, letter="s"),
        Column("spec", "Key spec", lambda key: key.spec, width=17, priority=1, letter="p"),
        Column("rotation", "Rotation", _rotation, width=8, priority=2, letter="r"),
        Column("created", "Created", lambda key: f"{key.created:%Y-%m-%d}", width=10, priority=4, letter="c"),
        Column("description", "Description", lambda key: key.description, width=32, priority=5, letter="d"),
    )


def _alias(key: KeyRow) -> Spans:
    if not key.aliases:
        return (Span("-", "dim"),)
    more = f" (+{len(key.aliases) - 1} more)" if len(key.aliases) > 1 else ""
    return (Span(key.aliases[0], "link"), *((Span(more, "dim"),) if more else ()))


def _short(key_id: str) -> str:
    return f"{key_id[:8]}…{key_id[-4:]}"


def _status(key: KeyRow, now: datetime) -> Spans:
    days = key.days_left(now)
    return pill(key.state, "" if days is None else f"{days}d")


def _state(key: KeyRow) -> str:
    return key.state


def _rotation(key: KeyRow) -> Spans:
    if not key.rotation.supported:
        return (Span("n/a", "dim"),)
    if not key.rotation.enabled:
        return (Span("off", "dim"),)
    period = f"{key.rotation.period_days} d" if key.rotation.period_days else "on"
    return (Span(period, "ok"),)
