"""JSON to be read: numbered lines in colour, those the last change added on green, and how large it all is.

Only the lines in sight are painted. What the JSON means, and whether it may be saved, is not its business.
"""

from typing import ClassVar

from rich.cells import cell_len
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.theme import Theme

from kmstui.tui.canvas import Canvas
from kmstui.tui.palette import mix
from kmstui.tui.spans import Span, clean
from kmstui.tui.widgets.copying import CopyRequested
from kmstui.tui.widgets.drawn import dress_scrollbars, ground_of, palette_of
from kmstui.tui.widgets.json_text import added_lines, colour_json

POLICY_LIMIT = 32_768
"""Bytes of UTF-8 that a key policy may have (KMS `PutKeyPolicy`, Policy, maximum length)."""

NEWEST_SHARE = 0.22
"""How far the newest lines' background goes from `added` to `ok`."""


class JsonView(ScrollView, can_focus=True):
    """A read-only document; its last row says how large it is."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "scroll_down", "Down", show=False),
        Binding("up,k", "scroll_up", "Up", show=False),
        Binding("G", "scroll_end", "End", show=False),
        Binding("y", "copy", "Copy document", show=False),
    ]
    """| Key | What it does |
    | :- | :- |
    | j, k, arrows, Page Up, Page Down, Home, End | Scroll. |
    | y | Copy the document. |"""

    DEFAULT_CSS = """
    JsonView { width: 1fr; height: 1fr; overflow-x: hidden; scrollbar-size-vertical: 1; }
    """

    ALLOW_SELECT = False

    text: reactive[str] = reactive("")
    """The document."""
    added: reactive[frozenset[int]] = reactive[frozenset[int]](frozenset())
    """Lines, from 0, that are marked as added."""
    newest: reactive[frozenset[int]] = reactive[frozenset[int]](frozenset())
    """Lines among them that the very last change added."""
    limit: reactive[int] = reactive(POLICY_LIMIT)
    """Most bytes the document may have; 0 for no foot."""
    verdict: reactive[str] = reactive("")
    """What stands in the foot before the size when all is well, such as `Valid policy`."""
    problem: reactive[str] = reactive("")
    """What is wrong with the document, in the foot in place of the verdict."""

    def __init__(
        self,
        text: str = "",
        *,
        limit: int = POLICY_LIMIT,
        verdict: str = "",
        id: str | None = None,  # noqa: A002 - Textual's name
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self.set_reactive(JsonView.text, text)
        self.set_reactive(JsonView.limit, limit)
        self.set_reactive(JsonView.verdict, verdict)
        self._lines: list[str] = text.split("\n")

    def show(self, text: str, before: str = "") -> None:
        """Show a document and, with `before`, mark what it has more than that and than a moment ago."""
        newest = added_lines(self.text, text) if self.text != text else self.newest
        self.added = added_lines(before, text) if before else frozenset()
        self.newest = newest if newest < self.added else frozenset()
        self.text = text
        if newest and before:
            self.reveal(min(newest), max(newest))

    def reveal(self, first: int, last: int) -> None:
        """Scroll, where need be, so that some lines are in sight; the first of them for certain."""
        top, height = round(self.scroll_y), max(1, self._rows)
        if first < top or last >= top + height:
            self.scroll_to(y=max(0, first - height // 3), animate=False, force=True)

    @property
    def _rows(self) -> int:
        """Rows for text: all but the foot."""
        return self.size.height - (2 if self.limit else 0)

    def watch_text(self, text: str) -> None:
        """Take the document apart."""
        self._lines = text.split("\n")
        self._extend()

    def on_mount(self) -> None:
        """Take the theme's scroll bar, now and whenever the theme changes."""
        self.app.theme_changed_signal.subscribe(self, self._dress)
        self.call_after_refresh(self._dress, self.app.current_theme)

    def _dress(self, _theme: Theme) -> None:
        dress_scrollbars(self, palette_of(self), ground_of(self))
        self.refresh()

    def on_resize(self, _event: events.Resize) -> None:
        """Let the last line be scrolled above the foot."""
        self._extend()

    def _extend(self) -> None:
        self.virtual_size = Size(
            self.scrollable_content_region.width, len(self._lines) + self.size.height - self._rows
        )

    def render_line(self, y: int) -> Strip:
        """A line of the document, or of the foot."""
        width = self.scrollable_content_region.width
        canvas = Canvas(width, 1, palette_of(self), ground_of(self))
        if y >= self._rows:
            if y == self._rows + 1:
                self._foot(canvas)
            return canvas.strip(0)
        number = y + round(self.scroll_y)
        if number < len(self._lines):
            self._line(canvas, number)
        return canvas.strip(0)

    def _line(self, canvas: Canvas, number: int) -> None:
        gutter = max(2, len(f"{len(self._lines)}")) + 2
        canvas.right(gutter - 2, 0, Span(f"{number + 1}", "dim"))
        if number in self.added:
            palette = canvas.palette
            newest = number in self.newest
            bg = mix(palette.added, palette.ok, NEWEST_SHARE) if newest else palette.added
            canvas.put(gutter - 1, 0, "▎", "ok")
            canvas.fill(gutter, 0, canvas.width - gutter, 1, bg)
        room = canvas.width - gutter - 2
        line = self._lines[number]
        canvas.seq(gutter + 1, 0, *colour_json(line), width=room)
        if cell_len(clean(line)) > room:
            canvas.put(gutter + room, 0, "…", "dim")

    def _foot(self, canvas: Canvas) -> None:
        size = len(self.text.encode("utf-8", "surrogatepass"))
        over = size > self.limit
        wrong = self.problem or ("Too large" if over else "")
        parts = [Span("✗ ", "err", "b"), Span(wrong, "err")] if wrong else []
        if not wrong and self.verdict:
            parts = [Span("✓ ", "ok", "b"), Span(self.verdict, "text")]
        if self.added:
            parts.append(Span(f"  +{len(self.added)}", "ok"))
        parts.append(Span(f"   {size:,} / {self.limit:,} B", "err" if over else "dim"))
        canvas.seq(1, 0, *parts, width=canvas.width - 1)

    def action_copy(self) -> None:
        """Ask for the document to be copied."""
        self.post_message(CopyRequested(self.text, "document"))
