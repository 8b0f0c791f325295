"""What stands where live I/O would be while no volume is attached: how to get one."""

from textual.app import ComposeResult

from kmstui.tui.dialogs.lines import Lines
from kmstui.tui.spans import Span
from kmstui.tui.widgets.buttons import Button
from kmstui.tui.widgets.panel import Panel

NOTHING = "No volume is attached in this Region."
MEANING = (
    "While a volume is attached to an instance, its data key is in the memory of the instance's host, and"
    " every block is encrypted there on its way to the disk. Attach one, start a load, and watch it here."
)


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

    def wait_for(self, volume_id: str) -> None:
        """Say that a volume is on its way; empty: that there is none."""
        said = f"{volume_id} is being attached." if volume_id else NOTHING
        self.query_one(Lines).lines = ((Span(said, "head", "b"),), (), (Span(MEANING, "dim"),))

    def compose(self) -> ComposeResult:
        """The words and the button."""
        yield Lines((Span(NOTHING, "head", "b"),), (), (Span(MEANING, "dim"),))
        yield Button("Attach a volume", "primary", "A", id="attach")
