"""Tags as one edits them: rows of key and value, each with a × that removes it, and a button that adds one.

It holds pairs and tells when they change; what a key may be and how many there may be is checked outside, and
comes back as `errors`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.reactive import reactive
from textual.widgets import Input

from kmstui.tui.canvas import Canvas
from kmstui.tui.spans import Span
from kmstui.tui.widgets.buttons import Button
from kmstui.tui.widgets.drawn import Drawn
from kmstui.tui.widgets.line_input import LineInput

TagPair = tuple[str, str]
"""Key and value."""


class Bar(Drawn):
    """The bar before an editor: grey, orange with the focus, red for an error."""

    DEFAULT_CSS = """
    Bar { width: 2; height: 1; }
    """

    color: reactive[str] = reactive("line")
    """Its palette token."""

    def draw(self, canvas: Canvas) -> None:
        """Paint the bar."""
        canvas.fill(0, 0, canvas.width, 1, "field")
        canvas.put(0, 0, "▌", self.color)


class TagRow(Horizontal):
    """One tag."""

    DEFAULT_CSS = """
    TagRow {
        height: 1;
        & > #value-bar { margin: 0 0 0 1; }
        & > Button { margin: 0 0 0 1; }
    }
    """

    wrong: reactive[bool] = reactive(False)
    """Whether something is wrong with it."""

    class Changed(Message):
        """Key or value changed."""

    @dataclass
    class Removed(Message):
        """The tag is to go."""

        row: "TagRow"
        """Which."""

    def __init__(self, pair: TagPair) -> None:
        super().__init__()
        self.key_input = LineInput(pair[0], "Key", max_length=128, id="key")
        """Edits the key; AWS takes 128 characters."""
        self.value_input = LineInput(pair[1], "Value - optional", max_length=256, id="value")
        """Edits the value; AWS takes 256 characters."""
        self._bars = Bar(id="key-bar"), Bar(id="value-bar")

    @property
    def pair(self) -> TagPair:
        """What it holds."""
        return self.key_input.value, self.value_input.value

    def compose(self) -> ComposeResult:
        """Key, value, ×."""
        yield self._bars[0]
        yield self.key_input
        yield self._bars[1]
        yield self.value_input
        yield Button("×", "link")

    def watch_wrong(self) -> None:
        """Colour the bars."""
        self._colour()

    def on_descendant_focus(self, _event: events.DescendantFocus) -> None:
        """Colour the bars."""
        self._colour()

    def on_descendant_blur(self, _event: events.DescendantBlur) -> None:
        """Colour the bars."""
        self.call_after_refresh(self._colour)

    def _colour(self) -> None:
        for bar, editor in zip(self._bars, (self.key_input, self.value_input), strict=True):
            bar.color = "err" if self.wrong else "orange" if editor.has_focus else "line"

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self.post_message(self.Changed())

    @on(Button.Pressed)
    def _remove(self, event: Button.Pressed) -> None:
        event.stop()
        self.post_message(self.Removed(self))


class TagFoot(Drawn):
    """How many tags of how many, or what is wrong with one."""

    DEFAULT_CSS = """
    TagFoot { width: 1fr; height: 1; margin: 0 0 0 2; }
    """

    used: reactive[int] = reactive(0)
    """How many tags there are."""
    error: reactive[str] = reactive("")
    """What is wrong."""
    most = 50
    """How many there may be."""

    def draw(self, canvas: Canvas) -> None:
        """Paint error or count."""
        if self.error:
            canvas.put(0, 0, f"✗ {self.error}", "err", width=canvas.width)
        else:
            color = "err" if self.used > self.most else "dim"
            canvas.right(canvas.width, 0, Span(f"{self.used} / {self.most}", color))


class TagEditor(Vertical):
    """Tags, and a button for one more."""

    DEFAULT_CSS = """
    TagEditor {
        height: auto;
        & > #tags { height: auto; }
        & > #foot { height: 1; }
    }
    """

    errors: reactive[Mapping[int, str]] = reactive[Mapping[int, str]]({})
    """What is wrong, by the tag's place from 0; the first is said in words."""

    @dataclass
    class Changed(Message):
        """The tags changed."""

        editor: "TagEditor"
        """Where."""
        tags: tuple[TagPair, ...]
        """All of them, in order; rows that are wholly empty left out."""

        @property
        def control(self) -> "TagEditor":
            """The editor."""
            return self.editor

    def __init__(
        self,
        tags: Sequence[TagPair] = (),
        *,
        most: int = 50,
        id: str | None = None,  # noqa: A002 - Textual's name
        classes: str | None = None,
    ) -> None:
        """Make an editor.

        Args:
            tags: What it holds.
            most: How many there may be; said, not enforced.
            id: Textual's.
            classes: Textual's.
        """
        super().__init__(id=id, classes=classes)
        self._rows = Vertical(*(TagRow(pair) for pair in tags), id="tags")
        self._foot = TagFoot()
        self._foot.most = most

    def compose(self) -> ComposeResult:
        """Rows, button, count."""
        yield self._rows
        with Horizontal(id="foot"):
            yield Button("+ Add tag", "normal", "A", id="add-tag")
            yield self._foot

    def on_mount(self) -> None:
        """Count."""
        self._foot.used = len(self.tags)

    @property
    def tags(self) -> tuple[TagPair, ...]:
        """What it holds; rows that are wholly empty left out."""
        return tuple(row.pair for row in self._rows.query(TagRow) if any(row.pair))

    def watch_errors(self, errors: Mapping[int, str]) -> None:
        """Mark the rows, and say what is wrong with the first."""
        for index, row in enumerate(self._rows.query(TagRow)):
            row.wrong = index in errors
        self._foot.error = errors[min(errors)] if errors else ""

    async def add(self, pair: TagPair = ("", "")) -> None:
        """Add a tag and go to its key."""
        row = TagRow(pair)
        await self._rows.mount(row)
        row.key_input.focus()
        self._tell()

    def _tell(self) -> None:
        self._foot.used = len(self.tags)
        self.post_message(self.Changed(self, self.tags))

    @on(TagRow.Changed)
    def _typed(self, event: TagRow.Changed) -> None:
        event.stop()
        self._tell()

    @on(TagRow.Removed)
    async def _remove(self, event: TagRow.Removed) -> None:
        event.stop()
        await event.row.remove()
        self._tell()

    @on(Button.Pressed, "#add-tag")
    async def _add(self, event: Button.Pressed) -> None:
        event.stop()
        await self.add()
