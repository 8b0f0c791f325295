"""Maps and lists are read from a tree by their shapes, and what is not theirs is said to be misplaced."""

from typing import Any

import pytest

from kmstui.aws.errors import AwsError
from kmstui.aws.shapes import model_of
from kmstui.wire.form_values import FormValues
from kmstui.wire.query import Query

MODEL = model_of(
    "forms",
    {
        "metadata": {"protocol": "query", "apiVersion": "1"},
        "operations": {},
        "shapes": {
            "Call": {
                "type": "structure",
                "members": {
                    "Map": {"shape": "Map"},
                    "FlatMap": {"shape": "Map", "flattened": True},
                    "Flat": {"shape": "Texts", "flattened": True},
                    "Next": {"shape": "Call"},
                },
            },
            "Texts": {"type": "list", "member": {"shape": "Text"}},
            "Map": {"type": "map", "key": {"shape": "Text"}, "value": {"shape": "Number"}},
            "Text": {"type": "string"},
            "Number": {"type": "integer"},
        },
    },
)
READ = FormValues(MODEL, Query.naming).structure(MODEL.shapes["Call"])


@pytest.mark.parametrize(
    ("node", "value"),
    [
        ({"Map": {"entry": {"1": {"key": "a", "value": "1"}}}}, {"Map": {"a": 1}}),
        ({"FlatMap": {"1": {"key": "a", "value": "x"}}}, {"FlatMap": {"a": "x"}}),
        ({"Flat": {"2": "b", "1": "a"}}, {"Flat": ["a", "b"]}),
        ({"Flat": ""}, {"Flat": []}),
        ({"Map": "text"}, {"Map": "text"}),
        ({"Next": {"Next": {"Flat": {"1": "a"}}}}, {"Next": {"Next": {"Flat": ["a"]}}}),
        ({"Next": ""}, {"Next": {}}),
        ({"Next": "text"}, {"Next": "text"}),
    ],
)
def test_a_tree_is_read_by_its_shape(node: dict[str, Any], value: dict[str, Any]) -> None:
    assert READ(node) == value


@pytest.mark.parametrize(
    "node",
    [
        {"Map": {"entry": {"1": "a"}}},
        {"Map": {"entry": {"1": {"key": "a"}}}},
        {"Map": {"entry": {"1": {"key": "a", "value": "1", "more": "x"}}}},
        {"Map": {"entry": {"1": {"key": {"1": "a"}, "value": "1"}}}},
        {"Map": {"entry": {"1": {"key": "a", "value": "1"}, "2": {"key": "a", "value": "2"}}}},
        {"Map": {"1": {"key": "a", "value": "1"}}},
        {"Map": {"entry": {"1": {"key": "a", "value": "1"}}, "2": "x"}},
        {"Flat": {"member": {"1": "a"}}},
    ],
)
def test_what_is_no_entry_is_misplaced(node: dict[str, Any]) -> None:
    with pytest.raises(AwsError) as refusal:
        READ(node)

    assert refusal.value.code == "MalformedInput"
