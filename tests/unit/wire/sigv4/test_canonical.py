"""The canonical form: what counts as the same request, and what does not."""

import pytest

from kmstui.wire.sigv4 import Reason, SignatureRefused
from kmstui.wire.sigv4.canonical import (
    canonical_headers,
    canonical_path,
    canonical_query,
    combined,
    octets,
)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("", "/"),
        ("/", "/"),
        ("//", "/"),
        ("/./", "/"),
        ("/a/../b", "/b"),
        ("/../../b/", "/b/"),
        ("/a//b", "/a/b"),
        ("/a%20b", "/a%2520b"),
        ("/a b~c", "/a%20b~c"),
        ("/snapshots/snap-1/blocks", "/snapshots/snap-1/blocks"),
        ("/\udcff", "/%FF"),
    ],
)
def test_a_path_loses_its_dots_and_is_encoded_once_more(path: str, expected: str) -> None:
    assert canonical_path(path) == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ""),
        ("b=1&a=2", "a=2&b=1"),
        ("a=2&a=1", "a=1&a=2"),
        ("a", "a="),
        ("a=%7e%2f", "a=~%2F"),
        ("a=b c", "a=b%20c"),
        ("a=b=c", "a=b%3Dc"),
        ("a=%zz", "a=%25zz"),
        ("é=1", "%C3%A9=1"),
    ],
)
def test_a_query_is_sorted_and_encoded_in_one_way(query: str, expected: str) -> None:
    assert canonical_query(query) == expected


def test_three_ways_to_send_a_blank_or_a_plus_stay_apart() -> None:
    """Form decoding takes a plus for a blank, others do not: no two of these may share a signature."""
    assert len({canonical_query(query) for query in ("a=1+2", "a=1%202", "a=1%2B2")}) == 3


def test_a_parameter_can_be_left_out() -> None:
    assert canonical_query("b=1&X-Amz-Signature=abc&a=2", without="X-Amz-Signature") == "a=2&b=1"
    assert canonical_query("X-Amz-Signature=abc", without="X-Amz-Signature") == ""


def test_headers_are_trimmed_folded_and_joined() -> None:
    values = combined((("a", " x  y "), ("b", "1"), ("a", "z\t w"), ("c", "one\n  two")))
    assert canonical_headers(values, ["a", "b", "c"]) == "a:x y,z w\nb:1\nc:one two\n"


def test_only_blanks_are_folded_in_headers() -> None:
    """A no-break space is a letter like any other: who folded it would take two values for one."""
    assert canonical_headers({"a": "x\u00a0 y"}, ["a"]) == "a:x\u00a0 y\n"


def test_a_signed_header_that_did_not_come_is_not_an_empty_one() -> None:
    with pytest.raises(SignatureRefused) as refused:
        canonical_headers({}, ["host"])
    assert refused.value.reason is Reason.MISMATCH


def test_what_cannot_have_come_over_a_wire_is_refused() -> None:
    assert octets("\udcffa") == b"\xffa"
    with pytest.raises(SignatureRefused):
        octets("\ud800")
