"""Fuzzy search and broken lines: small pure parts of the dialogs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kmstui.tui.dialogs.entries import Entry, rank
from kmstui.tui.dialogs.lines import wrap
from kmstui.tui.fuzzy import find
from kmstui.tui.spans import Span, clean, plain, width_of


@pytest.mark.parametrize(
    ("typed", "name", "positions"),
    [
        ("vol", "Volumes", (0, 1, 2)),
        ("vol", "Create volume", (7, 8, 9)),
        ("cv", "Create volume", (0, 7)),
        ("vol cr", "Create volume", (0, 1, 7, 8, 9)),
        ("", "anything", ()),
        ("ORD", "orders-prod", (0, 1, 2)),
        ("prod", "orders-prod", (7, 8, 9, 10)),
        ("dk", "Schedule or disable key", (12, 20)),
    ],
)
def test_letters_are_found(typed: str, name: str, positions: tuple[int, ...]) -> None:
    match = find(typed, name)
    assert match is not None
    assert match.positions == positions


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("xyz", "Volumes"),
        ("vol x", "Volumes"),
        ("a", ""),
        ("ord", "Forward in history"),
        ("zk", "Schedule key"),
    ],
)
def test_what_is_not_there_is_not_found(typed: str, name: str) -> None:
    assert find(typed, name) is None


def test_the_beginning_of_a_word_beats_its_middle_and_both_beat_scattered_letters() -> None:
    names = ["revolve", "very old lock", "volume", "attach volume"]
    found = rank([Entry(name) for name in names], "vol")
    assert [entry.name for entry, _ in found] == ["volume", "attach volume", "revolve", "very old lock"]


def test_a_note_is_found_by_whole_words_alone() -> None:
    entries = [Entry("Refresh", note="ask the account again"), Entry("Other", note="a candle")]
    assert [entry.name for entry, _ in rank(entries, "acc")] == ["Refresh"]


def test_a_key_finds_its_command_first() -> None:
    entries = [Entry("x marks the spot"), Entry("Schedule deletion", key="x")]
    assert rank(entries, "x")[0][0].name == "Schedule deletion"


@given(st.text(max_size=12), st.text(max_size=40))
def test_positions_are_in_the_name(typed: str, name: str) -> None:
    match = find(typed, clean(name))
    if match is not None:
        assert all(0 <= position < len(clean(name)) for position in match.positions)


def test_lines_break_at_blanks_and_keep_their_indent() -> None:
    lines = wrap((Span("  one two "), Span("three four", "dim")), 10)
    assert ["".join(span.text for span in line) for line in lines] == ["  one two ", "  three ", "  four"]
    assert lines[1][-2].color == "dim"


@given(
    st.lists(st.text(st.characters(categories=["L", "N", "Zs"]), max_size=30), max_size=4), st.integers(4, 40)
)
def test_no_line_is_wider_than_asked_and_no_letter_is_lost(texts: list[str], width: int) -> None:
    parts = [Span(text) for text in texts]
    lines = wrap(parts, width)
    assert all(width_of(line) <= width for line in lines)
    assert "".join("".join(plain(line) for line in lines).split()) == "".join(plain(parts).split())
