"""What all pages of one running console share: the account, who one is there, and what just happened.

Made once by the application and handed to every page. It knows no widget; `Watched` stands between the pages
and the account's gateway so that no page can forget to say that it changed something, or change something it
may not.
"""

from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from threading import Lock
from time import perf_counter

from kmstui.aws.clock import Clock
from kmstui.aws.errors import AwsError
from kmstui.aws.gateway import Endpoint, Gateway, Identity, Params, Realm, Result
from kmstui.console.caution import mutates, needs_digits, spelled
from kmstui.console.sidebar import REALMS
from kmstui.console.whole import whole
from kmstui.tui.flashes import Flash, FlashLog
from kmstui.tui.theme import Look

READ_ONLY = "read-only"
"""Why a command that changes the account is not available."""
CALLS_KEPT = 300


@dataclass(frozen=True, slots=True)
class Call:
    """One call that the console made, or heard of."""

    at: datetime
    service: str
    operation: str
    params: Params
    milliseconds: float
    """How long the answer took."""
    error: str = ""
    """AWS's error code; empty when the call succeeded."""
    by: str = ""
    """Who made it, where it was not this console; a client's word."""


class Unconfirmed(Exception):  # noqa: N818 - no error: somebody is to be asked
    """A call was not made that has to be confirmed first.

    It is no `AwsError`, so that no question takes it for a refusal that it could put up with.
    """

    def __init__(self, service: str, operation: str) -> None:
        super().__init__(service, operation)
        self.service = service
        self.operation = operation


class Watched:
    """A gateway that notes every call, and whether one changed the account."""

    def __init__(self, gateway: Gateway, session: "Session", confirmed: frozenset[str] = frozenset()) -> None:
        """`confirmed` has the operations, as `service:Operation`, that somebody has answered for."""
        self._gateway = gateway
        self._session = session
        self._confirmed = confirmed

    def call(self, service: str, operation: str, params: Params) -> Result:
        """Make one call; in a read-only console only those that change nothing.

        Raises:
            AwsError: as the gateway below, and `ReadOnlyConsole` instead of any change.
            Unconfirmed: instead of what takes something away in an account of AWS's, unless it is confirmed.
        """
        changes = mutates(service, operation)
        if changes and self._session.read_only:
            raise AwsError("ReadOnlyConsole", f"This console is read-only and did not call {operation}.")
        unanswered = f"{service}:{operation}" not in self._confirmed
        if unanswered and needs_digits(self._session.endpoint.realm, service, operation):
            raise Unconfirmed(service, operation)
        started = self._session.stopwatch()
        error = ""
        try:
            answer = self._gateway.call(service, operation, params)
            ours = self._session.endpoint.realm is Realm.EMULATOR
            return answer if ours else whole(service, operation, answer)
        except AwsError as refusal:
            error = refusal.code
            raise
        finally:
            spent = (self._session.stopwatch() - started) * 1000
            self._session.note(service, operation, params, spent, error, mutates=changes)


