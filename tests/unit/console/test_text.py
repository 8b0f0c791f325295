"""What `safe()` promises: nothing that a terminal obeys, hides or reorders is left."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kmstui.console.text import MAX_CHARACTERS, safe


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("alias/orders-prod", "alias/orders-prod"),
        ("Schlüssel für 鍵", "Schlüssel für 鍵"),
        ("[red]x[/]", "[red]x[/]"),
        ("\x1b[2J", "␛[2J"),
        ("\x1b]52;c;eA==\x07", "␛]52;c;eA==␇"),
        ("a\x7fb", "a␡b"),
        ("two\nlines\there", "two␊lines␉here"),
        ("\x9b31m", "\ufffd31m"),
        ("admin\u202etxt", "admin<U+202E>txt"),
        ("ad\u200bmin", "ad<U+200B>min"),
        ("\ufeffx", "<U+FEFF>x"),
        ("a\u2028b", "a<U+2028>b"),
        ("\ud800", "\ufffd"),
        ("no\u00a0break", "no break"),
        ("\U000e0041", "<U+E0041>"),
    ],
)
def test_each_kind_of_character_is_shown_in_its_way(text: str, shown: str) -> None:
    assert safe(text) == shown


def test_line_feeds_stay_where_several_lines_are_shown() -> None:
    assert safe("a\nb\r\tc", lines=True) == "a\nb␍␉c"


def test_a_long_text_is_cut_and_says_so() -> None:
    assert safe("x" * 30, limit=10) == "xxxxxxxxx…"
    assert len(safe("x" * (MAX_CHARACTERS + 1))) == MAX_CHARACTERS


@given(st.text(st.characters()))
def test_nothing_that_acts_is_left(text: str) -> None:
    categories = {unicodedata.category(character) for character in safe(text)}
    assert not categories & {"Cc", "Cf", "Cs", "Zl", "Zp", "Cn", "Co"}


@given(st.text(st.characters()))
def test_making_harmless_text_harmless_changes_nothing(text: str) -> None:
    assert safe(safe(text)) == safe(text)


@given(st.text(st.characters(categories=["L", "N", "P", "S"])))
def test_ordinary_text_is_left_alone(text: str) -> None:
    assert safe(text) == text
