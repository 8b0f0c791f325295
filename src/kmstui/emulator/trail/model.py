"""What the account remembers of one call: CloudTrail's record of it, and what it can be looked up by.

Knows neither how a record is built (that is `audit`'s work) nor where it is kept. Every call makes these, so
they are Structs, which are made four times as fast as frozen dataclasses.
"""

from datetime import datetime

from msgspec import Struct


class TrailResource(Struct, frozen=True):
    """Something a call was about."""

    type: str
    """CloudFormation's type, such as `AWS::KMS::Key`."""
    name: str
    """As the event history shows it: the ARN of a KMS key, the id of a volume, the name of a user."""


class TrailEvent(Struct, frozen=True):
    """One event of the history."""

    event_id: str
    """UUID."""
    time: datetime
    """When the call was made."""
    name: str
    """The operation, such as `CreateKey`."""
    source: str
    """Such as `kms.amazonaws.com`."""
    account: str
    """The account whose history this is in: `recipientAccountId`."""
    region: str
    read_only: bool
    record: str
    """The CloudTrail record, as JSON."""
    user: str = ""
    """User name, role session name or `root`; empty for what AWS does by itself."""
    access_key_id: str = ""
    error_code: str = ""
    """As in the record; empty for a call that succeeded."""
    request_id: str = ""
    """Shared with the caller, so that a console can ask why a request was refused."""
    resources: tuple[TrailResource, ...] = ()
    decisions: str = "[]"
    """The authorization decisions of the call, with their reasons, as JSON; not part of AWS's record."""
    sequence: int = 0
    """Place in the history; the repository gives it, and a later event has a higher one."""
