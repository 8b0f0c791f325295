"""An account at AWS or at an endpoint URL, as something a console can be pointed at.

It does not load botocore: like the emulated account it is opened by the first question, after the first
paint. An identity is a profile of the AWS configuration; each may lead to another account.
"""

from collections.abc import Callable, Sequence
from threading import Lock
from typing import Protocol
from urllib.parse import urlsplit

from kmstui.aws.errors import AwsError
from kmstui.aws.failures import EXPIRED
from kmstui.aws.gateway import Gateway, Identity, Params, Realm, Result

AWS_DOMAINS = (
    ".amazonaws.com",
    ".amazonaws.com.cn",
    ".api.aws",
    ".api.amazonwebservices.com.cn",
    ".amazonaws.eu",
    ".c2s.ic.gov",
    ".sc2s.sgov.gov",
)
"""Where AWS's own endpoints are, in every partition (botocore's partitions.json, `dnsSuffix`)."""
UNNAMED = "default"
"""What one goes by who named no profile."""


def realm_of(url: str) -> Realm:
    """What answers at an endpoint URL."""
    host = (urlsplit(url).hostname or "").rstrip(".").lower()
    return Realm.AWS if f".{host}".endswith(AWS_DOMAINS) else Realm.ENDPOINT


class Connection(Protocol):
    """An open way to an account, for one profile."""

    @property
    def account_id(self) -> str:
        """Whose account it is; empty where the endpoint does not say."""
        ...

    @property
    def arn(self) -> str:
        """Who one is there; empty where the endpoint does not say."""
        ...

    @property
    def url(self) -> str:
        """The endpoint that answers."""
        ...

    @property
    def region(self) -> str:
        """The Region of the profile."""
        ...

    @property
    def regions(self) -> Sequence[str]:
        """Every Region there is."""
        ...

    @property
    def profiles(self) -> Sequence[str]:
        """The profiles of the AWS configuration."""
        ...

    def call(self, region: str, service: str, operation: str, params: Params) -> Result:
        """Make one call; raises only AwsError."""
        ...


class Delays:
    """Which calls wait because they were throttled; written by the threads that make them."""

    def __init__(self) -> None:
        self._waiting = 0
        self._lock = Lock()

    def add(self, by: int) -> None:
        """One call more, or one less."""
        with self._lock:
            self._waiting += by

    def __str__(self) -> str:
        return "throttled" if self._waiting else ""


class _Seat:
    """One identity's connection: opened once, by the first who asks; those who wait share its failure."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.attempts = 0
        self.failure: AwsError | None = None
        self.connection: Connection | None = None
        """The last one there was; what it knows stays true when its credentials have run out."""
        self.stale = True
        """Whether it is to be opened anew."""


class BotoEndpoint:
    """AWS, or whatever answers at a URL."""

    def __init__(
        self,
        connect: Callable[[str, Delays], Connection],
        *,
        url: str = "",
        profile: str = "",
        region: str = "",
        name: str = UNNAMED,
    ) -> None:
        """Point at an account without asking it anything.

        Args:
            connect: opens the connection of a profile (empty: of the environment); raises AwsError.
            url: the endpoint that was named; empty for the one that the configuration leads to.
            profile: the profile to begin with; empty for what the environment says.
            region: the Region to begin with; empty for the profile's.
            name: what whoever named no profile goes by.
        """
        self._connect = connect
        self._url, self._region = url, region
        self._first = profile or name
        self._profiles = {self._first: profile}
        self._seats: dict[str, _Seat] = {self._first: _Seat()}
        self._acting = self._first
        self._delays = Delays()
        self._opened = False
        self._when_opened: list[Callable[[], None]] = []
        self._when_unavailable: list[Callable[[AwsError], None]] = []

    def when_opened(self, action: Callable[[], None]) -> None:
        """Have something done once, when the first identity is connected; in the thread that asked."""
        self._when_opened.append(action)

    def when_unavailable(self, action: Callable[[AwsError], None]) -> None:
        """Have something done when there is no connecting the first identity; in the thread that asked."""
        self._when_unavailable.append(action)

    @property
    def realm(self) -> Realm:
        """What answers; AWS as long as nothing says otherwise."""
        connection = self._seats[self._acting].connection
        url = connection.url if connection else self._url
        return realm_of(url) if url else Realm.AWS

    @property
    def account_id(self) -> str:
        """Whose account it is for whoever acts now; empty as long as that is not known."""
        connection = self._seats[self._acting].connection
        return connection.account_id if connection else ""

    @property
    def label(self) -> str:
        """`AWS`, or the host that answers."""
        connection = self._seats[self._acting].connection
        url = connection.url if connection else self._url
        return "AWS" if self.realm is Realm.AWS else urlsplit(url).netloc.rpartition("@")[2]

    @property
    def delay(self) -> str:
        """Whether a call waits because it was throttled."""
        return str(self._delays)

    def identities(self) -> Sequence[Identity]:
        """The profile one began with, then every other one of the AWS configuration."""
        return tuple(self._identity(name) for name in tuple(self._profiles))

    def _identity(self, name: str) -> Identity:
        seat = self._seats.get(name)
        arn = seat.connection.arn if seat and seat.connection else ""
        profile = self._profiles[name]
        return Identity(name, arn, arn.partition("::")[2] or ("profile" if profile else "environment"))

    def regions(self) -> Sequence[str]:
        """The Region one began with, which is empty before it is known, then every other one there is."""
        connection = self._seats[self._first].connection
        if connection is None:
            return (self._region,)
        first = self._region or connection.region
        return (first, *(region for region in connection.regions if region != first))

    def gateway(self, identity: str, region: str) -> Gateway:
        """A gateway for that profile and Region; account and realm are from now on those of the profile."""
        self._seats.setdefault(identity, _Seat())
        self._acting = identity
        return BotoGateway(self, identity, region)

    def connection(self, identity: str) -> Connection:
        """The open connection of an identity; the first caller opens it, the others wait.

        Raises:
            AwsError: when there is no connecting it; the next caller tries again.
        """
        seat = self._seats[identity]
        seen = seat.attempts
        with seat.lock:
            if seat.stale:
                if seat.failure is not None and seat.attempts != seen:
                    raise seat.failure
                self._open(identity, seat)
            assert seat.connection is not None
            return seat.connection

    def _open(self, identity: str, seat: _Seat) -> None:
        try:
            seat.connection = connection = self._connect(self._profiles.get(identity, identity), self._delays)
        except AwsError as error:
            seat.failure = error
            if not self._opened:
                for tell in self._when_unavailable:
                    tell(error)
            raise
        finally:
            seat.attempts += 1
        seat.failure, seat.stale = None, False
        self._profiles |= {name: name for name in connection.profiles if name not in self._profiles}
        if not self._opened:
            self._opened = True
            for action in self._when_opened:
                action()

    def forget(self, identity: str) -> None:
        """Connect that identity anew when it is next asked for: its credentials have run out."""
        self._seats[identity].stale = True


class BotoGateway:
    """One profile in one Region."""

    def __init__(self, endpoint: BotoEndpoint, identity: str, region: str) -> None:
        self._endpoint = endpoint
        self.identity = identity
        self.region = region

    def call(self, service: str, operation: str, params: Params) -> Result:
        """Make one call; raises only AwsError."""
        connection = self._endpoint.connection(self.identity)
        try:
            return connection.call(self.region or connection.region, service, operation, params)
        except AwsError as error:
            if error.code in EXPIRED:
                self._endpoint.forget(self.identity)
            raise
