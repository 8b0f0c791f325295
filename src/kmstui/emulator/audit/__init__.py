"""What CloudTrail writes about one call: who asked for what, and what came of it.

Every dispatched call passes here once, when its outcome is known. Records have AWS's shape and never hold
plaintext, ciphertext, key material or grant tokens; what a member may show is decided by its shape, not by
its value. Keeping and finding records is `trail`'s business.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from kmstui.aws.errors import AwsError
from kmstui.aws.gateway import Params, Result
from kmstui.aws.operations import Operation
from kmstui.emulator.audit.elements import request_elements, response_elements
from kmstui.emulator.audit.identity import user_identity, user_name
from kmstui.emulator.audit.resources import Mention, mentions
from kmstui.emulator.audit.special import (
    RECORDED_ANSWERS,
    additional_data,
    request_defaults,
    response_additions,
)
from kmstui.emulator.registry import Access, Caller, Handler, ServiceEvent
from kmstui.emulator.trail.model import TrailEvent, TrailResource

EVENT_VERSION = "1.08"
AWS_ITSELF = "AWS Internal"
"""Who acts in service events."""
GLOBAL_SERVICES = {"iam": "us-east-1"}
"""Services without Regions, and the Region whose history has their events."""
ERROR_CODES = {"AccessDeniedException": "AccessDenied"}
"""Error codes that CloudTrail shortens."""
MESSAGE_LIMIT = 1024
"""CloudTrail keeps this much of an error message (User Guide, "Record contents")."""
PARAMETERS_LIMIT = 100_000
"""CloudTrail leaves out request parameters and response elements longer than 100 KB."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One dispatched call, as far as its record needs it."""

    operation: Operation
    caller: Caller
    region: str
    at: datetime
    """When the call was made."""
    request_id: str
    event_id: str
    params: Params
    outcome: Result | AwsError
    handler: Handler[Any] | None = None
    """The operation's handler, for its own ways to show parameters and results."""
    accesses: Sequence[Access] = ()
    """The permissions the call needed, as far as it came to asking for them."""
    decisions: Sequence[Mapping[str, object]] = ()
    """What was decided about them, in the form of `ExplainRequest`."""
    malformed: bool = False
    """Whether the parameters did not pass validation; such parameters are not recorded."""
    error_source: str = ""
    """Prefix of the service's error codes: `Service.error_source`."""


def trail_event(attempt: Attempt) -> TrailEvent:
    """The event of one call."""
    operation, caller = attempt.operation, attempt.caller
    error = attempt.outcome if isinstance(attempt.outcome, AwsError) else None
    about = mentions(attempt.accesses, operation, attempt.params, attempt.outcome, caller.account)
    region = GLOBAL_SERVICES.get(operation.service, attempt.region)
    code = _error_code(error, attempt.error_source) if error else ""
    record = {
        "eventVersion": EVENT_VERSION,
        "userIdentity": user_identity(caller, attempt.at),
        **_what(attempt.at, operation.service, operation.name, region),
        "sourceIPAddress": _host(caller) or caller.source_ip,
        "userAgent": _host(caller) or caller.user_agent,
        **({"errorCode": code} if error else {}),
        **({"errorMessage": error.message[:MESSAGE_LIMIT]} if error and error.message else {}),
        "requestParameters": _request(attempt),
        "responseElements": None if error else _response(attempt, about),
        **additional_data(operation, attempt.outcome),
        "requestID": attempt.request_id,
        "eventID": attempt.event_id,
        "readOnly": operation.read_only,
        **_resources(operation.service, about),
        "eventType": "AwsApiCall",
        **_where(caller.account),
    }
    return TrailEvent(
        event_id=attempt.event_id,
        time=attempt.at,
        name=operation.name,
        source=_source(operation.service),
        account=caller.account,
        region=region,
        read_only=operation.read_only,
        record=_text(record),
        user=user_name(caller),
        access_key_id=caller.access_key_id,
        error_code=code,
        request_id=attempt.request_id,
        resources=tuple(TrailResource(mention.type, mention.name) for mention in about),
        decisions=_text(list(attempt.decisions)),
    )


