"""AWS's JSON as the AWS CLI reads and prints it: base64 for blobs, ISO 8601 for times.

It follows shapes and checks nothing: what is wrong with a value is for the account to say, in AWS's words.
"""

import base64
from datetime import UTC, datetime
from typing import Any

from kmstui.aws.shapes import Kind, ServiceModel, Shape
from kmstui.aws.volume_io import Direction, Meters, Sector, Workload, as_members


def to_params(model: ServiceModel, shape: Shape | None, value: Any) -> Any:
    """A parsed JSON value as the parameters of a call.

    Raises:
        ValueError: when a blob is not base64 or a time is no time, in a sentence.
    """
    if shape is None:
        return value
    if shape.kind is Kind.STRUCTURE and isinstance(value, dict):
        return {name: _member(model, shape, name, item) for name, item in value.items()}
    if shape.kind is Kind.LIST and isinstance(value, list) and shape.element:
        return [to_params(model, model.of(shape.element), item) for item in value]
    if shape.kind is Kind.MAP and isinstance(value, dict) and shape.element:
        return {key: to_params(model, model.of(shape.element), item) for key, item in value.items()}
    if shape.kind is Kind.BLOB and isinstance(value, str):
        return _blob(value)
    if shape.kind is Kind.TIMESTAMP and isinstance(value, str | int | float) and not isinstance(value, bool):
        return _time(value)
    return value


def _member(model: ServiceModel, shape: Shape, name: str, value: Any) -> Any:
    member = shape.members.get(name)
    return to_params(model, model.of(member) if member else None, value)


def _blob(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except ValueError as error:  # binascii.Error is one, and so is what is said of letters beyond ASCII
        raise ValueError(f"a blob must be base64: {error}") from None


def _time(value: str | float) -> datetime:
    try:
        if not isinstance(value, str):
            return datetime.fromtimestamp(value, UTC)
        moment = datetime.fromisoformat(value)
    except (ValueError, OverflowError, OSError) as error:
        raise ValueError(f"a time must be ISO 8601 or seconds since 1970: {error}") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def from_result(value: Any) -> Any:
    """An answer as values that the json module can print."""
    match value:
        case bytes() | bytearray():
            return base64.b64encode(value).decode()
        case datetime():
            return value.isoformat()
        case dict():
            return {key: from_result(item) for key, item in value.items() if item is not None}
        case list() | tuple() | set() | frozenset():
            return [from_result(item) for item in value]
        case Workload() | Direction() | Meters() | Sector():
            return from_result(as_members(value))
        case _:
            return value
