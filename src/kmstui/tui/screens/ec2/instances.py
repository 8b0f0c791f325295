"""The list of instances, and below it the one under the cursor with its volumes."""

from functools import partial

from textual import on
from textual.app import ComposeResult

from kmstui.aws.errors import AwsError
from kmstui.console import instances
from kmstui.console.instances import IN_TRANSITION, InstanceRow
from kmstui.tui.flashes import Flash, Kind
from kmstui.tui.messages import Go
from kmstui.tui.screens.ec2.instance_table import NO_INSTANCES, instance_lines, instance_table
from kmstui.tui.screens.ec2.instance_verbs import INSTANCE_VERBS, InstanceVerbs, LaunchInstance
from kmstui.tui.screens.ec2.launch_dialog import Launch, LaunchDialog
from kmstui.tui.session import Session
from kmstui.tui.widgets.buttons import Button
from kmstui.tui.widgets.key_values import KeyValueCard
from kmstui.tui.widgets.panel import Panel
from kmstui.tui.widgets.resource_panel import ResourcePanel
from kmstui.tui.widgets.resource_table import ResourceTable


class Instances(InstanceVerbs):
    """All instances of this Region; with `instance_id` the cursor is on that one."""

    PAGE = "ec2.instances"
    VERBS = INSTANCE_VERBS
    HELP = (
        "Instances are records here: they have a zone and a state, and volumes hang on them. Enter goes to"
        " the details, where Enter opens a volume."
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
        self.ask(instances.list_instances, self._show, refused=self._not_listed, group="instances")

    def meant(self) -> tuple[InstanceRow, ...]:
        """The marked instances, or the one under the cursor."""
        return self.table.chosen

    def _not_listed(self, error: AwsError) -> None:
        self.table.waiting = False
        self.table.sentence = "Which instances there are is not known."
        self.table.rows = ()
        self.refused(error)

    def _show(self, rows: tuple[InstanceRow, ...]) -> None:
        self.table.waiting = False
        self.table.sentence = NO_INSTANCES
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

    @on(LaunchInstance)
    @on(Button.Pressed, "#launch")
    @on(ResourceTable.Invited)
    def _launch(self) -> None:
        self.app.push_screen(LaunchDialog(self.session), self._launch_there)

    def _launch_there(self, launch: Launch | None) -> None:
        if launch is None:
            return
        query = partial(
            instances.launch,
            name=launch.name,
            instance_type=launch.instance_type,
            zone=launch.zone,
            image=instances.image_for(self.session.endpoint.realm),
        )
        self.ask(query, self._launched)

    def _launched(self, instance: InstanceRow) -> None:
        self._cursor_to = instance.instance_id
        self.flash(Flash(Kind.OK, "Instance launched.", instance.instance_id))
