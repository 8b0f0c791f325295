"""What will happen: the calls that one action sets off, in their order, by whom and to what end."""

from collections.abc import Sequence
from dataclasses import dataclass

from textual.reactive import reactive

from kmstui.tui.canvas import Canvas
from kmstui.tui.widgets.drawn import Drawn

COLOURS = ("accent", "link", "link", "teal", "purple")
"""Tokens of the numbers: what one asked for, what follows from it, what is kept, what comes later."""


@dataclass(frozen=True, slots=True)
class Effect:
    """One thing that happens."""

    what: str
    """The operation, or what changes."""
    who: str
    """Which service does it, or when."""
    note: str = ""
    """To what end."""
    color: str = ""
    """Palette token of the number; by position where empty."""


class EffectsCard(Drawn):
    """Numbered effects, joined by a line."""

    effects: reactive[tuple[Effect, ...]] = reactive[tuple[Effect, ...]]((), layout=True)
    """The effects in order."""

    def __init__(
        self,
        effects: Sequence[Effect] = (),
        *,
        id: str | None = None,  # noqa: A002 - Textual's name
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self.set_reactive(EffectsCard.effects, tuple(effects))

    def natural_height(self, width: int) -> int:
        """Two rows for each effect."""
        del width
        return max(1, 2 * len(self.effects))

    def draw(self, canvas: Canvas) -> None:
        """Paint the effects."""
        room = canvas.width - 2
        for number, effect in enumerate(self.effects):
            y = 2 * number
            color = effect.color or COLOURS[min(number, len(COLOURS) - 1)]
            canvas.put(0, y, f"{number + 1}", color, "b")
            canvas.put(2, y, effect.what, "head", "b", width=room)
            canvas.put(
                2, y + 1, f"{effect.who} · {effect.note}" if effect.note else effect.who, "dim", width=room
            )
            if number < len(self.effects) - 1:
                canvas.put(0, y + 1, "│", "line")
