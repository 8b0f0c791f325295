"""Asks for the attribute by which events are looked up."""

from dataclasses import replace
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal

from kmstui.console.events import ATTRIBUTES, EventQuery, EventRow
from kmstui.tui.dialogs.dialog import Dialog
from kmstui.tui.session import Session
from kmstui.tui.widgets.buttons import Button
from kmstui.tui.widgets.field import Field
from kmstui.tui.widgets.fields import TextField
from kmstui.tui.widgets.option_menu import Option
from kmstui.tui.widgets.select import SelectField


class LookupDialog(Dialog[EventQuery]):
    """Attribute and value; what the event under the cursor has is offered."""

    TITLE_TEXT = "Look up events"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+s", "look_up", "Look up", show=False)]

    DEFAULT_CSS = """
    LookupDialog {
        & Box { width: 72; padding: 1 1 0 1; }
        & #buttons { height: 1; margin: 1 0 0 0; align-horizontal: right; }
        & #buttons Button { margin: 0 0 0 2; }
        & TextField { margin: 1 0 0 0; }
    }
    """

    def __init__(self, session: Session, query: EventQuery, row: EventRow | None) -> None:
        super().__init__(session)
        self._query = query
        self._row = row

    def compose_box(self) -> ComposeResult:
        """The two fields and the buttons."""
        chosen = self._query.attribute or ATTRIBUTES[0].key
        options = [Option(attribute.key, attribute.label) for attribute in ATTRIBUTES]
        yield SelectField("Attribute", options, chosen, info=False, id="attribute")
        yield TextField(
            "Value",
            self._query.value or self._offered(chosen),
            hint="CloudTrail looks for exactly this, capital letters included",
            info=False,
            max_length=2000,
            id="value",
        )
        yield Horizontal(
            Button("Cancel", "link", "C", id="cancel"),
            Button("Look up", "primary", "L", id="look-up"),
            id="buttons",
        )

    def on_mount(self) -> None:
        """Type at once over what is offered."""
        editor = self.query_one("#value", TextField).input
        editor.focus()
        editor.select_all()

    def _offered(self, attribute: str) -> str:
        return self._row.attribute(attribute) if self._row else ""

    @on(Field.Changed, "#attribute")
    def _offer(self, event: Field.Changed) -> None:
        event.stop()
        self.query_one("#value", TextField).value = self._offered(event.value)

    @on(Field.Changed, "#value")
    def _judge(self, event: Field.Changed) -> None:
        event.stop()
        self.query_one("#look-up", Button).kind = "primary" if event.value else "disabled"

    @on(Field.Submitted)
    @on(Button.Pressed, "#look-up")
    def action_look_up(self) -> None:
        """Give the query back, if there is something to look for."""
        value = self.query_one("#value", TextField).value
        attribute = self.query_one("#attribute", SelectField).value
        if value:
            self.dismiss(replace(self._query, attribute=attribute, value=value))

    @on(Button.Pressed, "#cancel")
    def _cancel(self) -> None:
        self.action_close()
