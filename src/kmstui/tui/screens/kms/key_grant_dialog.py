"""The dialog Create grant: to whom, for what, and bound to which encryption context."""

from collections.abc import Iterator

from textual import on
from textual.app import ComposeResult

from kmstui.aws.errors import AwsError
from kmstui.console.create_key import PrincipalRow, principals
from kmstui.console.key_grants import OPERATIONS, GrantForm, problems
from kmstui.tui.screens.kms.key_dialogs import FormDialog
from kmstui.tui.session import Session
from kmstui.tui.spans import Span
from kmstui.tui.widgets.check_list import CheckList
from kmstui.tui.widgets.field import Field
from kmstui.tui.widgets.fields import FieldGrid, TextField
from kmstui.tui.widgets.option_menu import Option
from kmstui.tui.widgets.panel import Panel
from kmstui.tui.widgets.resource_table import ResourceTable
from kmstui.tui.widgets.select import SelectField
from kmstui.tui.widgets.table_model import Column

OTHER = "other"
"""The option for a principal that is not in the list."""
OTHER_OPTION = Option(OTHER, "Another principal", "enter its ARN below")


class GrantDialog(FormDialog[GrantForm]):
    """Gives back the form."""

    CONFIRM = "Create grant"

    DEFAULT_CSS = """
    GrantDialog {
        & Box { width: 92; }
        & #operations { height: 9; margin: 0 0 1 0; }
        &.-short #operations { height: 7; margin: 0; }
    }
    """

    def __init__(self, session: Session, form: GrantForm, refusal: AwsError | None = None) -> None:
        super().__init__(session, "Create grant", refusal)
        self._who = SelectField("Grantee principal", (OTHER_OPTION,), info=False, id="who")
        self._grantee = TextField("Grantee ARN", form.grantee, info=False, id="grantee")
        self._retiring = TextField("Retiring ARN", form.retiring, info=False, optional=True, id="retiring")
        self._grant_name = TextField("Name", form.name, info=False, optional=True, id="name")
        self._bound_to = TextField(
            "Encryption context",
            form.context,
            placeholder="key=value, key=value",
            info=False,
            optional=True,
            id="context",
        )
        columns = (Column[str]("operation", "Operation", lambda name: name, grow=1),)
        self._operations = CheckList[str](columns, lambda name: name)
        self._operations.rows = OPERATIONS
        self._operations.model.marked = set(form.operations)

    def compose_form(self) -> ComposeResult:
        """Who, what, and under which conditions."""
        with FieldGrid():
            yield self._who
            yield self._grantee
            yield self._retiring
            yield self._grant_name
            yield self._bound_to
        yield Panel("Operations", self._operations, flush=True, id="operations")

    def on_mount(self) -> None:
        """Ask whom there is."""
        self.ask(principals, self._offer)

    def value(self) -> GrantForm:
        """What the fields say."""
        return GrantForm(
            self._grantee.value.strip(),
            self._retiring.value.strip(),
            self._grant_name.value.strip(),
            tuple(name for name in OPERATIONS if name in self._operations.model.marked),
            self._bound_to.value.strip(),
        )

    def wrong(self) -> str:
        """The first problem; a field that is still empty is not marked for it."""
        found = problems(self.value())
        for field in self._typed():
            field.error = found.get(field.id or "", "") if field.value else ""
        panel = self.query_one("#operations", Panel)
        panel.foot = (Span(f"✗ {found['operations']}", "err"),) if "operations" in found else ""
        return next(iter(found.values()), "")

    def _typed(self) -> Iterator[TextField]:
        yield from (self._grantee, self._retiring, self._grant_name, self._bound_to)

    def _offer(self, people: tuple[PrincipalRow, ...]) -> None:
        offered = [Option(person.arn, person.name, person.kind) for person in people]
        self._who.options = (*offered, OTHER_OPTION)

    @on(Field.Changed, "#who")
    def _chosen(self, event: Field.Changed) -> None:
        event.stop()
        if event.value == OTHER:
            self._grantee.enter()
        else:
            self._grantee.value = event.value

    @on(ResourceTable.MarksChanged)
    def _ticked(self) -> None:
        self.judge()
