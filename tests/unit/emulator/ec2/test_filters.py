"""EC2's filter patterns."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kmstui.emulator.ec2.filters import matcher


def matches(pattern: str, value: str) -> bool:
    params = {"Filters": [{"Name": "name", "Values": [pattern]}]}
    return matcher(params, {"name": lambda one: [one]})(value)


@pytest.mark.parametrize(
    ("pattern", "value", "expected"),
    [
        ("abc", "abc", True),
        ("abc", "Abc", False),
        ("a*", "a", True),
        ("a*c", "abbc", True),
        ("a?c", "abc", True),
        ("a?c", "ac", False),
        (r"a\*", "a*", True),
        (r"a\*", "ab", False),
        (r"a\?", "a?", True),
        (r"a\\", "a\\", True),
        ("a.c", "abc", False),
        ("*", "", True),
        ("*", "two\nlines", True),
        ("[a]", "a", False),
    ],
)
def test_a_pattern_matches_as_the_user_guide_says(pattern: str, value: str, expected: bool) -> None:
    assert matches(pattern, value) is expected


@given(st.text())
def test_every_text_matches_itself_when_its_wildcards_are_escaped(text: str) -> None:
    escaped = text.replace("\\", "\\\\").replace("*", "\\*").replace("?", "\\?")
    assert matches(escaped, text)


@given(st.text(), st.text())
def test_a_text_without_wildcards_matches_nothing_else(text: str, other: str) -> None:
    escaped = text.replace("\\", "\\\\").replace("*", "\\*").replace("?", "\\?")
    assert matches(escaped, other) is (text == other)


def test_no_filters_let_everything_through() -> None:
    assert matcher({}, {"name": lambda one: [one]})("anything")
