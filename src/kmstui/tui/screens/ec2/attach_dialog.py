"""Attach volume: which instance, under which device name, and what that sets off.

It asks the account which instances there are and decides nothing else; attaching is the page's business.
"""

from dataclasses import dataclass
from functools import partial
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal

from kmstui.aws.errors import AwsError
from kmstui.console.attaching import device_choices, device_problem, find_targets, suggested_device
from kmstui.console.effects import attaching
from kmstui.console.instances import InstanceRow
from kmstui.console.volumes import VolumeRow
from kmstui.tui.dialogs.dialog import Dialog
from kmstui.tui.dialogs.lines import Lines
from kmstui.tui.screens.ec2.effect_colours import drawn
from kmstui.tui.session import Session
from kmstui.tui.spans import Span
from kmstui.tui.widgets.buttons import Button
from kmstui.tui.widgets.effects_card import EffectsCard
from kmstui.tui.widgets.field import Field
from kmstui.tui.widgets.fields import TextField
from kmstui.tui.widgets.option_menu import Option
from kmstui.tui.widgets.pills import look
from kmstui.tui.widgets.select import SelectField
from kmstui.tui.widgets.table_toolbar import Label

CUSTOM = "custom"
"""What the list of device names holds for one that is typed."""


@dataclass(frozen=True, slots=True)
class AttachChoice:
    """What was chosen."""

    volume_id: str
    instance_id: str
    device: str


def instance_options(instances: tuple[InstanceRow, ...]) -> tuple[Option, ...]:
    """Instances as one chooses them."""
    return tuple(
        Option(
            one.instance_id,
            one.label,
            one.instance_id if one.name else "",
            (
                Span(f"{look(one.state).glyph} ", look(one.state).token),
                Span(f"{one.state} · {one.zone}", "dim"),
            ),
        )
        for one in instances
    )


def device_options(instance: InstanceRow | None) -> tuple[Option, ...]:
    """Device names as one chooses them; those in use say by which volume."""
    return tuple(
        Option(
            choice.name,
            choice.name,
            choice.group,
            refusal=f"in use by {choice.taken_by}" if choice.taken_by else "",
        )
        for choice in device_choices(instance)
    )


class AttachDialog(Dialog[AttachChoice]):
    """Choose an instance of the volume's zone and a device name."""

    TITLE_TEXT = "Attach volume"

    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+s", "attach", "Attach", show=False)]

    DEFAULT_CSS = """
    AttachDialog {
        & Box { width: 76; padding: 1 1 0 1; }
        &.-short Box { padding: 0 1; }
        & SelectField, & TextField { margin: 1 0 0 0; }
        & #happens { margin: 1 0 0 0; }
        & #buttons { height: 1; margin: 1 0 0 0; align-horizontal: right; }
        & #buttons Button { margin: 0 0 0 2; }
        & #keys { width: 1fr; }
    }
    """

    def __init__(self, session: Session, volume: VolumeRow) -> None:
        super().__init__(session)
        self._volume = volume
        self._instances: tuple[InstanceRow, ...] = ()

    def compose_box(self) -> ComposeResult:
        """The volume, the two choices, what will happen, buttons."""
        volume = self._volume
        what = f"  {volume.volume_id}  " if volume.name else "  "
        about = f"{volume.size:,} GiB {volume.volume_type} · {volume.zone}"
        yield Lines((Span(volume.label, "head", "b"), Span(what, "dim"), Span(about, "dim")))
        yield SelectField(
            "Instance", placeholder="Looking…", hint=f"In {volume.zone}", info=False, id="instance"
        )
        yield SelectField("Device name", info=False, id="device")
        custom = TextField(
            "Custom device name", info=False, hint="/dev/sd[a-z] or /dev/xvd[b-c][a-z]", id="custom"
        )
        custom.display = False
        yield custom
        yield EffectsCard(id="happens")
        with Horizontal(id="buttons"):
            yield Label(Span("^s", "accent", "b"), Span(" attaches   ", "dim"), id="keys")
            yield Button("Cancel", "link", id="cancel")
            yield Button("Attach volume", "disabled", id="attach")

    def on_mount(self) -> None:
        """Ask which instances there are."""
        self.ask(partial(find_targets, zone=self._volume.zone), self._show)

    def refused(self, error: AwsError) -> None:
        """Say that the instances may not be seen."""
        self.query_one("#instance", SelectField).error = str(error)

    def _show(self, instances: tuple[InstanceRow, ...]) -> None:
        self._instances = instances
        field = self.query_one("#instance", SelectField)
        field.options = instance_options(instances)
        if not instances:
            field.error = f"No instance in {self._volume.zone} is running or stopped."
            return
        field.value = instances[0].instance_id
        field.enter()

    @property
    def instance(self) -> InstanceRow | None:
        """The chosen instance."""
        chosen = self.query_one("#instance", SelectField).value
        return next((one for one in self._instances if one.instance_id == chosen), None)

    @property
    def device(self) -> str:
        """The device name, chosen or typed."""
        chosen = self.query_one("#device", SelectField).value
        return self.query_one("#custom", TextField).value if chosen == CUSTOM else chosen

    @on(Field.Changed, "#instance")
    def _instance_chosen(self) -> None:
        field = self.query_one("#device", SelectField)
        field.options = (*device_options(self.instance), Option(CUSTOM, "Specify a custom device name"))
        field.value = suggested_device(self.instance)
        self._judge()

    @on(Field.Changed, "#device")
    @on(Field.Changed, "#custom")
    def _judge(self) -> None:
        typed = self.query_one("#custom", TextField)
        typed.display = self.query_one("#device", SelectField).value == CUSTOM
        problem = device_problem(self.device, self.instance) if self.instance else ""
        typed.error = problem if typed.display and typed.value else ""
        ready = self.instance is not None and not problem
        self.query_one("#attach", Button).kind = "primary" if ready else "disabled"
        card = self.query_one(EffectsCard)
        card.display = not (typed.display and self.has_class("-short"))
        happening = (
            attaching(self.instance, self.device, encrypted=self._volume.encrypted) if self.instance else ()
        )
        card.effects = drawn(happening)

    @on(Field.Submitted)
    @on(Button.Pressed, "#attach")
    def action_attach(self) -> None:
        """Give back what was chosen, if it can be."""
        if self.instance is not None and not device_problem(self.device, self.instance):
            choice = AttachChoice(self._volume.volume_id, self.instance.instance_id, self.device)
            self.dismiss(choice)

    @on(Button.Pressed, "#cancel")
    def _cancel(self) -> None:
        self.action_close()
