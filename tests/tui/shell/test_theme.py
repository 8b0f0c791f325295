"""Palettes as Textual themes, and which one a terminal gets."""

import pytest
from tests.tui.conftest import FakeEndpoint, make_app, settle
from textual.color import Color

from kmstui.tui.history import Place
from kmstui.tui.palettes import PALETTES
from kmstui.tui.theme import THEMES, Look, theme_name, theme_of


@pytest.mark.parametrize("palette", PALETTES.values(), ids=PALETTES.keys())
def test_every_palette_is_a_theme_that_textual_can_read(palette: object) -> None:
    theme = next(theme for theme in THEMES if theme.name == theme_name(palette))  # type: ignore[arg-type]
    for value in theme.to_color_system().generate().values():
        assert value
    assert Color.parse(theme.variables["k-page"])


@pytest.mark.parametrize(
    ("look", "terminal", "palette"),
    [
        (Look(), "truecolor", "dark"),
        (Look(dark=False), "truecolor", "light"),
        (Look(high_contrast=True), "truecolor", "high-contrast"),
        (Look(), "256", "dark-256"),
        (Look(dark=False), "256", "light-256"),
        (Look(), "standard", "ansi"),
        (Look(colors="truecolor"), "standard", "dark"),
        (Look(colors="256"), None, "dark-256"),
    ],
)
def test_a_terminal_gets_the_palette_it_can_show(look: Look, terminal: str | None, palette: str) -> None:
    assert look.palette(terminal).name == palette


@pytest.mark.parametrize("colors", ["truecolor", "256", "standard"])
@pytest.mark.parametrize("dark", [True, False])
async def test_the_console_starts_in_every_tier(endpoint: FakeEndpoint, colors: str, dark: bool) -> None:
    app = make_app(endpoint, look=Look(dark=dark, colors=colors), start=Place("kms.keys"))
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        app.screen.set_focus(None)
        await pilot.press("P")
        await settle(pilot)
        assert app.theme == theme_name(app.palette)


def test_stock_widgets_take_our_colours() -> None:
    theme = theme_of(PALETTES["dark"])
    assert theme.variables["input-cursor-background"] == PALETTES["dark"].css("orange")
    assert theme.background == PALETTES["dark"].css("page")
