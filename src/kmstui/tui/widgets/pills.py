"""Status as AWS names it: a glyph, the word and a colour, never a colour alone.

One table for keys, volumes, attachments, instances, snapshots and imports, so a state looks the same
everywhere.
"""

from typing import NamedTuple

from textual.reactive import reactive

from kmstui.tui.canvas import Canvas
from kmstui.tui.palette import Token
from kmstui.tui.spans import Span, width_of
from kmstui.tui.widgets.drawn import Drawn


class Look(NamedTuple):
    """How a state is shown."""

    glyph: str
    """Before the word."""
    word: str
    """The state in words."""
    token: Token
    """Its colour."""


LOOKS: dict[str, Look] = {
    "Enabled": Look("●", "Enabled", "ok"),
    "Disabled": Look("○", "Disabled", "off"),
    "Creating": Look("◌", "Creating", "link"),
    "Updating": Look("◌", "Updating", "link"),
    "PendingImport": Look("◌", "Pending import", "warn"),
    "PendingDeletion": Look("▲", "Pending deletion", "err"),
    "PendingReplicaDeletion": Look("▲", "Pending replica deletion", "err"),
    "Unavailable": Look("✗", "Unavailable", "err"),
    "creating": Look("◌", "Creating", "link"),
    "available": Look("◌", "Available", "link"),
    "in-use": Look("●", "In-use", "ok"),
    "deleting": Look("◌", "Deleting", "warn"),
    "deleted": Look("○", "Deleted", "off"),
    "error": Look("✗", "Error", "err"),
    "attaching": Look("◌", "Attaching", "link"),
    "attached": Look("●", "Attached", "ok"),
    "detaching": Look("◌", "Detaching", "warn"),
    "detached": Look("○", "Detached", "off"),
    "busy": Look("▲", "Busy", "warn"),
    "pending": Look("◌", "Pending", "link"),
    "running": Look("●", "Running", "ok"),
    "shutting-down": Look("◌", "Shutting down", "warn"),
    "terminated": Look("○", "Terminated", "off"),
    "stopping": Look("◌", "Stopping", "warn"),
    "stopped": Look("○", "Stopped", "off"),
    "completed": Look("●", "Completed", "ok"),
    "modifying": Look("◌", "Modifying", "link"),
    "optimizing": Look("◌", "Optimizing", "link"),
    "failed": Look("✗", "Failed", "err"),
    "in memory": Look("●", "in memory", "ok"),
    "not in memory": Look("○", "not in memory", "off"),
    "unencrypted": Look("▲", "unencrypted", "warn"),
    "allowed": Look("✓", "Allowed", "ok"),
    "denied": Look("✗", "Denied", "err"),
}
"""By the value AWS's API gives (`KeyState`, `State.Name`, …) and, last, by the console's own words."""


def look(status: str) -> Look:
    """How a state is shown; one that is not in the table is shown as it is called."""
    return LOOKS.get(status) or Look("○", status, "text")


def pill(status: str, note: str = "") -> tuple[Span, ...]:
    """A state as styled text, with a dim note such as `5d` behind it."""
    glyph, word, token = look(status)
    shown = (Span(f"{glyph} ", token, "b"), Span(word, token))
    return (*shown, Span(f" {note}", "dim")) if note else shown


class StatusPill(Drawn):
    """A state by itself."""

    DEFAULT_CSS = """
    StatusPill { width: auto; height: 1; }
    """

    status: reactive[str] = reactive("", layout=True)
    """The state, as AWS's API names it."""
    note: reactive[str] = reactive("", layout=True)
    """Dim text behind it."""

    def __init__(self, status: str, note: str = "", *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.set_reactive(StatusPill.status, status)
        self.set_reactive(StatusPill.note, note)

    def natural_width(self) -> int:
        """What the words take."""
        return width_of(pill(self.status, self.note))

    def draw(self, canvas: Canvas) -> None:
        """Paint the state."""
        canvas.seq(0, 0, *pill(self.status, self.note), width=canvas.width)
