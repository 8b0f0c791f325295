"""A console that takes the demonstration account for one of AWS's, or for one at an endpoint.

Behind it is the real emulator; what AWS has no API for is refused, CloudWatch answers from a table, and
whatever a test wants refused is.
"""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta

from tests.tui.conftest import TRUECOLOR
from tests.tui.live.demo_console import Console, Steps, compared, nothing

from kmstui.aws.clock import Clock
from kmstui.aws.errors import AwsError
from kmstui.aws.failures import UNAVAILABLE
from kmstui.aws.gateway import Gateway, Identity, Params, Realm, Result
from kmstui.cli.account import LocalAccount, open_demo
from kmstui.tui.app import KmstuiApp
from kmstui.tui.history import Place

ACCOUNT = "111122223333"
PRINCIPAL = f"arn:aws:sts::{ACCOUNT}:assumed-role/KeyAdmin/ops"
EXPIRED = AwsError(
    "CredentialsExpired",
    "The credentials of profile production have expired."
    " Sign in again (`aws sso login --profile production`), then reload.",
)


@dataclass
class Pretending:
    """An endpoint that says what it is told to be."""

    account: LocalAccount
    realm: Realm = Realm.AWS
    label: str = "AWS"
    account_id: str = ACCOUNT
    delay: str = ""
    refusals: dict[tuple[str, str], AwsError] = field(default_factory=dict)
    """What is refused, by service and operation; `*` stands for every operation."""
    calls: list[tuple[str, str, Params]] = field(default_factory=list)
    """What came through to the account."""
    answers: dict[tuple[str, str], Callable[[Params], Result]] = field(default_factory=dict)
    """What is answered by a function in place of the account."""

    def identities(self) -> Sequence[Identity]:
        """Two profiles."""
        return (Identity("production", PRINCIPAL), Identity("staging", ""))

    def regions(self) -> Sequence[str]:
        """One."""
        return ("us-east-1",)

    def gateway(self, identity: str, region: str) -> Gateway:
        """The demonstration's administrator, whoever asks."""
        return Refusing(self, self.account.endpoint.gateway("alice", region))


@dataclass
class Refusing:
    """A gateway that refuses what its endpoint says."""

    endpoint: Pretending
    inner: Gateway

    def call(self, service: str, operation: str, params: Params) -> Result:
        """Refuse, answer from the table, or ask the account."""
        self.endpoint.calls.append((service, operation, params))
        refusals = self.endpoint.refusals
        refusal = refusals.get((service, operation)) or refusals.get((service, "*"))
        if refusal is not None:
            raise refusal
        answer = self.endpoint.answers.get((service, operation))
        if answer is not None:
            return answer(params)
        if service == "kmstui":
            raise AwsError(UNAVAILABLE, f"Not available on {self.endpoint.label}: AWS has no API for it.")
        return self.inner.call(service, operation, params)


def cloudwatch(clock: Clock) -> Callable[[Params], Result]:
    """An hour of a volume at work, a datum a minute; the newest minute that is over is two minutes old."""

    def answer(params: Params) -> Result:
        end = clock.now().replace(second=0, microsecond=0) - timedelta(minutes=3)
        results = []
        for query in params["MetricDataQueries"]:
            factor = _FACTORS.get(query["Id"], 0.0)
            values = [factor * (10 + (minute * 7) % 13) for minute in range(55)]
            times = [end - timedelta(minutes=minute) for minute in range(55)]
            found = bool(factor)
            results.append(
                {"Id": query["Id"], "Timestamps": times if found else [], "Values": values if found else []}
            )
        return {"MetricDataResults": results}

    return answer


_FACTORS = {
    "read_bytes": 60.0 * (1 << 20),
    "write_bytes": 150.0 * (1 << 20),
    "read_ops": 900.0,
    "write_ops": 2400.0,
    "queue": 0.1,
}


@asynccontextmanager
async def pretending(
    page: str = "home",
    *,
    size: tuple[int, int] = (120, 40),
    read_only: bool = False,
    prepare: Callable[[Pretending], object] = lambda _endpoint: None,
    **arguments: str,
) -> AsyncIterator[tuple[Console, Pretending]]:
    """Run the console on a page."""
    account, endpoint, app = _made(page, arguments, prepare, read_only=read_only)
    try:
        async with app.run_test(size=size) as pilot:
            running = Console(pilot, account)
            await running.settle()
            yield running, endpoint
    finally:
        account.close()


def _made(
    page: str,
    arguments: dict[str, str],
    prepare: Callable[[Pretending], object],
    *,
    read_only: bool,
) -> tuple[LocalAccount, Pretending, KmstuiApp]:
    account = open_demo()
    account.endpoint.gateway("alice", "us-east-1").call("sts", "GetCallerIdentity", {})
    endpoint = Pretending(account)
    endpoint.answers["cloudwatch", "GetMetricData"] = cloudwatch(account.clock)
    prepare(endpoint)
    start = Place(page, arguments)
    app = KmstuiApp(endpoint, account.clock, look=TRUECOLOR, read_only=read_only, start=start)
    return account, endpoint, app


def looks_as_before(
    snap_compare: Callable[..., bool],
    page: str,
    steps: Steps = nothing,
    *,
    size: tuple[int, int],
    read_only: bool = False,
    prepare: Callable[[Pretending], object] = lambda _endpoint: None,
    **arguments: str,
) -> bool:
    """Compare a page, after some steps, with its picture."""
    account, _endpoint, app = _made(page, arguments, prepare, read_only=read_only)
    return compared(snap_compare, app, account, steps, size)


def on_an_enabled_key(it: Console) -> None:
    """Put the cursor of the list of keys on one that can be disabled."""
    row = next(row for row in it.page.table.rows if row.state == "Enabled")
    it.page.table.move_to(it.page.table.model.index_of(row.arn) or 0)
