"""Several lines of typing: Textual's TextArea in the console's colours, harmless whatever it holds.

Knows no JSON; `policy_editor` builds on it.
"""

from rich.style import Style
from rich.text import Text
from textual.theme import Theme
from textual.widgets.text_area import TextAreaTheme

from kmstui.console.text import safe
from kmstui.tui.palette import Palette, style
from kmstui.tui.textual_hooks import HighlightedTextArea
from kmstui.tui.widgets.drawn import dress_scrollbars, palette_of


class TextBox(HighlightedTextArea):
    """A multi-line editor on the field colour."""

    DEFAULT_CSS = """
    TextBox {
        width: 1fr;
        height: 1fr;
        border: none;
        padding: 0;
        scrollbar-size: 0 1;
        &:focus { border: none; }
    }
    """

    def __init__(
        self,
        text: str = "",
        *,
        read_only: bool = False,
        line_numbers: bool = False,
        soft_wrap: bool = True,
        id: str | None = None,  # noqa: A002 - Textual's name
        classes: str | None = None,
    ) -> None:
        """Make an editor.

        Args:
            text: What it holds.
            read_only: Whether it may only be read.
            line_numbers: Whether lines are numbered.
            soft_wrap: Whether long lines go on in the next row.
            id: Textual's.
            classes: Textual's.
        """
        super().__init__(
            text,
            read_only=read_only,
            show_line_numbers=line_numbers,
            soft_wrap=soft_wrap,
            compact=True,
            tab_behavior="focus",
            id=id,
            classes=classes,
        )
        self.cursor_blink = False
        self.highlight_cursor_line = False

    def on_mount(self) -> None:
        """Take the theme's colours, now and whenever the theme changes."""
        self._dress(self.app.current_theme)
        self.app.theme_changed_signal.subscribe(self, self._dress)

    def _dress(self, _theme: Theme) -> None:
        palette = palette_of(self)
        name = f"kmstui-{palette.name}"
        self.register_theme(editor_theme(name, palette))
        self.theme = name
        self.styles.background = palette.css("field")
        dress_scrollbars(self, palette, "field")

    def on_focus(self) -> None:
        """Show which line one is on."""
        self.highlight_cursor_line = not self.read_only

    def on_blur(self) -> None:
        """Show no line while one is elsewhere."""
        self.highlight_cursor_line = False

    def get_line(self, line_index: int) -> Text:
        """One line, with what a terminal might obey made visible in place."""
        line = super().get_line(line_index)
        if not line.plain.isprintable():
            line.plain = "".join(_visible(character) for character in line.plain)
        return line


def _visible(character: str) -> str:
    """A character, or one harmless character in its place so that columns stay right."""
    if character.isprintable() or character == "\t":
        return character
    shown = safe(character)
    return shown if len(shown) == 1 else "\ufffd"


def editor_theme(name: str, palette: Palette) -> TextAreaTheme:
    """How a text area is painted in a palette."""

    def ink(token: str, flags: str = "") -> Style:
        return style(palette.color(token), palette.color("field"), flags)

    return TextAreaTheme(
        name=name,
        base_style=ink("text"),
        gutter_style=ink("dim"),
        cursor_style=style(palette.color("on_orange"), palette.color("orange")),
        cursor_line_style=Style(bgcolor=palette.color("shade")),
        cursor_line_gutter_style=style(palette.color("head"), palette.color("shade")),
        bracket_matching_style=Style(bgcolor=palette.color("line2"), bold=True),
        selection_style=Style(bgcolor=palette.color("sel")),
        syntax_styles={
            "json.label": Style(color=palette.color("link")),
            "string": Style(color=palette.color("string")),
            "number": Style(color=palette.color("number")),
            "boolean": Style(color=palette.color("number")),
            "punctuation": Style(color=palette.color("dim")),
            "json.error": Style(color=palette.color("err"), underline=True),
            "json.warning": Style(color=palette.color("warn"), underline=True),
        },
    )
