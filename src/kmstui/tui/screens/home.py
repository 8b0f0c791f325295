"""The home page: the account at a glance, and the ways from there."""

from collections.abc import Callable, Mapping

from textual import on
from textual.app import ComposeResult

from kmstui.aws.errors import AwsError
from kmstui.console import home
from kmstui.console.events import EventRow
from kmstui.console.home import Attention, Busiest, VolumeFacts, attention, by_minute, first_steps, is_fresh
from kmstui.console.keys import KeyRow
from kmstui.console.live_rates import Rates, follow
from kmstui.tui.commands import Command
from kmstui.tui.dialogs.choices import Choices
from kmstui.tui.dialogs.json_viewer import JsonViewer
from kmstui.tui.history import Place
from kmstui.tui.messages import Go
from kmstui.tui.screen import ACCESS_DENIALS, Page
from kmstui.tui.screens.home_body import HomeBody
from kmstui.tui.screens.home_commands import (
    HOME_VERBS,
    CreateKeyFromHome,
    CreateVolumeFromHome,
    NextPanel,
    OpenEvents,
    OpenKeys,
    WatchLive,
)
from kmstui.tui.session import Session
from kmstui.tui.widgets.event_list import EventList
from kmstui.tui.widgets.kpi_tile import KpiTile
from kmstui.tui.widgets.resource_table import ResourceTable

BEAT_S = 1.0
"""Seconds between two looks at the busiest volume while a load runs."""
RESTING_BEATS = 5
"""Beats between two looks while none does."""
_PAGES: Mapping[type[Command], str] = {
    CreateKeyFromHome: "kms.create-key",
    CreateVolumeFromHome: "ec2.create-volume",
    OpenKeys: "kms.keys",
    OpenEvents: "trail.events",
}
_TILES: Mapping[str, str] = {
    "tile-keys": "kms.keys",
    "tile-volumes": "ec2.volumes",
    "tile-requests": "trail.events",
    "tile-attention": "kms.keys",
}


