"""Calls in JSON 1.1 and 1.0 become parameters, answers and refusals become what AWS sends."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from kmstui.aws.errors import AwsError
from kmstui.aws.volume_io import Meters
from kmstui.wire.codec import Route
from kmstui.wire.message import Reply, Request
from kmstui.wire.services import catalogue

CODEC = catalogue().codecs["json"]
MOMENT = datetime(2026, 1, 2, 3, 4, 5, 678000, tzinfo=UTC)


def _route(operation: str, service: str = "kms") -> Route:
    return Route(service, operation, CODEC)


def _params(operation: str, body: bytes, service: str = "kms") -> dict[str, Any]:
    return CODEC.params(_route(operation, service), Request("POST", "/", (), body))


def _refused(operation: str, body: bytes) -> AwsError:
    with pytest.raises(AwsError) as refusal:
        _params(operation, body)
    return refusal.value


def _json(reply: Reply) -> Any:
    return json.loads(reply.body)


def test_blobs_and_moments_become_values() -> None:
    encrypt = _params("Encrypt", b'{"KeyId":"k","Plaintext":"AAE=","EncryptionContext":{"a":"b"}}')
    lookup = _params("LookupEvents", b'{"StartTime":1767323045.678}', "cloudtrail")

    assert encrypt == {"KeyId": "k", "Plaintext": b"\0\1", "EncryptionContext": {"a": "b"}}
    assert lookup == {"StartTime": MOMENT}
    assert _params("LookupEvents", b'{"StartTime":"2026-01-02T03:04:05.678Z"}', "cloudtrail") == lookup


def test_null_is_as_good_as_nothing_except_as_an_entry() -> None:
    body = b'{"Description":null,"Tags":[{"TagKey":"a","TagValue":null}],"Policy":"null"}'

    assert _params("CreateKey", body) == {"Tags": [{"TagKey": "a"}], "Policy": "null"}
    assert _params("Encrypt", b'{"GrantTokens":[null],"EncryptionContext":{"a":null}}') == {
        "GrantTokens": [None],
        "EncryptionContext": {"a": None},
    }


@pytest.mark.parametrize(
    "text",
    [
        '{"KeyId":5}',
        '{"Plaintext":5}',
        '{"Plaintext":["AA=="]}',
        '{"EncryptionContext":[]}',
        '{"EncryptionContext":{"a":5}}',
        '{"GrantTokens":"x"}',
        '{"Unknown":{"a":[1]}}',
    ],
)
def test_what_has_the_wrong_type_is_left_for_the_account(text: str) -> None:
    assert _params("Encrypt", text.encode()) == json.loads(text)


@pytest.mark.parametrize("value", ['"now"', "true", "1e300", "[]", '"2026-99-99T00:00:00Z"'])
def test_what_is_no_moment_is_left_for_the_account(value: str) -> None:
    found = _params("LookupEvents", f'{{"StartTime":{value}}}'.encode(), "cloudtrail")

    assert found == {"StartTime": json.loads(value)}


@pytest.mark.parametrize("body", [b"", b"null", b'"x"', b"5", b"{", b'{"a":1,}', b"\xff", b'{"a":NaN}'])
def test_what_is_no_object_is_refused_without_a_word(body: bytes) -> None:
    refused = _refused("Encrypt", body)

    assert (refused.code, refused.message) == ("SerializationException", "")


def test_a_list_is_refused_in_aws_s_words() -> None:
    refused = _refused("Encrypt", b"[]")

    assert str(refused) == "SerializationException: Start of list found where not expected"


@pytest.mark.parametrize("text", ["A", "AA=A", "AA==\\n", "ä", "-_=="])
def test_a_blob_that_is_not_base64_is_refused(text: str) -> None:
    assert _refused("Encrypt", f'{{"Plaintext":"{text}"}}'.encode()).code == "SerializationException"


def test_an_operation_nobody_has_takes_nothing() -> None:
    assert _params("Fly", b'{"a":1}') == {}
    assert _params("DescribeConfigRules", b'{"a":1}', "config") == {}


def test_an_answer_is_json_with_blobs_and_seconds() -> None:
    reply = CODEC.reply(_route("Encrypt"), {"CiphertextBlob": b"\0\1", "KeyId": None}, "an-id")
    metadata = {"KeyMetadata": {"KeyId": "k", "CreationDate": MOMENT, "DeletionDate": None}}

    assert reply.status == 200
    assert reply.headers == (
        ("x-amzn-requestid", "an-id"),
        ("content-type", "application/x-amz-json-1.1"),
    )
    assert reply.body == b'{"CiphertextBlob":"AAE="}'
    assert _json(CODEC.reply(_route("DescribeKey"), metadata, "an-id")) == {
        "KeyMetadata": {"KeyId": "k", "CreationDate": 1767323045.678}
    }


def test_kms_says_nothing_where_it_has_nothing_to_say() -> None:
    assert CODEC.reply(_route("EnableKey"), {}, "an-id").body == b""
    assert _json(CODEC.reply(_route("ListKeys"), {}, "an-id")) == {}


def test_version_1_0_is_answered_in_its_own_kind() -> None:
    older = catalogue().codecs["json-1.0"]
    reply = older.reply(Route("kms", "ListKeys", older), {"Keys": []}, "an-id")

    assert dict(reply.headers)["content-type"] == "application/x-amz-json-1.0"


def test_records_of_the_private_service_become_structures() -> None:
    meters = Meters.__new__(Meters)
    for field in Meters.__dataclass_fields__:
        object.__setattr__(meters, field, None)
    object.__setattr__(meters, "flushes", 3)

    reply = CODEC.reply(_route("GetVolumeIo", "kmstui"), {"VolumeId": "v", "Meters": meters}, "an-id")

    assert _json(reply) == {"VolumeId": "v", "Meters": {"Flushes": 3}}


def test_a_refusal_has_code_and_message() -> None:
    reply = CODEC.refusal(_route("Encrypt"), AwsError("NotFoundException", "No\ud800 key"), "an-id")

    assert reply.status == 400
    assert ("x-amzn-requestid", "an-id") in reply.headers
    assert _json(reply) == {"__type": "NotFoundException", "message": "No? key"}
    assert _json(CODEC.refusal(_route("X"), AwsError("DisabledException"), "an-id")) == {
        "__type": "DisabledException"
    }


def test_the_service_s_own_faults_are_the_server_s() -> None:
    statuses = {
        code: CODEC.refusal(_route("Encrypt"), AwsError(code), "an-id").status
        for code in ("KMSInternalException", "InternalFailure", "ThrottlingException", "Anything")
    }

    assert statuses == {
        "KMSInternalException": 500,
        "InternalFailure": 500,
        "ThrottlingException": 400,
        "Anything": 400,
    }
