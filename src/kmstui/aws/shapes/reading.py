"""Reads service models from the files beside this module, one service when it is first wanted.

Shapes become objects one by one, as they are looked up: EC2's file names hundreds that a console never
touches. Knows the files' form, which is botocore's without the prose.
"""

import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from kmstui.aws.shapes import private
from kmstui.aws.shapes.model import Kind, Member, OperationShape, ServiceModel, Shape

PRIVATE_SERVICE = "kmstui"
"""The service that answers what AWS has no API for; its shapes are written by hand."""

Json = Mapping[str, Any]
"""A node of a model file."""


@cache
def service_model(service: str) -> ServiceModel:
    """The model of a service, read once.

    Raises:
        KeyError: when there is no such service.
    """
    return model_of(service, private.DOCUMENT if service == PRIVATE_SERVICE else _document(service))


def model_of(service: str, document: Json) -> ServiceModel:
    """The model that a document in the files' form describes."""
    metadata = document["metadata"]
    return ServiceModel(
        name=service,
        metadata={name: value for name, value in metadata.items() if isinstance(value, str)},
        operations={name: _operation(name, row) for name, row in document["operations"].items()},
        shapes=_Shapes(document["shapes"]),
        protocols=tuple(metadata.get("protocols", [metadata["protocol"]])),
    )


def _document(service: str) -> Json:
    file = Path(__file__).parent / f"{service}.json"
    if not service.isalnum() or not file.is_file():
        raise KeyError(service)
    document: Json = json.loads(file.read_bytes())
    return document


class _Shapes(Mapping[str, Shape]):
    """The shapes of a document, each built when it is first looked up."""

    def __init__(self, nodes: Json) -> None:
        self._nodes = nodes
        self._built: dict[str, Shape] = {}

    def __getitem__(self, name: str) -> Shape:
        shape = self._built.get(name)
        if shape is None:
            shape = self._built[name] = _shape(name, self._nodes[name])
        return shape

    def __iter__(self) -> Iterator[str]:
        return iter(self._nodes)

    def __len__(self) -> int:
        return len(self._nodes)


def _operation(name: str, row: Json) -> OperationShape:
    return OperationShape(
        name=name,
        input=row.get("input", ""),
        output=row.get("output", ""),
        errors=tuple(row.get("errors", ())),
        result_wrapper=row.get("resultWrapper", ""),
        method=row.get("method", "POST"),
        uri=row.get("requestUri", "/"),
        status=row.get("responseCode", 200),
    )


def _shape(name: str, node: Json) -> Shape:
    error = node.get("error", {})
    element = node.get("member") or node.get("value")
    return Shape(
        name=name,
        kind=Kind(node["type"]),
        members={member: _member(facts) for member, facts in node.get("members", {}).items()},
        required=tuple(node.get("required", ())),
        element=_member(element) if element else None,
        key=_member(node["key"]) if "key" in node else None,
        minimum=node.get("min"),
        maximum=node.get("max"),
        pattern=node.get("pattern", ""),
        enum=tuple(node.get("enum", ())),
        sensitive=node.get("sensitive", False),
        flattened=node.get("flattened", False),
        error_code=error.get("code", ""),
        http_status=error.get("httpStatusCode", 0),
        fault=node.get("fault", False),
        location_name=node.get("locationName", ""),
        timestamp_format=node.get("timestampFormat", ""),
        payload=node.get("payload", ""),
        document=node.get("document", False),
    )


def _member(node: Json) -> Member:
    return Member(
        shape=node["shape"],
        location_name=node.get("locationName", ""),
        query_name=node.get("queryName", ""),
        idempotency_token=node.get("idempotencyToken", False),
        location=node.get("location", ""),
        timestamp_format=node.get("timestampFormat", ""),
        flattened=node.get("flattened", False),
        json_value=node.get("jsonvalue", False),
    )
