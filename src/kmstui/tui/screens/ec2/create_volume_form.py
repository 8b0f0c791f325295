"""The left half of Create volume: its panels one below the other, read and written as one form."""

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.message import Message

from kmstui.console.create_volume import Surroundings, VolumeForm
from kmstui.console.create_volume_rules import FIELDS, Problem
from kmstui.console.keys import KeyRow
from kmstui.tui.screens.ec2.create_volume_fields import Encryption, Settings, Target
from kmstui.tui.widgets.check_list import Checkbox
from kmstui.tui.widgets.drawn import dress_scrollbars, palette_of
from kmstui.tui.widgets.field import Field
from kmstui.tui.widgets.panel import Panel
from kmstui.tui.widgets.tag_editor import TagEditor


class FormView(VerticalScroll, can_focus=False):
    """All fields."""

    DEFAULT_CSS = """
    FormView {
        width: 1fr;
        height: 1fr;
        scrollbar-size-vertical: 1;
        & #tags-panel { height: auto; }
    }
    """

    class Edited(Message):
        """Something was entered or chosen."""

        def __init__(self, form: VolumeForm) -> None:
            super().__init__()
            self.form = form
            """The whole form now."""

    def __init__(self) -> None:
        super().__init__(id="form")
        self.settings = Settings()
        self.encryption = Encryption()
        self.tags = TagEditor(id="tags-editor")
        self.target = Target()

    def compose(self) -> ComposeResult:
        """The panels."""
        yield self.settings
        yield self.encryption
        with Panel("Tags", auto=True, id="tags-panel"):
            yield self.tags
        yield self.target

    def on_mount(self) -> None:
        """A quiet scroll bar."""
        dress_scrollbars(self, palette_of(self), "page")

    @property
    def form(self) -> VolumeForm:
        """Everything that stands in the fields."""
        form = VolumeForm(tags=self.tags.tags)
        for part in (self.settings, self.encryption, self.target):
            form = part.read(form)
        return form

    def offer(self, around: Surroundings) -> None:
        """Offer what there is to choose from."""
        self.settings.offer(around)
        self.encryption.offer(around)

    def show(self, form: VolumeForm, around: Surroundings, known: KeyRow | None, trouble: str) -> None:
        """Show the fields that this form has, with their limits."""
        self.settings.show(form)
        self.encryption.show(form, known, trouble)
        self.target.show(form, around)

    def mark(self, problems: Sequence[Problem]) -> None:
        """Say beside each field what is wrong with it."""
        wrong = {problem.field: problem.brief for problem in reversed(problems)}
        for name in FIELDS:
            if name == "tags":
                self.tags.errors = {one.place: one.brief for one in problems if one.field == "tags"}
            else:
                self.query_one(f"#{name}", Field).error = wrong.get(name, "")

    def enter_field(self, name: str) -> None:
        """Give the focus to a field."""
        if name == "tags":
            self.tags.query("LineInput").first().focus()
        else:
            self.query_one(f"#{name}", Field).enter()

    def focused_field(self) -> str:
        """The field that has the focus; empty where none has."""
        for name in FIELDS:
            widget = self.tags if name == "tags" else self.query_one(f"#{name}", Field)
            if widget.has_focus_within:
                return name
        return ""

    @on(Field.Changed)
    @on(Checkbox.Changed)
    @on(TagEditor.Changed)
    def _edited(self, event: Message) -> None:
        event.stop()
        self.post_message(self.Edited(self.form))

    @on(Field.Submitted)
    def _next(self, event: Field.Submitted) -> None:
        event.stop()
        self.screen.focus_next()
