"""A value as JSON, in colour, to read and to copy."""

import json
import re
from base64 import b64encode
from collections.abc import Mapping, Sequence
from datetime import datetime

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll

from kmstui.tui.dialogs.dialog import Dialog
from kmstui.tui.dialogs.lines import Lines
from kmstui.tui.session import Session
from kmstui.tui.spans import Span, Spans
from kmstui.tui.widgets.panel import Panel, PanelAction

Value = Mapping[str, object] | Sequence[object] | str | int | float | bool | None

_TOKEN = re.compile(
    r'(?P<string>"(?:[^"\\]|\\.)*")(?P<colon>\s*:)?|(?P<mark>[\[\]{},])|(?P<word>[^\s"\[\]{},]+)|\s+'
)


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


def coloured(line: str) -> Spans:
    """One line of JSON in the palette's colours."""
    parts: list[Span] = []
    for match in _TOKEN.finditer(line):
        if match["string"]:
            parts.append(Span(match["string"], "link" if match["colon"] else "string"))
            parts.append(Span(match["colon"] or "", "dim"))
        elif match["mark"]:
            parts.append(Span(match["mark"], "dim"))
        else:
            parts.append(Span(match[0], "number" if match["word"] else "text"))
    return tuple(parts)


class JsonViewer(Dialog[None]):
    """A title and a JSON document."""

    BINDINGS = [  # noqa: RUF012 - as Textual declares it
        Binding("q", "close", show=False),
        Binding("y", "copy", "Copy", show=False),
    ]

    DEFAULT_CSS = """
    JsonViewer {
        & Box { width: 104; }
        & VerticalScroll { height: auto; max-height: 32; padding: 0 1; background: $k-shade; }
        &.-short VerticalScroll { max-height: 18; }
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
        with VerticalScroll():
            yield Lines(*(coloured(line) for line in self._document.splitlines()))

    def on_mount(self) -> None:
        """Offer to copy, and let one scroll."""
        panel = self.query_one(Panel)
        panel.actions = (PanelAction("y", "copy"), *panel.actions)
        self.query_one(VerticalScroll).focus()

    def action_copy(self) -> None:
        """Copy the document to the terminal's clipboard."""
        self.app.copy_to_clipboard(self._document)
        self.query_one(Panel).foot = "copied"

    def on_panel_action_pressed(self, event: Panel.ActionPressed) -> None:
        """Copy or close."""
        event.stop()
        if event.action.key == "y":
            self.action_copy()
        else:
            self.action_close()
