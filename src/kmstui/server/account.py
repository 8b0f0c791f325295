"""What a server asks of the account behind it. An open account fulfils it without knowing that it does.

Knows neither HTTP nor what an account is made of.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from kmstui.aws.credentials import Credential, Origin
from kmstui.aws.gateway import Params, Result


class Started(Protocol):
    """A call that has been made, and that the disk may not have yet."""

    @property
    def confirmed(self) -> bool:
        """Whether `result` would not have to wait."""
        ...

    def result(self) -> Result:
        """What came of the call, when the disk has it; in any thread.

        Raises:
            AwsError: when it was refused, or could not be kept.
        """
        ...


class Account(Protocol):
    """An open account, as far as a server needs one."""

    def credential(self, access_key_id: str, session_token: str) -> Credential:
        """The credential that a request says it was signed with.

        Raises:
            AwsError: InvalidClientTokenId when there is no such key, ExpiredToken when its session has ended.
        """
        ...

    def start_from(self, origin: Origin, service: str, operation: str, params: Params) -> Started:
        """Make one call for whoever the origin's access key belongs to, without waiting for the disk.

        What is wrong with it, its result says.
        """
        ...


@dataclass(frozen=True, slots=True)
class House:
    """What a server says of the account that it fronts, and what it may do with it as a whole."""

    version: str
    account_id: str
    regions: tuple[str, ...]
    """The Regions that answer; the first stands in for a request that names none."""
    reset: Callable[[], None] | None = None
    """Begins the account anew; None where nobody may ask for that."""
