"""How the effects of a form are coloured: what one asks for, what follows, what is kept, what comes later."""

from collections.abc import Sequence

from kmstui.console.effects import Effect, When
from kmstui.tui.widgets.effects_card import Effect as DrawnEffect

_COLOURS = {When.ASKED: "accent", When.NOW: "link", When.KEPT: "teal", When.LATER: "purple"}


def drawn(happening: Sequence[Effect]) -> tuple[DrawnEffect, ...]:
    """The effects as the card draws them."""
    return tuple(DrawnEffect(one.what, one.who, one.note, _COLOURS[one.when]) for one in happening)
