"""The tab Tags: what there is, and an editor that makes it what one enters.

Several calls may be needed (`TagResource`, `UntagResource`); what AWS refuses stays in the editor.
"""

from collections.abc import Sequence
from functools import partial
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll

from kmstui.console import key_page, key_tags
from kmstui.console.key_tags import Tag
from kmstui.console.keys import KeyRow
from kmstui.tui.commands import Command
from kmstui.tui.screens.kms.key_tab import KeyTab, done
from kmstui.tui.spans import Span
from kmstui.tui.widgets.buttons import Button
from kmstui.tui.widgets.panel import Panel, PanelAction
from kmstui.tui.widgets.resource_table import ResourceTable
from kmstui.tui.widgets.table_model import Column
from kmstui.tui.widgets.table_toolbar import Label
from kmstui.tui.widgets.tag_editor import TagEditor

KEYS = (Span("^s", "accent", "b"), Span(" save  ", "dim"), Span("Esc", "accent", "b"), Span(" cancel", "dim"))


class EditTags(Command):
    """Add, change and remove tags of the key."""

    id = "key.edit-tags"
    title = "Add or edit tags"
    label = "Edit tags"
    key = "m"
    mutates = True


class TagEditing(VerticalScroll, can_focus=False):
    """The editor; Esc and Ctrl+S end it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "end(True)", "Save changes", show=False),
        Binding("escape", "end(False)", "Cancel", show=False),
    ]

    def action_end(self, save: bool) -> None:
        """Press one of the buttons below."""
        self.screen.query_one("#save-tags" if save else "#cancel-tags", Button).action_press()


class TagsTab(KeyTab):
    """The tags of the key."""

    KEY = "tags"
    TITLE = "Tags"
    VERBS: ClassVar[tuple[type[Command], ...]] = (EditTags,)

    DEFAULT_CSS = """
    TagsTab {
        & #tag-list { height: 1fr; }
        & TagEditing { height: 1fr; scrollbar-size-vertical: 1; }
        & #tag-buttons { height: 1; align-horizontal: right; }
        & #tag-buttons > Button { margin: 0 0 0 2; }
        & #tag-keys { width: 1fr; }
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self._tags: tuple[Tag, ...] = ()
        columns = (
            Column[Tag]("key", "Tag key", lambda tag: (Span(tag[0], "head"),), width=28, letter="k"),
            Column[Tag]("value", "Tag value", lambda tag: tag[1], grow=1, letter="v"),
        )
        self._table = ResourceTable[Tag](
            columns, lambda tag: tag[0], sentence="This key has no tags.", invitation="Add or edit tags"
        )
        self._list = Panel("Tags", self._table, flush=True, id="tag-list")
        self._editor: TagEditor | None = None
        self._area = TagEditing(id="tag-area")
        self._save = Button("Save changes", "primary", "S", id="save-tags")

    def compose_tab(self) -> ComposeResult:
        """The list, or the editor with its buttons."""
        yield self._list
        with Panel("Edit tags", id="tag-edit"):
            yield self._area
            with Horizontal(id="tag-buttons"):
                yield Label(*KEYS, id="tag-keys")
                yield Button("Cancel", "link", "C", id="cancel-tags")
                yield self._save

    def on_mount(self) -> None:
        """Begin with the list."""
        self._arrange(editing=False)

    def load(self, key: KeyRow) -> None:
        """ListResourceTags."""
        self.ask(partial(key_tags.tags_of, key_id=key.key_id), self._show)

    def why_not(self, command: type[Command]) -> str:
        """What the key's state says against editing."""
        del command
        if self.key is None:
            return "the tags are not known"
        if self._editor is not None:
            return "the tags are being edited"
        return key_page.why_not_edit(self.key)

    def _show(self, tags: tuple[Tag, ...]) -> None:
        self._tags = tags
        self._table.rows = tags
        self._list.counter = f"({len(tags)})"
        self._list.actions = () if self.page.reason(EditTags) else (PanelAction("m", "edit"),)
        self._table.invitation = "" if self.page.reason(EditTags) else "Add or edit tags"
        self.count(len(tags))

    def _arrange(self, *, editing: bool) -> None:
        self._list.display = not editing
        self.query_one("#tag-edit").display = editing

    @on(EditTags)
    @on(ResourceTable.Invited)
    @on(ResourceTable.Opened)
    async def _edit(self) -> None:
        if self.page.reason(EditTags):
            return
        self._editor = TagEditor(self._tags)
        await self._area.mount(self._editor)
        self._arrange(editing=True)
        await self._editor.add()

    @on(TagEditor.Changed)
    def _typed(self, event: TagEditor.Changed) -> None:
        event.stop()
        problems = key_tags.problems(event.tags)
        event.editor.errors = problems
        self._save.kind = "disabled" if problems else "primary"

    @on(Button.Pressed, "#cancel-tags")
    async def _cancel(self) -> None:
        if self._editor is not None:
            await self._editor.remove()
            self._editor = None
        self.refusal.show(None)
        self._arrange(editing=False)
        self._table.focus()

    @on(Button.Pressed, "#save-tags")
    async def _save_changes(self) -> None:
        if self.key is None or self._editor is None:
            return
        wanted = key_tags.change(self._tags, self._editor.tags)
        if not wanted:
            await self._cancel()
            return
        query = partial(key_tags.apply, key_id=self.key.key_id, wanted=wanted)
        said = done("Success.", f"The tags of {self.key.name} were saved.")
        self.change(query, said, then=self._saved, refused=self.refusal.show)

    def _saved(self) -> None:
        self.call_later(self._cancel)

    def tools(self) -> Sequence[tuple[Button, type[Command]]]:
        """None beside the border's."""
        return ()
