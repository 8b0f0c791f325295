"""The console on the demonstration account, and the volumes of that account by name."""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

import pytest
from tests.tui.conftest import TRUECOLOR, Driver, settle

from kmstui.aws.gateway import Gateway
from kmstui.cli.account import LocalAccount, open_demo
from kmstui.console.volumes import VolumeRow, list_volumes
from kmstui.tui.app import KmstuiApp
from kmstui.tui.history import Place

Opened = Callable[..., AbstractAsyncContextManager[Driver]]


@pytest.fixture
def account() -> Iterator[LocalAccount]:
    """The account: in memory, seeded, on a clock that stands still; open, so that it knows its people."""
    account = open_demo()
    account.endpoint.gateway("alice", "us-east-1").call("sts", "GetCallerIdentity", {})
    yield account
    account.close()


@pytest.fixture
def alice(account: LocalAccount) -> Gateway:
    """The account as its administrator sees it, past the console."""
    return account.endpoint.gateway("alice", "us-east-1")


def app_on(account: LocalAccount, page: str, **options: Any) -> KmstuiApp:
    """The console on a page; `arguments` are the page's."""
    arguments = options.pop("arguments", {})
    options.setdefault("look", TRUECOLOR)
    return KmstuiApp(account.endpoint, account.clock, start=Place(page, arguments), **options)


@pytest.fixture
def opened(account: LocalAccount) -> Opened:
    """Runs the console: `async with opened("ec2.volumes", identity="dave") as pilot`."""

    @asynccontextmanager
    async def run(page: str, *, size: tuple[int, int] = (120, 40), **options: Any) -> AsyncIterator[Driver]:
        app = app_on(account, page, **options)
        async with app.run_test(size=size) as pilot:
            await rest(pilot)
            yield pilot

    return run


async def rest(pilot: Driver) -> None:
    """Wait until questions that answers led to are answered as well."""
    for _ in range(2):
        await settle(pilot)


async def press(pilot: Driver, *keys: str) -> None:
    """Press keys and wait until everything that follows has been drawn."""
    await pilot.press(*keys)
    await rest(pilot)


def volume_named(gateway: Gateway, name: str) -> VolumeRow:
    """A volume by its name."""
    return next(volume for volume in list_volumes(gateway) if volume.label == name)


def flashes(pilot: Driver) -> list[str]:
    """Everything that was flashed, oldest first."""
    app = pilot.app
    assert isinstance(app, KmstuiApp)
    return [f"{flash.head} {flash.text}" for flash in app.session.flashes.history]
