"""The event history: who called what, when, on which resource, and what came of it."""

from dataclasses import replace
from functools import partial

from textual import on
from textual.app import ComposeResult

from kmstui.aws.errors import AwsError
from kmstui.aws.failures import MISSING
from kmstui.aws.gateway import Realm
from kmstui.console.events import LABELS, SPANS, EventPage, EventQuery, EventRow, look_up
from kmstui.tui.commands import Command
from kmstui.tui.dialogs.json_viewer import JsonViewer
from kmstui.tui.messages import Go, Run, Why
from kmstui.tui.screen import Page
from kmstui.tui.screens.trail.event_commands import (
    EVENT_VERBS,
    ClearLookup,
    CopyEventId,
    Explain,
    FilterBy,
    NextSpan,
    OpenRecord,
    OpenResource,
    ToggleLooks,
)
from kmstui.tui.screens.trail.event_table import NO_EVENTS, event_table
from kmstui.tui.screens.trail.lookup_dialog import LookupDialog
from kmstui.tui.screens.trail.token_bar import Token, TokenBar
from kmstui.tui.session import Session
from kmstui.tui.widgets.resource_panel import ResourcePanel
from kmstui.tui.widgets.resource_table import ResourceTable

AHEAD = 12
"""Rows left below the cursor when the next page is asked for."""


class Events(Page):
    """Everything that was called in this Region in the last 90 days."""

    PAGE = "trail.events"
    VERBS = EVENT_VERBS
    HELP = (
        "CloudTrail's event history: one event per API call, also for those that EC2 and EBS make to KMS for"
        " you. Enter shows the record, or why the call was refused. Calls that only look are hidden at first."
    )
    AUTO_FOCUS = "ResourceTable"

    def __init__(self, session: Session, **arguments: str) -> None:
        super().__init__(session, **arguments)
        self.criteria = EventQuery(arguments.get("attribute", ""), arguments.get("value", ""))
        """What is looked for."""
        self.table = event_table()
        self.tokens = TokenBar()
        self._token = ""
        self._loading = False

    def compose_body(self) -> ComposeResult:
        """The tokens, and the table in its panel."""
        yield self.tokens
        yield ResourcePanel("Event history", self.table, placeholder="Find in what is loaded")

    def load(self) -> None:
        """Ask for the newest events."""
        self.table.waiting = self._loading = True
        self._show_tokens()
        query = partial(look_up, query=self.criteria, now=self.session.clock.now())
        self.ask(query, self._show, refused=self._refused, group="events")

    def why_not(self, command: type[Command]) -> str:
        """What speaks against a command now."""
        row = self.table.row
        if command is ClearLookup:
            return "" if self.criteria.attribute else "nothing is looked up"
        if command in {OpenRecord, CopyEventId, Explain, OpenResource} and row is None:
            return "no event under the cursor"
        if command is Explain and row is not None:
            if self.session.endpoint.realm is Realm.AWS:
                return f"not available on {self.session.endpoint.label}"
            return "" if row.denied and row.request_id else "no policy refused this call"
        if command is OpenResource and row is not None:
            return "" if _place(row) else "it is about no key and no volume"
        return ""

    def _show(self, page: EventPage) -> None:
        self.table.rows = ()
        self.table.sentence = NO_EVENTS
        self._show_more(page)

    def _show_more(self, page: EventPage) -> None:
        self.table.waiting = self._loading = False
        self.table.rows = (*self.table.rows, *page.rows)
        self._token = page.token
        self._show_tokens()
        self._go_on()

    def _refused(self, error: AwsError) -> None:
        self.table.waiting = self._loading = False
        self.table.rows = ()
        if error.code in MISSING:
            self.table.sentence = error.message
        else:
            self.refused(error)

    def _show_tokens(self) -> None:
        criteria = self.criteria
        tokens = [Token(NextSpan.id, f"Last {criteria.span.label}", mark="▾")]
        if criteria.hide_looks:
            tokens.append(Token(ToggleLooks.id, "without Describe*, List*, Get*, Lookup*"))
        if criteria.attribute:
            tokens.append(Token(ClearLookup.id, LABELS[criteria.attribute], criteria.value))
        self.tokens.tokens = tuple(tokens)
        self.tokens.note = "" if self._loading else "more below" if self._token else "that is all"

    @on(ResourceTable.CursorMoved)
    def _go_on(self) -> None:
        """Ask for the next page when the cursor comes near the end of what is loaded."""
        model = self.table.model
        if self._token and not self._loading and model.cursor >= len(model.shown) - AHEAD:
            self._loading = True
            now = self.session.clock.now()
            query = partial(look_up, query=self.criteria, now=now, token=self._token)
            self.ask(query, self._show_more, refused=self._refused, group="events")

    def _look_up(self, criteria: EventQuery | None) -> None:
        if criteria is not None:
            self.criteria = criteria
            self.load()

    @on(TokenBar.Clicked)
    def _token_clicked(self, event: TokenBar.Clicked) -> None:
        self.post_message(Run(event.command))

    @on(ToggleLooks)
    @on(NextSpan)
    @on(ClearLookup)
    def _change(self, event: Command) -> None:
        criteria = self.criteria
        if isinstance(event, ToggleLooks):
            self._look_up(replace(criteria, hide_looks=not criteria.hide_looks))
        elif isinstance(event, NextSpan):
            self._look_up(replace(criteria, span=SPANS[(SPANS.index(criteria.span) + 1) % len(SPANS)]))
        else:
            self._look_up(replace(criteria, attribute="", value=""))

    @on(FilterBy)
    def _filter_by(self) -> None:
        self.app.push_screen(LookupDialog(self.session, self.criteria, self.table.row), self._look_up)

    @on(ResourceTable.Opened)
    @on(OpenRecord)
    @on(Explain)
    @on(CopyEventId)
    @on(OpenResource)
    def _do_to_row(self, event: Command | ResourceTable.Opened[EventRow]) -> None:
        row = self.table.row
        if row is None:
            return
        explains = isinstance(event, Explain) or (isinstance(event, ResourceTable.Opened) and row.denied)
        if explains and row.request_id:
            self.post_message(Why(row.request_id, row.error_message))
        elif isinstance(event, CopyEventId):
            self.copy(row.event_id, "Event ID")
        elif isinstance(event, OpenResource):
            if place := _place(row):
                self.post_message(place)
        else:
            self.app.push_screen(JsonViewer(self.session, f"{row.name} · {row.event_id}", row.document))


def _place(row: EventRow) -> Go | None:
    """The page of the first volume or key that an event is about."""
    names = [name for _type, name in row.resources]
    for name in names:
        if name.startswith("vol-"):
            return Go("ec2.volume", volume_id=name)
    for name in names:
        if ":key/" in name:
            return Go("kms.key", key_id=name.rpartition("/")[2])
    return None
