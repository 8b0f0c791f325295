"""The palettes that ship: dark and light, each for true colour and for 256 colours, one for 16, and high
contrast.

The 256-colour tier is written out by index because Rich's own conversion sends page, panel, shade and field
to one and the same entry; it has to be chosen explicitly when the terminal has no true colour (`choose`).
"""

from dataclasses import replace

from kmstui.tui.palette import Palette


def _indexed(base: Palette, name: str, **indexes: int) -> Palette:
    return replace(base, name=name, **{token: f"color({index})" for token, index in indexes.items()})  # type: ignore[arg-type]


DARK = Palette(
    name="dark",
    bar="#232f3e", bar2="#2d3b4e", page="#0f141a", panel="#161d26", shade="#1b232d", field="#0f141a",
    line="#424650", line2="#2a323d", text="#c6c6cd", head="#ebebf0", dim="#8c8c94", link="#42b4ff",
    orange="#ff9900", on_orange="#0f141a", accent="#ff9900", ok="#2bb534", warn="#fbd332", err="#ff7a7a",
    off="#8c8c94", sel="#11304d", on_sel="#ffffff", flash_ok="#00802f", flash_info="#006ce0",
    flash_err="#db0000", flash_warn="#ffe347", on_flash="#ffffff", on_flash_warn="#0f141a", btn="#1f2d3d",
    purple="#b088f5", teal="#2ea597", string="#7ee0a1", number="#ffb454", added="#0d2f1c",
    write="#ff9900", write_low="#5a3a0a", read="#42b4ff", read_low="#12385a",
    bar_head="#ffffff", bar_dim="#aab4c2", err_bg="#2a1214",
)  # fmt: skip
"""Dark, true colour."""

LIGHT = Palette(
    name="light",
    bar="#232f3e", bar2="#2d3b4e", page="#f3f3f7", panel="#ffffff", shade="#f6f6f9", field="#eef1f5",
    line="#c6c6cd", line2="#e4e4ea", text="#0f141a", head="#0f141a", dim="#656871", link="#006ce0",
    orange="#ff9900", on_orange="#0f141a", accent="#a34d00", ok="#00802f", warn="#855900", err="#db0000",
    off="#656871", sel="#d9efff", on_sel="#0f141a", flash_ok="#00802f", flash_info="#006ce0",
    flash_err="#db0000", flash_warn="#ffe347", on_flash="#ffffff", on_flash_warn="#0f141a", btn="#eef6ff",
    purple="#7538c9", teal="#018977", string="#00802f", number="#a35200", added="#e6f8ea",
    write="#ff9900", write_low="#ffe0b0", read="#006ce0", read_low="#cfe8ff",
    bar_head="#ffffff", bar_dim="#b6becb", err_bg="#fff5f5", dark=False,
)  # fmt: skip
"""Light, true colour."""

DARK_256 = _indexed(
    DARK, "dark-256",
    bar=236, bar2=238, page=233, panel=234, shade=235, field=232, line=238, line2=236, text=250, head=254,
    dim=245, link=75, orange=208, on_orange=233, accent=208, ok=35, warn=221, err=210, off=245, sel=24,
    on_sel=231, flash_ok=28, flash_info=26, flash_err=160, flash_warn=221, on_flash=231, on_flash_warn=233,
    btn=236, purple=141, teal=37, string=114, number=215, added=22, write=208, write_low=94, read=75,
    read_low=24, bar_head=231, bar_dim=249, err_bg=52,
)  # fmt: skip
"""Dark, the 256 colours of xterm."""

LIGHT_256 = _indexed(
    LIGHT, "light-256",
    bar=236, bar2=238, page=255, panel=231, shade=254, field=253, line=250, line2=252, text=233, head=232,
    dim=241, link=26, orange=208, on_orange=233, accent=130, ok=28, warn=94, err=160, off=241, sel=153,
    on_sel=232, flash_ok=28, flash_info=26, flash_err=160, flash_warn=221, on_flash=231, on_flash_warn=233,
    btn=189, purple=92, teal=30, string=28, number=130, added=194, write=208, write_low=223, read=26,
    read_low=153, bar_head=231, bar_dim=249, err_bg=224,
)  # fmt: skip
"""Light, the 256 colours of xterm."""

ANSI = Palette(
    name="ansi",
    bar="blue", bar2="blue", page="default", panel="default", shade="default", field="default",
    line="bright_black", line2="bright_black", text="default", head="default", dim="bright_black",
    link="cyan", orange="yellow", on_orange="black", accent="yellow", ok="green", warn="yellow", err="red",
    off="bright_black", sel="white", on_sel="black", flash_ok="green", flash_info="blue", flash_err="red",
    flash_warn="yellow", on_flash="bright_white", on_flash_warn="black", btn="default", purple="magenta",
    teal="cyan", string="green", number="yellow", added="default", write="yellow", write_low="yellow",
    read="cyan", read_low="cyan", bar_head="bright_white", bar_dim="white", err_bg="default",
    flat_cursor=True,
)  # fmt: skip
"""Sixteen colours, and the terminal's own background: structure is carried by borders, bold and glyphs."""

HIGH_CONTRAST = replace(
    DARK,
    name="high-contrast",
    page="#000000", panel="#000000", shade="#14181e", field="#1c2229", line="#b4bcc8", line2="#5a636f",
    text="#ffffff", head="#ffffff", dim="#d0d4da", link="#8ccbff", ok="#8ccbff", warn="#ffd75e",
    err="#ffab66", off="#c2c6cc", sel="#00458a", btn="#0b2b4a", string="#d5e8ff", number="#ffc98a",
    teal="#9adfff", purple="#d9c2ff", bar_dim="#dde3ea", bar="#10161d", added="#06264a",
)  # fmt: skip
"""7:1 on black, and states on a blue-orange axis, so no pair differs by red and green alone."""

PALETTES: dict[str, Palette] = {
    palette.name: palette for palette in (DARK, LIGHT, DARK_256, LIGHT_256, ANSI, HIGH_CONTRAST)
}
"""Every palette that ships, by the name a user gives it."""


NO_COLORS = "none"
"""The colour system of somebody who asked for no colours."""


def choose(
    *, dark: bool, color_system: str | None, high_contrast: bool = False, ascii_only: bool = False
) -> Palette:
    """The palette for a terminal.

    Args:
        dark: Whether the user wants light on dark.
        color_system: Rich's name for what the terminal can show: `truecolor`, `256`, `standard`, `windows`
            or None; and `none` where colours are unwelcome.
        high_contrast: Whether 7:1 is asked for; it wins over `dark`, and needs 256 colours at least.
        ascii_only: Whether glyphs outside ASCII are unwelcome.
    """
    if color_system in {"standard", "windows", NO_COLORS}:
        palette = ANSI
    elif high_contrast:
        palette = HIGH_CONTRAST
    elif color_system == "256":
        palette = DARK_256 if dark else LIGHT_256
    else:
        palette = DARK if dark else LIGHT
    return replace(palette, ascii=ascii_only)
