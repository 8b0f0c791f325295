"""The foot of a form: how much is left to fix, what AWS would say, and the buttons."""

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.reactive import reactive

from kmstui.tui.canvas import Canvas
from kmstui.tui.widgets.buttons import Button
from kmstui.tui.widgets.drawn import Drawn


class FootText(Drawn):
    """How many fields are wrong, and AWS's message about one of them."""

    DEFAULT_CSS = """
    FootText { width: 1fr; height: 1; margin: 0 0 0 1; }
    """

    wrong: reactive[int] = reactive(0)
    """How many fields are wrong."""
    message: reactive[str] = reactive("")
    """What AWS would say; what the form waits for, where nothing is wrong."""

    def draw(self, canvas: Canvas) -> None:
        """Paint them."""
        if not self.wrong:
            canvas.put(0, 0, self.message, "dim", width=canvas.width)
            return
        fields = "1 field to fix" if self.wrong == 1 else f"{self.wrong} fields to fix"
        x = canvas.put(0, 0, "✗ ", "err", "b")
        x = canvas.put(x, 0, fields, "head", width=canvas.width - x)
        x = canvas.put(x + 2, 0, "F8", "accent", "b")
        canvas.put(x + 2, 0, self.message, "dim", width=max(0, canvas.width - x - 3))


class Rule(Drawn):
    """A line above the foot."""

    def draw(self, canvas: Canvas) -> None:
        """Paint the line."""
        canvas.rule(0, 0, canvas.width, "line2")


class FormFoot(Vertical):
    """The rule, the text, Cancel and the primary button."""

    DEFAULT_CSS = """
    FormFoot {
        height: 2;
        & Horizontal { height: 1; }
        & Button { margin: 0 0 0 2; }
        &.-flat-foot { height: 1; }
        &.-flat-foot Rule { display: none; }
    }
    """

    def __init__(self, primary: str) -> None:
        super().__init__()
        self.text = FootText()
        """What is left to fix."""
        self.primary = Button(primary, "primary", id="primary")
        """What the form is for."""

    def compose(self) -> ComposeResult:
        """Rule and row."""
        yield Rule()
        with Horizontal():
            yield self.text
            yield Button("Cancel", "link", id="cancel")
            yield self.primary

    def on_resize(self, _event: events.Resize) -> None:
        """Spare the line where rows are few."""
        self.set_class(self.app.size.height < 36, "-flat-foot")

    def show(self, wrong: int, message: str, *, ready: bool) -> None:
        """Say how it stands."""
        self.text.wrong = wrong
        self.text.message = message
        self.primary.kind = "primary" if ready else "disabled"
