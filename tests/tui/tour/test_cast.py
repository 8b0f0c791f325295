"""Terminal recordings: only what changed, and nothing that differs between two runs."""

import json

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from kmstui.tui.tour.cast import CLEAR, RowDifference, asciicast, caption_row
from kmstui.tui.tour.player import Frame
from kmstui.tui.tour.scenario import Scenario

WIDTH = 20


def _frame(at: float, *rows: str, caption: str = "") -> Frame:
    strips = tuple(Strip([Segment(row.ljust(WIDTH), Style(color="#ff9900"))], WIDTH) for row in rows)
    return Frame(strips, at, 0.5, caption)


def test_the_first_picture_clears_the_terminal_and_draws_every_row() -> None:
    text = RowDifference(WIDTH, 3).text(_frame(0, "one", "two"))
    assert text.startswith(CLEAR)
    assert all(f"\x1b[{row};1H" in text for row in (1, 2, 3))


def test_later_pictures_draw_the_rows_that_changed() -> None:
    difference = RowDifference(WIDTH, 3)
    difference.text(_frame(0, "one", "two"))
    text = difference.text(_frame(1, "one", "TWO"))
    assert "TWO" in text
    assert "one" not in text
    assert text.count(";1H") == 1


def test_a_picture_that_is_the_same_writes_nothing() -> None:
    difference = RowDifference(WIDTH, 3)
    difference.text(_frame(0, "one"))
    assert difference.text(_frame(1, "one")) == ""


def test_a_caption_is_a_row_below_and_never_wider_than_the_terminal() -> None:
    row = caption_row("a caption that is longer than the row", WIDTH)
    assert row.cell_length == WIDTH
    assert row.text.startswith("  a caption")


def test_an_asciicast_has_a_header_events_and_an_end_and_no_date() -> None:
    scenario = Scenario("a story", (), WIDTH, 2)
    lines = list(
        asciicast(scenario, [_frame(0, "one", "two"), _frame(0.5, "one", "two"), _frame(1, "1", "two")])
    )
    header, *events = [json.loads(line) for line in lines]
    assert header == {"version": 2, "width": WIDTH, "height": 3, "title": "a story"}
    assert [event[0] for event in events] == [0, 1, 1.5]
    assert events[-1][2] == ""


def test_256_colours_are_written_where_the_terminal_has_no_more() -> None:
    text = RowDifference(WIDTH, 2, color_system="256").text(_frame(0, "one"))
    assert "38;5;" in text
    assert "38;2;" not in text
