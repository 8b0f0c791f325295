"""One line of typing: Textual's Input with its own looks and without a blinking cursor.

Editing, selection and clipboard are Textual's. Only the painting is ours, because stored text may hold
anything and Textual would send it to the terminal as it is. Which field it belongs to, and what is right,
others know.
"""

from rich.cells import cell_len, get_character_cell_size
from textual.geometry import Region
from textual.strip import Strip
from textual.theme import Theme
from textual.widgets import Input
from textual.widgets.input import Selection

from kmstui.tui.canvas import strip_of
from kmstui.tui.palette import Palette
from kmstui.tui.spans import clean, clip
from kmstui.tui.widgets.drawn import palette_of


class LineInput(Input):
    """A single-line editor on the field colour."""

    DEFAULT_CSS = """
    LineInput {
        width: 1fr;
        height: 1;
        border: none;
        padding: 0;
        &:focus { border: none; }
        &.-invalid { border: none; }
    }
    """

    def __init__(
        self,
        value: str = "",
        placeholder: str = "",
        *,
        max_length: int = 0,
        restrict: str | None = None,
        name: str | None = None,
        id: str | None = None,  # noqa: A002 - Textual's name
        classes: str | None = None,
    ) -> None:
        """Make an editor.

        Args:
            value: What it holds.
            placeholder: What it shows while it holds nothing.
            max_length: Most characters; 0 is no limit.
            restrict: A regular expression that what it holds must always match.
            name: Textual's.
            id: Textual's.
            classes: Textual's.
        """
        super().__init__(
            None,
            placeholder,
            max_length=max_length,
            restrict=restrict,
            select_on_focus=False,
            compact=True,
            name=name,
            id=id,
            classes=classes,
        )
        self.cursor_blink = False
        self.load(value)

    def load(self, value: str) -> None:
        """Replace what it holds, cursor at the end. Textual's own setter works only once there is an app."""
        if self.is_attached:
            self.value = value
        else:
            self.set_reactive(Input.value, value)
            self.set_reactive(Input.selection, Selection.cursor(len(value)))

    def on_mount(self) -> None:
        """Let Textual see the first value as such; follow the theme."""
        value = self.value
        self.set_reactive(Input.value, "")
        with self.prevent(Input.Changed):
            self.value = value
        self._dress(self.app.current_theme)
        self.app.theme_changed_signal.subscribe(self, self._dress)

    def _dress(self, _theme: Theme) -> None:
        self.styles.background = palette_of(self).css("field")
        self.refresh()

    def on_focus(self) -> None:
        """Bring the cursor into sight; while the field is unfocused it shows its beginning."""
        cursor = cell_len(self.value[: self.cursor_position])
        self.scroll_to_region(Region(cursor, 0, 1, 1), force=True, animate=False)

    def replace(self, text: str, start: int, end: int) -> None:
        """Put text in place of a range; characters that cannot be printed are left out of what is pasted."""
        super().replace("".join(character for character in text if character.isprintable()), start, end)

    def render_line(self, y: int) -> Strip:
        """The value, its selection and the cursor."""
        palette, width = palette_of(self), self.size.width
        field = palette.color("field")
        if y:
            return strip_of([(" " * width, palette.text, field, "")], width, palette)
        if not self.value and not self.has_focus:
            text = clip(clean(self.placeholder), width)
            return self._padded([(text, palette.dim, field, "")], 0, width, palette)
        return self._padded(self._runs(palette), round(self.scroll_x), width, palette)

    def _runs(self, palette: Palette) -> list[tuple[str, str, str, str]]:
        """The value as runs: cursor on orange, selection on the cursor row's colour."""
        field = palette.color("field")
        runs: list[tuple[str, str, str, str]] = []
        start, end = sorted(self.selection)
        shown = clip(clean(self.placeholder), self.size.width)
        for at, character in enumerate(f"{self.value} " if self.value else shown[:1] or " "):
            if self.has_focus and at == self.cursor_position:
                colors = (palette.on_orange, palette.orange)
            elif self.has_focus and start <= at < end:
                colors = (palette.on_sel, palette.sel)
            else:
                colors = (palette.head, field)
            runs.append((_visible(character), *colors, ""))
        if not self.value:
            runs.append((shown[1:], palette.dim, field, ""))
        return runs

    def _padded(
        self, runs: list[tuple[str, str, str, str]], scroll: int, width: int, palette: Palette
    ) -> Strip:
        blank = (" " * (scroll + width + 1), palette.text, palette.color("field"), "")
        painted = strip_of([*runs, blank], 0, palette)
        return Strip(list(painted), None).crop(scroll, scroll + width)


def _visible(character: str) -> str:
    """A character as wide as the editor counts it, and harmless."""
    shown = clean(character)
    return shown if len(shown) == 1 else "\ufffd" * get_character_cell_size(character)
