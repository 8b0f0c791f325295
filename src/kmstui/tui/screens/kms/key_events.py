"""The tab Events: what CloudTrail has recorded about this key."""

from collections.abc import Sequence
from functools import partial
from typing import ClassVar

from textual import on
from textual.app import ComposeResult

from kmstui.aws.errors import AwsError
from kmstui.console import key_page
from kmstui.console.key_page import KeyEvent
from kmstui.console.keys import KeyRow
from kmstui.tui.commands import Command
from kmstui.tui.dialogs.json_viewer import JsonViewer
from kmstui.tui.screens.kms.key_tab import KeyTab
from kmstui.tui.spans import Span, Spans
from kmstui.tui.widgets.buttons import Button
from kmstui.tui.widgets.resource_panel import ResourcePanel
from kmstui.tui.widgets.resource_table import ResourceTable
from kmstui.tui.widgets.table_model import Column

NO_EVENTS = "No events yet."

ALL, SOME = "Show Describe, Get, List", "Hide Describe, Get, List"


class ShowReading(Command):
    """Show or hide the events that only look, such as DescribeKey: this console makes many of them."""

    id = "key.show-reading-events"
    title = "Show or hide reading events"
    label = "Reading events"
    key = "w"


class EventsTab(KeyTab):
    """The key's own events."""

    KEY = "events"
    TITLE = "Events"
    VERBS: ClassVar[tuple[type[Command], ...]] = (ShowReading,)
    EAGER = False

    def __init__(self) -> None:
        super().__init__()
        columns = (
            Column[KeyEvent]("time", "Event time", _time, width=19, letter="t"),
            Column[KeyEvent]("event", "Event name", _name, width=22, grow=1, letter="e"),
            Column[KeyEvent]("user", "User name", lambda event: event.who, width=14, grow=1, letter="u"),
            Column[KeyEvent]("error", "Error code", _error, width=14, grow=1, priority=1, letter="c"),
        )
        self._table = ResourceTable[KeyEvent](
            columns, lambda event: event.event_id, sort="time", descending=True, sentence=NO_EVENTS
        )
        self._reading = False
        self._toggle = Button(ALL, "normal", id="show-reading")

    def compose_tab(self) -> ComposeResult:
        """The table."""
        yield ResourcePanel(
            "Events", self._table, placeholder="Find events", buttons=(self._toggle,), actions=()
        )

    def tools(self) -> Sequence[tuple[Button, type[Command]]]:
        """The button of the toolbar."""
        return ((self._toggle, ShowReading),)

    def load(self, key: KeyRow) -> None:
        """LookupEvents."""
        self._table.waiting = True
        self.ask(partial(key_page.events, arn=key.arn, reading=self._reading), self._show)

    def _show(self, events: tuple[KeyEvent, ...]) -> None:
        self._table.waiting = False
        self._table.sentence = NO_EVENTS
        self._table.rows = events

    def refused(self, error: AwsError) -> None:
        """Say in place why there is nothing to be seen."""
        self._table.waiting = False
        self._table.rows = ()
        self._table.sentence = "Which events there are is not known."
        super().refused(error)

    @on(ShowReading)
    def _show_reading(self) -> None:
        self._reading = not self._reading
        self._toggle.label = SOME if self._reading else ALL
        if self.key is not None:
            self.load(self.key)

    @on(ResourceTable.Opened)
    def _open(self, event: ResourceTable.Opened[KeyEvent]) -> None:
        event.stop()
        self.app.push_screen(JsonViewer(self.page.session, event.row.name, event.row.record))


def _time(event: KeyEvent) -> str:
    return f"{event.time:%Y-%m-%d %H:%M:%S}"


def _name(event: KeyEvent) -> Spans:
    mark = Span("✗ ", "err", "b") if event.error else Span("● ", "ok")
    return (mark, Span(event.name, "err" if event.error else "link"))


def _error(event: KeyEvent) -> Spans:
    return (Span(event.error or "-", "err" if event.error else "dim"),)
