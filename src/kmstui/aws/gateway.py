"""The seam of the house: one method between the console and whatever answers AWS calls.

`service` and `operation` are AWS's own names (`"kms"`, `"CreateKey"`), so that one pair of strings is at
once the API call, the IAM action and the audit event name. Members have AWS's documented names and shapes:
PascalCase keys, `bytes` for blobs, aware `datetime` for times. Nothing here knows who answers.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, Protocol

Params = Mapping[str, Any]
"""The input of an operation, as AWS documents it."""
Result = dict[str, Any]
"""The output of an operation; the caller owns it and may change it."""


class Gateway(Protocol):
    """Answers AWS calls for one identity in one Region."""

    def call(self, service: str, operation: str, params: Params) -> Result:
        """Make one call and wait for its answer.

        Raises:
            AwsError: with AWS's code and message; nothing else is ever raised for a bad request.
        """
        ...


@dataclass(frozen=True, slots=True)
class Identity:
    """Somebody a console can act as."""

    name: str
    """What people call it, and what `--as` takes: a user name, a role name or a profile name."""
    arn: str
    """The principal's ARN; empty where it is not known before the first call."""
    note: str = ""
    """What this identity is for, in a few words."""


class Realm(Enum):
    """What kind of account it is, which decides how careful a console has to be."""

    EMULATOR = "emulator"
    """Our own account, in this process."""
    ENDPOINT = "endpoint"
    """Whatever answers at a URL that is not AWS's."""
    AWS = "aws"
    """AWS itself: what is done there costs money and cannot be started over."""


class Endpoint(Protocol):
    """An account that gateways can be opened on, for any of its identities and Regions."""

    @property
    def realm(self) -> Realm:
        """What kind of account it is."""
        ...

    @property
    def account_id(self) -> str:
        """Twelve digits; empty as long as whoever acts now has not been told whose account it is."""
        ...

    @property
    def label(self) -> str:
        """What this endpoint is, for the top bar: `emulator`, `demo`, `AWS` or a host."""
        ...

    @property
    def delay(self) -> str:
        """Why an answer takes its time, in a few words such as `throttled`; empty where nothing is known."""
        ...

    def identities(self) -> Sequence[Identity]:
        """Who a console may act as here; the first is the default."""
        ...

    def regions(self) -> Sequence[str]:
        """The Regions that answer here; the first is the default."""
        ...

    def gateway(self, identity: str, region: str) -> Gateway:
        """A gateway bound to that identity (by name) and Region."""
        ...
