"""The console on an account elsewhere, through botocore, driven by keys."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from textual.pilot import Pilot
from textual.widgets import Input

from kmstui.aws.gateway import Gateway
from kmstui.cli.elsewhere import open_elsewhere
from kmstui.cli.endpoint_options import Elsewhere
from kmstui.tui.app import KmstuiApp
from kmstui.tui.history import Place
from kmstui.tui.messages import Go
from kmstui.tui.screen import Page
from kmstui.tui.textual_hooks import screen_strips
from kmstui.tui.theme import Look

REGION = "us-east-1"
ROUNDS = 400
"""Looks at the screen before a test gives up; each takes a twentieth of a second at the most."""
LOOK_S = 0.05


@dataclass
class Console:
    """A running console."""

    pilot: Pilot[None]

    @property
    def app(self) -> KmstuiApp:
        """The application."""
        app = self.pilot.app
        assert isinstance(app, KmstuiApp)
        return app

    @property
    def page(self) -> Any:
        """The page, or the dialog, in front."""
        return self.app.screen

    @property
    def text(self) -> str:
        """The screen as text."""
        return "\n".join(strip.text for strip in screen_strips(self.app.screen))

    @property
    def told(self) -> list[str]:
        """Everything that was flashed, oldest first."""
        return [f"{flash.head} {flash.text}" for flash in self.app.session.flashes.history]

    @property
    def gateway(self) -> Gateway:
        """The account, past the console's own caution."""
        session = self.app.session
        return session.endpoint.gateway(session.identity.name, session.region)

    async def settle(self) -> None:
        """Wait until every question has been answered and drawn."""
        await self.until(lambda: not getattr(self.page, "expectant", False))
        await self.pilot.pause()

    async def until(self, true: Callable[[], object]) -> None:
        """Wait until something is so; the screen is part of the message when it does not come."""
        for _ in range(ROUNDS):
            await self.pilot.pause()
            if true():
                return
            await self.pilot.pause(LOOK_S)
        raise AssertionError(f"it never came; the screen is\n{self.text}\nand it told {self.told}")

    async def sees(self, words: str) -> None:
        """Wait until the screen says something."""
        await self.until(lambda: words in self.text)

    async def hears(self, words: str) -> None:
        """Wait until the console has told something."""
        await self.until(lambda: any(words in told for told in self.told))

    async def press(self, *keys: str) -> None:
        """Press keys, and wait for what follows."""
        for key in keys:
            await self.pilot.press(key)
        await self.settle()

    async def go(self, page: str, **arguments: str) -> None:
        """Go to a page, as the jump palette does."""
        front = self.page
        assert isinstance(front, Page)
        front.post_message(Go.to(Place(page, arguments)))
        await self.until(lambda: isinstance(self.page, Page) and page == self.page.PAGE)
        await self.settle()

    def type_into(self, selector: str, text: str) -> None:
        """Put text into a field, as a paste does."""
        self.page.query_one(selector, Input).value = text


@asynccontextmanager
async def console_at(url: str, page: str = "home", **arguments: str) -> AsyncIterator[Console]:
    """Run the console on the account at a URL, with the credentials of the environment."""
    account = open_elsewhere(Elsewhere(url, "", REGION))
    app = KmstuiApp(
        account.endpoint, account.clock, look=Look(colors="truecolor"), start=Place(page, arguments)
    )
    async with app.run_test(size=(120, 40)) as pilot:
        running = Console(pilot)
        await running.until(lambda: isinstance(running.page, Page))
        await running.settle()
        yield running
