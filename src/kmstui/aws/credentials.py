"""Who signed a request, and where it came from: what an endpoint tells the account, and the account tells it.

Access keys are AWS's: a long-term key (`AKIA…`) belongs to a user, a temporary one (`ASIA…`) comes with a
session token. Nothing here knows how a request is signed, nor how an account keeps its keys.
"""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Credential:
    """An access key with its secret. The secret is in no `repr`."""

    access_key_id: str
    secret_access_key: str = field(repr=False)
    session_token: str = field(default="", repr=False)
    """Empty for a long-term access key."""
    expires: datetime | None = None
    """When a temporary one ends; None for a long-term one."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Who made a request that came over a wire, from where and with what."""

    access_key_id: str
    region: str
    session_token: str = field(default="", repr=False)
    source_ip: str = "127.0.0.1"
    """As CloudTrail's `sourceIPAddress` has it."""
    user_agent: str = ""
    """As CloudTrail's `userAgent` has it."""
    request_id: str = ""
    """What the answer will call the request, and so its record; empty lets the account draw one."""
