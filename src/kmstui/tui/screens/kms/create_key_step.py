"""What every step of the Create key wizard is: a part of the form that tells what was entered.

What is typed stays in the editors of a step, which are never written to from outside: a key pressed while the
last one is still on its way would be lost. A step posts how the form changes, and is shown what came of it.
"""

from textual.containers import Vertical
from textual.message import Message

from kmstui.console.create_key_draft import Change, Draft


class Edited(Message):
    """Something was entered or chosen."""

    def __init__(self, change: Change) -> None:
        super().__init__()
        self.change = change
        """What that does to the form."""


class WizardStep(Vertical):
    """One step."""

    def show(self, draft: Draft) -> None:
        """Say beside each field what is wrong with it, and what the draft has come to. Override."""
        raise NotImplementedError

    def enter(self) -> None:
        """Give the focus to where this step begins. Override."""
        raise NotImplementedError

    def enter_field(self, field: str) -> None:
        """Give the focus to a field of `problems`. Override where there are several."""
        del field
        self.enter()

    @property
    def focused_field(self) -> str:
        """The field of `problems` that has the focus; empty where none has. Override where there are
        several."""
        return ""

    def edit(self, change: Change) -> None:
        """Tell what was entered."""
        self.post_message(Edited(change))
