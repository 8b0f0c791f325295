"""Finds the fonts that pictures are drawn with: a monospaced one, and others for glyphs it lacks.

Nothing is shipped: JetBrains Mono (OFL) is asked for first, then what most systems have.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from PIL import ImageFont

_DIRECTORIES = (
    Path("/usr/share/fonts"),
    Path("/usr/local/share/fonts"),
    Path.home() / ".local/share/fonts",
    Path.home() / "Library/Fonts",
    Path("/Library/Fonts"),
    Path("/System/Library/Fonts"),
)
_REGULAR = ("JetBrainsMono-Regular.ttf", "DejaVuSansMono.ttf", "LiberationMono-Regular.ttf", "Menlo.ttc")
_BOLD = ("JetBrainsMono-Bold.ttf", "DejaVuSansMono-Bold.ttf", "LiberationMono-Bold.ttf")
_ITALIC = ("JetBrainsMono-Italic.ttf",)
_FALLBACK = ("DejaVuSansMono.ttf", "DejaVuSans.ttf")
ADVICE = "no monospaced font was found; install JetBrains Mono or DejaVu Sans Mono to draw pictures"


class NoFont(Exception):  # noqa: N818 - it says what is missing
    """There is no font to draw with; the text is one sentence for the person who tried."""


@dataclass(frozen=True, slots=True)
class Faces:
    """Font files for one style, the preferred one first."""

    files: tuple[Path, ...]

    def font(self, size: int, index: int) -> ImageFont.FreeTypeFont:
        """One of them at a size in pixels."""
        return _load(self.files[index], size)

    def pick(self, glyph: str, size: int) -> ImageFont.FreeTypeFont:
        """The first font that has a glyph; the preferred one where none has."""
        for index in range(len(self.files)):
            font = self.font(size, index)
            if _has(self.files[index], glyph):
                return font
        return self.font(size, 0)


@cache
def faces(*, bold: bool = False, italic: bool = False) -> Faces:
    """The fonts for a style.

    Raises:
        NoFont: when no monospaced font is installed.
    """
    wanted = (*(_BOLD if bold else ()), *(_ITALIC if italic else ()), *_REGULAR, *_FALLBACK)
    installed = _installed()
    files = [installed[name] for name in wanted if name in installed]
    if not files:
        raise NoFont(ADVICE)
    return Faces(tuple(dict.fromkeys(files)))


@cache
def _installed() -> dict[str, Path]:
    names = {*_REGULAR, *_BOLD, *_ITALIC, *_FALLBACK}
    found: dict[str, Path] = {}
    for directory in _DIRECTORIES:
        for file in sorted(directory.rglob("*.tt?")) if directory.is_dir() else ():
            if file.name in names:
                found.setdefault(file.name, file)
    return found


@cache
def _load(file: Path, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(file), size, layout_engine=ImageFont.Layout.BASIC)


@cache
def _has(file: Path, glyph: str) -> bool:
    """Whether a font draws a glyph differently from one that no font has."""
    font = _load(file, 32)
    missing = bytes(font.getmask("\U000e0fff"))
    return bytes(font.getmask(glyph)) != missing
