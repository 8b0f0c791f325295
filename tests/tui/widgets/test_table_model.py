"""What a table shows: filters, order, cursor and marks that follow their rows, columns that give way."""

from dataclasses import dataclass, field, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kmstui.tui.spans import Span
from kmstui.tui.widgets.table_model import Column, TableModel, parse_filter, place


@dataclass(frozen=True)
class Volume:
    """A row."""

    id: str
    state: str
    size: int
    tags: dict[str, str] = field(default_factory=dict)


COLUMNS = (
    Column[Volume]("id", "Volume ID", lambda row: Span(row.id, "link"), width=10),
    Column[Volume]("state", "State", lambda row: row.state, priority=1),
    Column[Volume]("size", "Size", lambda row: f"{row.size} GiB", sort=lambda row: row.size, align="right"),
)

ROWS = (
    Volume("vol-a", "in-use", 100, {"env": "prod", "Name": "orders"}),
    Volume("vol-b", "available", 8, {"env": "Test"}),
    Volume("vol-c", "in-use", 20, {}),
)


def shown(text: str) -> str:
    """Ids that pass a filter, as one word."""
    passes = parse_filter(text, COLUMNS, lambda row: row.tags)
    return "".join(row.id[-1] for row in ROWS if passes is None or passes(row))


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("", "abc"),
        ("   ", "abc"),
        ("!", "abc"),
        ("vol-b", "b"),
        ("IN-USE", "ac"),
        ("in-use 100", "a"),
        ("!in-use", "b"),
        ("state:use", "ac"),
        ("volumeid:c", "c"),
        ("!state:use", "b"),
        ("size:8", "b"),
        ("tag:env=prod", "a"),
        ("tag:env=test", "b"),
        ("tag:env", "ab"),
        ("tag:name=ord", "a"),
        ("!tag:env", "c"),
        ("no:column", ""),
        ("state:use !tag:env", "c"),
    ],
)
def test_a_filter_says_which_rows_pass(text: str, ids: str) -> None:
    assert shown(text) == ids


def test_a_pasted_arn_is_text_although_it_has_colons() -> None:
    row = Volume("arn:aws:ec2:us-east-1:1:volume/vol-a", "in-use", 1)
    passes = parse_filter(row.id, COLUMNS)
    assert passes is not None
    assert passes(row)


@given(st.text(max_size=30))
def test_any_filter_is_understood(text: str) -> None:
    passes = parse_filter(text, COLUMNS, lambda row: row.tags)
    assert passes is None or isinstance([passes(row) for row in ROWS], list)


def model(sort: str = "") -> TableModel[Volume]:
    """A model with the three rows."""
    made = TableModel(COLUMNS, lambda row: row.id, lambda row: row.tags)
    made.sort_key = sort
    made.load(ROWS)
    return made


def test_rows_are_ordered_by_what_the_column_says_not_by_its_text() -> None:
    table = model("size")
    assert [row.size for row in table.shown] == [8, 20, 100]
    table.descending = True
    table.arrange()
    assert [row.size for row in table.shown] == [100, 20, 8]


def test_the_cursor_stays_on_its_row_when_rows_change() -> None:
    table = model("id")
    table.cursor = 1
    table.load((Volume("vol-0", "creating", 1), *(replace(row, size=row.size + 1) for row in ROWS)))
    assert table.cursor == 2
    assert table.current is not None
    assert (table.current.id, table.current.size) == ("vol-b", 9)


def test_the_cursor_stays_at_its_place_when_its_row_goes() -> None:
    table = model()
    table.cursor = 2
    table.load(ROWS[:2])
    assert table.current == ROWS[1]
    table.load(())
    assert table.cursor == 0
    assert not table.shown


def test_marks_follow_their_rows_and_survive_a_filter() -> None:
    table = model()
    table.marked = {"vol-a", "vol-b"}
    table.filter = "vol-c"
    table.arrange()
    assert table.marked_rows() == ROWS[:2]
    table.load(ROWS[1:])
    assert table.marked == {"vol-b"}


def test_a_bulk_verb_acts_on_marks_or_else_on_the_cursor() -> None:
    table = model()
    assert table.chosen() == (ROWS[0],)
    table.marked = {"vol-c"}
    assert table.chosen() == (ROWS[2],)
    table.load(())
    assert table.chosen() == ()


def test_columns_stand_side_by_side_with_a_gap() -> None:
    placed = place(COLUMNS, ROWS, 3, 60)
    assert [(at.column.key, at.x, at.width) for at in placed] == [
        ("id", 3, 10),
        ("state", 14, 9),
        ("size", 24, 7),
    ]


def test_a_narrow_table_drops_the_least_important_column() -> None:
    assert [at.column.key for at in place(COLUMNS, ROWS, 3, 25)] == ["id", "size"]


def test_columns_that_cannot_go_are_cut() -> None:
    placed = place(COLUMNS, ROWS, 3, 12)
    assert sum(at.width for at in placed) <= 9


def test_spare_room_goes_to_columns_that_grow() -> None:
    columns = (COLUMNS[0], replace(COLUMNS[1], grow=1))
    assert place(columns, ROWS, 0, 50)[1].width == 39


@given(st.integers(0, 120))
def test_columns_never_leave_the_table(right: int) -> None:
    for at in place(COLUMNS, ROWS, 3, max(3, right)):
        assert at.x + at.width <= max(3, right) or at.width == 0
