"""Only shapes that JSON has no form for are walked, and circles of shapes come to an end."""

import pytest

from kmstui.aws.shapes import model_of, service_model
from kmstui.wire.json_values import JsonValues, pruned

_TREE = model_of(
    "tree",
    {
        "metadata": {"protocol": "json", "apiVersion": "1"},
        "operations": {},
        "shapes": {
            "Plain": {
                "type": "structure",
                "members": {"Text": {"shape": "Text"}, "Next": {"shape": "Plain"}},
            },
            "Node": {
                "type": "structure",
                "members": {
                    "Leaves": {"shape": "Nodes"},
                    "ByName": {"shape": "Map"},
                    "Data": {"shape": "Blob"},
                    "Renamed": {"shape": "Text", "locationName": "other"},
                },
            },
            "Nodes": {"type": "list", "member": {"shape": "Node"}},
            "Map": {"type": "map", "key": {"shape": "Text"}, "value": {"shape": "Node"}},
            "Any": {"type": "structure", "members": {}, "document": True},
            "Text": {"type": "string"},
            "Blob": {"type": "blob"},
        },
    },
)


@pytest.mark.parametrize("reading", [True, False])
def test_what_is_the_same_on_both_sides_is_not_walked(reading: bool) -> None:
    list_keys = service_model("kms").input("ListKeys")
    assert list_keys is not None

    assert JsonValues(service_model("kms"), reading=reading).walk(list_keys) is None
    assert JsonValues(_TREE, reading=reading).walk(_TREE.shapes["Plain"]) is None


def test_answers_without_moments_are_not_walked() -> None:
    kms = service_model("kms")
    data_key, described = kms.output("GenerateDataKey"), kms.output("DescribeKey")
    assert data_key is not None
    assert described is not None

    assert JsonValues(kms, reading=False).walk(data_key) is None
    assert JsonValues(kms, reading=False).walk(described) is not None


def test_a_circle_of_shapes_is_walked_as_deep_as_the_value_is() -> None:
    read = JsonValues(_TREE, reading=True).walk(_TREE.shapes["Node"])
    write = JsonValues(_TREE, reading=False).walk(_TREE.shapes["Node"])
    assert read is not None
    assert write is not None
    sent = {"Leaves": [{"Data": "AA==", "other": "x"}], "ByName": {"a": {"ByName": {"b": {"Data": "AQ=="}}}}}

    meant = read(sent)

    assert meant == {
        "Leaves": [{"Data": b"\0", "Renamed": "x"}],
        "ByName": {"a": {"ByName": {"b": {"Data": b"\1"}}}},
    }
    assert write(meant)["Leaves"] == [{"Data": b"\0", "other": "x"}]


def test_only_members_are_pruned() -> None:
    value = {"Leaves": [None, {"Data": None}], "ByName": {"a": None}, "Data": None, "Unknown": None}

    assert pruned(_TREE, _TREE.shapes["Node"], value) == {"Leaves": [None, {}], "ByName": {"a": None}}
    assert pruned(_TREE, _TREE.shapes["Any"], {"a": None}) == {"a": None}
    assert pruned(_TREE, _TREE.shapes["Node"], [None]) == [None]
