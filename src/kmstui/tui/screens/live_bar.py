"""The row above the charts: which volumes are attached, which one is looked at, and how."""

from collections.abc import Sequence
from dataclasses import dataclass

from textual import events
from textual.message import Message
from textual.reactive import reactive

from kmstui.console.live import LiveVolume
from kmstui.tui.canvas import Canvas
from kmstui.tui.spans import Span, clean, clip, width_of
from kmstui.tui.widgets.drawn import Drawn

NAME_CELLS = 20
"""The widest that a volume's name is shown."""


@dataclass(frozen=True, slots=True)
class Control:
    """Something that can be changed, at the right end."""

    command: str
    """The id of the command that a click runs."""
    parts: tuple[Span, ...]
    """What it says."""


class LiveBar(Drawn):
    """A chip for each volume, `●` encrypted and `○` not; the controls at the right."""

    DEFAULT_CSS = """
    LiveBar { height: 1; }
    """

    volumes: reactive[tuple[LiveVolume, ...]] = reactive[tuple[LiveVolume, ...]](())
    """The attached volumes."""
    current: reactive[str] = reactive("")
    """The ID of the one that is looked at."""
    controls: reactive[tuple[Control, ...]] = reactive[tuple[Control, ...]](())
    """The controls, left to right."""

    class VolumeClicked(Message):
        """A chip was clicked."""

        def __init__(self, volume_id: str) -> None:
            super().__init__()
            self.volume_id = volume_id
            """Whose."""

    class ControlClicked(Message):
        """A control was clicked."""

        def __init__(self, command: str) -> None:
            super().__init__()
            self.command = command
            """The command it stands for."""

    def draw(self, canvas: Canvas) -> None:
        """Paint controls and as many chips as fit, beginning so that the current one does."""
        room = self._draw_controls(canvas) - 1
        chips = [f" {'●' if live.encrypted else '○'} {_name(live)} " for live in self.volumes]
        first = self._first(chips, room - 4)
        x = canvas.put(0, 0, "‹ ", "dim") if first else 0
        for live, chip in zip(self.volumes[first:], chips[first:], strict=True):
            if x + width_of(chip) > room - (2 if live is not self.volumes[-1] else 0):
                canvas.put(x, 0, "›", "dim")
                break
            on = live.volume_id == self.current
            flags = "b" if on else ""
            canvas.put(x, 0, chip, "on_orange" if on else "text", flags, "orange" if on else "btn")
            canvas.zone(x, 0, width_of(chip), f"volume:{live.volume_id}")
            x += width_of(chip) + 1

    def _first(self, chips: Sequence[str], room: int) -> int:
        ids = [live.volume_id for live in self.volumes]
        at = ids.index(self.current) if self.current in ids else 0
        first = 0
        while first < at and sum(width_of(chip) + 1 for chip in chips[first : at + 1]) > room:
            first += 1
        return first

    def _draw_controls(self, canvas: Canvas) -> int:
        x = canvas.width - 1
        for control in reversed(self.controls):
            end, x = x, canvas.right(x, 0, *control.parts)
            canvas.zone(x, 0, end - x, f"control:{control.command}")
            x -= 2
        return x

    def on_click(self, event: events.Click) -> None:
        """Tell what was clicked."""
        event.stop()
        kind, _, name = self.zone_at(event).partition(":")
        if kind == "volume":
            self.post_message(self.VolumeClicked(name))
        elif kind == "control":
            self.post_message(self.ControlClicked(name))


def _name(live: LiveVolume) -> str:
    return clip(clean(live.name or live.volume_id), NAME_CELLS)
