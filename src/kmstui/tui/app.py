"""The application: the session that all pages share, the theme, and the way from one page to another.

What a page shows is the page's; what can be done everywhere is declared in `verbs`.
"""

import asyncio
import signal
from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.binding import BindingType
from textual.filter import LineFilter

from kmstui.aws.clock import Clock
from kmstui.aws.gateway import Endpoint
from kmstui.console.identity import find_identity
from kmstui.tui.breakpoints import HEIGHTS, WIDTHS
from kmstui.tui.commands import bindings
from kmstui.tui.control_filter import NET
from kmstui.tui.history import Place
from kmstui.tui.key_order import OrderedKeys
from kmstui.tui.lesser_terminals import AsciiOnly, IndexedColors, NoColors
from kmstui.tui.messages import Become, Finish, Go, Move, Run, Wear
from kmstui.tui.navigation import HOME
from kmstui.tui.palette import Palette
from kmstui.tui.palettes import DARK, NO_COLORS
from kmstui.tui.routing import Router
from kmstui.tui.screen import Page
from kmstui.tui.session import Session
from kmstui.tui.theme import THEMES, Look, theme_name
from kmstui.tui.verbs import EVERYWHERE

LESSER: dict[str, tuple[LineFilter, ...]] = {"256": (IndexedColors(),), NO_COLORS: (NoColors(),)}
"""What rows go through in place of Textual's own filters, by what the terminal shows."""
ASCII_ONLY = AsciiOnly()


class KmstuiApp(OrderedKeys):
    """The console on one account."""

    TITLE = "kmstui"
    CSS_PATH = "kmstui.tcss"
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(EVERYWHERE)]
    HORIZONTAL_BREAKPOINTS = WIDTHS
    VERTICAL_BREAKPOINTS = HEIGHTS

    _shows = ""
    """What the terminal can show and the person wants to see, in Rich's words for it or `NO_COLORS`."""

    def __init__(
        self,
        endpoint: Endpoint,
        clock: Clock,
        *,
        identity: str = "",
        region: str = "",
        read_only: bool = False,
        look: Look | None = None,
        start: Place | None = None,
    ) -> None:
        """Open the console on an account.

        Args:
            endpoint: The account.
            clock: Its clock; with a frozen one nothing on the screen moves by itself.
            identity: Whom to act as, by name; empty: the endpoint's first.
            region: Empty: the endpoint's first.
            read_only: Whether commands that change the account are refused.
            look: Colours and glyphs the user asked for.
            start: The page to begin with, if not the home page.

        Raises:
            LookupError: when there is nobody of that name.
        """
        super().__init__()
        self.animation_level = "none"
        who = find_identity(endpoint.identities(), identity)
        self.session = Session(endpoint, clock, who, region or endpoint.regions()[0], read_only)
        self.palette: Palette = DARK
        """The palette in force."""
        self._router = Router(self, self.session)
        self._start = start or Place(HOME)
        for theme in THEMES:
            self.register_theme(theme)
        self._wear(Wear(look or Look()))

    def get_line_filters(self) -> Sequence[LineFilter]:
        """What the terminal and the person ask for in place of Textual's filters, and the net against control
        characters."""
        shown = LESSER.get(self._shows) or super().get_line_filters()
        return [*shown, NET, ASCII_ONLY] if self.palette.ascii else [*shown, NET]

    async def on_mount(self) -> None:
        """Show the first page, and let the clock run, where it does."""
        if not self.is_headless:
            self._leave_when_told()
        await self._router.begin(self._start)
        if not self.session.clock.frozen:
            self.set_interval(1.0, self.tick)

    def _leave_when_told(self) -> None:
        """Leave in good order when somebody ends the process or closes the terminal: without this, a terminal
        would be left without its cursor, and what was written to volumes unflushed."""
        for number in (signal.SIGTERM, signal.SIGHUP):
            asyncio.get_running_loop().add_signal_handler(number, self.exit, None, 128 + number)

    def tick(self) -> None:
        """Tell the page in front that the clock has moved."""
        if isinstance(self.screen, Page):
            self.screen.ticked()

    def action_command(self, command_id: str) -> None:
        """Run a command that works everywhere, on the page in front."""
        for command in EVERYWHERE:
            if command.id == command_id and isinstance(self.screen, Page):
                command().run(self.screen)

    @on(Run)
    def _run(self, event: Run) -> None:
        self.action_command(event.command)

    @on(Go)
    @on(Move)
    @on(Finish)
    async def _travel(self, event: Go | Move | Finish) -> None:
        await self._router.follow(event)

    @on(Become)
    def _become(self, event: Become) -> None:
        self.session.act_as(event.identity, event.region)
        if isinstance(self.screen, Page):
            self.screen.reload()

    @on(Wear)
    def _wear(self, event: Wear) -> None:
        look = self.session.look = event.look
        self._shows = look.colors or (NO_COLORS if self.no_color else self.console.color_system) or ""
        self.palette = look.palette(self._shows)
        self.theme = theme_name(self.palette)
