"""The gateway to the emulated account in this process.

It binds an identity and a Region and hands calls on; it knows neither operations nor storage. What opens the
account is given by the composition root, so that a console can paint before the account is read.
"""

from collections.abc import Callable, Sequence
from threading import RLock
from typing import Protocol

from kmstui.aws.errors import AwsError
from kmstui.aws.gateway import Gateway, Identity, Params, Realm, Result


class Account(Protocol):
    """An open account, as far as a gateway needs one."""

    def call(self, identity: str, region: str, service: str, operation: str, params: Params) -> Result:
        """Make one call as the named identity; raises only AwsError."""
        ...

    def identities(self) -> Sequence[Identity]:
        """Who may act in this account."""
        ...


class LocalEndpoint:
    """The emulated account as something a console can be pointed at."""

    realm = Realm.EMULATOR
    delay = ""

    def __init__(
        self,
        opener: Callable[[], Account],
        account_id: str,
        label: str,
        regions: Sequence[str],
        identity: str,
    ) -> None:
        """`opener` raises AwsError when there is no opening the account.

        `identity` is who one is as long as it has not been opened.
        """
        self.account_id = account_id
        self.label = label
        self._opener = opener
        self._regions = tuple(regions)
        self._identity = identity
        self._lock = RLock()  # what is done when the account is open may ask for it
        self._account: Account | None = None
        self._when_opened: list[Callable[[], None]] = []
        self._when_unavailable: list[Callable[[AwsError], None]] = []

    def when_opened(self, action: Callable[[], None]) -> None:
        """Have something done once, when the account is open."""
        self._when_opened.append(action)

    def when_unavailable(self, action: Callable[[AwsError], None]) -> None:
        """Have something done each time the account turns out not to open; in the thread that asked."""
        self._when_unavailable.append(action)

    def account(self) -> Account:
        """The open account; the first caller opens it, the others wait.

        Raises:
            AwsError: when it does not open.
        """
        try:
            with self._lock:
                if self._account is None:
                    self._account = self._opener()
                    for action in self._when_opened:
                        action()
                return self._account
        except AwsError as error:
            for tell in self._when_unavailable:
                tell(error)
            raise

    def identities(self) -> Sequence[Identity]:
        """Who may act in this account; before it is opened, only the one who opens it is known."""
        if self._account is None:
            return (Identity(self._identity, f"arn:aws:iam::{self.account_id}:user/{self._identity}"),)
        return self._account.identities()

    def regions(self) -> Sequence[str]:
        """The Regions that answer here; the first is the default."""
        return self._regions

    def gateway(self, identity: str, region: str) -> Gateway:
        """A gateway bound to that identity and Region."""
        return LocalGateway(self.account, identity, region)


class LocalGateway:
    """One identity in one Region of the emulated account."""

    def __init__(self, account: Callable[[], Account], identity: str, region: str) -> None:
        self._account = account
        self.identity = identity
        self.region = region

    def call(self, service: str, operation: str, params: Params) -> Result:
        """Make one call; raises only AwsError."""
        return self._account().call(self.identity, self.region, service, operation, params)
