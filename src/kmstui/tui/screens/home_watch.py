"""What the home page knows of the account, and when it asks again; not where things lead."""

from collections.abc import Callable
from functools import partial

from textual.app import ComposeResult

from kmstui.aws.errors import AwsError
from kmstui.aws.failures import DENIED, MISSING
from kmstui.aws.gateway import Realm
from kmstui.console import home
from kmstui.console.events import EventRow
from kmstui.console.home import Attention, Busiest, VolumeFacts, attention, by_minute, first_steps, is_fresh
from kmstui.console.keys import KeyRow
from kmstui.console.live import LiveVolume, volumes_of_instances
from kmstui.console.live_rates import Rates, follow
from kmstui.tui.screen import Page
from kmstui.tui.screens.home_body import HomeBody, Unseen
from kmstui.tui.session import Session

BEAT_S = 1.0
"""Seconds between two looks at the busiest volume while a load runs."""
RESTING_BEATS = 5
"""Beats between two looks while none does."""


class AtAGlance(Page):
    """The home page without its commands."""

    def __init__(self, session: Session, **arguments: str) -> None:
        super().__init__(session, **arguments)
        self.body = HomeBody(session)
        self.customer_keys: tuple[KeyRow, ...] = ()
        self.volumes: tuple[VolumeFacts, ...] = ()
        self.worries: tuple[Attention, ...] = ()
        """What needs attention."""
        self.events: tuple[EventRow, ...] = ()
        """The newest uses of KMS keys."""
        self.attached: tuple[LiveVolume, ...] = ()
        """The volumes that are served now."""
        self.busiest: Busiest | None = None
        """The attached volume on which most is done."""
        self.rates = Rates()
        """What has been seen of it."""
        self._beats = 0

    def compose_body(self) -> ComposeResult:
        """The dashboard."""
        yield self.body

    def on_mount(self) -> None:
        """Look at the busiest volume from time to time, where time passes by itself."""
        if not self.session.clock.frozen:
            self.set_interval(BEAT_S, self._beat)
        if self.session.endpoint.realm is Realm.AWS:
            self._say_coarse()

    def load(self) -> None:
        """Ask for everything, each by itself, so that what one may not see hides nothing else."""
        body = self.body
        self.ask(home.customer_keys, self._take_keys, refused=self._or_none(body.show_keys), group="keys")
        self.ask(home.volumes, self._take_volumes, refused=self._or_none(body.show_volumes), group="volumes")
        self.ask(home.recent_uses, self._take_uses, refused=self._or_none(self._take_uses), group="events")
        self.ask(volumes_of_instances, self._take_attached, refused=_nothing_to_see, group="attached")

    def ticked(self) -> None:
        """Look once when a clock that stands still was moved."""
        super().ticked()
        if self.session.clock.frozen:
            self.look()

    def look(self) -> None:
        """Look at the busiest volume; without a data plane there is none."""
        if self.body.io_note:
            return
        query = partial(home.busiest, among=self.attached)
        self.ask(query, self._take_busiest, refused=self._no_meters, group="busiest")

    def _no_meters(self, error: AwsError) -> None:
        """An account without a data plane is asked once; one that does not say leaves the chart empty."""
        if error.code in MISSING:
            self._say_coarse()

    def _say_coarse(self) -> None:
        self.body.io_note = "not available – press i for CloudWatch"
        self._judge()

    def _beat(self) -> None:
        self._beats += 1
        if self.is_current and (self.rates.running or self._beats % RESTING_BEATS == 0):
            self.look()

    def _or_none(self, show: Callable[[Unseen], None]) -> Callable[[AwsError], None]:
        """Show that one may not, or that there is no knowing; any other refusal is told as ever."""

        def refused(error: AwsError) -> None:
            if error.code in DENIED:
                show(Unseen.DENIED)
            elif error.code in MISSING:
                show(Unseen.MISSING)
            else:
                show(Unseen.FAILED)
                self.refused(error)

        return refused

    def _take_keys(self, keys: tuple[KeyRow, ...]) -> None:
        self.customer_keys = keys
        self.body.show_keys(keys)
        self._judge()

    def _take_volumes(self, volumes: tuple[VolumeFacts, ...]) -> None:
        self.volumes = volumes
        self.body.show_volumes(volumes)
        self._judge()

    def _take_uses(self, rows: tuple[EventRow, ...] | Unseen) -> None:
        self.events = () if isinstance(rows, Unseen) else rows
        self.body.show_events(rows)
        now = self.session.clock.now()
        self.body.show_requests(rows if isinstance(rows, Unseen) else by_minute(rows, now))

    def _take_attached(self, volumes: tuple[LiveVolume, ...]) -> None:
        self.attached = tuple(volume for volume in volumes if volume.served)
        if len(self.attached) < len(volumes):
            self.look_again()
        self.look()

    def _take_busiest(self, seen: Busiest | None) -> None:
        before, self.busiest = self.busiest, seen
        if seen is None or (before is not None and before.live != seen.live):
            self.rates = Rates()
        if seen is not None:
            self.rates = follow(self.rates, seen.meters)
        self._judge()

    def _judge(self) -> None:
        self.worries = attention(self.customer_keys, self.volumes, self.session.clock.now())
        self.body.show_attention(self.worries)
        steps = first_steps(self.customer_keys, self.volumes, self.busiest)
        live = self.busiest.live if self.busiest else None
        fresh = is_fresh(steps)
        self.body.show_io(live, self.rates, steps, fresh=fresh)


def _nothing_to_see(_error: AwsError) -> None:
    """An account that serves no volumes, or does not say: the chart stays empty."""
