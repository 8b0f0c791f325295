"""What every dialog is: a bordered box over the dimmed page, closed by Esc or a click beside it.

Dialogs get what they show by constructor and give back a result; they never change the account themselves.
"""

from typing import ClassVar, TypeVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import ModalScreen
from textual.widget import Widget

from kmstui.tui.asking import Asking
from kmstui.tui.canvas import Canvas
from kmstui.tui.session import Session
from kmstui.tui.spans import Span, Spans
from kmstui.tui.widgets.copying import CopyRequested
from kmstui.tui.widgets.panel import Panel, PanelAction

ResultT = TypeVar("ResultT")

CLOSE = PanelAction("Esc", "close")
"""What stands on the border of a dialog that has nothing to lose."""


class Box(Panel):
    """A dialog's border; its colour says what is at stake, not where the focus is."""

    DEFAULT_CSS = """
    Box { width: 76; max-width: 100%; height: auto; max-height: 100%; padding: 0 1; }
    """

    def __init__(
        self, title: Spans | str, *children: Widget, line: str = "link", closes: bool = True
    ) -> None:
        super().__init__(title, *children, actions=(CLOSE,) if closes else (), ground="shade")
        self._line = line

    def _draw(self, canvas: Canvas, line: str) -> None:
        del line
        super()._draw(canvas, self._line)


class Dialog(Asking[ResultT], ModalScreen[ResultT]):
    """A dialog; `None` is its result when it is closed without an answer."""

    TITLE_TEXT: ClassVar[str] = ""
    """What stands on the border."""
    LINE: ClassVar[str] = "link"
    """The border's colour."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "close", "Close", show=False)]

    DEFAULT_CSS = """
    Dialog {
        align: center middle;
        & > Box { margin: 0 0 6 0; }
        &.-short > Box { margin: 0 0 2 0; }
    }
    """

    def __init__(self, session: Session) -> None:
        super().__init__(session)

    def title_spans(self) -> Spans:
        """What stands on the border, styled."""
        return (Span(self.TITLE_TEXT, "head", "b"),)

    def compose_box(self) -> ComposeResult:
        """What stands in the box. Override."""
        yield from ()

    def compose(self) -> ComposeResult:
        """The box."""
        with Box(self.title_spans(), line=self.LINE):
            yield from self.compose_box()

    def action_close(self) -> None:
        """Close without an answer."""
        self.dismiss(None)

    def on_click(self, event: events.Click) -> None:
        """Close when the page behind is clicked."""
        if event.widget is self:
            self.action_close()

    @on(CopyRequested)
    def _copy_requested(self, event: CopyRequested) -> None:
        """Copy to the terminal's clipboard, and say so on the border: the page's news are not in sight."""
        event.stop()
        self.app.copy_to_clipboard(event.text)
        self.query_one(Panel).foot = "copied"

    def on_panel_action_pressed(self, event: Panel.ActionPressed) -> None:
        """Close when the border says so."""
        event.stop()
        self.action_close()
