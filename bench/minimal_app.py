"""The least a Textual application can be, to hold ours against: a list of 500 rows, drawn by Textual."""

from textual.app import App, ComposeResult
from textual.widgets import OptionList


class Minimal(App[None]):
    """A list."""

    ENABLE_COMMAND_PALETTE = False

    def compose(self) -> ComposeResult:
        """500 rows."""
        yield OptionList(*(f"row {number} of a list" for number in range(500)), markup=False)


if __name__ == "__main__":
    Minimal().run()
