"""The event history as the console lists it: CloudTrail's LookupEvents, page by page, as frozen rows.

CloudTrail filters by one attribute and a span of time; whether reads are shown is decided here, because
CloudTrail calls `Decrypt` and `GenerateDataKey` reads, too, and those are what one came for.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from kmstui.aws.errors import AwsError
from kmstui.aws.failures import DENIED, MISSING
from kmstui.aws.gateway import Gateway
from kmstui.console.keys import alias_names

PAGE = 50
"""Events that LookupEvents answers at the most (CloudTrail API Reference)."""
MOST_CALLS = 6
"""Pages that are asked for at once, when most of what they hold is hidden."""
KMS_SOURCE = "kms.amazonaws.com"
KMS_USES: tuple[tuple[str, str], ...] = (
    ("EventName", "Decrypt"),
    ("EventName", "Encrypt"),
    ("EventName", "ReEncrypt"),
    ("EventName", "GenerateDataKey"),
    ("EventName", "GenerateDataKeyWithoutPlaintext"),
    ("ReadOnly", "false"),
)
"""What uses a key or changes something: CloudTrail calls the uses reads. Of events of one moment those
named first are the newer ones: `Decrypt` follows `CreateGrant`."""
LOOKS = ("Describe", "List", "Get", "Lookup")
"""How the names of operations begin that only look, and are not shown at first."""
DENIALS = frozenset({"AccessDenied", "AccessDeniedException", "Client.UnauthorizedOperation"})
"""Error codes on the trail with which a policy refused a call."""


@dataclass(frozen=True, slots=True)
class Attribute:
    """Something events can be looked up by."""

    key: str
    """CloudTrail's name of it, an `AttributeKey`."""
    label: str
    """The AWS console's name of it."""


ATTRIBUTES: tuple[Attribute, ...] = (
    Attribute("EventName", "Event name"),
    Attribute("Username", "User name"),
    Attribute("ResourceName", "Resource name"),
    Attribute("ResourceType", "Resource type"),
    Attribute("EventSource", "Event source"),
    Attribute("ReadOnly", "Read-only"),
    Attribute("AccessKeyId", "AWS access key"),
    Attribute("EventId", "Event ID"),
)
"""In the order of the AWS console's list, what is looked for most first."""
LABELS: Mapping[str, str] = {attribute.key: attribute.label for attribute in ATTRIBUTES}


@dataclass(frozen=True, slots=True)
class Span:
    """A span of time up to now."""

    label: str
    length: timedelta | None
    """None: as long as CloudTrail keeps events, 90 days."""


SPANS: tuple[Span, ...] = (
    Span("90 days", None),
    Span("30 minutes", timedelta(minutes=30)),
    Span("1 hour", timedelta(hours=1)),
    Span("12 hours", timedelta(hours=12)),
    Span("1 day", timedelta(days=1)),
    Span("7 days", timedelta(days=7)),
)
"""The quick choices."""


@dataclass(frozen=True, slots=True)
class EventQuery:
    """What is looked for."""

    attribute: str = ""
    """An `AttributeKey`; empty for none."""
    value: str = ""
    span: Span = SPANS[0]
    hide_looks: bool = True
    """Whether Describe*, List*, Get* and Lookup* are left out."""


@dataclass(frozen=True, slots=True)
class EventRow:
    """One event."""

    event_id: str
    request_id: str
    time: datetime
    name: str
    """The operation."""
    user: str
    """Who called: a user, a role's session, or the AWS service that acted by itself."""
    source: str
    """Such as `kms.amazonaws.com`."""
    resources: tuple[tuple[str, str], ...]
    """Type and name of each resource."""
    read_only: bool
    error_code: str
    """Empty where the call succeeded."""
    error_message: str
    access_key_id: str
    record: str
    """The whole record, as JSON in one line."""
    alias: str = ""
    """What the first KMS key among the resources is called here."""

    @property
    def service(self) -> str:
        """The source without its domain."""
        return self.source.partition(".")[0]

    @property
    def resource(self) -> str:
        """The resource that tells most, by its shortest name."""
        if not self.resources:
            return ""
        volumes = [name for _type, name in self.resources if name.startswith("vol-")]
        return volumes[0] if volumes else self.alias or short_name(self.resources[0][1])

    @property
    def document(self) -> str:
        """The whole record, as JSON to be read."""
        return json.dumps(json.loads(self.record), indent=2, ensure_ascii=False)

    @property
    def denied(self) -> bool:
        """Whether a policy refused it, which can be explained."""
        return self.error_code in DENIALS

    @property
    def looks(self) -> bool:
        """Whether it only looked."""
        return self.name.startswith(LOOKS)

    def attribute(self, key: str) -> str:
        """What it has of an attribute, for looking up others like it."""
        values = {
            "EventName": self.name,
            "Username": self.user,
            "ResourceName": self.resources[0][1] if self.resources else "",
            "ResourceType": self.resources[0][0] if self.resources else "",
            "EventSource": self.source,
            "ReadOnly": "true" if self.read_only else "false",
            "AccessKeyId": self.access_key_id,
            "EventId": self.event_id,
        }
        return values.get(key, "")


