"""The default view of a key policy: who administers the key, who uses it, and whether it may be deleted.

It shows choices and says which section the cursor is in; changing them is the tab's business.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from textual.app import ComposeResult
from textual.containers import Grid, VerticalScroll
from textual.message import Message

from kmstui.console.key_policy import PolicyChoices
from kmstui.tui.spans import Span
from kmstui.tui.widgets.check_list import Checkbox
from kmstui.tui.widgets.panel import Panel, PanelAction
from kmstui.tui.widgets.resource_table import ResourceTable
from kmstui.tui.widgets.table_model import Column

MOST_ROWS = 8
"""Rows of a section before it scrolls."""
ADD = PanelAction("a", "add")
REMOVE = PanelAction("D", "remove")


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody whom a section names."""

    arn: str
    """The principal, or the id of another account."""

    @property
    def name(self) -> str:
        """What people call it."""
        return self.arn.rpartition("/")[2] if "/" in self.arn else self.arn

    @property
    def kind(self) -> str:
        """`User`, `Role` or `Account`."""
        for kind in ("user", "role"):
            if f":{kind}/" in self.arn:
                return kind.capitalize()
        return "Account" if self.arn.isdigit() else "Principal"


class Section(Panel):
    """Some principals, and what can be done about them."""

    DEFAULT_CSS = """
    Section { & > ResourceTable { height: 2; } }
    """

    def __init__(self, key: str, title: str, sentence: str) -> None:
        super().__init__(title, auto=True, flush=True, id=key)
        self.key = key
        """The member of `PolicyChoices` that it shows."""
        columns = (
            Column[Named]("name", "Name", lambda row: (Span(row.name, "head"),), grow=1),
            Column[Named]("type", "Type", lambda row: (Span(row.kind, "dim"),), width=9),
        )
        self.table = ResourceTable[Named](columns, lambda row: row.arn, sentence=sentence)
        """Who."""

    def compose(self) -> ComposeResult:
        """Who."""
        yield self.table

    def show(self, arns: Sequence[str], *, editable: bool) -> None:
        """Show these."""
        self.table.rows = tuple(Named(arn) for arn in arns)
        self.table.styles.height = min(MOST_ROWS, max(2, len(arns) + 1))
        self.actions = ((ADD, REMOVE) if arns else (ADD,)) if editable else ()


class PolicySections(VerticalScroll, can_focus=False):
    """The four sections of AWS's default view."""

    DEFAULT_CSS = """
    PolicySections {
        height: 1fr;
        scrollbar-size-vertical: 1;
        & > Grid { grid-size: 2; grid-rows: auto; height: auto; }
        & #deletion { padding: 0 1; }
    }
    """

    @dataclass
    class DeletionChosen(Message):
        """The box about deletion was ticked or unticked."""

        allowed: bool
        """Whether administrators may delete the key now."""

    def __init__(self) -> None:
        super().__init__(id="sections")
        self.administrators = Section(
            "administrators", "Key administrators", "Nobody administers this key by its policy."
        )
        self.users = Section("users", "Key users", "Nobody uses this key by its policy.")
        self.accounts = Section("other_accounts", "Other AWS accounts", "No other account may use this key.")
        self.deletion = Checkbox("Allow key administrators to delete this key", id="admins-may-delete")
        """The box of the section Key deletion."""
        self.choices: PolicyChoices | None = None
        """What is shown."""

    def compose(self) -> ComposeResult:
        """Administrators beside users, deletion and accounts below."""
        with Grid():
            yield self.administrators
            yield self.users
        yield Panel("Key deletion", self.deletion, auto=True, id="deletion")
        yield self.accounts

    def show(self, choices: PolicyChoices, *, editable: bool) -> None:
        """Show these choices."""
        self.choices = choices
        self.administrators.show(choices.administrators, editable=editable)
        self.users.show(choices.users, editable=editable)
        self.accounts.show(choices.other_accounts, editable=editable)
        self.deletion.locked = not (editable and choices.administrators)
        self.deletion.note = "" if choices.administrators else "there are none"
        with self.prevent(Checkbox.Changed):
            self.deletion.value = choices.admins_may_delete and bool(choices.administrators)

    @property
    def section(self) -> Section:
        """The section the cursor is in; the first where it is in none."""
        sections = (self.administrators, self.users, self.accounts)
        return next((each for each in sections if each.table.has_focus), self.administrators)

    def with_added(self, section: Section, arns: Sequence[str]) -> PolicyChoices:
        """The choices with somebody added to a section."""
        return self._with(section, (*self._named(section), *arns))

    def without(self, section: Section, arns: Sequence[str]) -> PolicyChoices:
        """The choices with somebody removed from a section."""
        return self._with(section, [arn for arn in self._named(section) if arn not in arns])

    def _named(self, section: Section) -> list[str]:
        return [row.arn for row in section.table.rows]

    def _with(self, section: Section, arns: Sequence[str]) -> PolicyChoices:
        if self.choices is None:
            raise ValueError("there is nothing to change yet")
        return replace(self.choices, **{section.key: tuple(arns)})  # type: ignore[arg-type]

    def on_panel_action_pressed(self, event: Panel.ActionPressed) -> None:
        """What is clicked on a section's border is about that section: its commands run when this goes on."""
        if isinstance(event.panel, Section):
            self.screen.set_focus(event.panel.table)

    def on_checkbox_changed(self, event: Checkbox.Changed) -> None:
        """Tell what the box says."""
        event.stop()
        self.post_message(self.DeletionChosen(event.value))
