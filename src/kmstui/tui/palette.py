"""Every colour of the console, by what it is for, in each tier of terminal.

A widget names a purpose (`"link"`, `"sel"`) and never a colour, so a theme is one value and cannot be half
applied. The tokens are those of the Cloudscape design system with AWS orange and squid ink. Contrast on
`panel` is at least 4.5:1 for every text token of the true-colour tiers and 7:1 in high contrast.

This module knows Rich's styles and nothing about widgets or themes of Textual.
"""

from dataclasses import dataclass, fields
from functools import lru_cache
from typing import Literal, Protocol, runtime_checkable

from rich.color import Color, ColorType
from rich.style import Style

Token = Literal[
    "bar", "bar2", "page", "panel", "shade", "field", "line", "line2", "text", "head", "dim", "link",
    "orange", "on_orange", "accent", "ok", "warn", "err", "off", "sel", "on_sel", "flash_ok", "flash_info",
    "flash_err",
    "flash_warn", "on_flash", "on_flash_warn", "btn", "purple", "teal", "string", "number", "added",
    "write", "write_low", "read", "read_low", "bar_head", "bar_dim", "err_bg",
]  # fmt: skip
"""The name of a purpose: a colour field of `Palette`."""


@dataclass(frozen=True, slots=True)
class Palette:
    """One complete set of colours, each written as Rich reads it: `#rrggbb`, `color(n)` or an ANSI name."""

    name: str
    """What a user calls it in settings."""
    bar: str
    """Top bar and key bar; the same in dark and light."""
    bar2: str
    """A raised part of a bar."""
    page: str
    """Behind everything, and the left navigation."""
    panel: str
    """Inside containers."""
    shade: str
    """Table header, modal, disabled button."""
    field: str
    """Behind what one types into."""
    line: str
    """Container borders and an unfocused field's bar."""
    line2: str
    """Dividers, chart grid, loading skeletons."""
    text: str
    """Body text."""
    head: str
    """Headings and values."""
    dim: str
    """Labels, units and other secondary text."""
    link: str
    """Links, JSON keys, the border of the focused container."""
    orange: str
    """Fill of the one primary action, and the focus bar."""
    on_orange: str
    """Text on `orange`."""
    accent: str
    """Orange as text: key letters, marks."""
    ok: str
    """Enabled, in use, allowed."""
    warn: str
    """Needs attention."""
    err: str
    """Failed, denied, on its way to deletion."""
    off: str
    """Disabled and unavailable."""
    sel: str
    """The cursor row."""
    on_sel: str
    """The leading text of the cursor row."""
    flash_ok: str
    """Background of a notification of success."""
    flash_info: str
    """Background of a notification that only tells."""
    flash_err: str
    """Background of a notification of failure."""
    flash_warn: str
    """Background of a notification of caution."""
    on_flash: str
    """Text on every flash but the warning."""
    on_flash_warn: str
    """Text on `flash_warn`."""
    btn: str
    """Fill of a normal button."""
    purple: str
    """Third chart series; the last step of a list of effects."""
    teal: str
    """Fourth chart series; charts and step numbers only, as its contrast on white is under 4.5:1."""
    string: str
    """Strings in JSON and in commands."""
    number: str
    """Numbers in JSON and in commands."""
    added: str
    """Background of a line that the last change added."""
    write: str
    """Writes, at the tip of the chart."""
    write_low: str
    """Writes, at the axis."""
    read: str
    """Reads, at the tip of the chart."""
    read_low: str
    """Reads, at the axis."""
    bar_head: str
    """Text on `bar`."""
    bar_dim: str
    """Secondary text on `bar`."""
    err_bg: str
    """Background of an error box."""
    dark: bool = True
    """Whether light text stands on dark ground."""
    flat_cursor: bool = False
    """Whether a cursor row has one text colour, for tiers whose others cannot be read on `sel`."""
    ascii: bool = False
    """Whether to draw with ASCII alone, for terminals whose font or width table lacks the glyphs."""

    def color(self, token: str) -> str:
        """The colour of a token; anything that is not a token is taken for a colour and returned as it is."""
        found = getattr(self, token, token)
        return found if isinstance(found, str) else token

    def css(self, token: str) -> str:
        """The colour of a token as Textual's CSS accepts it: `#rrggbb`, or an `ansi_` name."""
        return css_color(self.color(token))

    def ground(self, css: str) -> str:
        """The palette's own colour for what Textual composed as `css`, so that indexed grounds stay exact."""
        return _grounds(self).get(css.lower(), css)