def service_event(
    event: ServiceEvent, *, account: str, region: str, at: datetime, event_id: str
) -> TrailEvent:
    """The event of something AWS did by itself, such as deleting a key whose waiting period is over."""
    mention = Mention(event.resource_type, event.resource, event.resource, account)
    record = {
        "eventVersion": EVENT_VERSION,
        "userIdentity": {"accountId": account, "invokedBy": AWS_ITSELF},
        **_what(at, event.service, event.name, region),
        "sourceIPAddress": AWS_ITSELF,
        "userAgent": AWS_ITSELF,
        "requestParameters": None,
        "responseElements": None,
        "eventID": event_id,
        "readOnly": False,
        **_resources(event.service, (mention,)),
        "eventType": "AwsServiceEvent",
        **_where(account),
        "serviceEventDetails": dict(event.details),
    }
    return TrailEvent(
        event_id=event_id,
        time=at,
        name=event.name,
        source=_source(event.service),
        account=account,
        region=region,
        read_only=False,
        record=_text(record),
        resources=(TrailResource(mention.type, mention.name),),
    )


def _what(at: datetime, service: str, name: str, region: str) -> dict[str, str]:
    return {
        "eventTime": at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "eventSource": _source(service),
        "eventName": name,
        "awsRegion": region,
    }


def _where(account: str) -> dict[str, object]:
    return {"managementEvent": True, "recipientAccountId": account, "eventCategory": "Management"}


def _source(service: str) -> str:
    return f"{service}.amazonaws.com"


def _host(caller: Caller) -> str:
    """The service that calls on the caller's behalf, as a host name; empty for a direct call."""
    return _source(caller.via_service) if caller.via_service else ""


def _error_code(error: AwsError, source: str) -> str:
    return source + ERROR_CODES.get(error.code, error.code)


def _request(attempt: Attempt) -> Mapping[str, object] | None:
    if attempt.malformed:
        return None
    if attempt.handler and attempt.handler.audit_request:
        return _short(attempt.handler.audit_request(attempt.params))
    shown = request_elements(attempt.operation.service, attempt.operation.name, attempt.params)
    return _short({**request_defaults(attempt.operation, attempt.params), **shown}) or None


def _response(attempt: Attempt, about: Sequence[Mention]) -> Mapping[str, object] | None:
    result = attempt.outcome
    assert not isinstance(result, AwsError), "a call that failed has no response"
    if attempt.handler and attempt.handler.audit_response:
        return _short(attempt.handler.audit_response(attempt.params, result) or {}) or None
    operation = attempt.operation
    if operation.read_only and (operation.service, operation.name) not in RECORDED_ANSWERS:
        return None
    shown = response_elements(attempt.operation.service, attempt.operation.name, result)
    return (
        _short({**response_additions(attempt.operation, attempt.request_id, about, shown), **shown}) or None
    )


def _short(elements: Mapping[str, object]) -> Mapping[str, object]:
    """The elements, or what CloudTrail writes in place of elements that are too long."""
    size = (
        len(_text(elements)) if any(isinstance(v, str) and len(v) > 10_000 for v in elements.values()) else 0
    )
    if size <= PARAMETERS_LIMIT:
        return elements
    return {"omitted": True, "originalSize": size, "reason": "field size exceeded"}


def _resources(service: str, about: Sequence[Mention]) -> dict[str, object]:
    """KMS and STS alone name the resources of a call in the record itself."""
    named = [mention for mention in about if mention.arn]
    if service not in ("kms", "sts") or not named:
        return {}
    return {"resources": [{"accountId": m.account, "type": m.type, "ARN": m.arn} for m in named]}


_text = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False).encode
