"""What a resource table shows, apart from how it is painted: columns, order, filter, cursor and marks.

Rows are whatever frozen values the console hands over; they are known only through the columns' functions
and one key function. Everything here is plain Python and keeps its place when rows change: the cursor stays
on its key.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Literal, Protocol, TypeVar

from kmstui.tui.spans import Spans, plain, width_of

R = TypeVar("R")

Cell = Spans | str
"""What a column says of one row: text, or styled text."""

MEASURED_ROWS = 200
"""How many rows a column without a fixed width is measured on."""


class Ordered(Protocol):
    """Something that can be sorted."""

    def __lt__(self, other: Any, /) -> bool:
        """Whether it comes first."""
        ...


@dataclass(frozen=True)
class Column(Generic[R]):
    """One column of a table of `R`."""

    key: str
    """Its name in filters (`status:enabled`) and in the screen's code."""
    title: str
    """What the header says."""
    cell: Callable[[R], Cell]
    """What it says of a row."""
    width: int = 0
    """Cells for the content; 0 takes what the widest of the first rows needs."""
    max_width: int = 48
    """The most that a column with `width` 0 takes."""
    grow: int = 0
    """Its share of cells left over, relative to the other columns."""
    priority: int = 0
    """Columns with a higher number go first when the table is too narrow; 0 always stays."""
    align: Literal["left", "right"] = "left"
    """Where the content stands."""
    sort: Callable[[R], Ordered] | None = None
    """What to order by; the text of the cell without case where absent."""
    letter: str = ""
    """The key after `s` that sorts by it; the first letter of the title where empty."""

    @property
    def sort_letter(self) -> str:
        """The key after `s` that sorts by this column."""
        return (self.letter or self.title[:1]).lower()

    def order(self, row: R) -> Ordered:
        """What this column orders a row by."""
        return self.sort(row) if self.sort else plain(self.cell(row)).casefold()


@dataclass(frozen=True)
class Placed(Generic[R]):
    """A column where it is drawn."""

    column: Column[R]
    """Which."""
    x: int
    """Its first cell."""
    width: int
    """Cells for its content."""


