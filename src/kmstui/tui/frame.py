"""The frame around every page: where one is, as whom, what just happened, what else there is.

It draws from the session and asks the account only what the frame itself shows. What a page is about, and
what can be done there, is `screen.Page`'s.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical

from kmstui.aws.errors import AwsError
from kmstui.aws.gateway import Gateway, Realm
from kmstui.console import sidebar
from kmstui.tui.asking import Asking
from kmstui.tui.flashes import Flash
from kmstui.tui.navigation import PAGES, PageEntry, navigation_id
from kmstui.tui.session import Session
from kmstui.tui.widgets.crumbs import Crumb, Crumbs, Pulse, default_crumbs
from kmstui.tui.widgets.flashbar import Flashbar
from kmstui.tui.widgets.key_bar import Key, KeyBar
from kmstui.tui.widgets.side_nav import SideNav
from kmstui.tui.widgets.too_small import TooSmall
from kmstui.tui.widgets.top_bar import TopBar, Whereabouts


class Framed(Asking[None]):
    """A screen with the frame around its body."""

    PAGE: ClassVar[str] = ""
    """The id of its row in `navigation.PAGES`."""
    NAV: ClassVar[bool] = True
    """Whether the side navigation stands beside the body; forms use its place for their steps."""
    AUTO_FOCUS = "#body *"
    """What has the focus at first: whatever can have it; a page with a table names `ResourceTable` instead,
    as a filter field comes before it."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.heading = self.entry.title
        """The last breadcrumb; a page about one resource sets the resource's name."""
        self._counted_state = (-1, -1)

    @property
    def entry(self) -> PageEntry:
        """Its row in the table of pages."""
        return PAGES[self.PAGE]

    def compose_body(self) -> ComposeResult:
        """The widgets of the page itself. Override."""
        yield from ()

    def crumbs(self) -> Sequence[Crumb]:
        """The way here, the page itself last. Override for another way."""
        return default_crumbs(self.entry, self.heading)

    def keys(self) -> tuple[Key, ...]:
        """The keys that mean something now, the most important first."""
        return ()

    def flash(self, flash: Flash) -> None:
        """Tell what happened."""
        self.session.tell(flash)
        self.refresh_frame()

    def compose(self) -> ComposeResult:
        """The frame around `compose_body()`."""
        yield TopBar()
        yield Crumbs()
        yield Flashbar()
        with Horizontal(id="frame"):
            yield SideNav()
            with Vertical(id="body"):
                yield from self.compose_body()
        yield KeyBar()
        yield TooSmall()

    def ticked(self) -> None:
        """The clock has moved: draw what it has changed, its hands and which news is old."""
        self.refresh_frame()

    @property
    def _stands(self) -> bool:
        """Whether the frame's widgets are there: not before it is mounted, nor while it is taken apart."""
        return self.is_mounted and self.display

    def refresh_frame(self) -> None:
        """Draw what the frame shows anew: after a flash, a tick of the clock, another identity."""
        if not self._stands:
            return
        session = self.session
        self.query_one(TopBar).show(
            Whereabouts(
                session.endpoint.account_id,
                session.region,
                session.identity.name,
                session.read_only,
                session.endpoint.realm,
                session.endpoint.label,
            )
        )
        self.query_one(Crumbs).show(tuple(self.crumbs()), self._account_pulse())
        self.query_one(Flashbar).show(session.flashes.showing(session.clock.now()))
        self.query_one(SideNav).show(navigation_id(self.PAGE), session.counts, session.card())
        self.set_class(not self.NAV, "-no-nav")
        self.set_class(session.nav_shown is True, "-nav-shown")
        self.set_class(session.nav_shown is False, "-nav-hidden")
        self.refresh_keys()

    def refresh_keys(self) -> None:
        """Draw the key bar anew."""
        if self._stands:
            self.query_one(KeyBar).show(self.keys())

    def count(self) -> None:
        """Ask how many of everything there is, if anything has changed since the last time."""
        now = (self.session.epoch, self.session.revision)
        if now == self._counted_state:
            return
        self._counted_state = now
        for query in sidebar.COUNTS:
            refused = partial(self._cannot_count, query)
            self.ask(query, self._take_counts, refused=refused, group=query.__name__)
        if self.session.endpoint.realm is Realm.EMULATOR:
            self.ask(sidebar.status, self._take_status, refused=_ignore, group="status")

    def waiting_changed(self) -> None:
        """Show that somebody waits, or no longer does."""
        self.refresh_frame()

    def on_mount(self) -> None:
        """Draw the frame before the first question is asked."""
        self.refresh_frame()

    def on_idle(self) -> None:
        """Whatever has just been handled may have changed which keys mean something."""
        self.refresh_keys()

    def _account_pulse(self) -> Pulse:
        session = self.session
        clock = session.clock.now().strftime("%H:%M:%S")
        return Pulse(session.endpoint.label, clock, session.clock.frozen, self.busy, session.endpoint.delay)

    def _take_counts(self, counts: Mapping[str, str]) -> None:
        self.session.counts = {**self.session.counts, **counts}
        self.refresh_frame()

    def _cannot_count(self, query: Callable[[Gateway], sidebar.Counts], _error: AwsError) -> None:
        self._take_counts(sidebar.uncounted(query))

    def _take_status(self, status: Mapping[str, str]) -> None:
        self.session.status = status
        self.refresh_frame()


def _ignore(_error: AwsError) -> None:
    """An account that does not say how it is doing has no more lines on its card."""
