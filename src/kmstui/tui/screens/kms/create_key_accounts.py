"""Other AWS accounts that may use the key: a row for each, framed as the principal it becomes."""

from collections.abc import Mapping
from dataclasses import dataclass

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.message import Message
from textual.reactive import reactive
from textual.widgets import Input

from kmstui.tui.spans import Span
from kmstui.tui.widgets.buttons import Button
from kmstui.tui.widgets.line_input import LineInput
from kmstui.tui.widgets.panel import Panel
from kmstui.tui.widgets.table_toolbar import Label
from kmstui.tui.widgets.tag_editor import Bar


class AccountRow(Horizontal):
    """One account id between `arn:aws:iam::` and `:root`."""

    DEFAULT_CSS = """
    AccountRow {
        height: 1;
        & > LineInput { width: 14; }
        & > Button { margin: 0 0 0 1; }
    }
    """

    wrong: reactive[bool] = reactive(False)
    """Whether something is wrong with it."""

    class Changed(Message):
        """The id changed."""

    @dataclass
    class Removed(Message):
        """The row is to go."""

        row: "AccountRow"
        """Which."""

    def __init__(self) -> None:
        super().__init__()
        self.input = LineInput("", "12 digits", max_length=64)
        """The account id; longer than one so that what is wrong with it can be seen."""
        self._bar = Bar()

    def compose(self) -> ComposeResult:
        """The principal around the editor, and ×."""
        yield Label(Span("arn:aws:iam::", "dim"))
        yield self._bar
        yield self.input
        yield Label(Span(":root", "dim"))
        yield Button("×", "link")

    def watch_wrong(self) -> None:
        """Colour the bar."""
        self._colour()

    def on_descendant_focus(self, _event: events.DescendantFocus) -> None:
        """Colour the bar."""
        self._colour()

    def on_descendant_blur(self, _event: events.DescendantBlur) -> None:
        """Colour the bar."""
        self.call_after_refresh(self._colour)

    def _colour(self) -> None:
        self._bar.color = "err" if self.wrong else "orange" if self.input.has_focus else "line"

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self.post_message(self.Changed())

    @on(Button.Pressed)
    def _remove(self, event: Button.Pressed) -> None:
        event.stop()
        self.post_message(self.Removed(self))


class OtherAccounts(Panel):
    """The rows, a button for one more, and what is wrong with the first that is."""

    DEFAULT_CSS = """
    OtherAccounts {
        max-height: 50%;
        & > #accounts { height: auto; max-height: 100%; scrollbar-size-vertical: 1; }
        & #account-foot { height: 1; }
        & #account-error { width: 1fr; margin: 0 0 0 2; }
    }
    """

    class Entered(Message):
        """Other ids are in the rows."""

        def __init__(self, accounts: tuple[str, ...]) -> None:
            super().__init__()
            self.accounts = accounts
            """As typed, row by row."""

    def __init__(self) -> None:
        super().__init__("Other AWS accounts", auto=True, id="other-accounts")
        self._rows = VerticalScroll(id="accounts", can_focus=False)
        self._error = Label(id="account-error")

    def compose(self) -> ComposeResult:
        """Rows, button, error."""
        yield self._rows
        with Horizontal(id="account-foot"):
            yield Button("Add another AWS account", "normal", "A", id="add-account")
            yield self._error

    @property
    def rows(self) -> list[AccountRow]:
        """The rows, top to bottom."""
        return list(self._rows.query(AccountRow))

    def show(self, problems: Mapping[str, str]) -> None:
        """Mark what is wrong."""
        said = ""
        for number, row in enumerate(self.rows):
            words = problems.get(f"other_accounts.{number}", "")
            row.wrong = bool(words)
            said = said or words
        self._error.parts = (Span(f"✗ {said}", "err"),) if said else ()

    def enter_field(self, number: int) -> None:
        """Go to a row."""
        self.rows[number].input.focus()

    async def add(self) -> None:
        """Add a row and go to it."""
        row = AccountRow()
        await self._rows.mount(row)
        row.input.focus()
        row.scroll_visible(animate=False)
        self._tell()

    def _tell(self) -> None:
        filled = sum(bool(row.input.value) for row in self.rows)
        self.counter = f"({filled})" if filled else ""
        self.post_message(self.Entered(tuple(row.input.value for row in self.rows)))

    @on(AccountRow.Changed)
    def _changed(self, event: AccountRow.Changed) -> None:
        event.stop()
        self._tell()

    @on(AccountRow.Removed)
    async def _remove(self, event: AccountRow.Removed) -> None:
        event.stop()
        rows = self.rows
        at = rows.index(event.row)
        await event.row.remove()
        rest = self.rows
        if rest:
            rest[min(at, len(rest) - 1)].input.focus()
        else:
            self.query_one("#add-account").focus()
        self._tell()

    @on(Button.Pressed, "#add-account")
    async def _add(self, event: Button.Pressed) -> None:
        event.stop()
        await self.add()
