"""What the live page asks: what the load is to do, and which sector to show."""

from dataclasses import fields
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal

from kmstui.aws.volume_io import Pattern
from kmstui.console.live import SECTOR, parse_place
from kmstui.console.live_workload import PRESETS, WorkloadForm, changed, preset_of, problems
from kmstui.tui.dialogs.dialog import Dialog
from kmstui.tui.session import Session
from kmstui.tui.widgets.buttons import Button
from kmstui.tui.widgets.field import Field
from kmstui.tui.widgets.fields import FieldGrid, TextField
from kmstui.tui.widgets.option_menu import Option
from kmstui.tui.widgets.select import SelectField

CUSTOM = "custom"
"""The preset that equals none."""
_LABELS = {
    "write_percent": ("Writes (%)", "0 reads only, 100 writes only"),
    "block_size": ("Block size", "512 to 1m, a multiple of 512"),
    "queue_depth": ("Queue depth", "Requests at once, 1 – 64"),
    "duration": ("Duration (s)", "0 runs until it is stopped"),
    "rate": ("Rate (IOPS)", "0 is as fast as it goes"),
    "span": ("Span", "From the start of the volume"),
}


class WorkloadDialog(Dialog[WorkloadForm]):
    """A form for a load; `Start` gives it back."""

    TITLE_TEXT = "Workload"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+s", "start", "Start", show=False)]

    DEFAULT_CSS = """
    WorkloadDialog {
        & Box { width: 78; padding: 0 1; }
        & #buttons { height: 1; margin: 1 0 0 0; align-horizontal: right; }
        & #buttons Button { margin: 0 0 0 2; }
    }
    """

    def __init__(self, session: Session, form: WorkloadForm, volume_bytes: int) -> None:
        super().__init__(session)
        self.form = form
        """What is typed now."""
        self._volume_bytes = volume_bytes

    def compose_box(self) -> ComposeResult:
        """The fields, two abreast, and the buttons."""
        presets = [Option(preset.key, preset.label, preset.note) for preset in PRESETS]
        patterns = (
            Option(Pattern.RANDOM, "Random", "anywhere in the span"),
            Option(Pattern.SEQUENTIAL, "Sequential", "from its start, over and over"),
        )
        preset = preset_of(self.form) or CUSTOM
        yield FieldGrid(
            SelectField("Preset", [*presets, Option(CUSTOM, "Custom")], preset, info=False, id="preset"),
            SelectField("Pattern", patterns, self.form.pattern, info=False, id="pattern"),
            *(
                TextField(label, getattr(self.form, name), hint=hint, info=False, max_length=12, id=name)
                for name, (label, hint) in _LABELS.items()
            ),
        )
        yield Horizontal(
            Button("Cancel", "link", "C", id="cancel"),
            Button("Start", "primary", "S", id="start"),
            id="buttons",
        )

    def on_mount(self) -> None:
        """Begin with the presets."""
        self.query_one("#preset", SelectField).enter()
        self._judge()

    @on(Field.Changed)
    def _edited(self, event: Field.Changed) -> None:
        event.stop()
        name = event.field.id or ""
        if name == "preset":
            self._take_preset(event.value)
        elif getattr(self.form, name) != event.value:
            self.form = changed(self.form, name, event.value)
            self.query_one("#preset", SelectField).value = preset_of(self.form) or CUSTOM
        self._judge()

    def _take_preset(self, key: str) -> None:
        form = next((preset.form for preset in PRESETS if preset.key == key), self.form)
        if form == self.form:
            return
        self.form = form
        for field in fields(form):
            editor = self.query_one(f"#{field.name}")
            assert isinstance(editor, TextField | SelectField)
            editor.value = getattr(form, field.name)

    def _judge(self) -> None:
        found = problems(self.form, self._volume_bytes)
        for name in _LABELS:
            self.query_one(f"#{name}", TextField).error = found.get(name, "")
        self.query_one("#start", Button).kind = "disabled" if found else "primary"

    @on(Button.Pressed, "#start")
    @on(Field.Submitted)
    def action_start(self) -> None:
        """Give the form back, if nothing is wrong with it."""
        if not problems(self.form, self._volume_bytes):
            self.dismiss(self.form)

    @on(Button.Pressed, "#cancel")
    def _cancel(self) -> None:
        self.action_close()


class PlaceDialog(Dialog[int]):
    """Asks for a sector; its offset in bytes is the result."""

    TITLE_TEXT = "Inspect a sector"

    DEFAULT_CSS = """
    PlaceDialog {
        & Box { width: 64; padding: 1 1 0 1; }
        & #buttons { height: 1; margin: 1 0 0 0; align-horizontal: right; }
        & #buttons Button { margin: 0 0 0 2; }
    }
    """

    def __init__(self, session: Session, offset: int, volume_bytes: int) -> None:
        super().__init__(session)
        self._offset = offset
        self._volume_bytes = volume_bytes

    def compose_box(self) -> ComposeResult:
        """One field and the buttons."""
        last = self._volume_bytes // SECTOR - 1
        yield TextField(
            "Logical block address",
            f"0x{self._offset // SECTOR:X}",
            hint=f"0 – 0x{last:X}; 0x… hexadecimal, or an offset such as 4k, 2m, 1g",
            info=False,
            max_length=20,
            id="place",
        )
        yield Horizontal(
            Button("Cancel", "link", "C", id="cancel"),
            Button("Show", "primary", "S", id="show"),
            id="buttons",
        )

    def on_mount(self) -> None:
        """Type at once over what stands there."""
        field = self.query_one(TextField)
        field.input.focus()
        field.input.select_all()

    def _place(self) -> int | None:
        place = parse_place(self.query_one(TextField).value)
        return place if place is not None and place <= self._volume_bytes - SECTOR else None

    @on(Field.Changed)
    def _judge(self, event: Field.Changed) -> None:
        event.stop()
        wrong = self._place() is None
        event.field.error = "Not a sector of this volume" if wrong else ""
        self.query_one("#show", Button).kind = "disabled" if wrong else "primary"

    @on(Field.Submitted)
    @on(Button.Pressed, "#show")
    def _take(self) -> None:
        place = self._place()
        if place is not None:
            self.dismiss(place)

    @on(Button.Pressed, "#cancel")
    def _cancel(self) -> None:
        self.action_close()
