"""The contract with what Textual keeps private: these fail first when Textual is upgraded."""

from importlib.metadata import version

from tests.tui.widgets.conftest import Staging
from textual.strip import Strip
from textual.widgets.text_area import TextAreaTheme

from kmstui.tui.textual_hooks import Highlight, HighlightedTextArea, screen_strips


class Shouting(HighlightedTextArea):
    """Colours every capital letter."""

    loud = True

    def highlights(self, line: str, number: int) -> list[Highlight]:
        """Capitals, in bytes."""
        del number
        return [
            (len(line[:at].encode()), len(line[: at + 1].encode()), "capital")
            for at, character in enumerate(line)
            if self.loud and character.isupper()
        ]


def coloured(on_strips: list[Strip]) -> list[str]:
    """Text that is drawn in the theme's colour for capitals."""
    return [
        segment.text
        for strip in on_strips
        for segment in strip
        if segment.style and segment.style.color and segment.style.color.name == "#123456"
    ]


def test_textual_is_the_version_the_hooks_were_written_for() -> None:
    assert version("textual") == "8.2.8"


async def test_the_screen_gives_its_rows_as_they_are_composed(stage: Staging) -> None:
    area = Shouting("hello")
    async with stage(area, size=(30, 4)) as on:
        strips = screen_strips(on.app.screen)
        assert len(strips) == 4
        assert all(strip.cell_length == 30 for strip in strips)
        assert any("hello" in strip.text for strip in strips)


async def test_highlights_are_asked_for_when_the_text_changes_and_on_demand(stage: Staging) -> None:
    area = Shouting("é AbC", compact=True)
    area.register_theme(TextAreaTheme("shout", syntax_styles={"capital": "#123456"}))  # type: ignore[dict-item]
    async with stage(area, size=(30, 4)) as on:
        area.theme = "shout"
        await on.pilot.pause()
        assert coloured(screen_strips(on.app.screen)) == ["A", "C"]
        area.insert("\nxY", (0, 5))
        await on.pilot.pause()
        assert coloured(screen_strips(on.app.screen)) == ["A", "C", "Y"]
        area.loud = False
        area.recolour()
        await on.pilot.pause()
        assert coloured(screen_strips(on.app.screen)) == []


async def test_a_plain_one_colours_nothing(stage: Staging) -> None:
    area = HighlightedTextArea("A")
    async with stage(area, size=(30, 6)) as on:
        area.recolour()
        await on.pilot.pause()
        assert any("A" in strip.text for strip in screen_strips(on.app.screen))
