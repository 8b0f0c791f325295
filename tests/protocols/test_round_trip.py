"""Whatever botocore can say of our operations comes through, and whatever we answer it reads.

Parameters and results are generated from our shapes; botocore's own model, serialisers and parsers are on the
other side, so that a mistake in either model shows.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from io import BytesIO
from typing import Any
from urllib.parse import urlencode

import botocore.session
import pytest
from botocore.awsrequest import HeadersDict
from botocore.model import OperationModel
from botocore.parsers import create_parser
from botocore.serialize import create_serializer
from hypothesis import given, settings
from hypothesis import strategies as st

from kmstui.aws.shapes import PRIVATE_SERVICE, Kind, ServiceModel, Shape, service_model
from kmstui.wire.codec import Route
from kmstui.wire.message import Request
from kmstui.wire.routing import route
from kmstui.wire.services import SERVICES, catalogue

OPERATIONS = [
    (service, operation)
    for service in SERVICES
    if service != PRIVATE_SERVICE
    for operation in service_model(service).operations
]
_EXAMPLES = settings(max_examples=15, deadline=None, derandomize=True, database=None)
_TEXT = st.text(st.characters(min_codepoint=0x20, exclude_categories=("Cs", "Cn")), max_size=12)
_SEPARATE = st.text("abcXYZ012 -_.", min_size=1, max_size=8).map(str.strip).filter(bool)
"""Texts that go into paths and headers, where other rules hold for what an AWS client sends."""


@cache
def _session() -> botocore.session.Session:
    return botocore.session.Session()


@cache
def _botocore(service: str, operation: str) -> OperationModel:
    return _session().get_service_model(service).operation_model(operation)


def _values(
    model: ServiceModel, shape: Shape, fraction: int, *, apart: bool = False
) -> st.SearchStrategy[Any]:
    """Values of a shape; moments with a resolution of `fraction` microseconds."""
    if (
        shape.name == "policyDocumentType"
    ):  # IAM answers them percent-encoded, and botocore decodes them later
        return st.text("abcXYZ012-._~", max_size=12)
    match shape.kind:
        case Kind.STRUCTURE:
            optional = {
                name: _values(model, model.of(member), fraction, apart=bool(member.location))
                for name, member in shape.members.items()
            }
            placed = {name for name, member in shape.members.items() if member.location == "uri"}
            return st.fixed_dictionaries({name: optional.pop(name) for name in placed}, optional=optional)
        case Kind.LIST:
            assert shape.element is not None
            return st.lists(_values(model, model.of(shape.element), fraction), min_size=1, max_size=3)
        case Kind.MAP:
            assert shape.element is not None
            return st.dictionaries(_TEXT, _values(model, model.of(shape.element), fraction), max_size=3)
    return _scalars(shape.kind, fraction, apart)


def _scalars(kind: Kind, fraction: int, apart: bool) -> st.SearchStrategy[Any]:
    match kind:
        case Kind.STRING:
            return _SEPARATE if apart else _TEXT
        case Kind.INTEGER:
            return st.integers(-(2**31), 2**31 - 1)
        case Kind.LONG:
            return st.integers(-(2**63), 2**63 - 1)
        case Kind.FLOAT | Kind.DOUBLE:
            return st.floats(-1e6, 1e6, allow_nan=False)
        case Kind.BOOLEAN:
            return st.booleans()
        case Kind.BLOB:
            return st.binary(max_size=12)
    return st.datetimes(datetime(1971, 1, 1), datetime(2099, 1, 1)).map(
        lambda moment: moment.replace(tzinfo=UTC, microsecond=moment.microsecond // fraction * fraction)
    )


def _sent(operation: OperationModel, params: Mapping[str, Any]) -> Request:
    """The request that botocore makes of parameters, without a signature."""
    protocol = operation.service_model.metadata["protocol"]
    made = create_serializer(protocol, include_validation=False).serialize_to_request(params, operation)
    body = made["body"]
    query = urlencode(made["query_string"], doseq=True) if made["query_string"] else ""
    target = made["url_path"] + ("?" + query if query else "")
    headers = tuple((name.lower(), str(value)) for name, value in made["headers"].items())
    sent = urlencode(body).encode() if isinstance(body, dict) else body or b""
    return Request(made["method"], target, headers, sent)


def _without_nothing(value: Any) -> Any:
    """A value without what forms and XML have no form for, or botocore no value: all that is empty."""
    match value:
        case dict():
            bare = {name: _without_nothing(item) for name, item in value.items()}
            return {name: item for name, item in bare.items() if item not in ({}, [], "", b"", None)}
        case list():
            return [item for item in map(_without_nothing, value) if item not in ({}, [])]
    return value


@pytest.mark.parametrize(("service", "operation"), OPERATIONS)
def test_what_botocore_sends_comes_through(service: str, operation: str) -> None:
    model = service_model(service)
    shape = model.input(operation)
    fraction = 1_000_000 if model.protocol != "json" else 1

    @_EXAMPLES
    @given(_values(model, shape, fraction) if shape else st.just({}))
    def comes_through(params: dict[str, Any]) -> None:
        request = _sent(_botocore(service, operation), params)

        found = route(request, service)

        assert (found.service, found.operation) == (service, operation)
        read = found.codec.params(found, request)
        if model.protocol == "json":
            assert read == params
        else:
            assert _without_nothing(read) == _without_nothing(params)

    comes_through()


@pytest.mark.parametrize(("service", "operation"), OPERATIONS)
def test_botocore_reads_what_we_answer(service: str, operation: str) -> None:
    model = service_model(service)
    shape = model.output(operation)
    fraction = {"json": 1, "ec2": 1000}.get(model.protocol, 1)
    row = Route(service, operation, catalogue().codecs[model.protocol])

    @_EXAMPLES
    @given(_values(model, shape, fraction) if shape else st.just({}))
    def reads(result: dict[str, Any]) -> None:
        reply = row.codec.reply(row, result, "a-request-id")

        parser = create_parser(model.protocol)
        reader = _botocore(service, operation)
        body = BytesIO(reply.body) if reader.has_streaming_output else reply.body
        answer = {"status_code": reply.status, "headers": HeadersDict(reply.headers), "body": body}
        parsed = parser.parse({**answer, "context": {}}, reader.output_shape)
        assert reply.status == model.operations[operation].status
        assert parsed.pop("ResponseMetadata")["RequestId"] == "a-request-id"
        assert _without_nothing(_plain(parsed)) == _without_nothing(_plain(result))

    reads()


def _plain(value: Any) -> Any:
    """Texts as botocore leaves them to its customisations; streams read; moments in UTC."""
    match value:
        case dict():
            return {name: _plain(item) for name, item in value.items()}
        case list():
            return [_plain(item) for item in value]
        case datetime():
            return value.astimezone(UTC)
    return value.read() if hasattr(value, "read") else value
