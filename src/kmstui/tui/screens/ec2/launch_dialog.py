"""Launch instance: a name, a type and a zone. What is launched boots nothing; volumes can hang on it."""

from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal

from kmstui.aws.errors import AwsError
from kmstui.aws.gateway import Realm
from kmstui.console.create_volume_rules import tag_errors
from kmstui.console.instances import INSTANCE_TYPES, zones
from kmstui.tui.dialogs.dialog import Dialog
from kmstui.tui.session import Session
from kmstui.tui.spans import Span
from kmstui.tui.widgets.buttons import Button
from kmstui.tui.widgets.field import Field
from kmstui.tui.widgets.fields import TextField
from kmstui.tui.widgets.option_menu import Option
from kmstui.tui.widgets.select import SelectField
from kmstui.tui.widgets.table_toolbar import Label

TAKES_VOLUMES = "Both take encrypted volumes"


@dataclass(frozen=True, slots=True)
class Launch:
    """What was entered."""

    name: str
    instance_type: str
    zone: str


class LaunchDialog(Dialog[Launch]):
    """Asks for name, type and zone."""

    TITLE_TEXT = "Launch instance"

    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+s", "launch", "Launch", show=False)]

    DEFAULT_CSS = """
    LaunchDialog {
        & Box { width: 60; padding: 1 1 0 1; }
        & Field { margin: 0 0 1 0; }
        & #buttons { height: 1; align-horizontal: right; }
        & #buttons Button { margin: 0 0 0 2; }
        & #keys { width: 1fr; }
    }
    """

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.name_field = TextField("Name", placeholder="web-2", info=False, optional=True, max_length=256)
        self.type_field = SelectField(
            "Instance type",
            tuple(Option(name, name) for name in INSTANCE_TYPES),
            INSTANCE_TYPES[0],
            hint="Billed while it runs" if session.endpoint.realm is Realm.AWS else TAKES_VOLUMES,
            info=False,
        )
        self.zone_field = SelectField(
            "Availability Zone", placeholder="Looking…", hint="That of the volumes it is to have", info=False
        )

    def compose_box(self) -> ComposeResult:
        """The fields and the buttons."""
        yield self.name_field
        yield self.type_field
        yield self.zone_field
        with Horizontal(id="buttons"):
            yield Label(Span("^s", "accent", "b"), Span(" launches", "dim"), id="keys")
            yield Button("Cancel", "link", id="cancel")
            yield Button("Launch instance", "disabled", id="launch")

    def on_mount(self) -> None:
        """Ask which zones there are."""
        self.name_field.enter()
        self.ask(zones, self._offer)

    def refused(self, error: AwsError) -> None:
        """Say that the zones may not be seen."""
        self.zone_field.error = str(error)

    def _offer(self, names: tuple[str, ...]) -> None:
        self.zone_field.options = tuple(Option(name, name) for name in names)
        self.zone_field.value = names[0] if names else ""

    @property
    def ready(self) -> bool:
        """Whether it can be launched."""
        return bool(self.zone_field.value) and not self.name_field.error

    @on(Field.Changed)
    def _judge(self) -> None:
        name = self.name_field.value
        self.name_field.error = tag_errors((("Name", name),)).get(0, "")
        self.query_one("#launch", Button).kind = "primary" if self.ready else "disabled"

    @on(Field.Submitted)
    @on(Button.Pressed, "#launch")
    def action_launch(self) -> None:
        """Give back what was entered, if it is right."""
        if self.ready:
            self.dismiss(Launch(self.name_field.value, self.type_field.value, self.zone_field.value))

    @on(Button.Pressed, "#cancel")
    def _cancel(self) -> None:
        self.action_close()
