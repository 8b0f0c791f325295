"""EBS's requests are read from path, query, headers and body, and blocks go over the wire as they are."""

import json
from typing import Any

import pytest

from kmstui.aws.errors import AwsError
from kmstui.wire.message import Request
from kmstui.wire.routing import route

BLOCK = bytes(range(256)) * 2


def _params(request: Request) -> dict[str, Any]:
    found = route(request, "ebs")
    return found.codec.params(found, request)


def test_a_block_is_put_as_it_is() -> None:
    headers = (
        ("content-type", "application/octet-stream"),
        ("x-amz-data-length", "512"),
        ("x-amz-checksum", "abc="),
        ("x-amz-checksum-algorithm", "SHA256"),
        ("x-amz-progress", "x"),
    )

    assert _params(Request("PUT", "/snapshots/snap-1/blocks/7", headers, BLOCK)) == {
        "SnapshotId": "snap-1",
        "BlockIndex": 7,
        "DataLength": 512,
        "Checksum": "abc=",
        "ChecksumAlgorithm": "SHA256",
        "Progress": "x",
        "BlockData": BLOCK,
    }


def test_a_query_has_the_rest() -> None:
    request = Request("GET", "/snapshots/snap%2D1/blocks?maxResults=5&pageToken=a%2Bb&other=1", ())

    assert _params(request) == {"SnapshotId": "snap-1", "MaxResults": 5, "NextToken": "a+b"}


def test_an_encoded_slash_makes_no_other_path() -> None:
    found = route(Request("GET", "/snapshots/a%2Fblocks%2F1/blocks", ()))

    assert found.operation == "ListSnapshotBlocks"
    assert _params(Request("GET", "/snapshots/a%2Fblocks%2F1/blocks", ())) == {"SnapshotId": "a/blocks/1"}


def test_a_body_is_json() -> None:
    body = b'{"VolumeSize":1,"Tags":[{"Key":"a","Value":null}],"Encrypted":true}'

    assert _params(Request("POST", "/snapshots", (), body)) == {
        "VolumeSize": 1,
        "Tags": [{"Key": "a"}],
        "Encrypted": True,
    }


@pytest.mark.parametrize(
    "request_", [
        Request("GET", "/snapshots/s/blocks/x?blockToken=t", ()),
        Request("PUT", "/snapshots/s/blocks/1", (("x-amz-data-length", "many"),), b""),
    ]
)  # fmt: skip
def test_what_has_the_wrong_type_is_left_for_the_account(request_: Request) -> None:
    params = _params(request_)

    assert "x" in params.values() or "many" in params.values()


@pytest.mark.parametrize(
    "request_", [
        Request("POST", "/snapshots", (), b"{"),
        Request("POST", "/snapshots", (), b"[]"),
        Request("GET", "/snapshots/s/blocks?" + "&".join(f"a{n}=1" for n in range(1000)), ()),
        Request("GET", "/snapshots/s/blocks?pageToken=%ff", ()),
    ]
)  # fmt: skip
def test_what_cannot_be_read_is_refused(request_: Request) -> None:
    with pytest.raises(AwsError) as refusal:
        _params(request_)

    assert refusal.value.code == "SerializationException"


def test_a_block_is_answered_as_it_is() -> None:
    found = route(Request("GET", "/snapshots/s/blocks/1?blockToken=t", ()))
    result = {"DataLength": 512, "BlockData": BLOCK, "Checksum": "abc=", "ChecksumAlgorithm": "SHA256"}

    reply = found.codec.reply(found, result, "an-id")

    assert (reply.status, reply.body) == (200, BLOCK)
    assert set(reply.headers) == {
        ("x-amzn-requestid", "an-id"),
        ("x-amz-data-length", "512"),
        ("x-amz-checksum", "abc="),
        ("x-amz-checksum-algorithm", "SHA256"),
        ("content-type", "application/octet-stream"),
    }


def test_statuses_are_the_model_s() -> None:
    start = route(Request("POST", "/snapshots", ()))
    complete = route(Request("POST", "/snapshots/completion/snap-1", ()))

    reply = start.codec.reply(start, {"SnapshotId": "s", "Tags": None}, "an-id")

    assert complete.operation == "CompleteSnapshot"
    assert (reply.status, json.loads(reply.body)) == (201, {"SnapshotId": "s"})
    assert complete.codec.reply(complete, {}, "an-id").status == 202


def test_a_header_is_one_line() -> None:
    found = route(Request("PUT", "/snapshots/s/blocks/1", ()))

    reply = found.codec.reply(found, {"Checksum": "a\r\nset-cookie: b"}, "an-id")

    assert dict(reply.headers)["x-amz-checksum"] == "a  set-cookie: b"


@pytest.mark.parametrize(
    ("code", "status"),
    [("ResourceNotFoundException", 404), ("AccessDeniedException", 403), ("InvalidSignatureException", 403)],
)
def test_a_refusal_has_its_code_in_a_header(code: str, status: int) -> None:
    found = route(Request("GET", "/snapshots/s/blocks", ()))

    reply = found.codec.refusal(found, AwsError(code, "why"), "an-id")

    assert reply.status == status
    assert dict(reply.headers)["x-amzn-errortype"] == code
    assert "why" in json.loads(reply.body).values()
