"""JSON is read as strictly as AWS reads it, and never with more than a sentence said about what is wrong."""

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kmstui.wire.strict_json import DEPTH, DIGITS, NotJson, decode

_VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(codec="utf-8")),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text('abc[{]}"\\', max_size=6), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(_VALUES)
def test_what_json_can_say_is_read(value: Any) -> None:
    assert decode(json.dumps(value).encode()) == value
    assert decode(json.dumps(value, ensure_ascii=False).encode()) == value


@given(st.binary(max_size=60) | st.text('{}[]",:\\u0dD8eE+-.1 \n', max_size=60).map(str.encode))
def test_any_bytes_are_a_value_or_not_json(body: bytes) -> None:
    with suppress(NotJson):
        decode(body)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "{",
        "{} {}",
        '{"a":1,}',
        "{'a':1}",
        "nul",
        "NaN",
        '{"a":NaN}',
        "[Infinity]",
        "[-Infinity]",
        "1e999",
        "[-1e400]",
        "01",
        '{"a":1,"a":1}',
        '{"a":{"b":1,"b":2}}',
        r'"\ud800"',
        r'["\udc00\ud800"]',
        r'{"\uD83D":1}',
        '"a\nb"',
        '"\x00"',
        "9" * (DIGITS + 1),
        "-" + "9" * 5000,
        "1." + "0" * DIGITS,
        "\ufeff{}",
        "[" * (DEPTH + 1) + "]" * (DEPTH + 1),
        "[" * 100_000,
        '{"a":' * 100_000,
    ],
)
def test_what_other_readers_would_read_otherwise_is_refused(text: str) -> None:
    with pytest.raises(NotJson):
        decode(text.encode())


@pytest.mark.parametrize("body", [b"\xff", b'"\xed\xa0\x80"', '{"a":1}'.encode("utf-16"), b'"\xc0\x80"'])
def test_what_is_not_utf_8_is_refused(body: bytes) -> None:
    with pytest.raises(NotJson, match=r"UTF-8|Expecting"):
        decode(body)


def test_brackets_in_texts_are_no_nesting() -> None:
    policy = json.dumps({"Statement": [{"a": "[{" * 50}]})
    text = json.dumps({"Policy": policy, "Other": '\\"[[[['})

    assert decode(text.encode()) == {"Policy": policy, "Other": '\\"[[[['}
    assert decode(b"[" * DEPTH + b"]" * DEPTH) is not None
    assert decode(b"[" + b"[]," * 5000 + b"[]]")


def test_pairs_of_surrogates_are_one_character() -> None:
    assert decode(rb'"\ud83d\ude00"') == "\U0001f600"


def test_a_whole_number_may_be_written_with_a_point() -> None:
    assert decode(b"[7.0, 1e3, 7.5, 1e300]") == [7, 1000, 7.5, 1e300]
    assert [type(item) for item in decode(b"[7.0, 7.5, 1e300]")] == [int, float, float]


def test_a_text_that_never_ends_takes_no_longer_than_it_is() -> None:
    with pytest.raises(NotJson):
        decode(b"[" * DEPTH + b'["' + b'\\"' * 200_000)


def test_a_refusal_holds_nothing_of_the_text() -> None:
    with pytest.raises(NotJson) as refusal:
        decode(b'{"Plaintext": "c2VjcmV0" secret}')

    assert "c2VjcmV0" not in str(refusal.value)
    assert "secret" not in str(refusal.value)
