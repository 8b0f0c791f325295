"""Members in headers and queries are read, and lists of them as HTTP writes lists."""

from typing import Any

import pytest

from kmstui.aws.shapes import model_of
from kmstui.wire.message import Request
from kmstui.wire.rest_places import header_writers, place_readers

MODEL = model_of(
    "headers",
    {
        "metadata": {"protocol": "rest-json", "apiVersion": "1"},
        "operations": {},
        "shapes": {
            "Call": {
                "type": "structure",
                "members": {
                    "Names": {"shape": "Texts", "location": "header", "locationName": "X-Names"},
                    "Meta": {"shape": "Map", "location": "headers", "locationName": "X-Meta-"},
                    "Page": {"shape": "Number", "location": "querystring", "locationName": "page"},
                    "Flags": {"shape": "Texts", "location": "querystring", "locationName": "flag"},
                },
            },
            "Texts": {"type": "list", "member": {"shape": "Text"}},
            "Map": {"type": "map", "key": {"shape": "Text"}, "value": {"shape": "Text"}},
            "Text": {"type": "string"},
            "Number": {"type": "integer"},
        },
    },
)
READERS = place_readers(MODEL, MODEL.shapes["Call"], {})
WRITERS = header_writers(MODEL, MODEL.shapes["Call"])


def _read(*headers: tuple[str, str], query: str = "") -> dict[str, Any]:
    params: dict[str, Any] = {}
    for read in READERS:
        read(params, Request("GET", f"/?{query}", headers), {})
    return params


@pytest.mark.parametrize(
    ("text", "entries"),
    [
        ("a, b,c", ["a", "b", "c"]),
        ('"a,b", "\\"c\\"" ,d', ["a,b", '"c"', "d"]),
        ("", []),
        ("a,,b", ["a", "", "b"]),
        ('"a', ['"a']),
        ('"a"b', ['"a"b']),
        ('"' + '\\"' * 4000, ['"' + '\\"' * 4000]),
    ],
)
def test_a_list_in_a_header_has_commas_and_quotes(text: str, entries: list[str]) -> None:
    assert _read(("x-names", text)) == {"Names": entries}


def test_a_header_may_come_more_than_once() -> None:
    assert _read(("x-names", "a"), ("x-names", "b")) == {"Names": ["a", "b"]}


def test_headers_with_a_prefix_are_a_map() -> None:
    assert _read(("x-meta-a", "1"), ("x-meta-b", "2"), ("x-other", "3")) == {"Meta": {"a": "1", "b": "2"}}


def test_a_query_has_values_and_lists() -> None:
    assert _read(query="page=5&flag=a&flag=b+c&other=x") == {"Page": 5, "Flags": ["a", "b c"]}
    assert _read(query="page=five") == {"Page": "five"}


def test_what_is_written_is_read() -> None:
    result = {"Names": ["a", "b,c", 'd"e'], "Meta": {"K": "v"}}

    headers = [header for write in WRITERS for header in write(result)]

    assert headers == [("x-names", 'a, "b,c", "d\\"e"'), ("x-meta-k", "v")]
    assert _read(*headers) == {"Names": ["a", "b,c", 'd"e'], "Meta": {"k": "v"}}
