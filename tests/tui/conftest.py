"""What every test of the console needs: an account made of canned answers, and an application that never
moves by itself.
"""

import os
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from threading import Event
from typing import Any

import pytest
from textual.pilot import Pilot

from kmstui.aws.clock import ManualClock
from kmstui.aws.errors import AwsError
from kmstui.aws.gateway import Gateway, Identity, Params, Realm, Result
from kmstui.tui.app import KmstuiApp
from kmstui.tui.history import Place
from kmstui.tui.textual_hooks import screen_strips
from kmstui.tui.theme import Look

Answer = Mapping[str, Any] | AwsError | Callable[[Params], Mapping[str, Any]]
"""What a canned operation answers: a result, a refusal, or a function of the parameters."""

NOON = datetime(2026, 3, 14, 9, 26, 53, tzinfo=UTC)
"""The moment at which the clock of every test stands."""

PEOPLE = (
    Identity("alice", "arn:aws:iam::111122223333:user/alice", "administrator"),
    Identity("bob", "arn:aws:iam::111122223333:user/bob", "key administrator"),
    Identity("carol", "arn:aws:iam::111122223333:user/carol", "key user"),
    Identity("dave", "arn:aws:iam::111122223333:user/dave", "auditor"),
)

FRAME_ANSWERS: dict[tuple[str, str], Answer] = {
    ("kms", "ListKeys"): {"Keys": [{"KeyId": f"key-{n}"} for n in range(16)]},
    ("kms", "ListAliases"): {
        "Aliases": [
            {"AliasName": "alias/aws/ebs", "TargetKeyId": "key-0"},
            {"AliasName": "alias/orders-prod", "TargetKeyId": "key-1"},
            {"AliasName": "alias/payments-prod", "TargetKeyId": "key-2"},
        ]
    },
    ("ec2", "DescribeVolumes"): {
        "Volumes": [
            {"VolumeId": f"vol-0a1b2c3d{n:02d}", "State": "in-use" if n < 3 else "available"}
            for n in range(21)
        ]
    },
    ("ec2", "DescribeInstances"): {
        "Reservations": [{"Instances": [{"InstanceId": "i-0c41e88a", "State": {"Name": "running"}}]}] * 2
    },
    ("kmstui", "GetStatus"): {"Pace": "realistic", "Frozen": True, "DataDirectory": ""},
}
"""What the frame itself asks on every page."""


@dataclass
class FakeGateway:
    """Answers from a table, and remembers what it was asked."""

    answers: Mapping[tuple[str, str], Answer]
    calls: list[tuple[str, str, Params]]
    held: Event | None = None
    """While this is set to an unset event, no call is answered."""

    def call(self, service: str, operation: str, params: Params) -> Result:
        """Look the answer up."""
        self.calls.append((service, operation, params))
        if self.held is not None:
            assert self.held.wait(10), "nobody released the call"
        answer = self.answers.get((service, operation))
        if answer is None:
            raise AwsError("UnsupportedOperationException", f"{service}:{operation} is not in the table")
        if isinstance(answer, AwsError):
            raise answer
        return dict(answer(params) if callable(answer) else answer)


@dataclass
class FakeEndpoint:
    """An account with four people, three Regions and a table of answers."""

    answers: dict[tuple[str, str], Answer] = field(default_factory=lambda: dict(FRAME_ANSWERS))
    people: Sequence[Identity] = PEOPLE
    account_id: str = "111122223333"
    label: str = "demo"
    realm: Realm = Realm.EMULATOR
    delay: str = ""
    calls: list[tuple[str, str, Params]] = field(default_factory=list)
    """Every call made, whoever made it."""
    opened: list[tuple[str, str]] = field(default_factory=list)
    """For whom and where gateways were opened."""
    held: Event | None = None
    """Hand this to every gateway opened from now on."""

    def identities(self) -> Sequence[Identity]:
        """Who there is."""
        return self.people

    def regions(self) -> Sequence[str]:
        """Which Regions there are."""
        return ("us-east-1", "eu-central-1", "ap-southeast-2")

    def gateway(self, identity: str, region: str) -> Gateway:
        """Open a gateway."""
        self.opened.append((identity, region))
        return FakeGateway(self.answers, self.calls, self.held)


TRUECOLOR = Look(colors="truecolor")
"""The look of every test that does not ask for another, whatever terminal the tests run in."""
Driver = Pilot[None]
Running = Callable[..., AbstractAsyncContextManager[Driver]]


@pytest.fixture(autouse=True)
def steady_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take away what would make two pictures of one screen differ."""
    for name in [*os.environ]:
        if name == "NO_COLOR" or (name.startswith("TEXTUAL_") and name != "TEXTUAL_SNAPSHOT_TEMPDIR"):
            monkeypatch.delenv(name)


@pytest.fixture
def endpoint() -> FakeEndpoint:
    """The account."""
    return FakeEndpoint()


@pytest.fixture
def clock() -> ManualClock:
    """A clock that stands still at 09:26:53."""
    return ManualClock(NOON)


def make_app(
    endpoint: FakeEndpoint,
    *,
    clock: ManualClock | None = None,
    start: Place | None = None,
    look: Look | None = None,
    **options: Any,
) -> KmstuiApp:
    """The console on a fake account; `options` as for `KmstuiApp`."""
    return KmstuiApp(endpoint, clock or ManualClock(NOON), start=start, look=look or TRUECOLOR, **options)


async def settle(pilot: Driver) -> None:
    """Wait until every question has been answered and drawn."""
    await pilot.pause()
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()


@pytest.fixture
def running(endpoint: FakeEndpoint, clock: ManualClock) -> Running:
    """Runs the console on the fake account: `async with running(size=(80, 24)) as pilot`."""

    @asynccontextmanager
    async def run(*, size: tuple[int, int] = (120, 40), **options: Any) -> AsyncIterator[Driver]:
        app = make_app(endpoint, clock=clock, **options)
        async with app.run_test(size=size) as pilot:
            await settle(pilot)
            yield pilot

    return run


def rows(pilot: Driver) -> list[str]:
    """The screen as text, row by row."""
    return [strip.text for strip in screen_strips(pilot.app.screen)]


Golden = Callable[[Driver, str], None]


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Golden:
    """Compares the screen, as text, with `goldens/<name>.txt` beside the test; `--snapshot-update` writes it.

    An SVG snapshot shows how a screen looks; this shows in a diff what changed on it.
    """

    def compare(pilot: Driver, name: str) -> None:
        path = request.path.parent / "goldens" / f"{name}.txt"
        shown = "\n".join(row.rstrip() for row in rows(pilot)) + "\n"
        if request.config.getoption("--snapshot-update"):
            path.parent.mkdir(exist_ok=True)
            path.write_text(shown, encoding="utf-8")
        assert path.read_text(encoding="utf-8") == shown

    return compare
