"""botocore's own parsers read what our serialisers write, for every result and error of its output suites."""

import re
from collections import Counter
from collections.abc import Mapping
from typing import Any

import pytest
from botocore.awsrequest import HeadersDict
from botocore.model import OperationModel
from botocore.model import ServiceModel as BotocoreModel
from botocore.parsers import create_parser
from tests.protocols.suite import SUITES, Case, cases, meant, written

from kmstui.aws.errors import AwsError
from kmstui.aws.shapes import ServiceModel
from kmstui.wire.codec import Route
from kmstui.wire.message import Reply
from kmstui.wire.services import Catalogue, catalogue_of

_NOT_BY_BOTOCORE = "botocore's own list of exceptions has it; what we write is compared with the suite's text"
NOT_APPLICABLE = {
    "Ec2XmlLists": _NOT_BY_BOTOCORE,
    "QueryXmlLists": _NOT_BY_BOTOCORE,
    "RestJsonInputAndOutputWithQuotedStringHeaders": _NOT_BY_BOTOCORE,
    "RestJsonInputAndOutputWithTimestampHeaders": _NOT_BY_BOTOCORE,
    "RestJsonHttpPayloadWithUnsetUnion": _NOT_BY_BOTOCORE,
    "HttpPrefixHeadersResponse": "the result has every header of the answer, and ours must have two more",
}
KNOWN_TO_A_CLIENT: dict[str, dict[str, Any]] = {
    "MediaTypeHeaderOutputBase64": {"json": True},  # botocore gives what the JSON says
    "RestJsonHttpPayloadTraitsWithNoBlobBody": {
        "foo": "Foo",
        "blob": "",
    },  # no body, to botocore an empty one
}
"""Cases of which botocore says something else than the suite; it excepts them from its own tests."""
CODE_AND_MESSAGE_ONLY = frozenset(
    {
        "AwsJson10ComplexError",
        "AwsJson11ComplexError",
        "Ec2ComplexError",
        "QueryComplexError",
        "RestJsonComplexErrorWithNoMessage",
    }
)
"""Errors with members of their own, which `AwsError` does not carry: that they have none is left untested."""
CASES = list(cases("output"))
_APPLICABLE = [case for case in CASES if case.id not in NOT_APPLICABLE]
_COMPARED = [case for case in CASES if NOT_APPLICABLE.get(case.id) == _NOT_BY_BOTOCORE]
_REQUEST_ID = "11111111-2222-3333-4444-555555555555"


def _result(case: Case, model: ServiceModel) -> dict[str, Any]:
    shape = model.output(case.operation)
    result: dict[str, Any] = meant(model, shape, case.facts["result"]) if shape else {}
    return result


def _named(case: Case) -> str:
    return f"{case.suite}-{case.id}"


def _route(case: Case, services: Catalogue) -> Route:
    protocol = services.models["suite"].protocol
    return Route("suite", case.operation, services.codecs[protocol])


def _botocore(case: Case) -> OperationModel:
    model = BotocoreModel({**case.document, "operations": {case.operation: case.facts["given"]}})
    operation = model.operation_model(case.operation)
    shape = operation.output_shape
    if model.metadata["protocol"] == "query" and shape is not None and shape.members:
        shape.serialization["resultWrapper"] = f"{case.operation}Result"
    return operation


def _parsed(operation: OperationModel, reply: Reply) -> Mapping[str, Any]:
    parser = create_parser(operation.service_model.metadata["protocol"])
    answer = {"status_code": reply.status, "headers": HeadersDict(reply.headers), "body": reply.body}
    parsed: Mapping[str, Any] = parser.parse({**answer, "context": {}}, operation.output_shape)
    return parsed


@pytest.mark.parametrize("case", [case for case in _APPLICABLE if "result" in case.facts], ids=_named)
def test_botocore_reads_what_we_answer(case: Case) -> None:
    services = catalogue_of([case.model()])
    model, route = services.models["suite"], _route(case, services)

    reply = route.codec.reply(route, _result(case, model), _REQUEST_ID)

    parsed = dict(_parsed(_botocore(case), reply))
    assert parsed.pop("ResponseMetadata")["RequestId"] == _REQUEST_ID
    assert written(parsed) == KNOWN_TO_A_CLIENT.get(case.id, case.facts["result"])


@pytest.mark.parametrize("case", _COMPARED, ids=_named)
def test_what_botocore_cannot_read_is_written_as_the_suite_has_it(case: Case) -> None:
    services = catalogue_of([case.model()])
    route = _route(case, services)
    expected = case.facts["response"]

    reply = route.codec.reply(route, _result(case, services.models["suite"]), _REQUEST_ID)

    if case.suite == "rest-json":
        headers = {(name.lower(), value) for name, value in expected["headers"].items()}
        assert headers - {("content-length", "0")} <= set(reply.headers)
        assert reply.body.decode() == expected.get("body", "{}")
    else:
        assert _bare(reply.body.decode()) == _bare(expected["body"])


def _bare(text: str) -> str:
    """XML without what the protocols leave open: space, name spaces within, request ids, EC2's zeros."""
    text = text.replace(".000Z", "Z")
    text = re.sub(
        r"<requestId>.*?</requestId>|<ResponseMetadata>.*?</ResponseMetadata>|<[?].*?[?]>", "", text
    )
    return re.sub(r"\s+xmlns=\"[^\"]*\"|\s+(?=<)|(?<=>)\s+", "", text)


@pytest.mark.parametrize("case", [case for case in _APPLICABLE if "error" in case.facts], ids=_named)
def test_botocore_reads_what_we_refuse(case: Case) -> None:
    services = catalogue_of([case.model()])
    code, message = case.facts.get("errorCode", ""), case.facts.get("errorMessage", "")
    route = _route(case, services)

    reply = route.codec.refusal(route, AwsError(code, message), _REQUEST_ID)

    parsed = _parsed(_botocore(case), reply)
    assert parsed["Error"].get("Code") == code
    assert (parsed["Error"].get("Message") or "") == message
    assert parsed["ResponseMetadata"]["RequestId"] == _REQUEST_ID
    assert reply.status == case.facts["response"]["status_code"]


def test_every_suite_is_there_and_what_does_not_apply_is_counted() -> None:
    counted = Counter(case.suite for case in CASES)

    assert dict(counted) == {"ec2": 29, "json": 58, "json_1_0": 32, "query": 38, "rest-json": 91}
    assert set(counted) == set(SUITES)
    known = {case.id for case in CASES}
    assert known >= {*NOT_APPLICABLE, *KNOWN_TO_A_CLIENT, *CODE_AND_MESSAGE_ONLY}
    assert len(NOT_APPLICABLE) == 6
    with_members = {case.id for case in CASES if set(case.facts.get("error", {})) - {"message", "Message"}}
    assert with_members == CODE_AND_MESSAGE_ONLY
