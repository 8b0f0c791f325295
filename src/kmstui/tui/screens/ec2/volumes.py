"""The list of volumes: find one, open one, attach, detach and delete.

A volume that was just made is followed here until it is available: then it is attached, where that was asked
for. One that vanishes instead is told with the cause that EBS gives, as its page would not exist any more.
"""

from collections.abc import Sequence
from functools import partial

from textual import on
from textual.app import ComposeResult

from kmstui.aws.errors import AwsError
from kmstui.console.volumes import VolumePage, VolumeRow, failure_of, volume_page
from kmstui.tui.commands import Command
from kmstui.tui.flashes import Flash, Kind
from kmstui.tui.messages import Go
from kmstui.tui.screens.ec2.volume_table import NO_VOLUMES, volume_table
from kmstui.tui.screens.ec2.volume_verbs import (
    VOLUME_VERBS,
    CopyVolumeArn,
    CopyVolumeId,
    OpenVolume,
    VolumeVerbs,
)
from kmstui.tui.session import Session
from kmstui.tui.widgets.buttons import Button
from kmstui.tui.widgets.resource_panel import ResourcePanel
from kmstui.tui.widgets.resource_table import ResourceTable


class CreateVolumeNow(Command):
    """Make a new EBS volume, encrypted or not."""

    id = "volumes.create"
    title = "Create volume"
    label = "Create"
    key = "c"
    mutates = True


class Volumes(VolumeVerbs):
    """All volumes of this Region. With `follow`, one of them is followed until it is available, and with
    `instance` and `device` attached then."""

    PAGE = "ec2.volumes"
    VERBS = (OpenVolume, CreateVolumeNow, *VOLUME_VERBS, CopyVolumeId, CopyVolumeArn)
    HELP = (
        "EBS volumes of this Region. Mark several with Space to detach or delete them together; filter by"
        " state:in-use, type:gp3 or tag:Name=orders."
    )
    AUTO_FOCUS = "ResourceTable"

    def __init__(self, session: Session, **arguments: str) -> None:
        super().__init__(session, **arguments)
        self.table = volume_table()
        follow = arguments.get("follow", "")
        self._coming: set[str] = {follow} if follow else set()
        self._cursor_to = follow
        self._arriving: tuple[VolumeRow, ...] = ()

    def compose_body(self) -> ComposeResult:
        """The table in its panel."""
        yield ResourcePanel(
            "Volumes",
            self.table,
            placeholder="Find volumes by name, ID, state or tag",
            buttons=(Button("Create volume", "primary", "C", id="create"),),
        )

    def load(self) -> None:
        """Ask for the volumes."""
        self.table.waiting = True
        self._arriving = ()
        self.ask(volume_page, self._show_page, refused=self._not_listed, group="volumes")

    def meant(self) -> Sequence[VolumeRow]:
        """The marked volumes, or the one under the cursor."""
        return self.table.chosen

    def on_screen_resume(self) -> None:
        """Go on following what was on its way when another page came in front."""
        if self._coming:
            self.look_again(0.1)

    def _not_listed(self, error: AwsError) -> None:
        self.table.waiting = False
        self.table.sentence = "Which volumes there are is not known."
        self.table.rows = ()
        self.refused(error)

    def _show_page(self, page: VolumePage) -> None:
        """Show what has arrived, and ask for more; a complete list is replaced by a complete one only."""
        self._arriving += page.rows
        if not page.token:
            self._show(self._arriving)
            return
        if len(self._arriving) > len(self.table.rows):
            self.table.rows = self._arriving
        query = partial(volume_page, after=page)
        self.ask(query, self._show_page, refused=self._not_listed, group="volumes")

    def _show(self, rows: tuple[VolumeRow, ...]) -> None:
        self.table.waiting = False
        self.table.sentence = NO_VOLUMES
        self.table.rows = rows
        at = self.table.model.index_of(self._cursor_to) if self._cursor_to else None
        if at is not None:
            self.table.move_to(at)
            self._cursor_to = ""
        self._follow({row.volume_id: row for row in rows})
        if any(row.changing for row in rows):
            self.look_again()

    def _follow(self, rows: dict[str, VolumeRow]) -> None:
        """Tell what became of the volumes that were on their way."""
        for volume_id in sorted(self._coming):
            row = rows.get(volume_id)
            if row is None:
                self.ask(partial(failure_of, volume_id=volume_id), partial(self._vanished, volume_id))
            elif row.state == "available":
                self._arrived(row)
        self._coming = {row.volume_id for row in rows.values() if row.state == "creating"}

    def _arrived(self, row: VolumeRow) -> None:
        instance, device = self.arguments.get("instance", ""), self.arguments.get("device", "")
        if instance and row.volume_id == self.arguments.get("follow"):
            self.attach_volume(row.volume_id, instance, device)

    def _vanished(self, volume_id: str, cause: str) -> None:
        why = cause or "EBS could not create it; the event history may say why."
        text = f"{volume_id} was accepted and then removed: {why}"
        self.flash(Flash(Kind.ERROR, "Volume was not created.", text))

    @on(ResourceTable.Opened)
    def _opened(self, event: ResourceTable.Opened[VolumeRow]) -> None:
        self.post_message(Go("ec2.volume", volume_id=event.row.volume_id))

    @on(CreateVolumeNow)
    @on(Button.Pressed, "#create")
    @on(ResourceTable.Invited)
    def _create(self) -> None:
        self.post_message(Go("ec2.create-volume"))
