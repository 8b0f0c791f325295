"""CloudTrail's LookupEvents: the last ninety days of management events, newest first.

As in the CloudTrail API Reference: at most one attribute, a page of at most fifty events, and only the events
of the Region that is asked. The wordings of its errors are not documented; they are ours.
"""

import base64
import binascii
import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from kmstui.aws.errors import AwsError
from kmstui.aws.gateway import Params, Result
from kmstui.emulator.registry import Context
from kmstui.emulator.store.unit_of_work import UnitOfWork
from kmstui.emulator.trail.model import TrailEvent
from kmstui.emulator.trail.repository import newest_about, newest_before, newest_first, newest_where

PAGE = 50
"""Events per page, by default and at the most."""
ATTRIBUTES = {
    "EventId": "event_id",
    "EventName": "name",
    "EventSource": "source",
    "Username": "user",
    "AccessKeyId": "access_key_id",
    "ReadOnly": "read_only",
}
"""The attributes events may be looked up by that are attributes of ours, too."""
_FLAGS = {"true": True, "false": False}

Search = Callable[[UnitOfWork, int], Iterator[TrailEvent]]
"""Gives the events that are looked for, newest first, up to a number."""


@dataclass(frozen=True, slots=True)
class Query:
    """What is looked for, apart from the page."""

    start: datetime | None
    end: datetime | None
    key: str = ""
    """The lookup attribute, such as `EventName`; empty for none."""
    value: str = ""

    @property
    def digest(self) -> str:
        """Stands for this query in a token, which is good for no other."""
        moments = [moment and moment.isoformat() for moment in (self.start, self.end)]
        return hashlib.sha256(json.dumps([*moments, self.key, self.value]).encode()).hexdigest()[:16]


def lookup_events(context: Context, params: Params, _subject: None) -> Result:
    """Answer one page."""
    limit = params.get("MaxResults", PAGE)
    if not 1 <= limit <= PAGE:
        raise AwsError("InvalidMaxResultsException", f"MaxResults must be between 1 and {PAGE}.")
    query = _query(params)
    search = _search(query)
    until = (
        _resume(query, params["NextToken"])
        if "NextToken" in params
        else newest_before(context.uow, query.end)
    )
    wanted = (event for event in search(context.uow, until) if _is_here(event, context, query))
    found = list(islice(_since(wanted, query.start), limit + 1))
    result: Result = {"Events": [_entry(event) for event in found[:limit]]}
    if len(found) > limit:
        result["NextToken"] = _token(query, found[limit].sequence)
    return result


def _query(params: Params) -> Query:
    start, end = params.get("StartTime"), params.get("EndTime")
    if start and end and start > end:
        raise AwsError("InvalidTimeRangeException", "The start time must not be after the end time.")
    attributes = params.get("LookupAttributes", ())
    if len(attributes) > 1:
        raise AwsError("InvalidLookupAttributesException", "Only one lookup attribute may be given.")
    for attribute in attributes:
        return Query(start, end, attribute["AttributeKey"], attribute["AttributeValue"])
    return Query(start, end)


def _search(query: Query) -> Search:
    key, value = query.key, query.value
    if not key:
        return newest_first
    if key == "ResourceName":
        return lambda uow, until: newest_about(uow, value, until)
    if key == "ResourceType":
        return lambda uow, until: (
            event
            for event in newest_first(uow, until)
            if any(value == about.type for about in event.resources)
        )
    if key not in ATTRIBUTES or (key == "ReadOnly" and value not in _FLAGS):
        raise AwsError("InvalidLookupAttributesException", f"Invalid lookup attribute: {key} {value}")
    wanted: object = _FLAGS[value] if key == "ReadOnly" else value
    return lambda uow, until: newest_where(uow, ATTRIBUTES[key], wanted, until)


def _is_here(event: TrailEvent, context: Context, query: Query) -> bool:
    """Whether an event is in the history of this account and Region, and not too late for the query."""
    same = event.account == context.account and event.region == context.region
    return same and (query.end is None or event.time <= query.end)


def _since(events: Iterator[TrailEvent], start: datetime | None) -> Iterator[TrailEvent]:
    """The events up to the first that is too early; those after it are earlier still."""
    for event in events:
        if start is not None and event.time < start:
            return
        yield event


def _entry(event: TrailEvent) -> dict[str, object]:
    entry: dict[str, object] = {
        "EventId": event.event_id,
        "EventName": event.name,
        "ReadOnly": "true" if event.read_only else "false",
        "EventTime": event.time,
        "EventSource": event.source,
        "Resources": [{"ResourceType": about.type, "ResourceName": about.name} for about in event.resources],
        "CloudTrailEvent": event.record,
    }
    optional = {"AccessKeyId": event.access_key_id, "Username": event.user}
    return entry | {name: text for name, text in optional.items() if text}


def _token(query: Query, sequence: int) -> str:
    return base64.urlsafe_b64encode(f"{sequence}.{query.digest}".encode()).decode()


def _resume(query: Query, token: str) -> int:
    """The number of the event that a token's page begins with."""
    try:
        sequence, _, digest = base64.urlsafe_b64decode(token.encode()).decode().partition(".")
        if digest == query.digest:
            return int(sequence)
    except (binascii.Error, ValueError):
        pass
    raise AwsError("InvalidNextTokenException", "The token is not valid for this request.")
