"""A value as JSON, in colour, to read and to copy."""

import json
from base64 import b64encode
from collections.abc import Mapping
from datetime import datetime

from textual.app import ComposeResult
from textual.binding import Binding

from kmstui.tui.dialogs.dialog import Dialog
from kmstui.tui.session import Session
from kmstui.tui.spans import Span, Spans
from kmstui.tui.widgets.json_view import JsonView
from kmstui.tui.widgets.panel import Panel, PanelAction


def as_json(value: object) -> str:
    """A value as indented JSON: times in ISO 8601, bytes in base64, as the AWS CLI prints them."""
    return json.dumps(value, indent=2, ensure_ascii=False, default=_plain)


def _plain(value: object) -> object:
    match value:
        case datetime():
            return value.isoformat()
        case bytes() | bytearray():
            return b64encode(value).decode()
        case Mapping():
            return dict(value)
        case _:
            return str(value)


class JsonViewer(Dialog[None]):
    """A title and a JSON document."""

    BINDINGS = [Binding("q", "close", show=False)]  # noqa: RUF012 - as Textual declares it

    DEFAULT_CSS = """
    JsonViewer {
        & Box { width: 104; padding: 0; }
        & JsonView { max-height: 32; }
        &.-short JsonView { max-height: 18; }
    }
    """

    def __init__(self, session: Session, title: str, document: str) -> None:
        """Make the dialog.

        Args:
            session: The running console.
            title: What the document is.
            document: JSON text; `as_json` makes it of a value.
        """
        super().__init__(session)
        self._title_text = title
        self._document = document

    def title_spans(self) -> Spans:
        """What the document is."""
        return (Span(self._title_text, "head", "b"),)

    def compose_box(self) -> ComposeResult:
        """The document."""
        view = JsonView(self._document, limit=0)
        view.styles.height = self._document.count("\n") + 1
        yield view

    def on_mount(self) -> None:
        """Offer to copy, and let one scroll."""
        panel = self.query_one(Panel)
        panel.actions = (PanelAction("y", "copy"), *panel.actions)
        self.query_one(JsonView).focus()

    def on_panel_action_pressed(self, event: Panel.ActionPressed) -> None:
        """Copy or close."""
        event.stop()
        if event.action.key == "y":
            self.query_one(JsonView).action_copy()
        else:
            self.action_close()
