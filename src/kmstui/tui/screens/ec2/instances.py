"""The list of instances, and below it the one under the cursor with its volumes."""

from collections.abc import Callable, Sequence
from functools import partial

from textual import on
from textual.app import ComposeResult

from kmstui.aws.gateway import Gateway
from kmstui.console import instances
from kmstui.console.instances import IN_TRANSITION, InstanceRow, fitting, unavailable
from kmstui.tui.commands import Command
from kmstui.tui.flashes import Flash, Kind
from kmstui.tui.messages import Go
from kmstui.tui.screen import Page
from kmstui.tui.screens.ec2.instance_table import instance_lines, instance_table
from kmstui.tui.screens.ec2.instance_verbs import (
    INSTANCE_VERBS,
    CopyInstanceId,
    LaunchInstance,
    OpenFirstVolume,
    StartOrStop,
    TerminateInstance,
    stop_question,
    terminate_question,
)
from kmstui.tui.screens.ec2.launch_dialog import Launch, LaunchDialog
from kmstui.tui.session import Session
from kmstui.tui.widgets.buttons import Button
from kmstui.tui.widgets.key_values import KeyValueCard
from kmstui.tui.widgets.panel import Panel
from kmstui.tui.widgets.resource_panel import ResourcePanel
from kmstui.tui.widgets.resource_table import ResourceTable

Change = Callable[[Gateway, Sequence[InstanceRow]], tuple[InstanceRow, ...]]
"""Something that is done to instances."""


class Instances(Page):
    """All instances of this Region; with `instance_id` the cursor is on that one."""

    PAGE = "ec2.instances"
    VERBS = INSTANCE_VERBS
    HELP = (
        "Instances are records here: they have a zone and a state, and volumes hang on them. Enter goes to the"
        " details, where Enter opens a volume."
    )
    AUTO_FOCUS = "ResourceTable"

    DEFAULT_CSS = """
    Instances #detail { height: 13; }
    Instances.-short #detail { height: 10; }
    """

    def __init__(self, session: Session, **arguments: str) -> None:
        super().__init__(session, **arguments)
        self.table = instance_table()
        self.card = KeyValueCard(label_width=13)
        self._cursor_to = arguments.get("instance_id", "")

    def compose_body(self) -> ComposeResult:
        """The table in its panel, the card below."""
        yield ResourcePanel(
            "Instances",
            self.table,
            placeholder="Find instances by name, ID or state",
            buttons=(Button("Launch instance", "primary", "L", id="launch"),),
        )
        yield Panel("Instance", self.card, id="detail")

    def load(self) -> None:
        """Ask for the instances."""
        self.table.waiting = True
        self.ask(instances.list_instances, self._show, group="instances")

    def why_not(self, command: type[Command]) -> str:
        """What the instances' states say against a command."""
        chosen = self.table.chosen
        if command is StartOrStop:
            stoppable = unavailable(chosen, "StopInstances")
            return "" if not stoppable else unavailable(chosen, "StartInstances")
        if command is TerminateInstance:
            return unavailable(chosen, "TerminateInstances")
        if command is OpenFirstVolume:
            return "" if chosen and chosen[0].devices else "no volume hangs on it"
        if command is CopyInstanceId:
            return "" if chosen else "no instance selected"
        return super().why_not(command)

    def _show(self, rows: tuple[InstanceRow, ...]) -> None:
        self.table.waiting = False
        self.table.rows = rows
        at = self.table.model.index_of(self._cursor_to) if self._cursor_to else None
        if at is not None:
            self.table.move_to(at)
            self._cursor_to = ""
        self._show_card(self.table.row)
        if any(row.state in IN_TRANSITION for row in rows):
            self.look_again()

    @on(ResourceTable.CursorMoved)
    def _moved(self, event: ResourceTable.CursorMoved[InstanceRow]) -> None:
        self._show_card(event.row)

    def _show_card(self, row: InstanceRow | None) -> None:
        self.card.items = instance_lines(row) if row is not None else ()
        panel = self.query_one("#detail", Panel)
        panel.panel_title = row.label if row is not None else "Instance"

    @on(ResourceTable.Opened)
    def _to_card(self) -> None:
        self.card.focus()

    @on(KeyValueCard.LinkFollowed)
    def _open_volume(self, event: KeyValueCard.LinkFollowed) -> None:
        self.post_message(Go("ec2.volume", volume_id=event.link.partition(":")[2]))

    @on(OpenFirstVolume)
    def _open_first(self) -> None:
        self.post_message(Go("ec2.volume", volume_id=self.table.chosen[0].devices[0].volume_id))

    @on(CopyInstanceId)
    def _copy_id(self) -> None:
        self.copy(self.table.chosen[0].instance_id, "Instance ID")

    @on(StartOrStop)
    def _toggle(self) -> None:
        running = fitting(self.table.chosen, "StopInstances")
        if running:
            self.confirm(stop_question(running), lambda _v: self._do(instances.stop, "stopping", running))
        else:
            self._do(instances.start, "starting", fitting(self.table.chosen, "StartInstances"))

    @on(TerminateInstance)
    def _terminate(self) -> None:
        chosen = fitting(self.table.chosen, "TerminateInstances")
        act = partial(self._do, instances.terminate, "shutting down", chosen)
        self.confirm(terminate_question(chosen), lambda _verdict: act())

    def _do(self, action: Change, became: str, chosen: tuple[InstanceRow, ...]) -> None:
        def query(gateway: Gateway) -> tuple[InstanceRow, ...]:
            return action(gateway, chosen)

        self.ask(query, partial(self._done, became))

    def _done(self, became: str, done: tuple[InstanceRow, ...]) -> None:
        what = f"{done[0].label} is" if len(done) == 1 else f"{len(done)} instances are"
        self.flash(Flash(Kind.OK, "Success.", f"{what} {became}."))

    @on(LaunchInstance)
    @on(Button.Pressed, "#launch")
    @on(ResourceTable.Invited)
    def _launch(self) -> None:
        self.app.push_screen(LaunchDialog(self.session), self._launch_there)

    def _launch_there(self, launch: Launch | None) -> None:
        if launch is None:
            return
        query = partial(
            instances.launch, name=launch.name, instance_type=launch.instance_type, zone=launch.zone
        )
        self.ask(query, self._launched)

    def _launched(self, instance: InstanceRow) -> None:
        self._cursor_to = instance.instance_id
        self.flash(Flash(Kind.OK, "Instance launched.", instance.instance_id))
