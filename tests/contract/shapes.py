"""Whether a value is what AWS's service model says it is, judged apart from the code under test.

The account checks requests itself; this checks requests and answers alike, against the same models, so that
neither a test nor an answer can drift from AWS's shapes without being seen.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime

from kmstui.aws.shapes import Kind, ServiceModel, Shape, service_model
from kmstui.aws.volume_io import Direction, Meters, Sector, Workload, as_members

_TYPES: Mapping[Kind, tuple[type, ...]] = {
    Kind.STRING: (str,),
    Kind.INTEGER: (int,),
    Kind.LONG: (int,),
    Kind.FLOAT: (int, float),
    Kind.DOUBLE: (int, float),
    Kind.BOOLEAN: (bool,),
    Kind.BLOB: (bytes,),
    Kind.TIMESTAMP: (datetime,),
}
_RECORDS = Workload | Direction | Meters | Sector
_NEW_SPECS = ("ECC_NIST_EDWARDS25519", "ML_DSA_44", "ML_DSA_65", "ML_DSA_87", "ML_KEM_768", "ML_KEM_1024")
_GIVEN_ALL_THE_SAME = {
    ("GrantNameType", ""),
    ("idType", "111122223333"),
    *(("CustomerMasterKeySpec", spec) for spec in _NEW_SPECS),
}
"""Values that AWS answers with although its own model forbids them: the name of a grant that has none, the
root user's id, which is the account's, and new key specs under the old name, whose list has ended."""


def misfits_of_input(service: str, operation: str, value: object) -> list[str]:
    """Where the parameters of a call are not as the operation's input shape says."""
    return _misfits_of(service, operation, service_model(service).input(operation), value)


def misfits_of_output(service: str, operation: str, value: object) -> list[str]:
    """Where the answer to a call is not as the operation's output shape says."""
    return _misfits_of(service, operation, service_model(service).output(operation), value)


def _misfits_of(service: str, operation: str, shape: Shape | None, value: object) -> list[str]:
    model = service_model(service)
    if shape is None:
        return [] if value == {} else [f"{operation} gives or takes nothing, not {value!r}"]
    return list(_misfits(model, shape, value, operation))


def _misfits(model: ServiceModel, shape: Shape, value: object, path: str) -> Iterator[str]:
    if isinstance(value, str) and (shape.name, value) in _GIVEN_ALL_THE_SAME:
        return
    plain = as_members(value) if isinstance(value, _RECORDS) else value
    yield from _in_container(model, shape, plain, path)
    yield from _out_of_bounds(shape, plain, path)


def _in_container(model: ServiceModel, shape: Shape, value: object, path: str) -> Iterator[str]:
    match shape.kind, value:
        case Kind.STRUCTURE, dict():
            yield from _in_structure(model, shape, value, path)
        case Kind.LIST, list() | tuple():
            assert shape.element is not None
            for index, item in enumerate(value):
                yield from _misfits(model, model.of(shape.element), item, f"{path}[{index}]")
        case Kind.MAP, dict():
            assert shape.element is not None
            assert shape.key is not None
            for key, item in value.items():
                yield from _misfits(model, model.of(shape.key), key, f"{path} key {key!r}")
                yield from _misfits(model, model.of(shape.element), item, f"{path}[{key!r}]")
        case _:
            yield from _in_scalar(shape, value, path)


def _in_structure(model: ServiceModel, shape: Shape, value: Mapping[str, object], path: str) -> Iterator[str]:
    for name, item in value.items():
        if name not in shape.members:
            yield f"{path}.{name} is unknown"
        else:
            yield from _misfits(model, model.of(shape.members[name]), item, f"{path}.{name}")
    if not str(value.get("Arn", "")).endswith(":root"):  # IAM has no more to say of the root user
        yield from (f"{path}.{name} is missing" for name in shape.required if name not in value)


def _in_scalar(shape: Shape, value: object, path: str) -> Iterator[str]:
    kinds = _TYPES.get(shape.kind, ())
    if not isinstance(value, kinds) or (isinstance(value, bool) and shape.kind is not Kind.BOOLEAN):
        yield f"{path} is a {type(value).__name__}, not a {shape.kind}"
    elif isinstance(value, datetime) and value.tzinfo is None:
        yield f"{path} is a moment without a time zone"
    elif shape.enum and value not in shape.enum:
        yield f"{path} is {value!r}, not one of {shape.enum}"
    elif shape.pattern and isinstance(value, str) and not _matches(shape.pattern, value):
        yield f"{path} is {value!r}, which does not match {shape.pattern}"


def _matches(pattern: str, text: str) -> bool:
    """Java's categories of letters, numbers and spaces are held against ASCII text alone."""
    ascii_only = pattern.replace(r"\p{L}", "a-zA-Z").replace(r"\p{N}", "0-9").replace(r"\p{Z}", " ")
    return not text.isascii() or re.fullmatch(ascii_only, text, re.ASCII) is not None


def _out_of_bounds(shape: Shape, value: object, path: str) -> Iterator[str]:
    match value:
        case bool() | datetime():
            return
        case int() | float():
            measure = float(value)
        case str() | bytes() | list() | tuple() | dict():
            measure = len(value)
        case _:
            return
    if shape.minimum is not None and measure < shape.minimum:
        yield f"{path} is {measure:g}, less than {shape.minimum:g}"
    if shape.maximum is not None and measure > shape.maximum:
        yield f"{path} is {measure:g}, more than {shape.maximum:g}"
