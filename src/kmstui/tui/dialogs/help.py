"""`?` - everything one can do here, by key; type to find, Enter does it."""

from collections.abc import Mapping, Sequence

from textual.app import ComposeResult

from kmstui.tui.dialogs.choices import Choices, Row
from kmstui.tui.dialogs.entries import Entry, rank
from kmstui.tui.dialogs.lines import Lines
from kmstui.tui.dialogs.search import Search
from kmstui.tui.session import Session
from kmstui.tui.spans import Span, clip

KEY_CELLS = 11
BLANK = Row((), heading=True)
TITLE_CELLS = 26


class Help(Search):
    """The keys of this page, of the focused widget and of every page."""

    TITLE_TEXT = "Help"
    PLACEHOLDER = "Find a key or a command"

    DEFAULT_CSS = """
    Help {
        & Box { width: 110; }
        & #about { margin: 0 2; }
        & #detail { margin: 0 2; height: 2; }
    }
    """

    def __init__(self, session: Session, about: str, groups: Mapping[str, Sequence[Entry]]) -> None:
        """Make the dialog.

        Args:
            session: The running console.
            about: What the page is for.
            groups: Entries under their headings.
        """
        super().__init__(session, [entry for group in groups.values() for entry in group])
        self._about = about
        self._groups = groups

    def compose_box(self) -> ComposeResult:
        """What the page is for, then the search."""
        if self._about:
            yield Lines((Span(self._about, "dim"),), id="about")
        yield from super().compose_box()
        yield Lines(id="detail")

    def on_mount(self) -> None:
        """Tell all about the row under the cursor."""
        super().on_mount()
        choices = self.query_one(Choices)
        self.watch(choices, "cursor", self._tell)
        self.watch(choices, "rows", self._tell)

    def listed(self, typed: str) -> list[tuple[Entry | None, Row]]:
        """The entries found, under their headings."""
        rows: list[tuple[Entry | None, Row]] = []
        for heading, group in self._groups.items():
            found = rank(group, typed)
            if found:
                if rows:
                    rows.append((None, BLANK))
                rows.append((None, Row((Span(heading),), heading=True)))
                rows.extend((entry, _row(entry)) for entry, _ in found)
        return rows

    def _tell(self) -> None:
        entry = self.under_cursor()
        told = (Span(entry.note, "text"),) if entry is not None else ()
        self.query_one("#detail", Lines).lines = (told,)

    def hints(self) -> tuple[Span, ...]:
        """Which keys do what here."""
        return (
            Span("↑↓", "accent", "b"),
            Span(" choose   ", "dim"),
            Span("Enter", "accent", "b"),
            Span(" do it now", "dim"),
        )


def _row(entry: Entry) -> Row:
    note = Span(f"{entry.reason}  ", "warn") if entry.reason else Span("")
    left = (
        Span(clip(entry.key, KEY_CELLS - 1).ljust(KEY_CELLS), "accent", "b"),
        Span(clip(entry.name, TITLE_CELLS - 1).ljust(TITLE_CELLS)),
        note,
        Span(entry.note, "dim"),
    )
    return Row(left, enabled=not entry.reason)
