"""botocore's protocol suites, turned round: what its clients send is ours to read, its parsers read ours.

The suites lie in `data`, unchanged. Each case has a model of its own, which becomes one of ours by the same
script that makes the product's models.
"""

import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from scripts.shapes import reduce

from kmstui.aws.shapes import Kind, ServiceModel, Shape, model_of

DATA = Path(__file__).parent / "data"
SUITES = ("ec2", "json", "json_1_0", "query", "rest-json")
_SPECIAL = {"NaN": math.nan, "Infinity": math.inf, "-Infinity": -math.inf}


@dataclass(frozen=True)
class Case:
    """One case of a suite."""

    suite: str
    document: Mapping[str, Any]
    """The suite's model in botocore's form, with the one operation of the case."""
    facts: Mapping[str, Any]

    @property
    def id(self) -> str:
        return str(self.facts["id"])

    @property
    def operation(self) -> str:
        return str(self.facts["given"]["name"])

    def model(self) -> ServiceModel:
        """The case's model as one of ours."""
        document = {**self.document, "operations": {self.operation: self.facts["given"]}}
        return model_of("suite", reduce(document, [self.operation]))


def cases(direction: str) -> Iterator[Case]:
    """Every case of every suite, `input` or `output`."""
    for suite in SUITES:
        for document in json.loads((DATA / direction / f"{suite}.json").read_bytes()):
            for facts in document["cases"]:
                yield Case(suite, {k: v for k, v in document.items() if k != "cases"}, facts)


def written(value: Any) -> Any:
    """A value as the suites write it: bytes as text, moments as seconds, special floats as words."""
    match value:
        case bytes():
            return value.decode()
        case datetime():
            return value.timestamp()
        case float() if math.isnan(value):
            return "NaN"
        case float() if math.isinf(value):
            return "Infinity" if value > 0 else "-Infinity"
        case dict():
            return {name: written(item) for name, item in value.items()}
        case list():
            return [written(item) for item in value]
    return value


def meant(model: ServiceModel, shape: Shape, value: Any) -> Any:
    """A value as the suites write it, as the account has it: the other way round than `written`."""
    if value is None or shape.document:
        return value
    match shape.kind:
        case Kind.STRUCTURE:
            return {name: meant(model, model.of(shape.members[name]), item) for name, item in value.items()}
        case Kind.LIST:
            assert shape.element is not None
            return [meant(model, model.of(shape.element), item) for item in value]
        case Kind.MAP:
            assert shape.element is not None
            return {name: meant(model, model.of(shape.element), item) for name, item in value.items()}
        case Kind.BLOB:
            return value.encode()
        case Kind.TIMESTAMP:
            return datetime.fromtimestamp(value, UTC)
        case Kind.FLOAT | Kind.DOUBLE:
            return _SPECIAL.get(value, value)
    return value
