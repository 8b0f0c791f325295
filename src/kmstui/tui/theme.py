"""Turns palettes into Textual's themes, and picks the one that suits the terminal.

Colours and what they are for are the palette's; Textual's own widgets (inputs, scroll bars, text areas) get
theirs from here.
"""

from dataclasses import dataclass

from textual.theme import Theme

from kmstui.tui.palette import Palette, css_variables
from kmstui.tui.palettes import ANSI, PALETTES, choose


@dataclass(frozen=True, slots=True)
class Look:
    """What a user wants to see, whatever the terminal can show."""

    dark: bool = True
    """Light on dark."""
    high_contrast: bool = False
    """7:1 contrast and no pair that differs by red and green alone."""
    ascii: bool = False
    """No glyphs outside ASCII."""
    colors: str = ""
    """What the terminal can show, in Rich's words (`truecolor`, `256`, `standard`), or `none` for no colours;
    empty: as it says itself."""

    def palette(self, color_system: str | None) -> Palette:
        """The palette for a terminal; `color_system` is Rich's name for what it says it can show."""
        return choose(
            dark=self.dark,
            color_system=self.colors or color_system,
            high_contrast=self.high_contrast,
            ascii_only=self.ascii,
        )


def theme_name(palette: Palette) -> str:
    """What Textual calls the theme of a palette."""
    return f"kmstui-{palette.name}"


def theme_of(palette: Palette) -> Theme:
    """The Textual theme of a palette: its tokens as `$k-…` variables, and the colours of stock widgets."""
    css = palette.css
    return Theme(
        name=theme_name(palette),
        primary=css("link"),
        secondary=css("orange"),
        accent=css("orange"),
        warning=css("warn"),
        error=css("err"),
        success=css("ok"),
        foreground=css("text"),
        background=css("page"),
        surface=css("panel"),
        panel=css("shade"),
        dark=palette.dark,
        ansi=palette.name == ANSI.name,
        variables={
            "ansi-background": css("page"),
            "ansi-foreground": css("text"),
            "input-cursor-text-style": "none",
            "input-selection-foreground": css("on_sel"),
            "screen-selection-background": css("sel"),
            "screen-selection-foreground": css("on_sel"),
            **css_variables(palette),
            "block-cursor-background": css("orange"),
            "block-cursor-foreground": css("on_orange"),
            "input-cursor-background": css("orange"),
            "input-cursor-foreground": css("on_orange"),
            "input-selection-background": css("sel"),
            "scrollbar": css("line"),
            "scrollbar-hover": css("dim"),
            "scrollbar-active": css("orange"),
            "scrollbar-background": css("panel"),
            "scrollbar-background-hover": css("panel"),
            "scrollbar-background-active": css("panel"),
            "scrollbar-corner-color": css("panel"),
            "border": css("link"),
            "border-blurred": css("line"),
        },
    )


THEMES = tuple(theme_of(palette) for palette in PALETTES.values())
"""Every theme, one for each palette that ships."""
