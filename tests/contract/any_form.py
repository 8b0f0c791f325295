"""Requests in AWS's wire forms, wrong ones included: botocore's serialisers, without their trust in callers.

botocore checks parameters before it sends them, and its serialisers trip over what does not fit. Here what
does not fit is written as it is, as far as the form has a way of writing it: JSON has no bytes and no NaN,
and in a form everything is text, so that a number where a string belongs is no mistake. What cannot be
written raises `Inexpressible`, for tests to count.
"""

import base64
import json
import math
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from botocore.serialize import EC2Serializer, JSONSerializer, QuerySerializer


class Inexpressible(Exception):  # noqa: N818 - it says what is the matter with the value
    """A value that means something else, or nothing, in the form that it would have to be sent in."""


_SUITS: Mapping[str, tuple[type, ...]] = {
    "structure": (dict,),
    "map": (dict,),
    "list": (list, tuple),
    "string": (str,),
    "blob": (bytes, bytearray),
    "timestamp": (datetime,),
    "boolean": (bool,),
    "integer": (int,),
    "long": (int,),
    "float": (int, float),
    "double": (int, float),
}


def _suits(value: Any, kind: str) -> bool:
    if isinstance(value, bool) and kind != "boolean":
        return False
    return isinstance(value, _SUITS[kind]) and not (isinstance(value, float) and not math.isfinite(value))


class AnyJson(JSONSerializer):  # type: ignore[misc]
    """JSON of anything that JSON can say."""

    def serialize_to_request(self, parameters: Any, operation_model: Any) -> Any:
        """As botocore does, if it is an object at all."""
        if isinstance(parameters, dict):
            return super().serialize_to_request(parameters, operation_model)
        request = super().serialize_to_request({}, operation_model)
        request["body"] = json.dumps(_in_json(parameters)).encode()
        return request

    def _serialize(self, serialized: Any, value: Any, shape: Any, key: Any = None) -> None:
        if _suits(value, shape.type_name):
            super()._serialize(serialized, value, shape, key)
            return
        if _is_read_so(value, shape.type_name):
            raise Inexpressible(f"{value!r} is a {shape.type_name} to a JSON service")
        serialized[key] = _in_json(value)

    def _serialize_type_structure(self, serialized: Any, value: Any, shape: Any, key: Any) -> None:
        if any(item is None for item in value.values()):
            raise Inexpressible("a member that is null is one that was left out")
        known = {name: item for name, item in value.items() if name in shape.members}
        super()._serialize_type_structure(serialized, known, shape, key)
        inner = serialized if key is None else serialized[key]
        inner.update({name: _in_json(item) for name, item in value.items() if name not in known})


def _is_read_so(value: Any, kind: str) -> bool:
    """Whether JSON services take a value for one of this kind although Python has another for it."""
    if isinstance(value, str):
        return (kind == "blob" and _is_base64(value)) or (kind in {"float", "double"} and _is_number(value))
    return kind == "timestamp" and isinstance(value, int | float) and not isinstance(value, bool)


def _is_base64(text: str) -> bool:
    try:
        base64.b64decode(text, validate=True)
    except ValueError:
        return False
    return True


def _in_json(value: Any) -> Any:
    match value:
        case None | bool() | int() | str():
            return value
        case float() if math.isfinite(value):
            return value
        case list() | tuple():
            return [_in_json(item) for item in value]
        case dict():
            return {name: _in_json(item) for name, item in value.items()}
    raise Inexpressible(f"JSON has no {type(value).__name__}")


class _AnyForm:
    """What the two kinds of forms have in common."""

    def serialize_to_request(self, parameters: Any, operation_model: Any) -> Any:
        """As botocore does, if there are members at all."""
        if not isinstance(parameters, dict):
            raise Inexpressible("a form has fields and nothing else")
        request = super().serialize_to_request(parameters, operation_model)  # type: ignore[misc]
        if operation_model.input_shape is None:
            _add_unknown(request["body"], parameters, "")
        for name, text in request["body"].items():
            _encodable(name)
            _encodable(str(text))
        return request

    def _serialize(self, serialized: Any, value: Any, shape: Any, prefix: str = "") -> None:
        if _suits(value, shape.type_name):
            super()._serialize(serialized, value, shape, prefix)  # type: ignore[misc]
        else:
            serialized[prefix] = _as_wrong_text(value, shape.type_name)

    def _serialize_type_structure(self, serialized: Any, value: Any, shape: Any, prefix: str = "") -> None:
        known = {name: item for name, item in value.items() if name in shape.members}
        super()._serialize_type_structure(serialized, known, shape, prefix)  # type: ignore[misc]
        if not value and prefix.rpartition(".")[2].isdigit():
            raise Inexpressible("an item without members leaves no field")
        _add_unknown(serialized, {name: value[name] for name in value.keys() - known.keys()}, prefix)


def _add_unknown(serialized: Any, unknown: Mapping[Any, Any], prefix: str) -> None:
    for name, text in unknown.items():
        if not isinstance(name, str) or not isinstance(text, str):
            raise Inexpressible("an unknown field of a form is text")
        serialized[f"{prefix}.{name}" if prefix else name] = text


def _as_wrong_text(value: Any, kind: str) -> str:
    """A value of the wrong type as text that is still wrong."""
    match value:
        case bool():
            text = "true" if value else "false"
        case int() | float():
            text = str(value)
        case str():
            text = value
        case _:
            raise Inexpressible(f"a field of a form holds no {type(value).__name__}")
    if kind in {"string", "blob"} or (kind == "boolean" and text in {"true", "false"}):
        raise Inexpressible(f"{text} is a {kind}")
    if kind not in {"structure", "map", "list", "timestamp"} and _is_number(text):
        raise Inexpressible(f"{text} is a {kind}")
    return text


def _is_number(text: str) -> bool:
    try:
        return math.isfinite(float(text))
    except ValueError:
        return False


def _encodable(text: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError:
        raise Inexpressible("a form is UTF-8") from None


class AnyQuery(_AnyForm, QuerySerializer):  # type: ignore[misc]
    """IAM's and STS's forms."""


class AnyEc2(_AnyForm, EC2Serializer):  # type: ignore[misc]
    """EC2's forms."""


SERIALISERS = {"json": AnyJson, "query": AnyQuery, "ec2": AnyEc2}
