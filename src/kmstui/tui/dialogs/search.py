"""A dialog in which one types a few letters and takes what is found: the palette and help are both this."""

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.widgets import Input

from kmstui.tui.dialogs.choices import Choices, Row
from kmstui.tui.dialogs.dialog import Dialog
from kmstui.tui.dialogs.entries import Entry, rank, row_of
from kmstui.tui.dialogs.lines import Lines
from kmstui.tui.session import Session
from kmstui.tui.spans import Span
from kmstui.tui.widgets.line_input import LineInput
from kmstui.tui.widgets.table_toolbar import Label

NOTHING = Row((Span("nothing found", "dim"),), heading=True)


class Search(Dialog[Entry]):
    """Type to find, Enter to take; what cannot be taken says why."""

    PROMPT: ClassVar[str] = "/"
    """What stands before the typed text."""
    PLACEHOLDER: ClassVar[str] = "Type to find"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "move(1)", show=False),
        Binding("up", "move(-1)", show=False),
        Binding("pagedown", "move(10)", show=False),
        Binding("pageup", "move(-10)", show=False),
        Binding("tab", "complete", show=False, priority=True),
    ]

    DEFAULT_CSS = """
    Search {
        align: center top;
        & > Box { padding: 0; margin: 5 0 0 0; }
        &.-short > Box { margin: 2 0 0 0; }
        & Choices { height: auto; max-height: 20; margin: 1 0; }
        &.-short Choices { max-height: 11; margin: 0; }
        & #prompt { height: 1; margin: 0 1; }
        & #hints { margin: 0 2; }
    }
    """

    def __init__(self, session: Session, entries: Sequence[Entry], typed: str = "") -> None:
        super().__init__(session)
        self._entries = tuple(entries)
        self._typed = typed
        self._found: list[Entry] = []

    def compose_box(self) -> ComposeResult:
        """Prompt, list, hints."""
        with Horizontal(id="prompt"):
            yield Label(Span(f" {self.PROMPT} ", "accent", "b"), ground="field")
            yield LineInput(self._typed, f" {self.PLACEHOLDER}")
        yield Choices()
        yield Lines(self.hints(), id="hints")

    def hints(self) -> tuple[Span, ...]:
        """Which keys do what here."""
        return (
            Span("Tab", "accent", "b"),
            Span(" complete   ", "dim"),
            Span("↑↓", "accent", "b"),
            Span(" choose   ", "dim"),
            Span("Enter", "accent", "b"),
            Span(" go", "dim"),
        )

    def offer(self, entries: Sequence[Entry]) -> None:
        """Offer more, such as resources that have just been found."""
        self._entries = (*self._entries, *entries)
        self._search()

    def listed(self, typed: str) -> list[tuple[Entry | None, Row]]:
        """The rows for what was typed, each with its entry; a heading has none. Override to group them."""
        return [(entry, row_of(entry, match)) for entry, match in rank(self._entries, typed)]

    def on_mount(self) -> None:
        """List everything, and let one type."""
        self._search()
        self.query_one(LineInput).focus()

    def action_move(self, steps: int) -> None:
        """Move the cursor of the list."""
        self.query_one(Choices).action_move(steps)

    def action_complete(self) -> None:
        """Type the rest of the name under the cursor."""
        if (entry := self.under_cursor()) is not None:
            self.query_one(LineInput).load(entry.name)

    @on(Input.Changed)
    def _typed_more(self, event: Input.Changed) -> None:
        event.stop()
        self._typed = event.value
        self._search()

    @on(Input.Submitted)
    @on(Choices.Chosen)
    def _take(self) -> None:
        entry = self.under_cursor()
        if entry is not None and not entry.reason:
            self.dismiss(entry)

    def _search(self) -> None:
        listed = self.listed(self._typed)
        self._found = [entry or Entry("") for entry, _ in listed]
        self.query_one(Choices).show(tuple(row for _, row in listed) or (NOTHING,))

    def under_cursor(self) -> Entry | None:
        """The entry the cursor is on."""
        cursor = self.query_one(Choices).cursor
        return self._found[cursor] if 0 <= cursor < len(self._found) else None
