"""Pictures of the widgets. Each docstring says what a person should see; the pages follow the design's
pictures."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from tests.tui.widgets.gallery import Gallery, cards, dashboard, live, volume_form, wizard

from kmstui.tui.palette import Palette
from kmstui.tui.palettes import ANSI, DARK, DARK_256, HIGH_CONTRAST, LIGHT, LIGHT_256

Compare = Callable[..., bool]
WIDE, SMALL = (120, 40), (80, 24)
BOTH = pytest.mark.parametrize("palette", [DARK, LIGHT], ids=lambda palette: palette.name)
SIZES = pytest.mark.parametrize("size", [WIDE, SMALL], ids=lambda size: f"{size[0]}x{size[1]}")


@pytest.fixture(autouse=True)
def _same_everywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NO_COLOR", "TEXTUAL_THEME", "TEXTUAL_ANIMATIONS"):
        monkeypatch.delenv(name, raising=False)


@BOTH
@SIZES
def test_dashboard(snap_compare: Compare, palette: Palette, size: tuple[int, int]) -> None:
    """Four tiles; a table of twelve keys, the third under an orange bar, the first two marked; chart and
    events.

    At 80 columns the Key ID is gone. `mallory [red]x[/]` stands there as it was written.
    """
    keys = ["tab", "tab", "tab", "space", "space"]
    assert snap_compare(Gallery(*dashboard(), palette=palette), terminal_size=size, press=keys)


@BOTH
@SIZES
def test_volume_form(snap_compare: Compare, palette: Palette, size: tuple[int, int]) -> None:
    """Fields two abreast, Throughput with a red bar and its limit in red, the cursor orange behind 6000."""
    keys = ["tab", "tab", "tab", "tab"]
    assert snap_compare(Gallery(*volume_form(), palette=palette), terminal_size=size, press=keys)


@BOTH
def test_a_select_is_open(snap_compare: Compare, palette: Palette) -> None:
    """Three volume types over the form, each with a second line; the third says why it cannot be chosen."""
    keys = ["tab", "enter", "down"]
    assert snap_compare(Gallery(*volume_form(), palette=palette), terminal_size=WIDE, press=keys)


@BOTH
@SIZES
def test_wizard(snap_compare: Compare, palette: Palette, size: tuple[int, int]) -> None:
    """Step 3 of 5: ticked administrators, hostile names made visible, and beside them the policy's new lines
    in green.

    At 80 columns the rail is a ribbon and the policy is not shown.
    """
    widgets = wizard(ribbon=size == SMALL)
    assert snap_compare(Gallery(*widgets, palette=palette), terminal_size=size, press=["tab", "tab", "down"])


@BOTH
@SIZES
def test_live(snap_compare: Compare, palette: Palette, size: tuple[int, int]) -> None:
    """Tabs, four tiles with sparks, a mirrored chart in orange and blue, two dotted lines, plaintext beside
    ciphertext."""
    assert snap_compare(Gallery(*live(), palette=palette), terminal_size=size)


@BOTH
def test_cards(snap_compare: Compare, palette: Palette) -> None:
    """Tabs; an error with its request id; a choice of three; an editor with a warning and an error
    underlined."""
    assert snap_compare(Gallery(*cards(), palette=palette), terminal_size=WIDE, press=["tab", "right"])


@pytest.mark.parametrize(
    "palette", [DARK_256, LIGHT_256, ANSI, HIGH_CONTRAST], ids=lambda palette: palette.name
)
def test_other_tiers(snap_compare: Compare, palette: Palette) -> None:
    """The live page in fewer colours, or in more contrast: surfaces still differ, charts still shade."""
    assert snap_compare(Gallery(*live(), palette=palette), terminal_size=WIDE)


def test_ascii(snap_compare: Compare) -> None:
    """The dashboard in ASCII alone: `*` and `o` for states, `+-|` for borders, `#` for charts."""
    assert snap_compare(Gallery(*dashboard(), palette=replace(DARK, ascii=True)), terminal_size=WIDE)