class Home(Page):
    """What there is, and what needs attention."""

    PAGE = "home"
    VERBS = HOME_VERBS
    HELP = (
        "The account at a glance. KMS requests are those of the last hour that used a key or changed"
        " something; calls that only look are left out. Everything here leads somewhere: press Enter or"
        " click."
    )
    AUTO_FOCUS = "ResourceTable"
    DEFAULT_CSS = """
    Home {
        &.-narrow HomeBody, &.-short HomeBody {
            & > TabStrip { display: block; }
            & > .middle, & > .lower { display: none; }
            & Panel { display: none; width: 1fr; }
            &.-keys > .middle, &.-attention > .middle { display: block; }
            &.-io > .lower, &.-events > .lower { display: block; height: 1fr; }
            &.-keys #keys, &.-attention #attention, &.-events #events { display: block; width: 1fr; }
            &.-io #io, &.-io.-fresh #start { display: block; }
            &.-io.-fresh #io { display: none; }
        }
        &.-narrow #tile-requests { display: none; }
    }
    """

    def __init__(self, session: Session, **arguments: str) -> None:
        super().__init__(session, **arguments)
        self.body = HomeBody(session)
        self._keys: tuple[KeyRow, ...] = ()
        self._volumes: tuple[VolumeFacts, ...] = ()
        self._worries: tuple[Attention, ...] = ()
        self._events: tuple[EventRow, ...] = ()
        self._busiest: Busiest | None = None
        self._rates = Rates()
        self._beats = 0

    def compose_body(self) -> ComposeResult:
        """The dashboard."""
        yield self.body

    def on_mount(self) -> None:
        """Look at the busiest volume from time to time, where time passes by itself."""
        if not self.session.clock.frozen:
            self.set_interval(BEAT_S, self._beat)

    def load(self) -> None:
        """Ask for everything, each by itself, so that what one may not see hides nothing else."""
        body = self.body
        self.ask(home.customer_keys, self._take_keys, refused=self._or_none(body.show_keys), group="keys")
        self.ask(home.volumes, self._take_volumes, refused=self._or_none(body.show_volumes), group="volumes")
        self.ask(home.recent_uses, self._take_uses, refused=self._or_none(self._take_uses), group="events")
        self.look()

    def why_not(self, command: type[Command]) -> str:
        """All panels are in sight where there is room."""
        one = self.has_class("-narrow") or self.has_class("-short")
        return "all panels are in sight" if command is NextPanel and not one else ""

    def ticked(self) -> None:
        """Look once when a clock that stands still was moved."""
        super().ticked()
        if self.session.clock.frozen:
            self.look()

    def look(self) -> None:
        """Look at the busiest volume; without a data plane there is none."""
        self.ask(home.busiest, self._take_busiest, refused=_nothing_to_see, group="busiest")

    def _beat(self) -> None:
        self._beats += 1
        if self.is_current and (self._rates.running or self._beats % RESTING_BEATS == 0):
            self.look()

    def _or_none(self, show: Callable[[None], None]) -> Callable[[AwsError], None]:
        """Show that one may not; any other refusal is told as ever."""

        def refused(error: AwsError) -> None:
            show(None)
            if error.code not in ACCESS_DENIALS:
                self.refused(error)

        return refused

    def _take_keys(self, keys: tuple[KeyRow, ...]) -> None:
        self._keys = keys
        self.body.show_keys(keys)
        self._judge()

    def _take_volumes(self, volumes: tuple[VolumeFacts, ...]) -> None:
        self._volumes = volumes
        self.body.show_volumes(volumes)
        self._judge()

    def _take_uses(self, rows: tuple[EventRow, ...] | None) -> None:
        self._events = rows or ()
        self.body.show_events(rows)
        self.body.show_requests(None if rows is None else by_minute(rows, self.session.clock.now()))

    def _take_busiest(self, seen: Busiest | None) -> None:
        before, self._busiest = self._busiest, seen
        if seen is None or (before is not None and before.live != seen.live):
            self._rates = Rates()
        if seen is not None:
            self._rates = follow(self._rates, seen.meters)
        self._judge()

    def _judge(self) -> None:
        self._worries = attention(self._keys, self._volumes, self.session.clock.now())
        self.body.show_attention(self._worries)
        steps = first_steps(self._keys, self._volumes, self._busiest)
        live = self._busiest.live if self._busiest else None
        fresh = is_fresh(steps)
        self.body.show_io(live, self._rates, steps, fresh=fresh)

    @on(CreateKeyFromHome)
    @on(CreateVolumeFromHome)
    @on(OpenKeys)
    @on(OpenEvents)
    @on(ResourceTable.Invited)
    def _leave(self, event: Command | ResourceTable.Invited) -> None:
        self.post_message(Go(_PAGES[type(event)] if isinstance(event, Command) else "kms.create-key"))

    @on(WatchLive)
    def _watch(self) -> None:
        self.post_message(Go("live", volume_id=self._busiest.live.volume_id if self._busiest else ""))

    @on(NextPanel)
    def _next_panel(self) -> None:
        strip = self.body.strip
        strip.active = strip.tabs[(strip.index + 1) % len(strip.tabs)].key

    @on(KpiTile.Pressed)
    @on(ResourceTable.Opened)
    @on(EventList.Opened)
    @on(Choices.Chosen)
    def _follow(
        self, event: KpiTile.Pressed | ResourceTable.Opened[KeyRow] | EventList.Opened | Choices.Chosen
    ) -> None:
        match event:
            case KpiTile.Pressed():
                self.post_message(Go(_TILES[event.tile.id or ""]))
            case ResourceTable.Opened():
                self.post_message(Go("kms.key", key_id=event.row.key_id))
            case EventList.Opened():
                self._open_event(event.line.key)
            case Choices.Chosen() if event.choices is self.body.steps:
                steps = first_steps(self._keys, self._volumes, self._busiest)
                self.post_message(Go(steps[event.index].page))
            case Choices.Chosen() if event.index < len(self._worries):
                worry = self._worries[event.index]
                self.post_message(Go.to(Place(worry.page, worry.arguments)))

    def _open_event(self, event_id: str) -> None:
        for row in self._events:
            if row.event_id == event_id:
                self.app.push_screen(JsonViewer(self.session, f"{row.name} · {row.event_id}", row.document))


def _nothing_to_see(_error: AwsError) -> None:
    """An account that serves no volumes, or does not say: the chart stays empty."""
