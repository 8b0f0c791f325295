"""The console on the demonstration account: a real emulator in memory, with a clock that tests move."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from tests.tui.conftest import TRUECOLOR, Driver, rows

from kmstui.aws.gateway import Gateway
from kmstui.cli.account import LocalAccount, open_demo
from kmstui.tui.app import KmstuiApp
from kmstui.tui.history import Place
from kmstui.tui.theme import Look

REGION = "us-east-1"
MOST_ROUNDS = 12
"""Answers that lead to further questions, one after the other, before a test gives up waiting."""


@dataclass
class Console:
    """A running console, and the account behind it."""

    pilot: Driver
    account: LocalAccount

    @property
    def page(self) -> Any:
        """The page, or the dialog, in front."""
        return self.pilot.app.screen

    @property
    def text(self) -> str:
        """The screen as text."""
        return "\n".join(rows(self.pilot))

    def gateway(self, identity: str = "alice") -> Gateway:
        """The account's API, as somebody."""
        return self.account.endpoint.gateway(identity, REGION)

    def deny(self, identity: str, action: str) -> None:
        """Give somebody a policy that denies an action."""
        statement = {"Sid": "NotYou", "Effect": "Deny", "Action": action, "Resource": "*"}
        document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
        policy = {"UserName": identity, "PolicyName": "denied", "PolicyDocument": document}
        self.gateway().call("iam", "PutUserPolicy", policy)

    async def settle(self) -> None:
        """Wait until every question has been answered and drawn."""
        for _ in range(MOST_ROUNDS):
            await self.pilot.pause()
            working = any(not worker.is_finished for worker in self.pilot.app.workers)
            if not working and not getattr(self.page, "expectant", False):
                break
            await self.pilot.app.workers.wait_for_complete()
        await self.pilot.pause()

    async def press(self, *keys: str) -> None:
        """Press keys, each after the answers to the one before."""
        for key in keys:
            await self.pilot.press(key)
            await self.settle()

    async def type(self, text: str) -> None:
        """Type over what a field holds."""
        await self.pilot.press("end", "ctrl+u", *text)
        await self.settle()

    async def pass_time(self, seconds: float, steps: int = 1) -> None:
        """Move the account's clock, and let the console know."""
        for _ in range(steps):
            self.account.clock.advance(timedelta(seconds=seconds))  # type: ignore[attr-defined]
            app = self.pilot.app
            assert isinstance(app, KmstuiApp)
            app.tick()
            await self.settle()


@asynccontextmanager
async def console(
    page: str,
    *,
    size: tuple[int, int] = (120, 40),
    identity: str = "alice",
    look: Look = TRUECOLOR,
    read_only: bool = False,
    **arguments: str,
) -> AsyncIterator[Console]:
    """Run the console on a page of a demonstration account of its own."""
    account = open_demo(identity)
    account.endpoint.gateway(identity, REGION).call("sts", "GetCallerIdentity", {})
    app = KmstuiApp(
        account.endpoint,
        account.clock,
        identity=identity,
        look=look,
        read_only=read_only,
        start=Place(page, arguments),
    )
    try:
        async with app.run_test(size=size) as pilot:
            running = Console(pilot, account)
            await running.settle()
            yield running
    finally:
        account.close()


Steps = Callable[[Console], Awaitable[None]]


async def nothing(_console: Console) -> None:
    """The page as it opens."""


def looks_as_before(
    snap_compare: Callable[..., bool],
    page: str,
    steps: Steps = nothing,
    *,
    size: tuple[int, int] = (120, 40),
    look: Look = TRUECOLOR,
) -> bool:
    """Compare a page, after some steps, with its picture."""
    account = open_demo()
    account.endpoint.gateway("alice", REGION).call("sts", "GetCallerIdentity", {})
    app = KmstuiApp(account.endpoint, account.clock, look=look, start=Place(page))

    return compared(snap_compare, app, account, steps, size)


def compared(
    snap_compare: Callable[..., bool],
    app: KmstuiApp,
    account: LocalAccount,
    steps: Steps,
    size: tuple[int, int],
) -> bool:
    """Compare what an application shows, after some steps, with its picture; then close the account."""

    async def before(pilot: Driver) -> None:
        running = Console(pilot, account)
        await running.settle()
        await steps(running)

    try:
        return snap_compare(app, terminal_size=size, run_before=before)
    finally:
        account.close()
