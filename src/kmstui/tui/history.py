"""Where the console has been: a browser's back and forward over pages.

Pure: it knows places and numbers, not screens. Visiting somewhere new after going back forgets what lay
ahead, as in a browser.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

KEPT = 12
"""Places remembered; each keeps its page alive with filter, cursor and scroll position."""


@dataclass(frozen=True)
class Place:
    """One page with the arguments that make it this page and no other."""

    page: str
    """The page's id in `navigation.PAGES`."""
    arguments: Mapping[str, str] = field(default_factory=dict)
    """Such as `{"key_id": "1234…"}`."""


class History:
    """An ordered walk of visits with a position in it. A visit is a number that never comes again."""

    def __init__(self) -> None:
        self._visits: list[int] = []
        self._at = -1
        self._before = -1
        self._next = 0

    @property
    def current(self) -> int:
        """The visit one is at; -1 before the first."""
        return self._visits[self._at] if self._visits else -1

    def visit(self, *, replace: bool = False) -> tuple[int, tuple[int, ...]]:
        """Go somewhere new, with `replace` instead of where one is.

        Returns:
            The new visit, and the visits that are forgotten for it.
        """
        number = self._next
        self._next += 1
        keep = self._visits[: self._at if replace else self._at + 1]
        walk = [*keep, number]
        forgotten = (*self._visits[len(keep) :], *walk[:-KEPT])
        self._before = self.current
        self._visits = walk[-KEPT:]
        self._at = len(self._visits) - 1
        return number, forgotten

    def leave(self) -> tuple[int, tuple[int, ...]]:
        """Go back, and forget where one was and what lay ahead of it.

        Returns:
            The visit one is at now, -1 where nothing is left; and the visits that are forgotten.
        """
        forgotten = tuple(self._visits[self._at :])
        self._visits = self._visits[: self._at]
        self._at = len(self._visits) - 1
        return self.current, forgotten

    def back(self) -> bool:
        """Go one visit back; whether there was one."""
        return self._move(self._at - 1)

    def forward(self) -> bool:
        """Go one visit ahead; whether there was one."""
        return self._move(self._at + 1)

    def last(self) -> bool:
        """Go to the visit one was at before this one, wherever it lies; whether it is still remembered."""
        return self._before in self._visits and self._move(self._visits.index(self._before))

    def _move(self, to: int) -> bool:
        if not 0 <= to < len(self._visits):
            return False
        self._before = self.current
        self._at = to
        return True
