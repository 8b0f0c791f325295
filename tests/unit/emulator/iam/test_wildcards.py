"""`*` and `?`, whole texts and ARNs."""

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kmstui.emulator.iam.wildcards import (
    Wild,
    arn_matches,
    compile_pattern,
    glob,
    matches,
    split_arn,
    written,
)


@pytest.mark.parametrize(
    ("pattern", "subject", "expected"),
    [
        ("", "", True),
        ("", "a", False),
        ("*", "", True),
        ("*", "anything: at/all", True),
        ("?", "", False),
        ("?", "a", True),
        ("kms:*", "kms:Decrypt", True),
        ("kms:*", "ec2:Decrypt", False),
        ("*Key", "DescribeKey", True),
        ("*Key", "DescribeKeys", False),
        ("De*e", "Describe", True),
        ("De*e", "Dee", True),
        ("De*e", "De", False),
        ("a*b*c", "aXbYbZc", True),
        ("a*b*c", "acb", False),
        ("*a*a*", "a", False),
        ("*a*a*", "aa", True),
        ("a?c*e", "abcde", True),
        ("a?c*e", "acde", False),
        ("*?", "a", True),
        ("??*", "a", False),
        ("ab*ab", "ab", False),
        ("[a]", "a", False),
        ("a.c", "abc", False),
    ],
)
def test_a_pattern_matches_whole_texts(pattern: str, subject: str, *, expected: bool) -> None:
    assert glob(pattern, subject) is expected


@given(st.text("ab*?", max_size=8), st.text("ab", max_size=10))
def test_patterns_mean_what_the_same_regular_expression_means(pattern: str, subject: str) -> None:
    regex = "".join({"*": ".*", "?": "."}.get(character, character) for character in pattern)
    assert glob(pattern, subject) is bool(re.fullmatch(regex, subject))


@given(st.text(max_size=20))
def test_a_text_without_wildcards_matches_only_itself(text: str) -> None:
    literal = text.replace("*", "").replace("?", "")
    assert glob(literal, literal)
    assert not glob(literal, literal + "x")


def test_a_literal_star_is_no_wildcard() -> None:
    pattern = (*compile_pattern("a"), "*")
    assert matches(pattern, "a*")
    assert not matches(pattern, "ab")


@given(st.text("ab:*?", max_size=30))
def test_a_pattern_can_be_written_again(text: str) -> None:
    assert written(compile_pattern(text)) == text


def test_many_stars_cost_no_exponential_time() -> None:
    started = time.perf_counter()
    assert not glob("*a" * 40 + "b", "a" * 400)
    assert time.perf_counter() - started < 2


@pytest.mark.parametrize(
    ("pattern", "subject", "expected"),
    [
        ("arn:aws:kms:*:111122223333:key/*", "arn:aws:kms:us-east-1:111122223333:key/1", True),
        ("arn:aws:kms:*:111122223333:key/*", "arn:aws:kms:us-east-1:444455556666:key/1", False),
        ("arn:aws:kms:*:key/*", "arn:aws:kms:us-east-1:111122223333:key/1", False),
        ("arn:aws:kms", "arn:aws:kms:us-east-1:111122223333:key/1", True),
        ("arn:aws:sqs", "arn:aws:kms:us-east-1:111122223333:key/1", False),
        ("arn:aws:iam::*:role/*", "arn:aws:iam::1:role/a:b", True),
        ("arn:*:kms:*:*:key/1", "arn:aws:kms:us-east-1:111122223333:key/1", True),
        ("arn:aws:s3:*:*:x", "arn:aws:s3:::y:x", False),
        ("*", "arn:aws:kms:us-east-1:111122223333:key/1", True),
        ("*", "*", True),
        ("arn:aws:kms:*:*:*", "*", False),
    ],
)
def test_an_arn_is_matched_part_by_part(pattern: str, subject: str, *, expected: bool) -> None:
    assert arn_matches(compile_pattern(pattern), subject) is expected


def test_colons_after_the_fifth_belong_to_the_last_part() -> None:
    parts = split_arn(compile_pattern("arn:aws:logs:r:1:group:*"))
    assert parts == (("arn",), ("aws",), ("logs",), ("r",), ("1",), ("group:", Wild.ANY))
