"""Parameters and results as JSON values, driven by the shapes.

Most of what KMS is sent and sends needs no conversion at all, so a walk is compiled once per shape, and only
for shapes that hold something JSON has no form for: bytes, moments, special floats, members that have another
name on the wire. What has the wrong type passes through, for the account to refuse.
"""

from collections.abc import Callable
from typing import Any

from kmstui.aws.errors import AwsError
from kmstui.aws.shapes import PRIVATE_SERVICE, Kind, Member, ServiceModel, Shape
from kmstui.aws.volume_io import Direction, Meters, Sector, Workload, as_members
from kmstui.wire.scalars import ISO_8601, UNIX, blob, moment, number, special, stamp

Walk = Callable[[Any], Any]
"""Makes the value of one side from the value of the other."""

_WRITTEN = frozenset({Kind.TIMESTAMP, Kind.FLOAT, Kind.DOUBLE})
"""What is converted on its way out. Bytes are not: the encoder of JSON writes them in base64 by itself."""
_READ = _WRITTEN | {Kind.BLOB}
_RECORDS = Workload | Direction | Meters | Sector


class JsonValues:
    """The walks over the shapes of one service, in one direction: `reading` requests or writing answers."""

    def __init__(self, model: ServiceModel, *, reading: bool) -> None:
        self._model = model
        self._reading = reading
        self._walks: dict[tuple[str, str], Walk] = {}
        self._converted: dict[str, bool] = {}

    def walk(self, shape: Shape, timestamp_format: str = "") -> Walk | None:
        """What converts a value of this shape; None when it is the same on both sides.

        Only its members in the body count: those of a REST call that are elsewhere are left alone.
        """
        if not self._needs(shape, set()):
            return None
        stamp_format = timestamp_format or shape.timestamp_format or UNIX
        key = (shape.name, stamp_format)
        if key not in self._walks:
            match shape.kind:
                case Kind.STRUCTURE:
                    self._structure(shape, key)
                case Kind.LIST | Kind.MAP:
                    self._container(shape, key)
                case _:
                    self._walks[key] = _scalar(shape.kind, stamp_format, self._reading)
        return self._walks[key]

    def _needs(self, shape: Shape, seen: set[str]) -> bool:
        """Whether anything that a shape can hold is different on the two sides."""
        if shape.document or shape.name in seen:
            return False
        known = self._converted.get(shape.name)
        if known is None:
            inner = [self._model.of(place) for place in _places(shape)]
            renamed = any(member.location_name not in ("", name) for name, member in _body(shape))
            record = shape.kind is Kind.STRUCTURE and self._model.name == PRIVATE_SERVICE
            known = shape.kind in (_READ if self._reading else _WRITTEN) or renamed or record
            known = known or any(self._needs(place, seen | {shape.name}) for place in inner)
            if known or not seen:  # a no from inside a circle holds only as long as the circle is open
                self._converted[shape.name] = known
        return known

    def _structure(self, shape: Shape, key: tuple[str, str]) -> None:
        members: dict[str, tuple[str, Walk | None]] = {}

        def walk(value: Any) -> Any:
            if not isinstance(value, dict):
                if not isinstance(value, _RECORDS):
                    return value
                value = as_members(value)
            there: dict[str, Any] = {}
            for name, item in value.items():
                other, inner = members.get(name, (name, None))
                there[other] = item if inner is None else inner(item)
            return there

        self._walks[key] = walk  # before its members, which may hold the shape itself
        for name, member in _body(shape):
            wire = member.location_name or name
            inner = self.walk(self._model.of(member), member.timestamp_format)
            members[wire if self._reading else name] = (name if self._reading else wire, inner)

    def _container(self, shape: Shape, key: tuple[str, str]) -> None:
        assert shape.element is not None, "every list and map of a model says what it holds"
        inner: list[Walk] = []

        def in_list(value: Any) -> Any:
            return [inner[0](item) for item in value] if isinstance(value, list | tuple) else value

        def in_map(value: Any) -> Any:
            if not isinstance(value, dict):
                return value
            return {name: inner[0](item) for name, item in value.items()}

        self._walks[key] = in_list if shape.kind is Kind.LIST else in_map
        found = self.walk(self._model.of(shape.element), shape.element.timestamp_format)
        inner.append(found or _same)


def pruned(model: ServiceModel, shape: Shape, value: Any) -> Any:
    """A value without the members of structures that are null: to AWS they are not there."""
    match shape.kind, value:
        case Kind.STRUCTURE, dict() if not shape.document:
            return {
                name: pruned(model, model.of(member), item) if (member := shape.members.get(name)) else item
                for name, item in value.items()
                if item is not None
            }
        case Kind.LIST, list() | tuple() if shape.element:
            return [pruned(model, model.of(shape.element), item) for item in value]
        case Kind.MAP, dict() if shape.element:
            return {name: pruned(model, model.of(shape.element), item) for name, item in value.items()}
    return value


def _body(shape: Shape) -> list[tuple[str, Member]]:
    return [(name, member) for name, member in shape.members.items() if not member.location]


def _places(shape: Shape) -> list[Member]:
    return [member for _, member in _body(shape)] + ([shape.element] if shape.element else [])


def _same(value: Any) -> Any:
    return value


def _scalar(kind: Kind, timestamp_format: str, reading: bool) -> Walk:
    if kind is Kind.BLOB:
        return _read_blob
    if kind is Kind.TIMESTAMP:
        return _moment_reader(timestamp_format) if reading else _moment_writer(timestamp_format)
    return _read_number if reading else _write_number


def _read_blob(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    found = blob(value)
    if found is None:
        raise AwsError("SerializationException", "A blob must be encoded in base64")
    return found


def _read_number(value: Any) -> Any:
    found = number(value) if isinstance(value, str) else None
    return value if found is None else found


def _write_number(value: Any) -> Any:
    return special(value) if isinstance(value, float) else value


def _moment_reader(timestamp_format: str) -> Walk:
    text_format = ISO_8601 if timestamp_format == UNIX else timestamp_format

    def read(value: Any) -> Any:
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            return value
        found = moment(value, text_format)
        return value if found is None else found

    return read


def _moment_writer(timestamp_format: str) -> Walk:
    return lambda value: value if value is None else stamp(value, timestamp_format)
