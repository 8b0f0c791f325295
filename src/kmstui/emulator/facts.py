"""Condition keys that cost nothing until somebody asks for one.

Most calls are decided by statements without conditions, and what a key is tagged with or who goes by which
aliases is then never asked. Knows no condition key.
"""

from collections.abc import Callable, ItemsView, Iterator, Mapping

Values = tuple[str, ...]


class Facts(Mapping[str, Values]):
    """Condition keys with their values, worked out at once when the first is asked for, and only then.

    What they are worked out from must be what it was when they were made: they are for the call that made
    them, and end with it.
    """

    __slots__ = ("_found", "_work")

    def __init__(self, work: Callable[[], Mapping[str, Values]]) -> None:
        self._work = work
        self._found: Mapping[str, Values] | None = None

    def _known(self) -> Mapping[str, Values]:
        if self._found is None:
            self._found = self._work()
        return self._found

    def __getitem__(self, name: str) -> Values:
        return self._known()[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._known())

    def __len__(self) -> int:
        return len(self._known())

    def items(self) -> ItemsView[str, Values]:
        """As the mapping's that they stand for: the general way asks for each key."""
        return self._known().items()

    def __repr__(self) -> str:
        return f"Facts({dict(self._known())!r})"
