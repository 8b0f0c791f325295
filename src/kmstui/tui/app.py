"""The application: the session that all pages share, the palette in force, and the way between pages.

What a page shows is the page's; what can be done everywhere is declared in `verbs`.
"""

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
from kmstui.tui.everywhere import run_on_front
from kmstui.tui.hearing import HearsCalls
from kmstui.tui.history import Place
from kmstui.tui.leaving import leave_when_told
from kmstui.tui.lesser_terminals import ASCII_ONLY, LESSER
from kmstui.tui.messages import Become, Finish, Go, Move, Run, Wear
from kmstui.tui.navigation import HOME
from kmstui.tui.palette import Palette
from kmstui.tui.palettes import DARK, NO_COLORS
from kmstui.tui.routing import Router
from kmstui.tui.screen import Page
from kmstui.tui.session import Session
from kmstui.tui.theme import THEMES, Look, theme_name
from kmstui.tui.verbs import EVERYWHERE


class KmstuiApp(HearsCalls):
    """The console on one account."""

    TITLE = "kmstui"
    CSS_PATH = "kmstui.tcss"
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(EVERYWHERE)]
    HORIZONTAL_BREAKPOINTS = WIDTHS
    VERTICAL_BREAKPOINTS = HEIGHTS

    _shows = ""  # what the terminal can show and the person wants, in Rich's words or NO_COLORS

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
        """Open the console on an account, as its first identity in its first Region unless others are named.

        With a frozen `clock` nothing on the screen moves by itself; a `read_only` console refuses commands
        that change the account; `start` is the page to begin with, if not the home page.

        Raises:
            LookupError: when there is nobody called `identity`.
        """
        super().__init__()
        self.animation_level = "none"
        who = find_identity(endpoint.identities(), identity)
        self.session = Session(endpoint, clock, who, region or endpoint.regions()[0], read_only)
        self.palette: Palette = DARK
        self._router = Router(self, self.session)
        self._start = start or Place(HOME)
        for theme in THEMES:
            self.register_theme(theme)
        self._wear(Wear(look or Look()))

    def get_line_filters(self) -> Sequence[LineFilter]:
        """What this terminal needs in place of Textual's filters, and the net against control characters."""
        shown = [*(LESSER.get(self._shows) or super().get_line_filters()), NET]
        return [*shown, ASCII_ONLY] if self.palette.ascii else shown

    async def on_mount(self) -> None:
        """Show the first page, and let the clock run, where it does."""
        leave_when_told(self)
        await self._router.begin(self._start)
        if not self.session.clock.frozen:
            self.set_interval(1.0, self.tick)

    def tick(self) -> None:
        """Tell the page in front that the clock has moved."""
        if isinstance(self.screen, Page):
            self.screen.ticked()

    def action_command(self, command_id: str) -> None:
        """Run a command that works everywhere, on the page in front."""
        run_on_front(EVERYWHERE, command_id, self.screen_stack)

    @on(Run)
    def _run(self, event: Run) -> None:
        self.action_command(event.command)

    @on(Go)
    @on(Move)
    @on(Finish)
    @on(Become)
    async def _travel(self, event: Go | Move | Finish | Become) -> None:
        await self._router.follow(event)

    @on(Wear)
    def _wear(self, event: Wear) -> None:
        look = self.session.look = event.look
        self._shows = look.colors or (NO_COLORS if self.no_color else self.console.color_system) or ""
        self.palette = look.palette(self._shows)
        self.theme = theme_name(self.palette)
