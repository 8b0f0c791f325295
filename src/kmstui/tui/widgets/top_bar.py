"""The first row: what this is, where one is and as whom, and the way to everything else.

It shows what it is told and posts what was clicked; it knows no account and no menu.
"""

from dataclasses import dataclass

from textual import events

from kmstui.aws.gateway import Realm
from kmstui.console.caution import spelled
from kmstui.tui.canvas import Canvas
from kmstui.tui.messages import Run
from kmstui.tui.spans import Span, clean, clip, width_of
from kmstui.tui.widgets.drawn import Drawn

ROOMY = 100
"""From this width on there is room for the menu of services and the whole jump field."""
_JUMP_FIELD = 30


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Whose account this is, in which Region, and as whom."""

    account: str = ""
    """Twelve digits."""
    region: str = ""
    """Such as `us-east-1`."""
    identity: str = ""
    """The name one acts under."""
    read_only: bool = False
    """Whether nothing can be changed."""
    realm: Realm = Realm.EMULATOR
    """What kind of account it is."""
    place: str = ""
    """The host that answers, where it is an endpoint."""


class TopBar(Drawn):
    """Product mark, services, jump field, account, Region and identity."""

    DEFAULT_CSS = """
    TopBar { height: 1; background: $k-bar; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._shown = Whereabouts()

    def show(self, whereabouts: Whereabouts) -> None:
        """Show another account, Region or identity."""
        if whereabouts != self._shown:
            self._shown = whereabouts
            self.refresh()

    def menu_x(self, command: str) -> int:
        """The column under which the menu of a command opens."""
        return next((zone.x for zone in self.canvas.zones if zone.name == command), 0)

    def draw(self, canvas: Canvas) -> None:
        """Paint the row: mark and ways on the left, whereabouts on the right."""
        roomy = canvas.width >= ROOMY
        x = canvas.seq(1, 0, Span("◆ ", "orange", "b"), Span("kmstui", "bar_head", "b"))
        canvas.zone(0, 0, x, "home")
        if roomy:
            x = self._item(canvas, x + 2, "services", (Span("▾ ", "bar_dim"), Span("Services", "bar_head")))
            field = canvas.width // 4 if canvas.width < 4 * _JUMP_FIELD else _JUMP_FIELD
            canvas.fill(x + 3, 0, field, 1, "bar2")
            canvas.seq(x + 4, 0, Span(": ", "orange", "b"), Span("Jump to a page or command", "bar_dim"))
            canvas.zone(x + 3, 0, field, "jump")
        else:
            jump = (Span(": ", "orange", "b"), Span("jump", "bar_dim"))
            self._item(canvas, x + 2, "jump", jump)
        self._whereabouts(canvas, roomy=roomy)

    def on_click(self, event: events.Click) -> None:
        """Do what was clicked."""
        if name := self.zone_at(event):
            self.post_message(Run(name))

    def _whereabouts(self, canvas: Canvas, *, roomy: bool) -> None:
        shown = self._shown
        arrow = Span(" ▾", "bar_dim")
        taken = 2 * len(" ▾") + width_of(shown.region) + min(width_of(shown.identity), canvas.width // 4)
        account = [*_account(shown, canvas.width - taken - (70 if roomy else 38), roomy=roomy), arrow]
        if shown.read_only:
            account.insert(0, Span("read-only  ", "flash_warn", "b"))
        x = canvas.width - 1
        widest = canvas.width // 4
        for command, spans in (
            ("identity", [Span(clip(clean(shown.identity), widest), "bar_head", "b"), arrow]),
            ("region", [Span(shown.region or "…", "bar_head"), arrow]),
            ("account", account),
        ):
            x -= width_of(spans)
            self._item(canvas, x, command, spans)
            if command == "account" and shown.realm is Realm.AWS:
                at = x + (width_of(spans[0]) if shown.read_only else 0)
                canvas.seq(at, 0, spans[-2], bg="flash_err")
            x -= 2 if roomy else 1

    def _item(self, canvas: Canvas, x: int, command: str, spans: "list[Span] | tuple[Span, ...]") -> int:
        end = canvas.seq(x, 0, *spans)
        canvas.zone(x, 0, end - x, command)
        return end


def _account(shown: Whereabouts, room: int, *, roomy: bool) -> list[Span]:
    """Whose account it is; AWS's own stands out, so that nobody takes it for a copy.

    An endpoint's host stands before it, in as many cells as there is room for.
    """
    match shown.realm:
        case Realm.AWS:
            return [Span(f" AWS {spelled(shown.account) or 'connecting…'} ", "on_flash", "b")]
        case Realm.ENDPOINT:
            place = clip(clean(shown.place), max(8, room))
            return [Span(place, "teal", "b"), Span(f" {shown.account}" if shown.account else "", "bar_dim")]
        case _:
            return [Span("account ", "bar_dim"), Span(shown.account, "bar_dim")][not roomy :]
