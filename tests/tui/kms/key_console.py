"""The console on the demonstration account, for the tests of pages about keys."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from tests.tui.conftest import TRUECOLOR, Driver, rows, settle
from textual.widgets import Input

from kmstui.cli.account import LocalAccount, open_demo
from kmstui.console.key_policy import PolicyChoices, build, to_text
from kmstui.tui.app import KmstuiApp
from kmstui.tui.dialogs.dialog import Dialog
from kmstui.tui.history import Place
from kmstui.tui.screens.kms.key import KeyPage
from kmstui.tui.theme import Look

REGION = "us-east-1"
WIDE, SMALL = (120, 40), (80, 24)
ROUNDS = 4
"""How many questions a page may ask one after the other before it rests."""


def key_id_of(account: LocalAccount, alias: str) -> str:
    """The id of the key with this alias."""
    answer = account.endpoint.gateway("alice", REGION).call("kms", "DescribeKey", {"KeyId": f"alias/{alias}"})
    return str(answer["KeyMetadata"]["KeyId"])


CAROL = "arn:aws:iam::111122223333:user/carol"


def let_carol_use_payments(account: LocalAccount) -> None:
    """Give payments-prod the policy that the console writes with alice and carol in it."""
    alice = "arn:aws:iam::111122223333:user/alice"
    choices = PolicyChoices("111122223333", administrators=(alice,), users=(CAROL,))
    key_id = key_id_of(account, "payments-prod")
    params = {"KeyId": key_id, "PolicyName": "default", "Policy": to_text(build(choices))}
    account.endpoint.gateway("alice", REGION).call("kms", "PutKeyPolicy", params)


async def rest(pilot: Driver) -> None:
    """Wait until the page, and whatever its answers made it ask, has come to rest."""
    for _ in range(ROUNDS):
        await settle(pilot)


@dataclass(frozen=True)
class Console:
    """A running console, and the account behind it."""

    account: LocalAccount
    pilot: Driver

    @property
    def page(self) -> KeyPage:
        """The key's page, which must be in front."""
        assert isinstance(self.pilot.app.screen, KeyPage)
        return self.pilot.app.screen

    def call(self, operation: str, **params: Any) -> Mapping[str, Any]:
        """Ask KMS as the administrator, past the console."""
        return self.account.endpoint.gateway("alice", REGION).call("kms", operation, params)

    async def press(self, *keys: str) -> None:
        """Press keys one by one, each once the last has been dealt with."""
        for key in keys:
            await self.pilot.press(key)
            await rest(self.pilot)

    async def type(self, text: str) -> None:
        """Put a text into the line that has the focus, in place of what is there."""
        field = self.pilot.app.screen.focused
        assert isinstance(field, Input), field
        field.value = text
        await rest(self.pilot)

    async def click(self, selector: str) -> None:
        """Click a widget."""
        assert await self.pilot.click(selector)
        await rest(self.pilot)

    @property
    def text(self) -> str:
        """What the screen says."""
        return "\n".join(rows(self.pilot))

    @property
    def asks(self) -> bool:
        """Whether a dialog is in front."""
        return isinstance(self.pilot.app.screen, Dialog)


@asynccontextmanager
async def console(
    page: str = "kms.keys",
    alias: str = "",
    *,
    size: tuple[int, int] = WIDE,
    prepare: Callable[[LocalAccount], None] | None = None,
    **options: Any,
) -> AsyncIterator[Console]:
    """The console on a page, that of the key with `alias` where one is named."""
    account = open_demo()
    try:
        # The account opens with its first call, and knows its people from then on.
        account.endpoint.gateway("alice", REGION).call("kms", "ListKeys", {})
        if prepare is not None:
            prepare(account)
        arguments = {"key_id": key_id_of(account, alias)} if alias else {}
        start = Place("kms.key" if alias else page, arguments)
        app = KmstuiApp(account.endpoint, account.clock, start=start, look=TRUECOLOR, **options)
        async with app.run_test(size=size) as pilot:
            await rest(pilot)
            yield Console(account, pilot)
    finally:
        account.close()


def picture(page: str, alias: str, look: Look = TRUECOLOR) -> tuple[LocalAccount, KmstuiApp]:
    """An account and an application that is about to show a page, for a snapshot."""
    account = open_demo()
    arguments = {"key_id": key_id_of(account, alias)} if alias else {}
    return account, KmstuiApp(account.endpoint, account.clock, start=Place(page, arguments), look=look)


def after(*keys: str) -> Callable[[Driver], Awaitable[None]]:
    """Press keys and come to rest, before a snapshot."""

    async def run(pilot: Driver) -> None:
        await rest(pilot)
        for key in keys:
            await pilot.press(key)
            await rest(pilot)

    return run
