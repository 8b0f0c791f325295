"""Where one is in a wizard: a rail of steps beside the form, or a ribbon of one row above it at 80 columns.

It shows progress and offers the steps already passed; whether one may leave the present step the wizard
decides.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from textual import events
from textual.message import Message
from textual.reactive import reactive

from kmstui.tui.canvas import Canvas
from kmstui.tui.spans import Span, width_of
from kmstui.tui.widgets.drawn import Drawn


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a wizard."""

    title: str
    """Its name."""
    short: str
    """Its name in the ribbon."""
    optional: bool = False
    """Whether it may be passed without input."""
    error: bool = False
    """Whether something in it has to be put right."""


class StepRail(Drawn):
    """Steps one below the other, with what was chosen so far; in one row, a ribbon."""

    DEFAULT_CSS = """
    StepRail { width: 28; height: 1fr; }
    StepRail.-ribbon { width: 1fr; height: 1; }
    """

    steps: reactive[tuple[Step, ...]] = reactive[tuple[Step, ...]](())
    """The steps in order."""
    current: reactive[int] = reactive(0)
    """Which one is shown, from 0; those before it are done."""
    so_far: reactive[tuple[tuple[str, str], ...]] = reactive[tuple[tuple[str, str], ...]](())
    """What was chosen, as label and value, below the steps where there is room."""
    heading: reactive[str] = reactive("")
    """What the wizard makes."""

    @dataclass
    class Chosen(Message):
        """A step that is done was clicked."""

        rail: "StepRail"
        """Where."""
        index: int
        """Which step, from 0."""

        @property
        def control(self) -> "StepRail":
            """The rail."""
            return self.rail

    def __init__(
        self,
        heading: str,
        steps: Sequence[Step],
        current: int = 0,
        *,
        so_far: Sequence[tuple[str, str]] = (),
        ribbon: bool = False,
        id: str | None = None,  # noqa: A002 - Textual's name
        classes: str | None = None,
    ) -> None:
        """Make a rail.

        Args:
            heading: What the wizard makes.
            steps: The steps in order.
            current: Which one is shown.
            so_far: What was chosen.
            ribbon: Whether to be one row; the class `-ribbon` says it later.
            id: Textual's.
            classes: Textual's.
        """
        super().__init__(id=id, classes=classes)
        self.set_reactive(StepRail.heading, heading)
        self.set_reactive(StepRail.steps, tuple(steps))
        self.set_reactive(StepRail.current, current)
        self.set_reactive(StepRail.so_far, tuple(so_far))
        self.set_class(ribbon, "-ribbon")

    def draw(self, canvas: Canvas) -> None:
        """Paint rail or ribbon."""
        if canvas.height == 1:
            self._ribbon(canvas)
        else:
            self._rail(canvas)

    def _mark(self, index: int) -> Span:
        step = self.steps[index]
        if step.error:
            return Span("✗", "err", "b")
        if index < self.current:
            return Span("✓", "ok", "b")
        return Span("◉", "accent", "b") if index == self.current else Span("○", "off", "b")

    def _rail(self, canvas: Canvas) -> None:
        for y in range(canvas.height):
            canvas.put(canvas.width - 1, y, "│", "line2")
        canvas.put(2, 1, self.heading, "head", "b", width=canvas.width - 4)
        gap = 3 if canvas.height >= 3 + 3 * len(self.steps) else 2
        y = 3
        for index in range(len(self.steps)):
            self._step(canvas, y, index, gap)
            y += gap
        self._chosen(canvas, y + 1)
        if canvas.height > y + len(self.so_far) + 5:
            keys = (Span("Alt+←", "accent", "b"), Span(" back  ", "dim"), Span("Alt+→", "accent", "b"))
            canvas.seq(2, canvas.height - 2, *keys, Span(" next", "dim"))

    def _step(self, canvas: Canvas, y: int, index: int, gap: int) -> None:
        step, done, on = self.steps[index], index < self.current, index == self.current
        mark = self._mark(index)
        canvas.put(2, y, mark.text, mark.color, mark.flags)
        canvas.put(5, y, f"Step {index + 1}", "dim")
        if step.optional:
            canvas.put(13, y, "optional", "dim", "i")
        room = canvas.width - 6
        canvas.put(
            5,
            y + 1,
            step.title,
            "head" if on else "link" if done else "text",
            "b" if on else "u" if done else "",
            width=room,
        )
        if done:
            canvas.zone(5, y + 1, width_of(step.title), f"{index}")
        if index < len(self.steps) - 1:
            for row in range(1, gap):
                canvas.put(2, y + row, "│", "ok" if done else "line")

    def _chosen(self, canvas: Canvas, y: int) -> None:
        if not self.so_far or y + len(self.so_far) + 1 >= canvas.height:
            return
        canvas.put(2, y, "So far", "head", "b")
        labels = max(width_of(label) for label, _ in self.so_far) + 2
        for row, (label, value) in enumerate(self.so_far, y + 1):
            canvas.put(2, row, label, "dim")
            canvas.put(2 + labels, row, value, "text", width=canvas.width - labels - 4)

    def _ribbon(self, canvas: Canvas) -> None:
        x = 1
        for index, step in enumerate(self.steps):
            on, start = index == self.current, x
            mark = self._mark(index)
            glyph = mark.text if mark.text in "✓✗" else f"{index + 1}"
            x = canvas.seq(x, 0, mark._replace(text=f"{glyph} "))
            x = canvas.put(x, 0, step.short, "head" if on else "dim", "bu" if on else "")
            if index < self.current:
                canvas.zone(start, 0, x - start, f"{index}")
            if index < len(self.steps) - 1:
                x = canvas.put(x, 0, " ── ", "line")

    def on_click(self, event: events.Click) -> None:
        """Offer to go back to the step clicked."""
        event.stop()
        zone = self.zone_at(event)
        if zone:
            self.post_message(self.Chosen(self, int(zone)))
