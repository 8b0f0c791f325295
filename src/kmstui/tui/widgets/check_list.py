"""Check boxes: one by itself, and a table of them with filter, order and a box that ticks all.

What is ticked is told as it changes; what that means for a policy is the page's business.
"""

from dataclasses import dataclass
from typing import ClassVar, Generic

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.reactive import reactive

from kmstui.tui.canvas import Canvas
from kmstui.tui.spans import Span, Spans, spans, width_of
from kmstui.tui.widgets.drawn import Drawn
from kmstui.tui.widgets.resource_table import ResourceTable
from kmstui.tui.widgets.table_model import R


class CheckList(ResourceTable[R], Generic[R]):
    """A table whose marks are check boxes; `MarksChanged` says which rows are ticked."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "tick", "Tick", show=False),
        Binding("a", "all", "All or none", show=False),
    ]
    """| Key | What it does |
    | :- | :- |
    | Space | Tick the row and go on. |
    | Enter | Tick the row and stay. |
    | a | Tick all that are shown, or none. |"""

    CHECKS = True

    @property
    def ticked(self) -> tuple[R, ...]:
        """The rows that are ticked, shown or not."""
        return self.model.marked_rows()

    def action_tick(self) -> None:
        """Tick or untick the row under the cursor."""
        if self.row is not None:
            self.mark(self.model.marked ^ {self.model.key(self.row)})

    def action_all(self) -> None:
        """Tick every row that is shown; untick them where all are."""
        shown = {self.model.key(row) for row in self.model.shown}
        ticked = self.model.marked
        self.mark(ticked - shown if shown <= ticked else ticked | shown)

    def on_click(self, event: events.Click) -> None:
        """Tick by any click on a row, all by the box in the header; the titles order."""
        event.prevent_default()
        event.stop()
        first = self.painter().placed[0].x if self.painter().placed else 0
        index = event.y - 1 + round(self.scroll_y)
        if event.y == 0 and event.x < first:
            self.action_all()
        elif event.y == 0:
            self.click_header(event.x)
        elif index < len(self.model.shown):
            self.move_to(index)
            self.action_tick()


class Checkbox(Drawn, can_focus=True):
    """`[✓]` and what it means."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter,space", "tick", "Tick", show=False)]
    """| Key | What it does |
    | :- | :- |
    | enter, space | Tick or untick. |"""

    value: reactive[bool] = reactive(False, init=False)
    """Whether it is ticked."""
    label: reactive[Spans | str] = reactive[Spans | str]("")
    """What ticking it means."""
    note: reactive[str] = reactive("")
    """Dim text behind the label."""
    locked: reactive[bool] = reactive(False)
    """Whether it cannot be changed; say why in the note."""

    @dataclass
    class Changed(Message):
        """It was ticked or unticked."""

        checkbox: "Checkbox"
        """Which one."""
        value: bool
        """Whether it is ticked now."""

        @property
        def control(self) -> "Checkbox":
            """The check box."""
            return self.checkbox

    def __init__(
        self,
        label: Spans | str,
        value: bool = False,
        *,
        note: str = "",
        locked: bool = False,
        id: str | None = None,  # noqa: A002 - Textual's name
        classes: str | None = None,
    ) -> None:
        """Make a check box.

        Args:
            label: What ticking it means.
            value: Whether it is ticked.
            note: Dim text behind the label.
            locked: Whether it cannot be changed.
            id: Textual's.
            classes: Textual's.
        """
        super().__init__(id=id, classes=classes)
        self.set_reactive(Checkbox.label, label)
        self.set_reactive(Checkbox.value, value)
        self.set_reactive(Checkbox.note, note)
        self.set_reactive(Checkbox.locked, locked)

    def watch_value(self, value: bool) -> None:
        """Tell."""
        self.post_message(self.Changed(self, value))

    def draw(self, canvas: Canvas) -> None:
        """Paint the box; with the focus its brackets are orange."""
        focused = self.has_focus
        ink = "off" if self.locked else "link"
        bracket = Span("[", "orange", "b") if focused else Span("[", "dim")
        box = (bracket, Span("✓" if self.value else " ", ink, "b"), bracket._replace(text="] "))
        x = canvas.seq(0, 0, *box)
        label = spans(self.label)
        if focused:
            label = tuple(part._replace(color="head", flags=f"{part.flags}b") for part in label)
        x = canvas.seq(x, 0, *label, width=canvas.width - x)
        if self.note and x + 3 < canvas.width:
            canvas.put(x + 3, 0, self.note, "dim", width=canvas.width - x - 3)

    def natural_width(self) -> int:
        """The box, the label and the note."""
        return 4 + width_of(self.label) + (3 + width_of(self.note) if self.note else 0)

    def on_click(self, event: events.Click) -> None:
        """Tick or untick."""
        event.stop()
        self.action_tick()

    def action_tick(self) -> None:
        """Tick or untick, unless it is locked."""
        if not self.locked:
            self.value = not self.value