@runtime_checkable
class Themed(Protocol):
    """What a widget asks of the app it lives in: the palette to draw with."""

    @property
    def palette(self) -> Palette:
        """The palette in force."""
        ...


GROUNDS: tuple[Token, ...] = ("page", "panel", "shade", "field", "bar", "bar2", "sel", "err_bg")
"""Tokens that are used as backgrounds of containers."""


@lru_cache(maxsize=16)
def _grounds(palette: Palette) -> dict[str, str]:
    return {palette.css(token).lower(): palette.color(token) for token in reversed(GROUNDS)}


@lru_cache(maxsize=8192)
def style(fg: str, bg: str, flags: str = "") -> Style:
    """The Rich style of two colours and any flags of b(old), i(talic), u(nderline), r(everse), s(trike)."""
    return Style(
        color=fg,
        bgcolor=bg,
        bold="b" in flags or None,
        italic="i" in flags or None,
        underline="u" in flags or None,
        reverse="r" in flags or None,
        strike="s" in flags or None,
    )


@lru_cache(maxsize=4096)
def css_color(color: str) -> str:
    """A Rich colour in the form Textual's CSS accepts."""
    parsed = Color.parse(color)
    if parsed.type in {ColorType.STANDARD, ColorType.DEFAULT}:
        return f"ansi_{color}"
    return parsed.get_truecolor().hex


RAMPS: dict[int, tuple[tuple[int, ...], tuple[int, ...]]] = {
    208: ((94, 130, 172, 208), (223, 215, 208)),
    75: ((24, 31, 74, 75), (153, 117, 75)),
    26: ((17, 18, 25, 26), (153, 111, 69, 26)),
    37: ((23, 30, 37), (152, 79, 37)),
    30: ((23, 30), (152, 109, 30)),
    141: ((60, 97, 141), (183, 141)),
    92: ((53, 54, 92), (183, 140, 92)),
    130: ((58, 94, 130), (223, 179, 130)),
}
"""Ways to a colour of the 256 that keep its hue, from dark and from light ground. Picked by eye: the entries
nearest to the true mixture turn purple and grey on the way."""


def _indexed(first: Color, last: Color, share: float) -> int:
    """The entry on the way to an indexed colour that has a ramp; 0 where it has none."""
    if last.number not in RAMPS:
        return 0
    ramp = RAMPS[last.number][0 if sum(first.get_truecolor()) < 384 else 1]
    return ramp[min(len(ramp) - 1, int(share * len(ramp)))]


@lru_cache(maxsize=4096)
def mix(start: str, end: str, share: float) -> str:
    """The colour `share` (0 to 1) of the way from `start` to `end`.

    Indexed colours stay indexed: they go by the steps of `RAMPS` towards colours that charts use, and by the
    nearest entry of xterm's cube or grey ramp towards others. The sixteen ANSI colours have no between: the
    nearer one is returned.
    """
    share = min(1.0, max(0.0, share))
    first, last = Color.parse(start), Color.parse(end)
    if ColorType.STANDARD in {first.type, last.type} or ColorType.DEFAULT in {first.type, last.type}:
        return end if share > 0.35 else start
    pairs = zip(first.get_truecolor(), last.get_truecolor(), strict=True)
    red, green, blue = (round(a + (b - a) * share) for a, b in pairs)
    if ColorType.EIGHT_BIT in {first.type, last.type}:
        return f"color({_indexed(first, last, share) or nearest_index(red, green, blue)})"
    return f"#{red:02x}{green:02x}{blue:02x}"


def nearest_index(red: int, green: int, blue: int) -> int:
    """The xterm colour, cube or grey, nearest to three 0-255 components."""

    def level(value: int) -> int:
        return 0 if value < 48 else 1 if value < 115 else min(5, (value - 35) // 40)

    def distance(rgb: tuple[int, int, int]) -> int:
        return sum((a - b) ** 2 for a, b in zip(rgb, (red, green, blue), strict=True))

    steps = (0, 95, 135, 175, 215, 255)
    r, g, b = level(red), level(green), level(blue)
    grey = min(23, max(0, ((red + green + blue) // 3 - 3) // 10))
    in_cube, in_ramp = (steps[r], steps[g], steps[b]), (8 + 10 * grey,) * 3
    return 16 + 36 * r + 6 * g + b if distance(in_cube) <= distance(in_ramp) else 232 + grey


def css_variables(palette: Palette) -> dict[str, str]:
    """Every colour of a palette for Textual's CSS: token `on_sel` is the variable `$k-on-sel`."""
    tokens = (field.name for field in fields(palette) if field.type is str and field.name != "name")
    return {f"k-{token.replace('_', '-')}": palette.css(token) for token in tokens}
