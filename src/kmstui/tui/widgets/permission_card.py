"""Permission check: each action that will be needed, whether it is allowed, and what decides."""

from collections.abc import Sequence
from dataclasses import dataclass

from textual import events
from textual.message import Message
from textual.reactive import reactive

from kmstui.tui.canvas import Canvas
from kmstui.tui.spans import Span, width_of
from kmstui.tui.widgets.drawn import Drawn


@dataclass(frozen=True, slots=True)
class Check:
    """One action and its decision."""

    action: str
    """The IAM action, or what is meant by it."""
    allowed: bool | None
    """Whether it is allowed; None while that is not known."""
    why: str = ""
    """Which statement or grant decides."""


class PermissionCard(Drawn):
    """Actions with their decisions."""

    checks: reactive[tuple[Check, ...]] = reactive[tuple[Check, ...]]((), layout=True)
    """The actions."""

    @dataclass
    class WhyRequested(Message):
        """Someone wants to know how a decision came about."""

        card: "PermissionCard"
        """Where."""
        check: Check
        """Which action."""

        @property
        def control(self) -> "PermissionCard":
            """The card."""
            return self.card

    def __init__(
        self,
        checks: Sequence[Check] = (),
        *,
        id: str | None = None,  # noqa: A002 - Textual's name
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self.set_reactive(PermissionCard.checks, tuple(checks))

    def natural_height(self, width: int) -> int:
        """Two rows for each action."""
        del width
        return max(1, 2 * len(self.checks))

    def draw(self, canvas: Canvas) -> None:
        """Paint the actions."""
        marks = {True: Span("✓ ", "ok", "b"), False: Span("✗ ", "err", "b"), None: Span("◌ ", "dim", "b")}
        for number, check in enumerate(self.checks):
            y = 2 * number
            x = canvas.seq(0, y, marks[check.allowed])
            color = "err" if check.allowed is False else "text"
            canvas.put(x, y, check.action, color, width=canvas.width - x)
            canvas.put(2, y + 1, check.why, "dim", width=canvas.width - 2)
            canvas.zone(0, y, canvas.width, f"{number}")
            canvas.zone(2, y + 1, width_of(check.why), f"{number}")

    def on_click(self, event: events.Click) -> None:
        """Ask why."""
        zone = self.zone_at(event)
        if zone:
            event.stop()
            self.post_message(self.WhyRequested(self, self.checks[int(zone)]))
