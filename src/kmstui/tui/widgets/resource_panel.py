"""A list of resources as a page shows it: panel, toolbar and table, wired to each other.

Pages use this one, and speak to `table` for rows and cursor; what is opened, created or done to marked rows
is theirs.
"""

from collections.abc import Sequence
from typing import Generic

from textual import on
from textual.app import ComposeResult
from textual.widget import Widget

from kmstui.tui.widgets.panel import Panel, PanelAction
from kmstui.tui.widgets.resource_table import ResourceTable
from kmstui.tui.widgets.table_model import R
from kmstui.tui.widgets.table_toolbar import FilterField, TableToolbar


class ResourcePanel(Panel, Generic[R]):
    """A panel with a toolbar and a table; the counter is the number of rows, the foot what is in sight."""

    def __init__(
        self,
        title: str,
        table: ResourceTable[R],
        *,
        placeholder: str = "Find",
        buttons: Sequence[Widget] = (),
        actions: Sequence[PanelAction] = (PanelAction("r", "refresh"),),
        id: str | None = None,  # noqa: A002 - Textual's name
        classes: str | None = None,
    ) -> None:
        """Make a panel.

        Args:
            title: What the rows are.
            table: The table.
            placeholder: What the filter field says can be looked for.
            buttons: Right in the toolbar, the primary one last.
            actions: On the border.
            id: Textual's.
            classes: Textual's.
        """
        super().__init__(title, actions=actions, flush=True, id=id, classes=classes)
        self.table = table
        """The table."""
        self.toolbar = TableToolbar(placeholder, buttons)
        """The row above it."""

    def compose(self) -> ComposeResult:
        """Toolbar and table."""
        yield self.toolbar
        yield self.table

    def on_mount(self) -> None:
        """Follow the table's scrolling."""
        self.watch(self.table, "scroll_y", self._count, init=False)

    @on(ResourceTable.FilterRequested)
    def _focus_filter(self, event: ResourceTable.FilterRequested) -> None:
        event.stop()
        self.toolbar.filter.input.focus()

    @on(ResourceTable.FilterChanged)
    def _filtered(self, event: ResourceTable.FilterChanged) -> None:
        # While one types, the field is ahead of the table.
        if not self.toolbar.filter.has_focus_within:
            self.toolbar.filter.value = event.text
        self._count()

    @on(ResourceTable.MarksChanged)
    def _marked(self, event: ResourceTable.MarksChanged[R]) -> None:
        self.toolbar.marked = len(event.rows)

    @on(FilterField.Changed)
    def _typed(self, event: FilterField.Changed) -> None:
        event.stop()
        self.table.filter_text = event.value

    @on(FilterField.Left)
    def _to_rows(self, event: FilterField.Left) -> None:
        event.stop()
        self.table.focus()

    def on_resize(self) -> None:
        """Count what is in sight anew."""
        self.call_after_refresh(self._count)

    def _count(self) -> None:
        first, end = self.table.visible_rows
        shown, total = len(self.table.model.shown), len(self.table.model.rows)
        self.counter = f"({total:,})" if shown == total else f"({shown:,} of {total:,})"
        self.foot = f"{first + 1:,}–{end:,} of {shown:,}" if shown else ""
