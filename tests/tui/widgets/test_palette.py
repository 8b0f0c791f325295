"""The palettes: readable, complete, and never mixed out of their tier."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.color import Color, ColorType

from kmstui.tui.palette import Palette, css_variables, mix
from kmstui.tui.palettes import ANSI, DARK, DARK_256, HIGH_CONTRAST, LIGHT, LIGHT_256, PALETTES, choose

TEXT = ("text", "head", "dim", "link", "accent", "ok", "warn", "err", "off", "string", "number")


def luminance(color: str) -> float:
    """Relative luminance as WCAG 2.1 defines it."""

    def channel(value: int) -> float:
        share = value / 255
        return share / 12.92 if share <= 0.03928 else ((share + 0.055) / 1.055) ** 2.4

    red, green, blue = Color.parse(color).get_truecolor()
    return 0.2126 * channel(red) + 0.7152 * channel(green) + 0.0722 * channel(blue)


def contrast(palette: Palette, text: str, ground: str) -> float:
    """Contrast ratio as WCAG 2.1 defines it."""
    first, second = luminance(palette.color(text)), luminance(palette.color(ground))
    return (max(first, second) + 0.05) / (min(first, second) + 0.05)


@pytest.mark.parametrize("palette", [DARK, LIGHT, DARK_256, LIGHT_256], ids=lambda palette: palette.name)
@pytest.mark.parametrize("token", TEXT)
def test_text_on_a_panel_is_readable(palette: Palette, token: str) -> None:
    assert contrast(palette, token, "panel") >= 4.5


@pytest.mark.parametrize("token", TEXT)
def test_high_contrast_is_seven_to_one(token: str) -> None:
    assert contrast(HIGH_CONTRAST, token, "panel") >= 7


@pytest.mark.parametrize("palette", [DARK, LIGHT, DARK_256, LIGHT_256, HIGH_CONTRAST], ids=lambda p: p.name)
@pytest.mark.parametrize(
    ("text", "ground"),
    [
        ("head", "sel"),
        ("on_sel", "sel"),
        ("on_orange", "orange"),
        ("on_flash", "flash_err"),
        ("text", "err_bg"),
    ],
)
def test_text_on_fills_is_readable(palette: Palette, text: str, ground: str) -> None:
    assert contrast(palette, text, ground) >= 4.5


@pytest.mark.parametrize(
    ("token", "index"),
    [
        ("page", 233),
        ("panel", 234),
        ("shade", 235),
        ("field", 232),
        ("line", 238),
        ("sel", 24),
        ("orange", 208),
    ],
)
def test_the_256_tier_uses_the_designed_entries(token: str, index: int) -> None:
    assert DARK_256.color(token) == f"color({index})"


@pytest.mark.parametrize("palette", [DARK, LIGHT, DARK_256, LIGHT_256, HIGH_CONTRAST], ids=lambda p: p.name)
def test_the_surfaces_differ_from_each_other(palette: Palette) -> None:
    surfaces = [palette.color(token) for token in ("page", "panel", "shade", "sel")]
    if palette is HIGH_CONTRAST:
        surfaces = surfaces[1:]
    assert len(set(surfaces)) == len(surfaces)


@given(st.sampled_from(list(PALETTES.values())), st.floats(0, 1), st.sampled_from(("write", "read")))
def test_a_gradient_stays_in_its_tier(palette: Palette, share: float, series: str) -> None:
    start, end = palette.color(f"{series}_low"), palette.color(series)
    assert Color.parse(mix(start, end, share)).type == Color.parse(end).type


@given(st.sampled_from(("#000000", "#161d26", "#ffffff")), st.sampled_from(("#ff9900", "#42b4ff")))
def test_a_gradient_begins_and_ends_at_its_ends(start: str, end: str) -> None:
    assert (mix(start, end, 0), mix(start, end, 1)) == (start, end)


def test_sixteen_colours_have_none_between() -> None:
    assert {mix("blue", "cyan", share / 10) for share in range(11)} == {"blue", "cyan"}


def test_an_indexed_mix_without_a_ramp_takes_the_nearest_entry() -> None:
    assert mix("color(232)", "color(255)", 0.5) == "color(244)"


def test_every_token_is_a_css_variable() -> None:
    variables = css_variables(DARK)
    assert variables["k-on-sel"] == "#ffffff"
    assert all(name.startswith("k-") for name in variables)
    assert "k-name" not in variables


def test_css_gets_indexed_colours_as_rgb_and_ansi_ones_by_name() -> None:
    assert DARK_256.css("panel") == "#1c1c1c"
    assert ANSI.css("link") == "ansi_cyan"


def test_a_ground_found_by_css_is_exact_again() -> None:
    assert DARK_256.ground("#1C1C1C") == "color(234)"
    assert DARK_256.ground("#123456") == "#123456"


@pytest.mark.parametrize(
    ("dark", "system", "high", "expected"),
    [
        (True, "truecolor", False, DARK),
        (False, "truecolor", False, LIGHT),
        (True, "256", False, DARK_256),
        (False, "256", False, LIGHT_256),
        (False, "256", True, HIGH_CONTRAST),
        (True, "standard", False, ANSI),
        (True, "windows", False, ANSI),
        (True, "none", True, ANSI),
        (True, "truecolor", True, HIGH_CONTRAST),
        (True, None, False, DARK),
    ],
)
def test_the_palette_follows_the_terminal(
    dark: bool, system: str | None, high: bool, expected: Palette
) -> None:
    assert choose(dark=dark, color_system=system, high_contrast=high) == expected


def test_ascii_is_asked_for_apart() -> None:
    assert choose(dark=True, color_system="truecolor", ascii_only=True) == replace(DARK, ascii=True)


def test_indexed_palettes_hold_nothing_but_indexes() -> None:
    for palette in (DARK_256, LIGHT_256):
        kinds = {
            Color.parse(palette.color(token.removeprefix("k-").replace("-", "_"))).type
            for token in css_variables(palette)
        }
        assert kinds == {ColorType.EIGHT_BIT}
