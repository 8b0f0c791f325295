"""The quick test of a single value never takes what the long one refuses, and takes most of what comes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kmstui.aws.shapes import Kind, Shape, service_model
from kmstui.emulator.constraints.scalars import TYPES, limits, surely

SCALARS = [
    shape
    for service in ("kms", "ec2", "iam", "sts", "cloudtrail", "kmstui")
    for shape in service_model(service).shapes.values()
    if shape.kind in TYPES
]
VALUES = st.one_of(
    st.text(max_size=30),
    st.sampled_from(["alias/app", "AES_256", "arn:aws:kms:us-east-1:111122223333:key/x", "ü", "\ud800", ""]),
    st.integers(),
    st.sampled_from([-(1 << 31), (1 << 31) - 1, 1 << 31, 0, 1, 7, True, False, None, 1.0]),
    st.binary(max_size=8),
    st.builds(bytearray, st.binary(max_size=8)),
    st.lists(st.text(max_size=3), max_size=2),
)


@given(st.sampled_from(SCALARS), VALUES)
def test_what_is_surely_right_is_right(shape: Shape, value: object) -> None:
    rules = limits(shape)
    if surely(shape, rules)(value):
        assert TYPES[shape.kind](value)
        assert all(rule.holds(value) for rule in rules)


@pytest.mark.parametrize(
    ("shape", "value", "expected"),
    [
        (Shape("Text", Kind.STRING), "a", True),
        (Shape("Text", Kind.STRING, minimum=2), "a", False),
        (Shape("Text", Kind.STRING, maximum=2), "abc", False),
        (Shape("Text", Kind.STRING, pattern="[a-c]+", maximum=3), "abc", True),
        (Shape("Text", Kind.STRING, pattern="[a-c]+"), "abd", False),
        (Shape("Text", Kind.STRING, pattern="[a-c]+", enum=("a", "d")), "a", True),
        (Shape("Text", Kind.STRING, pattern="[a-c]+", enum=("a", "d")), "d", False),
        (Shape("Text", Kind.STRING, enum=("a", "b")), "a", True),
        (Shape("Blob", Kind.BLOB, maximum=2), b"ab", True),
        (Shape("Blob", Kind.BLOB, maximum=2), b"abc", False),
        (Shape("Number", Kind.INTEGER, minimum=1, maximum=5), 5, True),
        (Shape("Number", Kind.INTEGER, minimum=1, maximum=5), 6, False),
        (Shape("Number", Kind.INTEGER), True, False),
        (Shape("Flag", Kind.BOOLEAN), True, False),
    ],
)
def test_what_calls_are_made_of_is_taken_quickly(shape: Shape, value: object, *, expected: bool) -> None:
    assert surely(shape, limits(shape))(value) is expected
