"""JSON with places: the values that the standard decoder reads, each where it stands."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kmstui.console.located_json import MAX_DEPTH, Node, NotJson, read

_scalars = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
)
documents = st.recursive(
    _scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


def _value(node: Node) -> object:
    if node.items is not None:
        return [_value(item) for item in node.items]
    if node.members is not None:
        return {name.text: _value(value) for name, value in node.members}
    return node.scalar


@given(documents, st.sampled_from([None, 1, 2]))
def test_it_reads_what_the_standard_decoder_reads(document: object, indent: int | None) -> None:
    text = json.dumps(document, indent=indent)
    assert _value(read(text)) == json.loads(text)


@given(documents)
def test_each_value_stands_where_it_says(document: object) -> None:
    text = f" \n{json.dumps(document, indent=1)}\t"
    for node in read(text).walk():
        assert json.loads(text[node.start : node.end]) == _value(node)


def _no_number(name: str) -> None:
    """NaN and Infinity are Python's; RFC 8259 knows neither."""
    raise ValueError(name)


@given(st.text())
def test_a_text_is_read_or_refused_as_the_standard_decoder_does(text: str) -> None:
    try:
        json.loads(text, parse_constant=_no_number)
    except ValueError:
        with pytest.raises(NotJson):
            read(text)
    else:
        read(text)


@pytest.mark.parametrize(
    ("text", "why", "at"),
    [
        ("", "Expecting value", 0),
        ('{"a" 1}', "Expecting ':' delimiter", 5),
        ('{"a": 1,}', "Illegal trailing comma before end of object", 7),
        ("[NaN]", "NaN is not JSON", 0),
        ("9" * 5000, "It contains a number that is too long", 0),
        ("[" * 100_000, "It is nested too deeply", 0),
    ],
)
def test_what_is_not_json_is_told_with_its_place(text: str, why: str, at: int) -> None:
    with pytest.raises(NotJson) as refusal:
        read(text)
    if "trailing comma" not in why:  # worded otherwise before Python 3.13
        assert (refusal.value.why, refusal.value.at) == (why, at)


def test_nesting_has_an_end() -> None:
    read("[" * MAX_DEPTH + "]" * MAX_DEPTH)
    with pytest.raises(NotJson, match="nested too deeply"):
        read("[" * (MAX_DEPTH + 2) + "]" * (MAX_DEPTH + 2))


def test_the_last_of_two_members_of_one_name_is_the_value() -> None:
    node = read('{"a": 1, "a": 2}')
    found = node.get("a")
    assert found is not None
    assert found.scalar == 2
    assert node.get("b") is None
    assert len(node.members or ()) == 2


def test_one_value_is_a_list_of_one_where_several_may_stand() -> None:
    assert [item.scalar for item in read('["a", "b"]').listed()] == ["a", "b"]
    assert [item.scalar for item in read('"a"').listed()] == ["a"]
