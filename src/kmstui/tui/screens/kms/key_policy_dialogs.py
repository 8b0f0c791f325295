"""Dialogs about a key's policy: whom to add to it, and what saving it would change."""

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll

from kmstui.aws.errors import AwsError
from kmstui.console.create_key import PrincipalRow, principals
from kmstui.console.key_page import DiffLine
from kmstui.tui.dialogs.dialog import Dialog
from kmstui.tui.dialogs.lines import Lines
from kmstui.tui.screens.kms.key_dialogs import FormDialog
from kmstui.tui.session import Session
from kmstui.tui.spans import Span, Spans
from kmstui.tui.widgets.buttons import Button
from kmstui.tui.widgets.check_list import CheckList
from kmstui.tui.widgets.resource_panel import ResourcePanel
from kmstui.tui.widgets.resource_table import ResourceTable
from kmstui.tui.widgets.table_model import Column
from kmstui.tui.widgets.table_toolbar import Label

MARKS = {"+": ("ok", "+ "), "-": ("err", "- "), " ": ("dim", "  "), "…": ("link", "… ")}
"""Colour and sign of a line of a difference."""


class PolicyDiff(Dialog[bool]):
    """What saving changes; True is its result when it is to be saved."""

    TITLE_TEXT = "Save changes to the key policy?"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "scroll(1)", show=False),
        Binding("up,k", "scroll(-1)", show=False),
    ]

    DEFAULT_CSS = """
    PolicyDiff {
        & Box { width: 100; }
        & VerticalScroll { height: auto; max-height: 24; background: $k-shade; scrollbar-size-vertical: 1; }
        &.-short VerticalScroll { max-height: 14; }
        & #buttons { height: 1; margin: 1 0 0 0; align-horizontal: right; }
        & #buttons Button { margin: 0 0 0 2; }
        & #keys { width: 1fr; }
    }
    """

    def __init__(self, session: Session, difference: Sequence[DiffLine]) -> None:
        super().__init__(session)
        self._difference = tuple(difference)

    def compose_box(self) -> ComposeResult:
        """The lines, and what to do about them."""
        with VerticalScroll(can_focus=False):
            yield Lines(*(_drawn(line) for line in self._difference))
        added = sum(line.mark == "+" for line in self._difference)
        removed = sum(line.mark == "-" for line in self._difference)
        with Horizontal(id="buttons"):
            yield Label(
                Span(f"+{added}", "ok", "b"),
                Span(f"  −{removed}", "err", "b"),
                Span("  lines", "dim"),
                id="keys",
            )
            yield Button("Cancel", "link", "C", id="cancel")
            yield Button("Save changes", "primary", "S", id="save")

    def on_mount(self) -> None:
        """Let Enter save: what opened this was another key."""
        self.query_one("#save").focus()

    def action_scroll(self, rows: int) -> None:
        """Scroll the lines."""
        self.query_one(VerticalScroll).scroll_relative(y=rows, animate=False)

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        event.stop()
        self.dismiss(True if event.button.id == "save" else None)


def _drawn(line: DiffLine) -> Spans:
    color, sign = MARKS[line.mark]
    return (Span(f"{sign}{line.text}", color),)


class AddPrincipals(FormDialog[tuple[str, ...]]):
    """Whom to add to a section of the policy; gives back their ARNs."""

    CONFIRM = "Add"

    DEFAULT_CSS = """
    AddPrincipals {
        & ResourcePanel { height: 16; }
        &.-short ResourcePanel { height: 12; }
    }
    """

    def __init__(self, session: Session, title: str, there: Sequence[str]) -> None:
        """Make the dialog.

        Args:
            session: The running console.
            title: What they are added as.
            there: ARNs that are not offered, because they are in the section already.
        """
        super().__init__(session, title)
        self._there = frozenset(there)
        columns = (
            Column[PrincipalRow]("name", "Name", lambda row: row.name, grow=1),
            Column[PrincipalRow]("path", "Path", lambda row: row.path, width=12, priority=1),
            Column[PrincipalRow]("type", "Type", lambda row: row.kind, width=5),
        )
        self._table = CheckList[PrincipalRow](
            columns, lambda row: row.arn, sort="name", sentence="Everybody is in this section already."
        )

    def compose_form(self) -> ComposeResult:
        """Users and roles."""
        panel = ResourcePanel[PrincipalRow](
            "IAM users and roles", self._table, placeholder="Find users and roles", actions=()
        )
        yield panel

    def on_mount(self) -> None:
        """Ask who there is."""
        self._table.waiting = True
        self.ask(principals, self._offer)

    def enter(self) -> None:
        """Begin in the table."""
        self._table.focus()

    def refused(self, error: AwsError) -> None:
        """Say why nobody can be offered."""
        self._table.waiting = False
        self._table.sentence = f"{error.code}: {error.message}"
        self._table.refresh()

    def value(self) -> tuple[str, ...]:
        """Who is ticked."""
        return tuple(row.arn for row in self._table.ticked)

    def wrong(self) -> str:
        """Nobody is ticked."""
        return "" if self._table.ticked else "Choose somebody."

    def _offer(self, people: tuple[PrincipalRow, ...]) -> None:
        self._table.waiting = False
        self._table.rows = tuple(person for person in people if person.arn not in self._there)

    @on(ResourceTable.MarksChanged)
    def _ticked(self) -> None:
        self.judge()
