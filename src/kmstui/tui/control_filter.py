"""The net under `safe()`: no control character that is text ever reaches the terminal, whoever forgot it.

Works on finished rows, so it must not change how wide a row is: what takes no cell is dropped, the rest
becomes U+FFFD.
"""

import re

from rich.cells import cell_len
from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

_DANGEROUS = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff\U000e0000-\U000e007f]"
)


def _harmless(match: re.Match[str]) -> str:
    return "\ufffd" * cell_len(match.group())


class ControlFilter(LineFilter):
    """Takes control, bidirectional and invisible characters out of what is about to be shown."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The same row, every text segment cleaned."""
        del background
        return [
            segment
            if segment.control or not _DANGEROUS.search(segment.text)
            else Segment(_DANGEROUS.sub(_harmless, segment.text), segment.style)
            for segment in segments
        ]


NET = ControlFilter()
"""The one instance; it has no state."""
