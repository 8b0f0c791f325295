"""The parts of a record that are the same for all calls of one operation that one caller makes in one Region.

They are most of a record, and a client makes the same call again and again; so they are made once and
remembered by the very object that the caller is. Knows nothing of what a call asked for or what came of it.
"""

from dataclasses import dataclass
from datetime import datetime

from kmstui.aws.operations import Operation
from kmstui.emulator.audit.identity import user_identity, user_name
from kmstui.emulator.audit.text import text
from kmstui.emulator.registry import Caller, PrincipalKind

EVENT_VERSION = "1.08"
GLOBAL_SERVICES = {"iam": "us-east-1"}
"""Services without Regions, and the Region whose history has their events."""
AGENT_LIMIT = 1024
"""CloudTrail keeps this much of a user agent (User Guide, "Record contents")."""
_MOST = 2_000
"""Frames that are remembered; a client that changes its User-Agent with each call gets no more."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What does not vary."""

    caller: Caller
    source: str
    """Such as `kms.amazonaws.com`."""
    region: str
    user: str
    """What the event history shows under "User name"."""
    begun: str
    """The record up to its `eventTime`; empty for a session that begins with the call and says when."""
    what: str
    """From after the time of the event to before its error or its request."""
    read_only: str
    where: str
    """From the type of the event on."""

    def opening(self, at: datetime) -> str:
        """The record up to its `eventTime`."""
        return self.begun or _begun(self.caller, at)


_FRAMES: dict[tuple[int, str, str, str], Frame] = {}


def frame_of(caller: Caller, operation: Operation, region: str) -> Frame:
    """The frame for a caller's calls of an operation in a Region."""
    key = (id(caller), operation.service, operation.name, region)
    frame = _FRAMES.get(key)
    if frame is None or frame.caller is not caller:
        if len(_FRAMES) >= _MOST:
            _FRAMES.clear()
        frame = _FRAMES[key] = _framed(caller, operation, region)
    return frame


def source_of(service: str) -> str:
    """What CloudTrail calls a service."""
    return f"{service}.amazonaws.com"


def _framed(caller: Caller, operation: Operation, region: str) -> Frame:
    source, here = source_of(operation.service), GLOBAL_SERVICES.get(operation.service, region)
    host = source_of(caller.via_service) if caller.via_service else ""
    begins_now = caller.kind is PrincipalKind.ASSUMED_ROLE and caller.session is None
    what = {
        "eventSource": source,
        "eventName": operation.name,
        "awsRegion": here,
        "sourceIPAddress": host or caller.source_ip,
        "userAgent": host or caller.user_agent[:AGENT_LIMIT],
    }
    where = {
        "eventType": "AwsApiCall",
        "managementEvent": True,
        "recipientAccountId": caller.account,
        "eventCategory": "Management",
    }
    return Frame(
        caller=caller,
        source=source,
        region=here,
        user=user_name(caller),
        begun="" if begins_now else _begun(caller, datetime.min),
        what=text(what)[1:-1],
        read_only=text(operation.read_only),
        where=text(where)[1:],
    )


def _begun(caller: Caller, at: datetime) -> str:
    identity = text(user_identity(caller, at))
    return f'{{"eventVersion":"{EVENT_VERSION}","userIdentity":{identity},"eventTime":"'
