"""The tab Grants: an extension, as AWS's console has no page for them. It makes the CLI's calls."""

from collections.abc import Sequence
from functools import partial
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal

from kmstui.aws.errors import AwsError
from kmstui.console import key_grants
from kmstui.console.key_grants import EXTENSION, GrantForm, GrantRow
from kmstui.console.key_page import why_read_only
from kmstui.console.keys import KeyRow
from kmstui.tui.commands import Command, Danger
from kmstui.tui.dialogs.confirm import Question
from kmstui.tui.dialogs.json_viewer import JsonViewer, as_json
from kmstui.tui.screens.kms.key_grant_dialog import GrantDialog
from kmstui.tui.screens.kms.key_tab import KeyTab, done
from kmstui.tui.spans import Span, Spans
from kmstui.tui.widgets.buttons import Button
from kmstui.tui.widgets.resource_panel import ResourcePanel
from kmstui.tui.widgets.resource_table import ResourceTable
from kmstui.tui.widgets.table_model import Column
from kmstui.tui.widgets.table_toolbar import Label


class CreateGrant(Command):
    """Let somebody use the key for some operations, until the grant is retired or revoked."""

    id = "key.create-grant"
    title = "Create grant"
    key = "a"
    mutates = True


class RevokeGrant(Command):
    """Take the grant under the cursor back. A volume attached by it goes on."""

    id = "key.revoke-grant"
    title = "Revoke grant"
    label = "Revoke"
    key = "D"
    mutates = True
    danger = Danger.ANSWER


class RetireGrant(Command):
    """Give the grant under the cursor up, as its retiring principal."""

    id = "key.retire-grant"
    title = "Retire grant"
    label = "Retire"
    key = "m"
    mutates = True
    danger = Danger.ANSWER


class GrantsTab(KeyTab):
    """Who may use the key by a grant."""

    KEY = "grants"
    TITLE = "Grants"
    VERBS: ClassVar[tuple[type[Command], ...]] = (CreateGrant, RevokeGrant, RetireGrant)

    def __init__(self) -> None:
        super().__init__()
        columns = (
            Column[GrantRow]("grantee", "Grantee", lambda row: (Span(row.who, "link"),), width=34, grow=1),
            Column[GrantRow]("operations", "Operations", _operations, width=12, grow=2, letter="o"),
            Column[GrantRow](
                "constraint", "Constraint", _constraint, width=14, grow=2, priority=1, letter="c"
            ),
            Column[GrantRow]("created", "Created", _created, width=10, priority=2, letter="d"),
            Column[GrantRow]("id", "Grant ID", lambda row: f"{row.grant_id[:8]}…", width=9, priority=3),
        )
        self._table = ResourceTable[GrantRow](
            columns,
            lambda row: row.grant_id,
            sort="created",
            descending=True,
            sentence="This key has no grants.",
            invitation="Create grant",
        )
        self._create = Button("Create grant", "normal", "C", id="create-grant")
        self._revoke = Button("Revoke", "normal", "R", id="revoke-grant")

    def compose_tab(self) -> ComposeResult:
        """What this is, and the table."""
        with Horizontal(classes="bar"):
            yield Label(Span("● ", "link"), Span("Extension  ", "head"), Span(EXTENSION, "dim"))
        yield ResourcePanel(
            "Grants",
            self._table,
            placeholder="Find grants by grantee or operation",
            buttons=(self._revoke, self._create),
            actions=(),
        )

    def tools(self) -> Sequence[tuple[Button, type[Command]]]:
        """The two buttons of the toolbar."""
        return ((self._create, CreateGrant), (self._revoke, RevokeGrant))

    def load(self, key: KeyRow) -> None:
        """ListGrants."""
        self.ask(partial(key_grants.grants, key_id=key.key_id), self._show)

    def why_not(self, command: type[Command]) -> str:
        """What the kind of key, its state and the cursor say against a command."""
        if self.key is None:
            return "the grants are not known"
        if why := why_read_only(self.key):
            return why
        if command is CreateGrant:
            return "" if self.key.state == "Enabled" else f"the key is {self.key.state_label.lower()}"
        return "" if self._table.row is not None else "no grant under the cursor"

    def _show(self, rows: tuple[GrantRow, ...]) -> None:
        self._table.rows = rows
        self._table.invitation = "" if self.page.reason(CreateGrant) else "Create grant"
        self.count(len(rows))

    @on(ResourceTable.CursorMoved)
    def _cursor_moved(self) -> None:
        self.press()

    @on(ResourceTable.Opened)
    def _open(self, event: ResourceTable.Opened[GrantRow]) -> None:
        event.stop()
        self.app.push_screen(JsonViewer(self.page.session, "Grant", as_json(event.row.entry)))

    @on(CreateGrant)
    @on(ResourceTable.Invited)
    def _ask_grant(self) -> None:
        self._ask_again(GrantForm(), None)

    def _ask_again(self, form: GrantForm, refusal: AwsError | None) -> None:
        self.app.push_screen(GrantDialog(self.page.session, form, refusal), self._create_grant)

    def _create_grant(self, form: GrantForm | None) -> None:
        if form is not None and self.key is not None:
            query = partial(key_grants.create, key_id=self.key.key_id, form=form)
            who = key_grants.short_principal(form.grantee)
            said = done("Grant created.", f"{who} may use {self.key.name} now.")
            self.change(query, said, refused=partial(self._ask_again, form))

    @on(RevokeGrant)
    def _ask_to_revoke(self) -> None:
        what = "It can no longer use the key by this grant. A volume that is attached goes on."
        self._ask_to_end("Revoke grant", what, key_grants.revoke, "revoked", "kms:RevokeGrant")

    @on(RetireGrant)
    def _ask_to_retire(self) -> None:
        what = "Only its retiring principal, or a grantee with RetireGrant, may retire a grant."
        self._ask_to_end("Retire grant", what, key_grants.retire, "retired", "kms:RetireGrant")

    def _ask_to_end(self, title: str, what: str, ending: key_grants.Ending, became: str, call: str) -> None:
        row, key = self._table.row, self.key
        if row is None or key is None:
            return
        question = Question(
            title,
            Danger.ANSWER,
            title,
            subject=row.who,
            detail=f"{row.grant_id[:16]}…",
            body=(", ".join(row.operations), what),
            calls=(call,),
        )
        said = done(f"Grant {became}.", f"{row.who} no longer has it.")
        query = partial(ending, key_id=key.arn, grant_id=row.grant_id)
        self.page.confirm(question, lambda _verdict: self.change(query, said))


def _operations(row: GrantRow) -> Spans:
    return (Span(", ".join(row.operations)),)


def _constraint(row: GrantRow) -> Spans:
    return (Span(row.constraint or "-", "text" if row.constraint else "dim"),)


def _created(row: GrantRow) -> str:
    return f"{row.created:%Y-%m-%d}"