@dataclass
class Session:
    """The state of the console that outlives a page."""

    endpoint: Endpoint
    clock: Clock
    identity: Identity
    """Who the console acts as."""
    region: str
    read_only: bool = False
    """Whether commands that change the account are refused."""
    locked: bool = field(init=False)
    """Whether it was started read-only, and so stays it."""
    flashes: FlashLog = field(default_factory=FlashLog)
    counts: Mapping[str, str] = field(default_factory=dict)
    """What stands behind the entries of the side navigation, by page id."""
    status: Mapping[str, str] = field(default_factory=dict)
    """The lines of the account's card under the side navigation: label and value."""
    epoch: int = 0
    """Grows with each change of identity or Region: answers to older questions are for somebody else."""
    revision: int = 0
    """Grows with each call that changed the account: what a page loaded before that is stale."""
    calls: deque[Call] = field(default_factory=lambda: deque(maxlen=CALLS_KEPT))
    """The last calls made, oldest first."""
    heard: deque[Call] = field(default_factory=lambda: deque(maxlen=CALLS_KEPT))
    """The last calls that others made of the account while this console serves it, oldest first."""
    serving: str = ""
    """Host and port where this console serves its account to others; empty when it does not."""
    look: Look = field(default_factory=Look)
    """Colours and glyphs the user asked for."""
    nav_shown: bool | None = None
    """Whether the side navigation shows; None: as the size of the terminal suggests."""
    _gateway: Gateway | None = None
    _confirmed: frozenset[str] = frozenset()
    _lock: Lock = field(default_factory=Lock)

    def __post_init__(self) -> None:
        self.locked = self.read_only

    @property
    def gateway(self) -> Gateway:
        """The account, as this identity in this Region, with what is confirmed just now."""
        if self._gateway is None:
            self._gateway = self.endpoint.gateway(self.identity.name, self.region)
        return Watched(self._gateway, self, self._confirmed)

    @contextmanager
    def confirmed(self, *operations: str) -> Iterator[None]:
        """What is asked of the account inside has been confirmed, for these operations."""
        self._confirmed = frozenset(operations)
        try:
            yield
        finally:
            self._confirmed = frozenset()

    def act_as(self, identity: Identity, region: str) -> None:
        """Become somebody else, or go to another Region."""
        self.identity, self.region = identity, region
        self._gateway = self.endpoint.gateway(identity.name, region)
        self.counts = {}
        if self.endpoint.realm is not Realm.EMULATOR:
            self.status = {}  # of an account that may be another one
        self.epoch += 1

    def arrive(self) -> None:
        """Take the Region that the endpoint turned out to begin with, where none was named."""
        self.region = self.region or self.endpoint.regions()[0]
        known = {identity.name: identity for identity in self.endpoint.identities()}
        self.act_as(known.get(self.identity.name, self.identity), self.region)

    def stopwatch(self) -> float:
        """Seconds for measuring; where the clock stands still, so does this."""
        return 0.0 if self.clock.frozen else perf_counter()

    def tell(self, flash: Flash) -> None:
        """Raise a flash, at the account's time."""
        self.flashes.add(replace(flash, at=self.clock.now()))

    def card(self) -> Mapping[str, str]:
        """The account's card: what it says of itself, and whether it may be changed."""
        about = self.status or self._about()
        serving = {"serving": self.serving} if self.serving else {}
        return {**about, **serving, "mode": READ_ONLY if self.read_only else "read-write"}

    def _about(self) -> Mapping[str, str]:
        endpoint = self.endpoint
        if endpoint.realm is Realm.EMULATOR:
            return {endpoint.label.capitalize(): endpoint.account_id}
        account = spelled(endpoint.account_id) or "account unknown"
        at_aws = endpoint.realm is Realm.AWS
        place = {"profile": self.identity.name} if at_aws else {"at": endpoint.label}
        return {REALMS[endpoint.realm]: account, **place, "as": self.principal()}

    def principal(self) -> str:
        """Who one is there, as the account says: a user, a role with its session; else the profile."""
        known = {identity.name: identity.arn for identity in self.endpoint.identities()}
        resource = known.get(self.identity.name, "").rpartition(":")[2]
        return resource.removeprefix("assumed-role/").removeprefix("user/") or self.identity.name

    def note(
        self, service: str, operation: str, params: Params, spent: float, error: str, *, mutates: bool
    ) -> None:
        """Remember one call; called by the threads that make them."""
        self.calls.append(Call(self.clock.now(), service, operation, params, spent, error))
        if mutates and not error:
            self._changed()

    def hear(self, call: Call, *, mutates: bool) -> None:
        """Remember a call that somebody else made; called by any thread."""
        self.heard.append(call)
        if mutates and not call.error:
            self._changed()

    def _changed(self) -> None:
        with self._lock:
            self.revision += 1
