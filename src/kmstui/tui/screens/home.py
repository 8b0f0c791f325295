"""The home page: the account at a glance, and the ways from there."""

from collections.abc import Mapping

from textual import on

from kmstui.console.home import first_steps
from kmstui.console.keys import KeyRow
from kmstui.tui.commands import Command
from kmstui.tui.dialogs.choices import Choices
from kmstui.tui.dialogs.json_viewer import JsonViewer
from kmstui.tui.history import Place
from kmstui.tui.messages import Go
from kmstui.tui.screens.home_commands import (
    HOME_VERBS,
    CreateKeyFromHome,
    CreateVolumeFromHome,
    NextPanel,
    OpenEvents,
    OpenKeys,
    WatchLive,
)
from kmstui.tui.screens.home_watch import AtAGlance
from kmstui.tui.widgets.event_list import EventList
from kmstui.tui.widgets.kpi_tile import KpiTile
from kmstui.tui.widgets.resource_table import ResourceTable

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


class Home(AtAGlance):
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

    def why_not(self, command: type[Command]) -> str:
        """All panels are in sight where there is room."""
        one = self.has_class("-narrow") or self.has_class("-short")
        return "all panels are in sight" if command is NextPanel and not one else ""

    @on(CreateKeyFromHome)
    @on(CreateVolumeFromHome)
    @on(OpenKeys)
    @on(OpenEvents)
    @on(ResourceTable.Invited)
    def _leave(self, event: Command | ResourceTable.Invited) -> None:
        self.post_message(Go(_PAGES[type(event)] if isinstance(event, Command) else "kms.create-key"))

    @on(WatchLive)
    def _watch(self) -> None:
        self.post_message(Go("live", volume_id=self.busiest.live.volume_id if self.busiest else ""))

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
                steps = first_steps(self.customer_keys, self.volumes, self.busiest)
                self.post_message(Go(steps[event.index].page))
            case Choices.Chosen() if event.index < len(self.worries):
                worry = self.worries[event.index]
                self.post_message(Go.to(Place(worry.page, worry.arguments)))

    def _open_event(self, event_id: str) -> None:
        for row in self.events:
            if row.event_id == event_id:
                self.app.push_screen(JsonViewer(self.session, f"{row.name} · {row.event_id}", row.document))
