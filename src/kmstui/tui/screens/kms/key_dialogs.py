"""The dialogs of a key's page that ask for a value: a line of text, one of a few, or several of many.

They check what can be checked while one types and give the value back; what it is for is the tab's business.
A value that AWS refused comes back here with the refusal, so nothing typed is lost.
"""

from collections.abc import Callable, Sequence
from typing import ClassVar, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal

from kmstui.aws.errors import AwsError
from kmstui.tui.dialogs.dialog import Dialog
from kmstui.tui.dialogs.lines import Lines
from kmstui.tui.session import Session
from kmstui.tui.spans import Span, Spans
from kmstui.tui.widgets.alert import Alert
from kmstui.tui.widgets.buttons import Button
from kmstui.tui.widgets.field import Field
from kmstui.tui.widgets.fields import TextField
from kmstui.tui.widgets.option_menu import Option
from kmstui.tui.widgets.select import SelectField
from kmstui.tui.widgets.table_toolbar import Label

ValueT = TypeVar("ValueT")


class FormDialog(Dialog[ValueT]):
    """A small form: fields, what is wrong with them, Cancel and a primary button."""

    CONFIRM: ClassVar[str] = "Save"
    """The label of the primary button."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+s", "submit", "Submit", show=False)]

    DEFAULT_CSS = """
    FormDialog {
        & Box { padding: 1 1 0 1; }
        &.-short Box { padding: 0 1; }
        & Field { margin: 0 0 1 0; }
        &.-short Field { margin: 0; }
        & FieldGrid { margin: 0 0 1 0; }
        & FieldGrid Field { margin: 0; }
        &.-short FieldGrid { grid-gutter: 0 2; margin: 0; }
        & Lines { margin: 0 0 1 0; }
        & #buttons { height: 1; align-horizontal: right; }
        & #buttons Button { margin: 0 0 0 2; }
        & #keys { width: 1fr; }
    }
    """

    def __init__(self, session: Session, title: str, refusal: AwsError | None = None) -> None:
        super().__init__(session)
        self._title_text = title
        self._refusal = refusal

    def compose_form(self) -> ComposeResult:
        """The fields. Override."""
        yield from ()

    def value(self) -> ValueT:
        """What the fields say. Override."""
        raise NotImplementedError

    def wrong(self) -> str:
        """What keeps the form from being submitted; fields are marked on the way. Override."""
        return ""

    def title_spans(self) -> Spans:
        """What the form is for."""
        return (Span(self._title_text, "head", "b"),)

    def compose_box(self) -> ComposeResult:
        """A refusal of what was submitted before, the fields, the buttons."""
        if self._refusal is not None:
            yield Alert(self._refusal.code, self._refusal.message, request_id=self._refusal.request_id)
        yield from self.compose_form()
        with Horizontal(id="buttons"):
            yield Label(Span("^s", "accent", "b"), Span(f" {self.CONFIRM.lower()}", "dim"), id="keys")
            yield Button("Cancel", "link", id="cancel")
            yield Button(self.CONFIRM, "primary", id="confirm")

    def on_mount(self) -> None:
        """Go to the first field."""
        self.enter()
        self.judge()

    def enter(self) -> None:
        """Go to where one begins. Override where that is no field."""
        for field in self.query(Field):
            field.enter()
            return

    def judge(self) -> None:
        """Mark what is wrong, and enable the button when nothing is."""
        self.query_one("#confirm", Button).kind = "disabled" if self.wrong() else "primary"

    def action_submit(self) -> None:
        """Give the value back, if nothing is wrong with it."""
        if not self.wrong():
            self.dismiss(self.value())

    @on(Field.Changed)
    def _changed(self, event: Field.Changed) -> None:
        event.stop()
        self.judge()

    @on(Field.Submitted)
    def _entered(self, event: Field.Submitted) -> None:
        event.stop()
        self.action_submit()

    @on(Button.Pressed, "#cancel")
    def _cancel(self, event: Button.Pressed) -> None:
        event.stop()
        self.action_close()

    @on(Button.Pressed, "#confirm")
    def _confirm(self, event: Button.Pressed) -> None:
        event.stop()
        self.action_submit()


class TextDialog(FormDialog[str]):
    """Asks for one line."""

    def __init__(
        self,
        session: Session,
        title: str,
        label: str,
        value: str,
        check: Callable[[str], str],
        *,
        hint: str = "",
        note: str = "",
        refusal: AwsError | None = None,
    ) -> None:
        """Make the dialog.

        Args:
            session: The running console.
            title: What it is for.
            label: What is asked for.
            value: What it says at first.
            check: What is wrong with a value; empty when nothing is.
            hint: Below the field.
            note: Above it.
            refusal: What AWS said to the last value.
        """
        super().__init__(session, title, refusal)
        self._field = TextField(label, value, hint=hint, info=False, id="text")
        self._first = value
        self._check = check
        self._note = note

    def compose_form(self) -> ComposeResult:
        """The field."""
        if self._note:
            yield Lines((Span(self._note, "dim"),))
        yield self._field

    def value(self) -> str:
        """The line."""
        return self._field.value

    def wrong(self) -> str:
        """What the check says; it is shown once something has been typed."""
        problem = self._check(self._field.value)
        self._field.error = problem if self._field.value != self._first else ""
        return problem


class ChoiceDialog(FormDialog[str]):
    """Asks for one of several."""

    def __init__(
        self, session: Session, title: str, label: str, options: Sequence[Option], note: str = ""
    ) -> None:
        super().__init__(session, title)
        self._field = SelectField(label, options, info=False, id="choice")
        self._note = note

    def compose_form(self) -> ComposeResult:
        """What it is about, and the field."""
        if self._note:
            yield Lines((Span(self._note, "dim"),))
        yield self._field

    def value(self) -> str:
        """Key of what was chosen."""
        return self._field.value

    def wrong(self) -> str:
        """Nothing is chosen yet."""
        return "" if self._field.value else "Choose one."