@dataclass(frozen=True, slots=True)
class EventPage:
    """What one look gave."""

    rows: tuple[EventRow, ...]
    """Newest first."""
    token: str
    """Where it goes on; empty at the end."""


def short_name(resource: str) -> str:
    """A resource's name without what all names of its kind begin with."""
    return resource.rpartition(":")[2].removeprefix("alias/").removeprefix("key/")


def look_up(gateway: Gateway, query: EventQuery, now: datetime, token: str = "") -> EventPage:
    """The next events that are looked for: at least a page of them, unless the history or patience ends."""
    params = _params(query, now)
    aliases = _aliases(gateway)
    rows: list[EventRow] = []
    for _ in range(MOST_CALLS):
        answer = gateway.call("cloudtrail", "LookupEvents", params | ({"NextToken": token} if token else {}))
        found = (_row(event, aliases) for event in answer["Events"])
        rows += [row for row in found if not (query.hide_looks and row.looks)]
        token = answer.get("NextToken", "")
        if not token or len(rows) >= PAGE:
            break
    return EventPage(tuple(rows), token)


def kms_uses(gateway: Gateway, limit: int) -> tuple[EventRow, ...]:
    """The newest events of KMS that used a key or changed something, newest first.

    CloudTrail filters by one attribute only, so each kind is asked for by itself; to read everything and
    leave out what only looks would be the slower the longer somebody looks at a console.

    Args:
        gateway: the account.
        limit: how many events, and how many are read of each kind.
    """
    found: dict[str, EventRow] = {}
    for attribute, value in KMS_USES:
        for event in _events(gateway, attribute, value, limit):
            if event["EventSource"] == KMS_SOURCE:
                found[event["EventId"]] = _row(event, {})
    newest = sorted(found.values(), key=lambda row: row.time, reverse=True)
    return tuple(newest[:limit])


def _events(gateway: Gateway, attribute: str, value: str, limit: int) -> Iterator[Mapping[str, Any]]:
    params: dict[str, Any] = {
        "LookupAttributes": [{"AttributeKey": attribute, "AttributeValue": value}],
        "MaxResults": min(PAGE, limit),
    }
    for _ in range(-(-limit // PAGE)):
        answer = gateway.call("cloudtrail", "LookupEvents", params)
        yield from answer["Events"]
        if not answer.get("NextToken"):
            return
        params["NextToken"] = answer["NextToken"]


def _params(query: EventQuery, now: datetime) -> dict[str, Any]:
    params: dict[str, Any] = {"MaxResults": PAGE}
    if query.attribute:
        params["LookupAttributes"] = [{"AttributeKey": query.attribute, "AttributeValue": query.value}]
    if query.span.length is not None:
        params["StartTime"] = now - query.span.length
    return params


def _aliases(gateway: Gateway) -> Mapping[str, str]:
    """The first alias of each key, by key ID; nothing where the caller may not list them."""
    try:
        return {key_id: names[0] for key_id, names in alias_names(gateway).items()}
    except AwsError as error:
        if error.code in DENIED | MISSING:
            return {}
        raise


def _row(event: Mapping[str, Any], aliases: Mapping[str, str]) -> EventRow:
    record = json.loads(event["CloudTrailEvent"])
    resources = tuple((about["ResourceType"], about["ResourceName"]) for about in event.get("Resources", ()))
    row = EventRow(
        event_id=event["EventId"],
        request_id=record.get("requestID") or "",
        time=event["EventTime"],
        name=event["EventName"],
        user=event.get("Username") or _service(record),
        source=event["EventSource"],
        resources=resources,
        read_only=event.get("ReadOnly") == "true",
        error_code=record.get("errorCode") or "",
        error_message=record.get("errorMessage") or "",
        access_key_id=event.get("AccessKeyId") or "",
        record=event["CloudTrailEvent"],
    )
    return replace(row, alias=next(_names_of_keys(row, aliases), ""))


def _names_of_keys(row: EventRow, aliases: Mapping[str, str]) -> Iterator[str]:
    for _type, name in row.resources:
        key_id = name.rpartition("/")[2]
        if key_id in aliases:
            yield aliases[key_id]


def _service(record: Mapping[str, Any]) -> str:
    """Who acted where no user did: an AWS service."""
    identity = record.get("userIdentity") or {}
    return str(identity.get("invokedBy") or record.get("eventSource") or "")