def place(
    columns: Sequence[Column[R]], sample: Iterable[R], left: int, right: int, gap: int = 1
) -> tuple[Placed[R], ...]:
    """Where each column goes from `left` to before `right`; without room the least important are left out."""
    rows = list(sample)
    wanted = {column.key: _natural(column, rows) for column in columns}
    kept = list(columns)
    room = right - left

    def needed() -> int:
        return sum(wanted[column.key] for column in kept) + gap * max(0, len(kept) - 1)

    while needed() > room and any(column.priority for column in kept):
        kept.remove(max(reversed(kept), key=lambda column: column.priority))
    spare, shares = max(0, room - needed()), sum(column.grow for column in kept)
    placed: list[Placed[R]] = []
    x = left
    for column in kept:
        width = wanted[column.key] + (spare * column.grow // shares if shares else 0)
        width = max(0, min(width, right - x))
        placed.append(Placed(column, x, width))
        x += width + gap
    return tuple(placed)


def _natural(column: Column[R], rows: Sequence[R]) -> int:
    title = width_of(column.title) + 2
    if column.width:
        return max(column.width, title - 2)
    content = max((width_of(column.cell(row)) for row in rows), default=0)
    return min(max(content, title), column.max_width)


Predicate = Callable[[R], bool]
"""Whether a row passes a filter."""


def parse_filter(
    text: str, columns: Sequence[Column[R]], tags: Callable[[R], Mapping[str, str]] | None = None
) -> Predicate[R] | None:
    """What a filter line means: every word must hold. None where it says nothing.

    `text` is looked for in all columns, `col:value` in one, `tag:key=value` or `tag:key` among a row's tags,
    and `!` before any of them turns it round. Case does not matter. A word before `:` that is no column is
    text, so an ARN can be pasted.
    """
    terms = [_term(word, columns, tags) for word in text.split()]
    wanted = [term for term in terms if term is not None]
    if not wanted:
        return None
    return lambda row: all(term(row) for term in wanted)


def _term(
    word: str, columns: Sequence[Column[R]], tags: Callable[[R], Mapping[str, str]] | None
) -> Predicate[R] | None:
    negated = word.startswith("!")
    word = word.removeprefix("!").casefold()
    if not word:
        return None
    name, colon, value = word.partition(":")
    found: Predicate[R]
    if colon and name == "tag" and tags is not None:
        found = _tag_term(value, tags)
    else:
        named = [column for column in columns if colon and _names(column, name)]
        needle = value if named else word
        searched = named or columns

        def found(row: R) -> bool:
            return any(needle in plain(column.cell(row)).casefold() for column in searched)

    return (lambda row: not found(row)) if negated else found


def _names(column: Column[R], name: str) -> bool:
    return name in {column.key.casefold(), column.title.casefold().replace(" ", "")}


def _tag_term(wanted: str, tags: Callable[[R], Mapping[str, str]]) -> Predicate[R]:
    key, equals, value = wanted.partition("=")

    def holds(row: R) -> bool:
        pairs = tags(row).items()
        return any(
            key in name.casefold() if not equals else key == name.casefold() and value in text.casefold()
            for name, text in pairs
        )

    return holds


class TableModel(Generic[R]):
    """Rows in the order and selection they are shown in, with a cursor and marks that follow their rows."""

    def __init__(
        self,
        columns: Sequence[Column[R]],
        key: Callable[[R], str],
        tags: Callable[[R], Mapping[str, str]] | None = None,
    ) -> None:
        self.columns = tuple(columns)
        """All columns, shown or not."""
        self.key = key
        """What identifies a row."""
        self.tags = tags
        """A row's tags, for `tag:` filters."""
        self.rows: tuple[R, ...] = ()
        """All rows, as given."""
        self.shown: list[R] = []
        """The rows that pass the filter, in order."""
        self.marked: set[str] = set()
        """Keys of marked rows; they stay marked while a filter hides them."""
        self.sort_key = ""
        """Key of the column that orders; empty keeps the order given."""
        self.descending = False
        """Whether the order is turned round."""
        self.filter = ""
        """The filter line."""
        self.cursor = 0
        """Index into `shown`."""
        self._at: dict[str, int] = {}

    @property
    def current(self) -> R | None:
        """The row under the cursor."""
        return self.shown[self.cursor] if 0 <= self.cursor < len(self.shown) else None

    def load(self, rows: Iterable[R]) -> None:
        """Take new rows; cursor and marks follow the keys that are still there."""
        self.rows = tuple(rows)
        keys = {self.key(row) for row in self.rows}
        self.marked &= keys
        self.arrange()

    def arrange(self) -> None:
        """Filter and order again, keeping the cursor on its row or, if that is gone, at its place."""
        current = self.current
        key = None if current is None else self.key(current)
        passes = parse_filter(self.filter, self.columns, self.tags)
        self.shown = [row for row in self.rows if passes is None or passes(row)]
        column = next((column for column in self.columns if column.key == self.sort_key), None)
        if column is not None:
            self.shown.sort(key=column.order, reverse=self.descending)
        self._at = {self.key(row): index for index, row in enumerate(self.shown)}
        self.cursor = max(0, min(self._at.get(key, self.cursor) if key else self.cursor, len(self.shown) - 1))

    def index_of(self, key: str) -> int | None:
        """Where a row is shown, or None."""
        return self._at.get(key)

    def marked_rows(self) -> tuple[R, ...]:
        """The marked rows, in the order given."""
        return tuple(row for row in self.rows if self.key(row) in self.marked)

    def chosen(self) -> tuple[R, ...]:
        """What a bulk verb acts on: the marked rows, or the one under the cursor."""
        if self.marked:
            return self.marked_rows()
        return () if self.current is None else (self.current,)
