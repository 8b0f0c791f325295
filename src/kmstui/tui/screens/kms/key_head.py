"""The head of a key's page: General configuration, with its two buttons."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal

from kmstui.aws.errors import AwsError
from kmstui.console.key_page import MANAGERS, KeyHead, describe, status_note, wrong_description
from kmstui.console.keys import KeyRow
from kmstui.tui.commands import Command
from kmstui.tui.messages import Run
from kmstui.tui.screens.kms.key_dialogs import TextDialog
from kmstui.tui.screens.kms.key_tab import done, page_of
from kmstui.tui.spans import Span, Spans
from kmstui.tui.widgets.buttons import Button
from kmstui.tui.widgets.key_values import KeyValue, KeyValueCard
from kmstui.tui.widgets.option_menu import Option
from kmstui.tui.widgets.panel import Panel, PanelAction
from kmstui.tui.widgets.pills import pill
from kmstui.tui.widgets.select import MenuButton
from kmstui.tui.widgets.table_toolbar import Label

SHORT_ROWS = 3
"""Lines of the card where there are only 24 rows: status, description, ARN."""


class EditDescription(Command):
    """Change the description of the key."""

    id = "key.edit-description"
    title = "Edit description"
    key = "E"
    mutates = True


class KeyHeadPanel(Panel):
    """Alias, status, ARN, description, and when and by whom it was made."""

    DEFAULT_CSS = """
    KeyHeadPanel {
        & > #head-row { height: 1; }
        & #head-names { width: 1fr; }
        & #head-row > Button { margin: 0 1 0 0; }
        & MenuButton > OptionMenu { width: 46; offset-x: -30; }
    }
    """

    def __init__(self) -> None:
        super().__init__(
            "General configuration", auto=True, actions=(PanelAction("r", "refresh"),), id="head"
        )
        self.names = Label(id="head-names")
        """The aliases."""
        self.card = KeyValueCard(label_width=13)
        """Everything else."""
        self.edit = Button("Edit", "normal", "E", id="edit-description")
        """Edits the description."""
        self.menu = MenuButton("Key actions", (), mnemonic="A", id="key-actions")
        """What can be done to the key."""
        self._head: KeyHead | None = None
        self._now: datetime | None = None

    def compose(self) -> ComposeResult:
        """Names and buttons, then the card."""
        with Horizontal(id="head-row"):
            yield self.names
            yield self.edit
            yield self.menu
        yield self.card

    def show(self, head: KeyHead, now: datetime) -> None:
        """Show a key."""
        self._head, self._now = head, now
        self.names.parts = _names(head)
        self._fill()

    def offer(self, options: Sequence[Option], *, edit: bool) -> None:
        """Offer these actions, and whether the description can be edited."""
        self.menu.menu.options = tuple(options)
        self.edit.kind = "normal" if edit else "disabled"

    def on_resize(self) -> None:
        """Show as many lines as there is room for."""
        self._fill()

    @on(Button.Pressed, "#edit-description")
    def _press_edit(self, event: Button.Pressed) -> None:
        event.stop()
        self.post_message(Run(EditDescription.id))

    @on(EditDescription)
    def _edit(self) -> None:
        if self._head is not None:
            self._ask_description(self._head.key, self._head.key.description, None)

    def _ask_description(self, key: KeyRow, text: str, refusal: AwsError | None) -> None:
        dialog = TextDialog(
            page_of(self).session,
            "Edit description",
            "Description",
            text,
            wrong_description,
            hint="Up to 8,192 characters",
            refusal=refusal,
        )
        self.app.push_screen(dialog, partial(self._describe, key))

    def _describe(self, key: KeyRow, text: str | None) -> None:
        if text is None or text == key.description:
            return
        page = page_of(self)
        said = done("Success.", f"The description of {key.name} was saved.")
        query = partial(describe, key_id=key.key_id, description=text)
        page.ask(query, lambda _answer: page.flash(said), refused=partial(self._ask_description, key, text))

    def _fill(self) -> None:
        if self._head is not None and self._now is not None:
            items = _items(self._head, self._now)
            short = self.screen.has_class("-short")
            self.card.items = items[:SHORT_ROWS] if short else items


def _names(head: KeyHead) -> tuple[Span, ...]:
    if head.unnamed is not None:
        return (Span(head.key.key_id, "head", "b"), Span(f"  {head.unnamed.code}", "warn"))
    if not head.key.aliases:
        return (Span(head.key.key_id, "head", "b"), Span("  no alias", "dim"))
    more = len(head.key.aliases) - 1
    others = (Span(f" (+{more} more)", "link"),) if more else ()
    return (Span(head.key.aliases[0], "head", "b"), *others, Span(f"  {head.key.key_id}", "dim"))


def _items(head: KeyHead, now: datetime) -> tuple[KeyValue, ...]:
    key = head.key
    description: Spans = (Span(key.description),) if key.description else (Span("-", "dim"),)
    manager = MANAGERS.get(key.manager, key.manager)
    return (
        KeyValue("Status", pill(key.state, status_note(key, now)), copy=key.state),
        KeyValue("Description", description, copy=key.description),
        KeyValue("ARN", key.arn),
        KeyValue("Created", (Span(f"{key.created:%Y-%m-%d %H:%M} UTC"), Span(f"  · {manager}", "dim"))),
        KeyValue("Key material", key.material_id or "-"),
    )
