"""What happened and what was asked: the history of flashes, and the log of calls the console made.

Both are lists read from the session, newest first.
"""

from textual import on
from textual.app import ComposeResult

from kmstui.aws.gateway import Params
from kmstui.tui.dialogs.choices import Choices, Row
from kmstui.tui.dialogs.dialog import Dialog
from kmstui.tui.dialogs.json_viewer import JsonViewer, as_json
from kmstui.tui.dialogs.lines import Lines
from kmstui.tui.flashes import Flash, Kind
from kmstui.tui.session import Call
from kmstui.tui.spans import Span, Spans
from kmstui.tui.widgets.flashbar import GLYPHS

_COLOURS = {Kind.OK: "ok", Kind.INFO: "link", Kind.WARNING: "warn", Kind.ERROR: "err"}
_EMPTY = Row((Span("nothing yet", "dim"),), heading=True)
_SECRET_MEMBERS = frozenset({"Plaintext", "Data"})
"""Members whose value the log does not show."""


class Notifications(Dialog[Flash]):
    """Every flash of this session; Enter does what one offered."""

    TITLE_TEXT = "Notifications"

    DEFAULT_CSS = """
    Notifications {
        & Box { width: 104; padding: 0; }
        & Choices { height: auto; max-height: 24; }
        & #whole { margin: 1 2 0 2; }
        &.-short Choices { max-height: 12; }
    }
    """

    def compose_box(self) -> ComposeResult:
        """The list, and all of one."""
        rows = tuple(_flash_row(flash) for flash in reversed(self.session.flashes.history))
        yield Choices(rows or (_EMPTY,), cursor=0 if rows else -1)
        yield Lines(id="whole")

    def on_mount(self) -> None:
        """Tell all of the one under the cursor: a row often cuts it."""
        self.watch(self.query_one(Choices), "cursor", self._tell)

    def _tell(self, cursor: int) -> None:
        if cursor >= 0:
            flash = self.session.flashes.history[-1 - cursor]
            self.query_one("#whole", Lines).lines = ((Span(flash.head, "head", "b"),), (Span(flash.text),))

    @on(Choices.Chosen)
    def _take(self, event: Choices.Chosen) -> None:
        self.dismiss(self.session.flashes.history[-1 - event.index])


class Calls(Dialog[None]):
    """Every call the console made, or heard of; Enter shows its parameters."""

    TITLE_TEXT = "API calls of this console"

    DEFAULT_CSS = """
    Calls {
        & Box { width: 104; padding: 0; }
        & Choices { height: auto; max-height: 24; }
        &.-short Choices { max-height: 16; }
    }
    """

    def title_spans(self) -> Spans:
        """Whose calls they are."""
        others = " and its clients" if self.session.serving else ""
        return (Span(f"{self.TITLE_TEXT}{others}", "head", "b"),)

    def compose_box(self) -> ComposeResult:
        """The list."""
        rows = self._rows()
        yield Choices(rows, cursor=_first(rows))

    def follow(self) -> None:
        """Show the calls that have been made since; a cursor that was moved stays on its call."""
        choices = self.query_one(Choices)
        moved = choices.cursor > _first(choices.rows)
        under = self._calls[choices.cursor] if moved else None
        choices.rows = self._rows()
        found = (at for at, call in enumerate(self._calls) if moved and call is under)
        choices.cursor = next(found, _first(choices.rows))

    def _rows(self) -> tuple[Row, ...]:
        """A row for each call, the newest first; what clients asked before what the console asks itself."""
        own = [*reversed(self.session.calls.copy())]
        others = [*reversed(self.session.heard.copy())]
        self._calls: list[Call | None] = [None, *others, None, *own] if self.session.serving else [*own]
        if not self._calls:
            return (_EMPTY,)
        titles = iter(("Of clients", "Of this console"))
        return tuple(_call_row(call) if call else _title_row(next(titles)) for call in self._calls)

    @on(Choices.Chosen)
    def _show(self, event: Choices.Chosen) -> None:
        call = self._calls[event.index]
        assert call is not None, "a title cannot be chosen"
        title = f"{call.service}:{call.operation}"
        self.app.push_screen(JsonViewer(self.session, title, as_json(without_secrets(call.params))))


def _first(rows: tuple[Row, ...]) -> int:
    """The first row that can be chosen; -1 without one."""
    return next((at for at, row in enumerate(rows) if not row.heading), -1)


def _title_row(title: str) -> Row:
    return Row((Span(title, "dim"),), heading=True)


def without_secrets(params: Params) -> Params:
    """Parameters as they may be shown: plaintext is not."""
    return {name: "(not shown)" if name in _SECRET_MEMBERS else value for name, value in params.items()}


def _flash_row(flash: Flash) -> Row:
    colour = _COLOURS[flash.kind]
    at = flash.at.strftime("%H:%M:%S") if flash.at else ""
    left = (
        Span(f"{at}  ", "dim"),
        Span(f"{GLYPHS[flash.kind]} ", colour, "b"),
        Span(f"{flash.head}  ", "head", "b"),
        Span(flash.text),
    )
    return Row(left, (Span(flash.action, "link", "u"),))


def _call_row(call: Call) -> Row:
    glyph, colour = ("✗", "err") if call.error else ("●", "ok")
    left = (
        Span(f"{call.at:%H:%M:%S}  ", "dim"),
        Span(f"{glyph} ", colour),
        Span(f"{call.service}:", "dim"),
        Span(call.operation, "head"),
        Span(f"  {call.error}" if call.error else "", "err"),
        Span(f"  {call.by}" if call.by else "", "dim"),
    )
    spent = f"{call.milliseconds:.1f} ms" if call.milliseconds else ""
    return Row(left, (Span(spent, "dim"),))
