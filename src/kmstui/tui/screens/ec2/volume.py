"""The page of one volume: what it is, its data key, where it hangs, its tags and its history."""

from collections.abc import Sequence
from functools import partial

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical

from kmstui.aws.errors import AwsError
from kmstui.aws.failures import MISSING
from kmstui.console import live, volume_page
from kmstui.console.attaching import unavailable
from kmstui.console.key_tags import Tag, change
from kmstui.console.volume_page import HistoryEvent
from kmstui.console.volumes import VolumeRow
from kmstui.tui.commands import Command
from kmstui.tui.dialogs.json_viewer import JsonViewer
from kmstui.tui.flashes import Flash, Kind
from kmstui.tui.messages import Go
from kmstui.tui.screens.ec2.attach_verbs import AttachVolume
from kmstui.tui.screens.ec2.volume_tabs import (
    TABS,
    Attachments,
    Details,
    Encryption,
    Events,
    Tags,
    event_lines,
)
from kmstui.tui.screens.ec2.volume_verbs import (
    VOLUME_VERBS,
    CopyVolumeArn,
    CopyVolumeId,
    VolumeVerbs,
)
from kmstui.tui.session import Session
from kmstui.tui.widgets.alert import Alert
from kmstui.tui.widgets.buttons import Button
from kmstui.tui.widgets.event_list import EventList
from kmstui.tui.widgets.key_values import KeyValueCard
from kmstui.tui.widgets.tabs import TabStrip


class OpenKmsKey(Command):
    """Open the KMS key under which the volume's data key is encrypted."""

    id = "volumes.open-key"
    title = "Open KMS key"
    label = "KMS key"
    key = "K"


class VolumePage(VolumeVerbs):
    """One volume, by `volume_id`."""

    PAGE = "ec2.volume"
    VERBS = (*VOLUME_VERBS, OpenKmsKey, CopyVolumeId, CopyVolumeArn)
    HELP = "Press 1 to 5 for the tabs. Enter follows a link, y copies what the cursor is on."
    AUTO_FOCUS = "TabStrip"

    DEFAULT_CSS = """
    VolumePage {
        & #tab-body > * { display: none; }
        & #tab-body.-details > #details { display: block; }
        & #tab-body.-encryption > #encryption { display: block; }
        & #tab-body.-attachment > #attachment { display: block; }
        & #tab-body.-tags > #tags { display: block; }
        & #tab-body.-events > #events { display: block; }
        & #gone { display: none; margin: 1 0 0 0; }
        &.-gone #gone { display: block; }
        &.-gone #tab-body, &.-gone TabStrip { display: none; }
    }
    """

    def __init__(self, session: Session, **arguments: str) -> None:
        super().__init__(session, **arguments)
        self.volume_id = arguments["volume_id"]
        """Which volume."""
        self.volume: VolumeRow | None = None
        """What is known of it."""
        self.heading = self.volume_id

    def compose_body(self) -> ComposeResult:
        """The tabs, and a box for when there is no such volume."""
        yield TabStrip(TABS, id="tabs")
        yield Alert("", id="gone")
        with Vertical(id="tab-body", classes="-details"):
            yield Details()
            yield Encryption()
            yield Attachments()
            yield Tags()
            yield Events()

    def load(self) -> None:
        """Ask for the volume; what hangs on it is asked for then."""
        query = partial(volume_page.find, volume_id=self.volume_id)
        self.ask(query, self._found, refused=self._missing, group="volume")

    def meant(self) -> Sequence[VolumeRow]:
        """This volume."""
        return (self.volume,) if self.volume is not None else ()

    def why_not(self, command: type[Command]) -> str:
        """What its state says against a command."""
        if command is OpenKmsKey:
            return "" if self.volume is not None and self.volume.encrypted else "the volume is not encrypted"
        return super().why_not(command)

    def _found(self, volume: VolumeRow) -> None:
        self.set_class(False, "-gone")
        self.volume = volume
        self.heading = volume.label
        self.query_one(Details).show(volume)
        attachable = not unavailable((volume,), "AttachVolume") and not self.reason(AttachVolume)
        self.query_one(Attachments).show(volume, attachable=attachable)
        self.refresh_frame()
        if volume.changing:
            self.look_again()
        data_key = partial(live.data_key, volume_id=self.volume_id)
        encryption = self.query_one(Encryption)
        self.ask(data_key, encryption.show, refused=partial(self._unseen, encryption), group="data-key")
        history = partial(volume_page.history, volume=volume)
        events = self.query_one(Events)
        self.ask(history, self._show_events, refused=partial(self._unseen, events), group="history")
        self.query_one(Tags).show(volume)

    def _unseen(self, part: Encryption | Events, error: AwsError) -> None:
        """Say in place what there is no asking for here; any other refusal is told as ever."""
        if error.code in MISSING:
            part.show_missing(error.message)
        else:
            self.refused(error)

    def _show_events(self, events: tuple[HistoryEvent, ...]) -> None:
        self.query_one(Events).show(events)
        self.query_one(Details).recent.lines = event_lines(events)

    def _missing(self, error: AwsError) -> None:
        self.volume = None
        alert = self.query_one(Alert)
        alert.title, alert.text, alert.request_id = error.code, error.message, error.request_id
        self.set_class(True, "-gone")
        alert.focus()

    @on(TabStrip.Activated)
    def _turned(self, event: TabStrip.Activated) -> None:
        body = self.query_one("#tab-body")
        for tab in TABS:
            body.set_class(tab.key == event.key, f"-{tab.key}")

    @on(OpenKmsKey)
    def _open_key(self) -> None:
        if self.volume is not None:
            self.post_message(Go("kms.key", key_id=self.volume.key_id))

    @on(KeyValueCard.LinkFollowed)
    def _follow_link(self, event: KeyValueCard.LinkFollowed) -> None:
        kind, _, resource = event.link.partition(":")
        if kind == "key":
            self.post_message(Go("kms.key", key_id=resource))
        else:
            self.post_message(Go("ec2.instances", instance_id=resource))

    @on(Button.Pressed, "#attach")
    def _attach_here(self) -> None:
        self.invoke(AttachVolume)

    @on(Tags.Save)
    def _save_tags(self, event: Tags.Save) -> None:
        if self.volume is None:
            return
        wanted = change(tuple(self.volume.tags.items()), event.tags)
        query = partial(volume_page.retag, volume_id=self.volume_id, wanted=wanted)
        self.ask(query, partial(self._tagged, event.tags))

    def _tagged(self, tags: tuple[Tag, ...], _answer: None) -> None:
        self.query_one(Tags).saved(tags)
        self.flash(Flash(Kind.OK, "Tags saved.", self.volume_id))

    @on(EventList.Opened)
    def _open_event(self, event: EventList.Opened) -> None:
        found = self.query_one(Events).event(event.line.key)
        self.app.push_screen(JsonViewer(self.session, found.name, found.record))
