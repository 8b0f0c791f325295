"""Watches attached volumes: which there are, which one is shown, and when to look at it again.

Where the clock runs, one look at a time is taken five times a second while the page is in front and something
moves, and once a second while nothing does. Where the clock stands still, a look is taken when it is moved,
so that the same story gives the same pictures.
"""

from functools import partial

from textual.app import ComposeResult
from textual.containers import Vertical

from kmstui.aws.errors import AwsError
from kmstui.aws.failures import UNAVAILABLE
from kmstui.console.ebs_metrics import LOOK_EVERY_S
from kmstui.console.live import SECTOR, DataKey, Glance, LiveVolume, glance, volumes_of_instances
from kmstui.console.live_rates import Rates, follow
from kmstui.console.live_workload import form_of, title
from kmstui.tui.flashes import Flash, Kind
from kmstui.tui.screens.live_bar import Control, LiveBar
from kmstui.tui.screens.live_body import LiveBody
from kmstui.tui.screens.live_coarse import Coarse
from kmstui.tui.screens.live_empty import NothingAttached
from kmstui.tui.session import Session
from kmstui.tui.spans import Span
from kmstui.tui.widgets.alert import Alert

BEAT_S = 0.2
"""Seconds between two looks while something moves."""
IDLE_BEATS = 5
"""Beats between two looks while nothing moves, and between two looks at the sector."""
METRIC_BEATS = round(LOOK_EVERY_S / BEAT_S)
"""Beats between two looks at CloudWatch's metrics."""
KEY_BEATS = 150
"""Beats between two looks at the data key. They ask KMS, which is on the trail, and what they show
changes only by calls, after which the page loads again."""
WINDOWS = (15, 60, 300)
"""Seconds that the charts can span."""
HOST_FAILED = (
    "What was written is in the volume's file. Detach the volume and attach it again: the host asks KMS for"
    " the data key anew."
)
"""What one can do when the process that serves a volume is gone."""


