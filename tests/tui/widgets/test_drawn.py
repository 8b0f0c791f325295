"""What drawn widgets share: they follow the theme, the app's line filters, and an app that has no palette."""

from collections.abc import Sequence

from rich.segment import Segment
from tests.tui.widgets.conftest import Stage, Staging
from tests.tui.widgets.gallery import key_panel
from textual.app import App, ComposeResult
from textual.color import Color
from textual.filter import LineFilter

from kmstui.tui.palettes import DARK, DARK_256, LIGHT
from kmstui.tui.textual_hooks import screen_strips
from kmstui.tui.widgets.buttons import Button
from kmstui.tui.widgets.drawn import ground_of, palette_of
from kmstui.tui.widgets.fields import TextField
from kmstui.tui.widgets.json_view import JsonView
from kmstui.tui.widgets.panel import Panel
from kmstui.tui.widgets.pills import StatusPill


class Shout(LineFilter):
    """Puts everything in capitals."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The segments, loud."""
        del background
        return [Segment(segment.text.upper(), segment.style) for segment in segments]


class Plain(App[None]):
    """An app that knows nothing of palettes, and shouts."""

    def compose(self) -> ComposeResult:
        """A panel with a field and a pill."""
        yield Panel("Keys", TextField("Alias", "orders", hint="Begins"), StatusPill("Enabled"))

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Only the shouting."""
        return [Shout()]


def grounds(stage: Stage) -> set[str]:
    """Every background on the screen."""
    return {
        segment.style.bgcolor.name
        for strip in screen_strips(stage.app.screen)
        for segment in strip
        if segment.style and segment.style.bgcolor
    }


async def test_an_app_without_a_palette_is_dark() -> None:
    app = Plain()
    async with app.run_test(size=(40, 8)):
        assert palette_of(app.query_one(Panel)) is DARK


async def test_the_apps_line_filters_see_every_row() -> None:
    app = Plain()
    async with app.run_test(size=(40, 8)) as pilot:
        await pilot.pause()
        text = "\n".join(strip.text for strip in screen_strips(app.screen))
        for word in ("KEYS", "ALIAS INFO", "ORDERS", "BEGINS", "ENABLED"):
            assert word in text


async def test_everything_follows_a_change_of_theme(stage: Staging) -> None:
    field = TextField("Alias", "orders", hint="Begins with a letter")
    panel = Panel("Keys", field, StatusPill("Enabled"), Button("Create", "primary"), JsonView('{"a": 1}'))
    async with stage(panel, key_panel(), size=(80, 40)) as on:
        assert DARK.panel in grounds(on)
        on.app.palette = LIGHT
        on.app.screen.styles.background = LIGHT.css("page")
        on.app.theme = "textual-light"
        await on.pilot.pause()
        await on.pilot.pause()
        dark = {DARK.color(token) for token in ("page", "panel", "shade", "field", "sel", "btn")}
        assert not grounds(on) & dark


async def test_a_widget_knows_what_it_stands_on_exactly(stage: Staging) -> None:
    pill, loose = StatusPill("Enabled"), StatusPill("Disabled")
    async with stage(Panel("Keys", pill, auto=True), loose, palette=DARK_256):
        assert ground_of(pill) == "color(234)"
        assert ground_of(loose) == "color(233)"
