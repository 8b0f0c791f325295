"""The only place that touches what Textual keeps private; each hook has a contract test and the version is
pinned.

An upgrade of Textual is one change of the pin and, if a contract test fails, one change here.
"""

from collections.abc import Iterable

from textual.screen import Screen
from textual.strip import Strip
from textual.widgets import TextArea

Highlight = tuple[int, int | None, str]
"""First byte, byte after the last (None: to the end) and theme name, within one line in UTF-8."""


def screen_strips(screen: Screen[object]) -> list[Strip]:
    """Every row of a screen as it is composed now, dialogs and overlays included."""
    return list(screen._compositor.render_strips())


class HighlightedTextArea(TextArea):
    """A text area whose colours come from `highlights()` instead of a tree-sitter grammar."""

    def highlights(self, line: str, number: int) -> Iterable[Highlight]:
        """What to colour in one line. Override; the base colours nothing."""
        del line, number
        return ()

    def recolour(self) -> None:
        """Ask `highlights()` again for every line, for when what it depends on is not the text."""
        self._build_highlight_map()
        self.refresh()

    def _build_highlight_map(self) -> None:
        self._line_cache.clear()
        self._highlights.clear()
        for number, line in enumerate(self.document.lines):
            found = list(self.highlights(line, number))
            if found:
                self._highlights[number] = found