class Watching(Coarse):
    """The page without its commands."""

    DEFAULT_CSS = """
    Watching {
        &.-narrow LiveBody, &.-short LiveBody {
            & > .tiles { display: none; }
            & > .charts { height: 10; }
            & #source { display: none; }
        }
        &.-narrow LiveBody {
            & #data-key { display: none; width: 1fr; }
            &.-key #data-key { display: block; }
            &.-key #sector { display: none; }
        }
    }
    """

    def __init__(self, session: Session, **arguments: str) -> None:
        super().__init__(session, **arguments)
        self.volumes: tuple[LiveVolume, ...] = ()
        """The attached volumes."""
        self.key = DataKey("unencrypted")
        """What is known of its data key."""
        self.rates = Rates()
        """What has been seen of it."""
        self.seconds = WINDOWS[1]
        """What the charts span."""
        self.paused = False
        self.place = 0
        """Where the sector that is shown begins."""
        self.chosen = False
        """Whether somebody chose that sector; otherwise one that was written to is looked for."""
        self.bar, self.body = LiveBar(), LiveBody()
        self._wanted = arguments.get("volume_id", "")
        self._beats = 0
        self._trouble = False

    def compose_body(self) -> ComposeResult:
        """The chips, the body, and what stands in its place where there is nothing to show."""
        yield self.bar
        yield self.body
        if self.coarse:
            yield self.metrics_body
        yield Vertical(NothingAttached(), id="empty")
        yield Alert("", id="trouble")

    def on_mount(self) -> None:
        """Start looking, where time passes by itself."""
        self._show_one_of("")
        if not self.session.clock.frozen:
            self.set_interval(BEAT_S, self._beat)

    def load(self) -> None:
        """Ask which volumes are attached, then look at one of them."""
        self.ask(volumes_of_instances, self._take_volumes, refused=self._in_trouble, group="volumes")

    def ticked(self) -> None:
        """Look once when a clock that stands still was moved."""
        super().ticked()
        if self.session.clock.frozen and not self.paused:
            self.look(everything=True)

    def look(self, *, everything: bool = False) -> None:
        """Ask for the meters, and from time to time for the sector and the data key."""
        if self.live is None or self.looking:
            return
        self.looking = True
        if self.coarse:
            self.look_at_metrics(self.live)
            return
        at_sector = everything or self._beats % IDLE_BEATS == 0
        query = partial(
            glance,
            live=self.live,
            offset=self.place if at_sector else None,
            find=not self.chosen and (self.body.hex.sector is None or not self.body.hex.sector.stored),
            with_key=everything or self._beats % KEY_BEATS == 0,
        )
        then = partial(self._take_glance, self.live)
        self.ask(query, then, refused=partial(self._take_refusal, self.live))

    def show_volume(self, volume_id: str) -> None:
        """Show another of the attached volumes."""
        self._wanted = volume_id
        self.rates, self.place, self.chosen = Rates(), 0, False
        self.body.clear()
        self.metrics_body.clear()
        self._take_volumes(self.volumes)

    def show_place(self, offset: int) -> None:
        """Show the sector at an offset, and stay there."""
        if self.live is not None:
            self.place = max(0, min(offset, self.live.size_bytes - SECTOR))
            self.chosen = True
            self.look(everything=True)

    def find_from(self, offset: int) -> None:
        """Show the next sector from an offset on that was written to."""
        self.place, self.chosen = offset, False
        self.body.hex.sector = None
        self.look(everything=True)

    def draw(self) -> None:
        """Show what is known now."""
        mark = Span("● ", "ok") if self.rates.running else Span("○ ", "dim")
        if self.coarse:
            self.bar.controls = ()
            return
        window = Control("live.window", (Span(f"{self.seconds} s ▾", "link"),))
        pausing = (Span("p ", "accent", "b"), Span("go on" if self.paused else "pause", "dim"))
        load = Control("live.workload", (mark, Span(f"{title(form_of(self.rates.load))} ▾", "link")))
        narrow = self.has_class("-narrow")
        self.bar.controls = (*(() if narrow else (load,)), window, Control("live.pause", pausing))
        self.body.offer_other(narrow=narrow)
        self.body.show_rates(self.rates, self.seconds)

    def _beat(self) -> None:
        self._beats += 1
        if self.coarse:
            if self.is_current and not self.paused and self._beats % METRIC_BEATS == 0:
                self.look()
        elif self.is_current and not self.paused:
            calm = not self.rates.running and not self.rates.moving
            if not calm or self._beats % IDLE_BEATS == 0:
                self.look()

    def _take_volumes(self, volumes: tuple[LiveVolume, ...]) -> None:
        """Show the volume that is wanted, or the first; one that is still attaching is waited for."""
        coming = [live.volume_id for live in volumes if not live.served]
        if coming:
            self.look_again()
        self.volumes = volumes = tuple(live for live in volumes if live.served)
        by_id = {live.volume_id: live for live in volumes}
        before = self.live
        other = volumes[0] if volumes and self._wanted not in coming else None
        self.live = by_id.get(self._wanted) or other
        self.query_one(NothingAttached).wait_for(self._wanted if self._wanted in coming else "")
        if self.live is None or before is None or before.volume_id != self.live.volume_id:
            self.rates, self.place, self.chosen = Rates(), 0, False
            self.body.clear()
        self._wanted = self.live.volume_id if self.live else self._wanted
        self.bar.volumes, self.bar.current = volumes, self._wanted
        self._show_one_of("body" if self.live else "empty")
        self.looking = False
        self.look(everything=True)

    def _take_glance(self, live: LiveVolume, seen: Glance) -> None:
        self.looking = False
        if live is not self.live:
            return
        if self._trouble:
            self._show_one_of("body")
        before = self.rates
        self.rates = follow(before, seen.meters)
        turned = before.newest is None or before.running != self.rates.running
        if turned and seen.meters.load_error:
            self.flash(Flash(Kind.ERROR, "The load stopped.", seen.meters.load_error))
        if seen.sector is not None:
            self.place = seen.sector.offset
            self.body.show_sector(seen.sector, live)
        if turned or (self.rates.moving and self.rates.taken != before.taken):
            self.draw()
        if seen.key is not None:
            self.key = seen.key
        self.body.show_key(self.key, self.rates)

    def _take_refusal(self, live: LiveVolume, error: AwsError) -> None:
        """A volume that was detached meanwhile is refused too, but no longer shown."""
        self.looking = False
        if live is not self.live:
            return
        if error.code == UNAVAILABLE:
            self._grow_coarse()
        else:
            self._in_trouble(error)

    def _grow_coarse(self) -> None:
        """Show metrics from now on: this account has no meters."""
        self.coarse = True
        self.query_one("#body").mount(self.metrics_body, after=self.body)
        self._show_one_of("body")
        self.draw()
        self.look()

    def _in_trouble(self, error: AwsError) -> None:
        self.looking = False
        self.rates = Rates()
        self.draw()
        alert = self.query_one("#trouble", Alert)
        text = f"{error.message}. {HOST_FAILED}" if error.code == "InternalError" else error.message
        alert.title, alert.text, alert.request_id = error.code, text, error.request_id
        self._show_one_of("trouble")

    def _show_one_of(self, shown: str) -> None:
        self._trouble = shown == "trouble"
        self.body.display = shown == "body" and not self.coarse
        self.metrics_body.display = shown == "body" and self.coarse
        self.query_one("#empty").display = shown == "empty"
        self.query_one("#trouble").display = self._trouble
