"""The dialog Edit automatic rotation: on or off, and every how many days."""

from textual import on
from textual.app import ComposeResult

from kmstui.console.key_rotation import (
    DEFAULT_PERIOD_DAYS,
    MAX_PERIOD_DAYS,
    MIN_PERIOD_DAYS,
    period_hint,
    period_problem,
)
from kmstui.console.keys import Rotation
from kmstui.tui.screens.kms.key_dialogs import FormDialog
from kmstui.tui.session import Session
from kmstui.tui.widgets.choice_list import ChoiceList
from kmstui.tui.widgets.fields import NumberField
from kmstui.tui.widgets.option_menu import Option

ON, OFF = "on", "off"
CHOICES = (Option(ON, "Enable", "new key material every period"), Option(OFF, "Disable"))


class RotationDialog(FormDialog[int]):
    """Gives back the period in days; 0 for off."""

    DEFAULT_CSS = """
    RotationDialog ChoiceList { margin: 0 0 1 0; }
    """

    def __init__(self, session: Session, rotation: Rotation) -> None:
        super().__init__(session, "Edit automatic key rotation")
        self._rotation = rotation
        self._choice = ChoiceList(CHOICES, ON if rotation.enabled else OFF, id="automatic-choice")
        self._period = NumberField(
            f"Rotation period (in days, {MIN_PERIOD_DAYS}–{MAX_PERIOD_DAYS:,})",
            rotation.period_days or DEFAULT_PERIOD_DAYS,
            minimum=MIN_PERIOD_DAYS,
            maximum=MAX_PERIOD_DAYS,
            info=False,
            id="period",
        )

    def compose_form(self) -> ComposeResult:
        """On or off, and the period."""
        yield self._choice
        yield self._period

    def enter(self) -> None:
        """Begin with on or off."""
        self._choice.focus()

    def value(self) -> int:
        """The period; 0 for off."""
        return (self._period.number or 0) if self._choice.value == ON else 0

    def wrong(self) -> str:
        """What is wrong with the period, where there is to be one."""
        self._period.display = self._choice.value == ON
        if self._choice.value == OFF:
            return ""
        number = self._period.number
        self._period.error = period_problem(number)
        if number is not None and not self._period.error:
            self._period.hint = period_hint(self.session.clock.now(), number, self._rotation)
        return self._period.error

    @on(ChoiceList.Changed)
    def _switched(self, event: ChoiceList.Changed) -> None:
        event.stop()
        self.judge()
