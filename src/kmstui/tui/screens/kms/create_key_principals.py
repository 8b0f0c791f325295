"""The table of users and roles in which one ticks who may do something, with a filter by type.

It keeps the order in which people were ticked, as the policy lists them so. What they may do is the step's.
"""

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.message import Message

from kmstui.console.create_key import PrincipalRow
from kmstui.tui.spans import Span, Spans
from kmstui.tui.widgets.check_list import CheckList
from kmstui.tui.widgets.option_menu import Option
from kmstui.tui.widgets.resource_panel import ResourcePanel
from kmstui.tui.widgets.resource_table import ResourceTable
from kmstui.tui.widgets.select import MenuButton
from kmstui.tui.widgets.table_model import Column

ALL = "all"
KINDS = (
    Option(ALL, "All", "users and roles"),
    Option("user", "Users", "people and programs with long-term keys"),
    Option("role", "Roles", "assumed by services, instances and people"),
)
"""What the list can be narrowed to."""


class PrincipalTable(CheckList[PrincipalRow]):
    """Users and roles with check boxes; names that are ticked are bright."""

    def __init__(self, id: str) -> None:  # noqa: A002 - Textual's name
        columns = (
            Column("name", "Name", self._name_of, width=16, grow=1, letter="n"),
            Column("path", "Path", _path, width=11, letter="p"),
            Column("type", "Type", _kind, width=4, letter="t"),
        )
        super().__init__(
            columns, _arn, sort="name", sentence="There are no IAM users or roles in this account.", id=id
        )

    def _name_of(self, row: PrincipalRow) -> Spans:
        ticked = row.arn in self.model.marked
        return (Span(row.name, "head" if ticked else "text", "b" if ticked else ""),)


def _arn(row: PrincipalRow) -> str:
    return row.arn


def _path(row: PrincipalRow) -> Spans:
    return (Span(row.path, "dim"),)


def _kind(row: PrincipalRow) -> str:
    return row.kind


class PrincipalPanel(ResourcePanel[PrincipalRow]):
    """The table with filter, type menu and how many are ticked."""

    DEFAULT_CSS = """
    PrincipalPanel {
        & > #tools { height: 1; }
        & TableToolbar { width: 1fr; }
        & FilterField { width: 1fr; max-width: 100%; }
        & #marks { display: none; }
        & MenuButton { margin: 0 1 0 0; }
        & MenuButton > OptionMenu { width: 50; offset-x: -36; }
    }
    """

    HELP: ClassVar[str] = "Space ticks, a ticks all that are shown."

    class Ticked(Message):
        """Other people are ticked."""

        def __init__(self, arns: tuple[str, ...]) -> None:
            super().__init__()
            self.arns = arns
            """Whom, in the order in which they were ticked."""

    def __init__(self, title: str, id: str) -> None:  # noqa: A002 - Textual's name
        self.people = PrincipalTable(f"{id}-table")
        super().__init__(title, self.people, placeholder="Find users and roles", actions=(), id=id)
        self.kinds = MenuButton(_type_label(ALL), KINDS, kind="link", id=f"{id}-kinds")
        self._ticked: tuple[str, ...] = ()

    def compose(self) -> ComposeResult:
        """Filter and type menu over the table."""
        with Horizontal(id="tools"):
            yield self.toolbar
            yield self.kinds
        yield self.table

    def load(self, people: Sequence[PrincipalRow]) -> None:
        """Offer these; who is ticked and still there stays ticked."""
        self.people.waiting = False
        self.people.rows = tuple(people)

    def explain(self, why: str) -> None:
        """Say why nobody can be offered."""
        self.people.waiting = False
        self.people.sentence = why
        self.people.refresh()

    @on(ResourceTable.MarksChanged)
    def _tick(self, event: ResourceTable.MarksChanged[PrincipalRow]) -> None:
        event.stop()
        now = [row.arn for row in event.rows]
        kept = [arn for arn in self._ticked if arn in now]
        self._ticked = (*kept, *(arn for arn in now if arn not in kept))
        self._count()
        self.post_message(self.Ticked(self._ticked))

    def _count(self) -> None:
        super()._count()
        ticked = len(self.people.ticked)
        self.counter = f"({ticked} selected)" if ticked else "(none selected)"

    @on(MenuButton.Chosen)
    def _narrow(self, event: MenuButton.Chosen) -> None:
        event.stop()
        words = [word for word in self.people.filter_text.split() if not word.startswith("type:")]
        wanted = [] if event.key == ALL else [f"type:{event.key}"]
        self.people.filter_text = " ".join([*wanted, *words])

    @on(ResourceTable.FilterChanged)
    def _name_type(self, event: ResourceTable.FilterChanged) -> None:
        asked = [word.removeprefix("type:") for word in event.text.split() if word.startswith("type:")]
        kind = asked[-1] if asked else ALL
        label = _type_label(next((option.key for option in KINDS if option.key == kind), ALL))
        self.kinds.button.label = f"{label} ▾"
        self.kinds.styles.width = len(label) + 4


def _type_label(kind: str) -> str:
    return f"Type: {next(option.label for option in KINDS if option.key == kind)}"
