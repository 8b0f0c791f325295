"""What stands where live I/O would be while no volume is attached: how to get one."""

from textual.app import ComposeResult

from kmstui.tui.dialogs.lines import Lines
from kmstui.tui.spans import Span
from kmstui.tui.widgets.buttons import Button
from kmstui.tui.widgets.panel import Panel


class NothingAttached(Panel):
    """A sentence or two, and a button to the volumes."""

    DEFAULT_CSS = """
    NothingAttached {
        padding: 1 2;
        & Lines { height: auto; margin: 0 0 1 0; }
    }
    """

    def __init__(self) -> None:
        super().__init__("Live I/O encryption")

    def compose(self) -> ComposeResult:
        """The words and the button."""
        yield Lines(
            (Span("No volume is attached in this Region.", "head", "b"),),
            (),
            (
                Span(
                    "While a volume is attached to an instance, its data key is in the memory of the"
                    " instance's host, and every block is encrypted there on its way to the disk. Attach one,"
                    " start a load, and watch it here.",
                    "dim",
                ),
            ),
        )
        yield Button("Attach a volume", "primary", "A", id="attach")
