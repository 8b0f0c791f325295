"""What CloudTrail writes about one call: who asked for what, and what came of it.

Every dispatched call passes here once, when its outcome is known. Records have AWS's shape and never hold
plaintext, ciphertext, key material or grant tokens; what a member may show is decided by its shape, not by
its value. Keeping and finding records is `trail`'s business.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kmstui.aws.errors import AwsError
from kmstui.aws.gateway import Params, Result
from kmstui.aws.operations import Operation
from kmstui.emulator.audit.elements import request_elements, response_elements
from kmstui.emulator.audit.frames import EVENT_VERSION, frame_of, source_of
from kmstui.emulator.audit.reasons import decisions_text
from kmstui.emulator.audit.resources import Mention, mentions
from kmstui.emulator.audit.special import (
    RECORDED_ANSWERS,
    additional_data,
    request_defaults,
    response_additions,
)
from kmstui.emulator.audit.text import moment_text, text
from kmstui.emulator.iam.decision import Decision
from kmstui.emulator.registry import Access, Caller, Handler, ServiceEvent
from kmstui.emulator.trail.model import TrailEvent, TrailResource

AWS_ITSELF = "AWS Internal"
"""Who acts in service events."""
ERROR_CODES = {"AccessDeniedException": "AccessDenied"}
"""Error codes that CloudTrail shortens."""
MESSAGE_LIMIT = 1024
"""CloudTrail keeps this much of an error message (User Guide, "Record contents")."""
PARAMETERS_LIMIT = 100_000
"""CloudTrail leaves out request parameters and response elements longer than 100 KB."""


@dataclass(slots=True)
class Attempt:
    """One dispatched call, as far as its record needs it; it grows by what each stage finds out."""

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
    decisions: Sequence[Decision] = ()
    """What was decided about them."""
    malformed: bool = False
    """Whether the parameters did not pass validation; such parameters are not recorded."""
    error_source: str = ""
    """Prefix of the service's error codes: `Service.error_source`."""


def trail_event(attempt: Attempt, sequence: int = 0) -> TrailEvent:
    """The event of one call; `sequence` is its place in the history, where that is known."""
    operation, outcome = attempt.operation, attempt.outcome
    error = outcome if isinstance(outcome, AwsError) else None
    account = attempt.caller.account
    frame = frame_of(attempt.caller, operation, attempt.region)
    about = mentions(attempt.accesses, operation, attempt.params, outcome, account)
    code = _error_code(error, attempt.error_source) if error else ""
    record = (
        f'{frame.opening(attempt.at)}{moment_text(attempt.at)}",{frame.what}'
        f"{_error(error, code) if error else ''}"
        f',"requestParameters":{text(_request(attempt))}'
        f',"responseElements":{"null" if error else text(_response(attempt, about))}'
        f"{_members(additional_data(operation, outcome))}"
        f',"requestID":{text(attempt.request_id)},"eventID":{text(attempt.event_id)}'
        f',"readOnly":{frame.read_only}{_members(_resources(operation.service, about))},{frame.where}'
    )
    return TrailEvent(
        event_id=attempt.event_id,
        time=attempt.at,
        name=operation.name,
        source=frame.source,
        account=account,
        region=frame.region,
        read_only=operation.read_only,
        record=record,
        user=frame.user,
        access_key_id=attempt.caller.access_key_id,
        error_code=code,
        request_id=attempt.request_id,
        resources=tuple([TrailResource(mention.type, mention.name) for mention in about]),
        decisions=decisions_text(attempt.decisions),
        sequence=sequence,
    )


def service_event(
    event: ServiceEvent, *, account: str, region: str, at: datetime, event_id: str
) -> TrailEvent:
    """The event of something AWS did by itself, such as deleting a key whose waiting period is over."""
    mention = Mention(event.resource_type, event.resource, event.resource, account)
    record = {
        "eventVersion": EVENT_VERSION,
        "userIdentity": {"accountId": account, "invokedBy": AWS_ITSELF},
        "eventTime": moment_text(at),
        "eventSource": source_of(event.service),
        "eventName": event.name,
        "awsRegion": region,
        "sourceIPAddress": AWS_ITSELF,
        "userAgent": AWS_ITSELF,
        "requestParameters": None,
        "responseElements": None,
        "eventID": event_id,
        "readOnly": False,
        **_resources(event.service, (mention,)),
        "eventType": "AwsServiceEvent",
        "managementEvent": True,
        "recipientAccountId": account,
        "eventCategory": "Management",
        "serviceEventDetails": dict(event.details),
    }
    return TrailEvent(
        event_id=event_id,
        time=at,
        name=event.name,
        source=source_of(event.service),
        account=account,
        region=region,
        read_only=False,
        record=text(record),
        resources=(TrailResource(mention.type, mention.name),),
    )


def _members(members: Mapping[str, object]) -> str:
    """Members as they follow others."""
    return f",{text(members)[1:-1]}" if members else ""


def _error(error: AwsError, code: str) -> str:
    message = {"errorMessage": error.message[:MESSAGE_LIMIT]} if error.message else {}
    return _members({"errorCode": code, **message})


def _error_code(error: AwsError, source: str) -> str:
    return source + ERROR_CODES.get(error.code, error.code)


def _request(attempt: Attempt) -> Mapping[str, object] | None:
    if attempt.malformed:
        return None
    if attempt.handler and attempt.handler.audit_request:
        return _short(attempt.handler.audit_request(attempt.params))
    shown = request_elements(attempt.operation.service, attempt.operation.name, attempt.params)
    defaults = request_defaults(attempt.operation, attempt.params)
    return _short({**defaults, **shown} if defaults else shown) or None


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
    for value in elements.values():
        if (
            isinstance(value, str)
            and len(value) > 10_000
            and (size := len(text(elements))) > PARAMETERS_LIMIT
        ):
            return {"omitted": True, "originalSize": size, "reason": "field size exceeded"}
    return elements


def _resources(service: str, about: Sequence[Mention]) -> dict[str, object]:
    """KMS and STS alone name the resources of a call in the record itself."""
    named = [mention for mention in about if mention.arn]
    if service not in ("kms", "sts") or not named:
        return {}
    return {"resources": [{"accountId": m.account, "type": m.type, "ARN": m.arn} for m in named]}
