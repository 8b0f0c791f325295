"""Our parsers read every wire form of botocore's input suites into the parameters that it was made of."""

from collections import Counter
from typing import Any

import pytest
from tests.protocols.suite import SUITES, Case, cases, written

from kmstui.wire.message import Request
from kmstui.wire.routing import route
from kmstui.wire.services import catalogue_of

_COMPRESSED = "the case says how a client compresses, and gives no body; none of our services compresses"
_BASE_PATH = "the case is of an endpoint below another path, and kmstui serves at the root"
_ONLY_HOST = "the case gives a host name and no request"
NOT_APPLICABLE = {
    "AwsJson10EndpointTrait": _ONLY_HOST,
    "AwsJson10EndpointTraitWithHostLabel": _ONLY_HOST,
    "AwsJson10HostWithPath": _ONLY_HOST,
    "Ec2QueryHostWithPath": _BASE_PATH,
    "QueryHostWithPath": _BASE_PATH,
    "RestJsonHostWithPath": _BASE_PATH,
    "SDKAppendedGzipAfterProvidedEncoding_restJson1": _COMPRESSED,
    "SDKAppendsGzipAndIgnoresHttpProvidedEncoding_awsJson1_0": _COMPRESSED,
    "SDKAppendsGzipAndIgnoresHttpProvidedEncoding_awsJson1_1": _COMPRESSED,
    "SDKAppendsGzipAndIgnoresHttpProvidedEncoding_awsQuery": _COMPRESSED,
    "SDKAppendsGzipAndIgnoresHttpProvidedEncoding_ec2Query": _COMPRESSED,
    "SDKAppliedContentEncoding_awsJson1_0": _COMPRESSED,
    "SDKAppliedContentEncoding_awsJson1_1": _COMPRESSED,
    "SDKAppliedContentEncoding_awsQuery": _COMPRESSED,
    "SDKAppliedContentEncoding_ec2Query": _COMPRESSED,
    "SDKAppliedContentEncoding_restJson1": _COMPRESSED,
}
_TOKEN = "00000000-0000-4000-8000-000000000000"
KNOWN_TO_A_SERVER: dict[str, dict[str, Any]] = {
    # What a client fills in.
    "Ec2ProtocolIdempotencyTokenAutoFill": {"token": _TOKEN},
    "QueryProtocolIdempotencyTokenAutoFill": {"token": _TOKEN},
    "RestJsonQueryIdempotencyTokenAutoFill": {"token": _TOKEN},
    # What a client leaves out: nulls, and what is empty.
    "AwsJson11StructuresDontSerializeNullValues": {},
    "Ec2EmptyQueryLists": {},
    "QueryEmptyQueryMaps": {},
    "RestJsonDoesntSerializeNullStructureValues": {},
    "RestJsonHttpPrefixHeadersAreNotPresent": {"foo": "Foo"},
    "RestJsonNullAndEmptyHeaders": {"b": "", "c": []},
    "RestJsonOmitsEmptyListQueryValues": {},
    "RestJsonOmitsNullQuery": {},
    # What a client adds: an object for a payload that is not there, fields to the map of all fields.
    "RestJsonHttpWithEmptyStructurePayload": {"payloadConfig": {}},
    "RestJsonHttpWithHeadersButNoPayload": {"payloadConfig": {}, "testId": "t-12345"},
    "RestJsonQueryParamsStringListMap": {
        "qux": "named",
        "foo": {"baz": ["bar", "qux"], "corge": ["named"]},
    },
    "RestJsonQueryPrecedence": {"foo": "named", "baz": {"bar": "named", "qux": "alsoFromMap"}},
}
"""Cases whose parameters do not all go over the wire, or not only they: what a server can make of them."""
CASES = list(cases("input"))


def _request(case: Case) -> Request:
    sent = case.facts["serialized"]
    headers = tuple((name.lower(), value) for name, value in sent.get("headers", {}).items())
    left_open = "{}" if case.suite.startswith("json") else ""  # what botocore sends where no body is given
    body = sent.get("body", left_open).encode()
    return Request(sent.get("method", "POST"), sent.get("uri", "/"), headers, body)


@pytest.mark.parametrize(
    "case",
    [case for case in CASES if case.id not in NOT_APPLICABLE],
    ids=lambda case: f"{case.suite}-{case.id}",
)
def test_what_botocore_sends_is_read_as_it_was_meant(case: Case) -> None:
    request = _request(case)
    meant = KNOWN_TO_A_SERVER.get(case.id, case.facts["params"])

    found = route(request, services=catalogue_of([case.model()]))

    assert (found.service, found.operation) == ("suite", case.operation)
    assert written(found.codec.params(found, request)) == meant


def test_every_suite_is_there_and_what_does_not_apply_is_counted() -> None:
    counted = Counter(case.suite for case in CASES)
    left_out = [case for case in CASES if case.id in NOT_APPLICABLE]

    assert dict(counted) == {"ec2": 29, "json": 54, "json_1_0": 21, "query": 38, "rest-json": 113}
    assert set(counted) == set(SUITES)
    assert {case.id for case in left_out} == set(NOT_APPLICABLE)
    assert {case.id for case in CASES} >= set(KNOWN_TO_A_SERVER)
    assert len(left_out) == 16
    assert not any(case.facts["serialized"].get("body") for case in left_out if "SDKApp" in case.id)
