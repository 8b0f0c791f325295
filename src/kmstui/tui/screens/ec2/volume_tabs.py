"""The tabs of a volume's page: each a widget that shows what it is given."""

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.message import Message

from kmstui.console.create_volume_rules import tag_errors
from kmstui.console.key_tags import Tag
from kmstui.console.live import DataKey
from kmstui.console.volume_page import HistoryEvent
from kmstui.console.volumes import VolumeRow
from kmstui.tui.dialogs.lines import Lines
from kmstui.tui.screens.ec2 import volume_cards
from kmstui.tui.spans import Span
from kmstui.tui.widgets.buttons import Button, ButtonRow
from kmstui.tui.widgets.event_list import EventLine, EventList
from kmstui.tui.widgets.key_values import KeyValue, KeyValueCard
from kmstui.tui.widgets.panel import Panel
from kmstui.tui.widgets.tabs import Tab
from kmstui.tui.widgets.tag_editor import TagEditor

TABS: tuple[Tab, ...] = (
    Tab("details", "Details"),
    Tab("encryption", "Encryption"),
    Tab("attachment", "Attachment"),
    Tab("tags", "Tags"),
    Tab("events", "Events"),
)

NO_DATA_KEY = "While it is attached, its data key is in the memory of the instance's host, and nowhere else."


def event_lines(events: Sequence[HistoryEvent]) -> tuple[EventLine, ...]:
    """Events as a list shows them."""
    return tuple(
        EventLine(
            event.key,
            f"{event.time:%Y-%m-%d %H:%M:%S}",
            f"{event.name}  {event.failure}" if event.failure else event.name,
            event.who,
            bool(event.failure),
        )
        for event in events
    )


class Details(Vertical):
    """What, how and where it is: two cards side by side, or one below the other; and what happened last."""

    DEFAULT_CSS = """
    Details {
        & #cards { height: auto; }
        & #cards Panel { height: 10; }
    }
    Page.-narrow Details #cards { layout: vertical; }
    Page.-short Details #recent { display: none; }
    """

    def __init__(self) -> None:
        super().__init__(id="details")
        self.what = KeyValueCard(label_width=12)
        self.where = KeyValueCard(label_width=17)
        self.recent = EventList(sentence="Nothing is on record.")

    def compose(self) -> ComposeResult:
        """Two panels, and below them the newest events where there is room."""
        with Horizontal(id="cards"):
            yield Panel("Volume", self.what)
            yield Panel("Status", self.where)
        yield Panel("Recent events", self.recent, id="recent")

    def show(self, volume: VolumeRow) -> None:
        """Show a volume."""
        self.what.items = volume_cards.settings_lines(volume)
        self.where.items = volume_cards.state_lines(volume)


class Encryption(VerticalScroll, can_focus=False):
    """Its data key."""

    def __init__(self) -> None:
        super().__init__(id="encryption")
        self.card = KeyValueCard(label_width=14)
        self.story = Lines()

    def compose(self) -> ComposeResult:
        """The card, and what it means."""
        yield Panel("Data key", self.card, auto=True)
        yield Panel("What this means", self.story, auto=True)

    def show_missing(self, why: str) -> None:
        """Say that nothing can be known of it here."""
        self.card.items = (KeyValue("State", (Span("– ", "dim"), Span("not to be seen", "dim"))),)
        self.story.lines = ((Span(why, "head"),), (Span(NO_DATA_KEY, "dim"),))

    def show(self, key: DataKey) -> None:
        """Show a data key."""
        self.card.items = volume_cards.data_key_lines(key)
        self.story.lines = volume_cards.data_key_story(key)


class Attachments(Vertical):
    """Where it hangs."""

    def __init__(self) -> None:
        super().__init__(id="attachment")
        self.card = KeyValueCard(label_width=14)
        self.empty = Lines((Span("It is attached to no instance.", "dim"),))
        self.button = Button("Attach volume", "primary", "A", id="attach")
        self.row = ButtonRow(self.button)

    def compose(self) -> ComposeResult:
        """The card, or an invitation."""
        with Panel("Attachment", auto=True):
            yield self.card
            yield self.empty
            yield self.row

    def show(self, volume: VolumeRow, *, attachable: bool) -> None:
        """Show a volume's attachments."""
        self.card.items = volume_cards.attachment_lines(volume)
        self.card.display = bool(volume.attachments)
        self.empty.display = not volume.attachments
        self.row.display = not volume.attachments
        self.button.kind = "primary" if attachable else "disabled"


class Tags(Vertical):
    """Its tags, to be changed and saved."""

    class Save(Message):
        """The tags are to be as they stand."""

        def __init__(self, tags: tuple[Tag, ...]) -> None:
            super().__init__()
            self.tags = tags
            """All of them."""

    def __init__(self) -> None:
        super().__init__(id="tags")
        self._holder = VerticalScroll(can_focus=False)
        self._saved: tuple[Tag, ...] | None = None
        self.button = Button("Save tags", "disabled", id="save-tags")
        self._editor = TagEditor()

    def compose(self) -> ComposeResult:
        """The editor and its button."""
        with Panel("Tags"):
            yield self._holder
            yield ButtonRow(self.button)

    def show(self, volume: VolumeRow) -> None:
        """Show a volume's tags, unless they are being changed."""
        tags = tuple(sorted(volume.tags.items()))
        if tags == self._saved or (self._saved is not None and self.changed):
            return
        self._saved = tags
        self._holder.remove_children()
        self._editor = TagEditor(tags)
        self._holder.mount(self._editor)
        self.button.kind = "disabled"

    @property
    def changed(self) -> bool:
        """Whether other tags stand here than the volume has."""
        return tuple(sorted(self._editor.tags)) != self._saved

    def saved(self, tags: tuple[Tag, ...]) -> None:
        """Take it that the volume has these tags now."""
        self._saved = tuple(sorted(tags))
        self.button.kind = "disabled"

    @on(TagEditor.Changed)
    def _judge(self, event: TagEditor.Changed) -> None:
        event.stop()
        errors = tag_errors(event.tags)
        self._editor.errors = errors
        self.button.kind = "primary" if self.changed and not errors else "disabled"

    @on(Button.Pressed, "#save-tags")
    def _save(self, event: Button.Pressed) -> None:
        event.stop()
        self.post_message(self.Save(self._editor.tags))


class Events(Vertical):
    """What happened to it."""

    def __init__(self) -> None:
        super().__init__(id="events")
        self.list = EventList(sentence="Nothing is on record.")
        self._panel = Panel("Events", self.list)
        self._events: dict[str, HistoryEvent] = {}

    def compose(self) -> ComposeResult:
        """The list in its panel."""
        yield self._panel

    def show(self, events: Sequence[HistoryEvent]) -> None:
        """Show events."""
        self._events = {event.key: event for event in events}
        self._panel.counter = f"({len(events):,})"
        self._panel.foot = "CloudTrail and EBS · Enter opens the record"
        self.list.lines = event_lines(events)

    def show_missing(self, why: str) -> None:
        """Say that there is no record here."""
        self.show(())
        self._panel.foot = ""
        self.list.sentence = why

    def event(self, key: str) -> HistoryEvent:
        """An event by what identifies it."""
        return self._events[key]
