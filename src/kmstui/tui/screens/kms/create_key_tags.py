"""Step 2 of the Create key wizard: tags."""

from collections.abc import Mapping
from dataclasses import replace

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.widgets import Input

from kmstui.console.create_key_draft import Draft
from kmstui.console.create_key_rules import MAX_TAGS
from kmstui.tui.dialogs.lines import Lines
from kmstui.tui.screens.kms.create_key_step import WizardStep
from kmstui.tui.spans import Span
from kmstui.tui.widgets.panel import Panel
from kmstui.tui.widgets.table_toolbar import Label
from kmstui.tui.widgets.tag_editor import TagEditor, TagRow


class TagsStep(WizardStep):
    """Keys and values in rows."""

    DEFAULT_CSS = """
    TagsStep {
        & #tag-titles { height: 1; }
        & #tag-titles Label { width: 1fr; margin: 0 0 0 2; }
        & #tag-titles #title-end { width: 4; margin: 0; }
        & Lines { margin: 1 0 0 0; }
    }
    """

    def __init__(self) -> None:
        super().__init__(id="step-1")
        self.editor = TagEditor((("", ""),), most=MAX_TAGS, id="tag-editor")

    def compose(self) -> ComposeResult:
        """Titles over the rows, and what becomes of empty ones below."""
        with Panel("Tags"):
            with Horizontal(id="tag-titles"):
                yield Label(Span("Tag key", "head", "b"))
                yield Label(Span("Tag value", "head", "b"))
                yield Label(id="title-end")
            with VerticalScroll(can_focus=False):
                yield self.editor
                yield Lines((Span("Case matters. Empty rows are left out. aws: is reserved.", "dim"),))

    def show(self, draft: Draft) -> None:
        """Mark the rows in which something is wrong; the rows hold what was typed."""
        self.editor.errors = self._by_row(draft.problems)

    def _by_row(self, problems: Mapping[str, str]) -> Mapping[int, str]:
        """Problems by row: the form leaves empty rows out, the editor counts them."""
        filled = [index for index, row in enumerate(self._rows()) if any(row.pair)]
        found = {f"tags.{number}": index for number, index in enumerate(filled)}
        errors = {index: problems[field] for field, index in found.items() if field in problems}
        return {len(filled): problems["tags"]} | errors if "tags" in problems else errors

    def _rows(self) -> list[TagRow]:
        return list(self.editor.query(TagRow))

    def enter(self) -> None:
        """Begin with the last key."""
        rows = self._rows()
        if rows:
            rows[-1].key_input.focus()
        else:
            self.editor.query_one("#add-tag").focus()

    def enter_field(self, field: str) -> None:
        """Go to the key of the tag that is wrong."""
        _, _, number = field.partition(".")
        filled = [row for row in self._rows() if any(row.pair)]
        if number and int(number) < len(filled):
            filled[int(number)].key_input.focus()
        else:
            self.enter()

    @property
    def focused_field(self) -> str:
        """The tag one is in."""
        filled = [row for row in self._rows() if any(row.pair)]
        return next((f"tags.{number}" for number, row in enumerate(filled) if row.has_focus_within), "")

    async def add(self) -> None:
        """Add a row and go to it."""
        await self.editor.add()

    @on(TagEditor.Changed)
    def _changed(self, event: TagEditor.Changed) -> None:
        event.stop()
        tags = event.tags
        self.edit(lambda form: replace(form, tags=tags))

    @on(Input.Submitted)
    async def _entered(self, event: Input.Submitted) -> None:
        """Enter goes from key to value, and from the last value to a new row."""
        event.stop()
        rows = self._rows()
        if event.input.id == "key" or event.input is not rows[-1].value_input:
            self.screen.focus_next("LineInput")
        else:
            await self.add()
