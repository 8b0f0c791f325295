"""The tab Aliases: the names of the key; making, moving and deleting them never changes the key itself."""

from collections.abc import Sequence
from functools import partial
from typing import ClassVar

from textual import on
from textual.app import ComposeResult

from kmstui.aws.errors import AwsError
from kmstui.console import key_aliases, key_page
from kmstui.console.create_key_rules import alias_problem
from kmstui.console.key_aliases import AliasRow
from kmstui.console.keys import KeyRow
from kmstui.tui.commands import Command, Danger
from kmstui.tui.dialogs.confirm import Question
from kmstui.tui.screens.kms.key_dialogs import ChoiceDialog, TextDialog
from kmstui.tui.screens.kms.key_tab import KeyTab, done
from kmstui.tui.spans import Span
from kmstui.tui.widgets.buttons import Button
from kmstui.tui.widgets.option_menu import Option
from kmstui.tui.widgets.resource_panel import ResourcePanel
from kmstui.tui.widgets.resource_table import ResourceTable
from kmstui.tui.widgets.table_model import Column


class CreateAlias(Command):
    """Give the key one more name."""

    id = "key.create-alias"
    title = "Create alias"
    key = "a"
    mutates = True


class MoveAlias(Command):
    """Have the alias under the cursor name another key of the same kind."""

    id = "key.move-alias"
    title = "Point alias to another key"
    label = "Retarget"
    key = "m"
    mutates = True


class DeleteAlias(Command):
    """Delete the alias under the cursor. The key stays, but calls that use this name fail."""

    id = "key.delete-alias"
    title = "Delete alias"
    key = "D"
    mutates = True
    danger = Danger.ANSWER


class AliasesTab(KeyTab):
    """The aliases of the key."""

    KEY = "aliases"
    TITLE = "Aliases"
    VERBS: ClassVar[tuple[type[Command], ...]] = (CreateAlias, MoveAlias, DeleteAlias)

    def __init__(self) -> None:
        super().__init__()
        columns = (
            Column[AliasRow](
                "alias", "Alias name", lambda row: (Span(row.name, "head"),), width=24, letter="a"
            ),
            Column[AliasRow](
                "arn", "Alias ARN", lambda row: row.arn, grow=1, max_width=80, priority=1, letter="r"
            ),
            Column[AliasRow]("updated", "Last updated", _updated, width=16, priority=2, letter="u"),
        )
        self._table = ResourceTable[AliasRow](
            columns,
            lambda row: row.name,
            sort="alias",
            sentence="This key has no alias.",
            invitation="Create alias",
        )
        self._create = Button("Create alias", "normal", "C", id="create-alias")
        self._delete = Button("Delete", "normal", "D", id="delete-alias")

    def compose_tab(self) -> ComposeResult:
        """The table."""
        yield ResourcePanel(
            "Aliases",
            self._table,
            placeholder="Find aliases",
            buttons=(self._delete, self._create),
            actions=(),
        )

    def tools(self) -> Sequence[tuple[Button, type[Command]]]:
        """The two buttons of the toolbar."""
        return ((self._create, CreateAlias), (self._delete, DeleteAlias))

    def load(self, key: KeyRow) -> None:
        """ListAliases."""
        self.ask(partial(key_aliases.aliases, key_id=key.key_id), self._show)

    def why_not(self, command: type[Command]) -> str:
        """What the kind of key, its state and the cursor say against a command."""
        if self.key is None:
            return "the aliases are not known"
        if why := key_page.why_read_only(self.key):
            return why
        if command is CreateAlias:
            return key_page.why_not_edit(self.key)
        return "" if self._table.row is not None else "no alias under the cursor"

    def _show(self, rows: tuple[AliasRow, ...]) -> None:
        self._table.rows = rows
        self._table.invitation = "" if self.page.reason(CreateAlias) else "Create alias"
        self.count(len(rows))

    @on(ResourceTable.CursorMoved)
    def _cursor_moved(self) -> None:
        self.press()

    @on(CreateAlias)
    @on(ResourceTable.Invited)
    def _ask_name(self) -> None:
        self._ask_again("", None)

    def _ask_again(self, name: str, refusal: AwsError | None) -> None:
        dialog = TextDialog(
            self.page.session,
            "Create alias",
            "Alias",
            name,
            partial(alias_problem, taken=frozenset(row.name for row in self._table.rows)),
            hint="The console adds the prefix alias/",
            refusal=refusal,
        )
        self.app.push_screen(dialog, self._create_named)

    def _create_named(self, name: str | None) -> None:
        if name is not None and self.key is not None:
            query = partial(key_aliases.create, key_id=self.key.key_id, name=name)
            said = done("Alias created.", f"alias/{name} is a name of this key now.")
            self.change(query, said, refused=partial(self._ask_again, name))

    @on(MoveAlias)
    def _ask_targets(self) -> None:
        row = self._table.row
        if row is not None and self.key is not None:
            query = partial(key_aliases.possible_targets, key=self.key)
            self.page.ask(query, partial(self._ask_target, row))

    def _ask_target(self, row: AliasRow, keys: tuple[KeyRow, ...]) -> None:
        options = [Option(key.key_id, key.name, key.state_label, (Span(key.key_id, "dim"),)) for key in keys]
        note = f"alias/{row.name} will name another key. What was encrypted under this one stays under it."
        dialog = ChoiceDialog(self.page.session, "Point alias to another key", "KMS key", options, note)
        names = {key.key_id: key.name for key in keys}
        self.app.push_screen(dialog, lambda key_id: self._move(row, key_id, names.get(key_id or "", "")))

    def _move(self, row: AliasRow, key_id: str | None, name: str) -> None:
        if key_id:
            query = partial(key_aliases.retarget, name=row.name, key_id=key_id)
            self.change(query, done("Alias moved.", f"alias/{row.name} names the key {name} now."))

    @on(DeleteAlias)
    def _ask_to_delete(self) -> None:
        row = self._table.row
        if row is not None:
            question = Question(
                "Delete alias",
                Danger.ANSWER,
                "Delete alias",
                subject=f"alias/{row.name}",
                body=("The key is not affected. Whoever uses it by this name cannot find it any more.",),
                calls=("kms:DeleteAlias",),
            )
            self.page.confirm(question, lambda _verdict: self._delete_named(row))

    def _delete_named(self, row: AliasRow) -> None:
        said = done("Alias deleted.", f"alias/{row.name} is gone; the key stays.")
        self.change(partial(key_aliases.delete, name=row.name), said)


def _updated(row: AliasRow) -> str:
    when = row.updated or row.created
    return f"{when:%Y-%m-%d %H:%M}" if when else "-"
