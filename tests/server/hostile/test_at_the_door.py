"""Who cannot show a good signature gets AWS's answer for that, in the words of the service that was asked."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from xml.etree import ElementTree

import pytest
from tests.contract.gateways import NOON
from tests.server.hostile.served import Trusted, account
from tests.unit.wire.sigv4.signing import signed
from tests.vectors.sigv4.suite import with_header

from kmstui.aws.clock import ManualClock
from kmstui.aws.credentials import Credential
from kmstui.aws.entropy import SeededEntropy
from kmstui.config import ACCOUNT_ID, REGIONS
from kmstui.server.account import House
from kmstui.server.answering import Answering
from kmstui.server.doorkeepers import Verifying
from kmstui.wire.message import Reply, Request
from kmstui.wire.sigv4.moments import stamp

HOST = "localhost:4566"
CALLS = {
    "kms": ("TrentService.ListKeys", b"{}"),
    "iam": ("", b"Action=ListUsers&Version=2010-05-08"),
    "ec2": ("", b"Action=DescribeVolumes&Version=2016-11-15"),
}
ANSWERS = {
    "kms": {
        "unsigned": (400, "MissingAuthenticationTokenException"),
        "malformed": (400, "IncompleteSignatureException"),
        "another secret": (400, "InvalidSignatureException"),
        "another body": (400, "InvalidSignatureException"),
        "unknown key": (400, "UnrecognizedClientException"),
        "another service": (400, "InvalidSignatureException"),
        "no such Region": (400, "InvalidSignatureException"),
        "too old": (400, "InvalidSignatureException"),
        "too early": (400, "InvalidSignatureException"),
    },
    "iam": {
        "unsigned": (403, "MissingAuthenticationToken"),
        "malformed": (400, "IncompleteSignature"),
        "another secret": (403, "SignatureDoesNotMatch"),
        "another body": (403, "SignatureDoesNotMatch"),
        "unknown key": (403, "InvalidClientTokenId"),
        "another service": (403, "SignatureDoesNotMatch"),
        "no such Region": (403, "SignatureDoesNotMatch"),
        "too old": (403, "SignatureDoesNotMatch"),
        "too early": (403, "SignatureDoesNotMatch"),
    },
    "ec2": {
        "unsigned": (403, "MissingAuthenticationToken"),
        "malformed": (400, "IncompleteSignature"),
        "another secret": (401, "AuthFailure"),
        "another body": (401, "AuthFailure"),
        "unknown key": (401, "AuthFailure"),
        "another service": (401, "AuthFailure"),
        "no such Region": (401, "AuthFailure"),
        "too old": (400, "RequestExpired"),
        "too early": (400, "RequestExpired"),
    },
}


@pytest.fixture
def trusted(tmp_path: Path) -> Iterator[Trusted]:
    with account(tmp_path) as opened:
        yield opened


@pytest.fixture
def server(trusted: Trusted) -> Answering:
    return Answering(
        trusted,
        House("0", ACCOUNT_ID, REGIONS),
        Verifying(trusted, REGIONS),
        frozenset({HOST}),
        clock=ManualClock(NOON),
        entropy=SeededEntropy("door"),
    )


def _request(
    service: str,
    credential: Credential,
    *,
    scope_service: str = "",
    region: str = "us-east-1",
    later: int = 0,
) -> Request:
    target, body = CALLS[service]
    when = stamp(NOON + timedelta(minutes=later))
    kind = "application/x-amz-json-1.1" if target else "application/x-www-form-urlencoded"
    return signed(
        body,
        stamp=when,
        key_id=credential.access_key_id,
        secret=credential.secret_access_key,
        scope=f"{when[:8]}/{region}/{scope_service or service}/aws4_request",
        content_type=kind,
        x_amz_target=target,
    )


def _broken(kind: str, service: str, credential: Credential) -> Request:
    good = _request(service, credential)
    return {
        "unsigned": with_header(good, "authorization", None),
        "malformed": with_header(good, "authorization", "AWS4-HMAC-SHA256 Credential=x"),
        "another secret": _request(service, replace(credential, secret_access_key="x" * 40)),
        "another body": replace(good, body=b"{ }" if CALLS[service][0] else b"MaxResults=7&" + good.body),
        "unknown key": _request(service, replace(credential, access_key_id="AKIAUNKNOWN")),
        "another service": _request(service, credential, scope_service="cloudtrail"),
        "no such Region": _request(service, credential, region="mars-north-1"),
        "too old": _request(service, credential, later=-16),
        "too early": _request(service, credential, later=16),
    }[kind]


def _code(reply: Reply) -> str:
    if reply.body.startswith(b"{"):
        code: str = json.loads(reply.body)["__type"]
        return code
    tags = {
        element.tag.rpartition("}")[2]: element.text for element in ElementTree.fromstring(reply.body).iter()
    }
    return tags["Code"] or ""


@pytest.mark.parametrize("service", CALLS)
def test_a_good_signature_opens(service: str, server: Answering, trusted: Trusted) -> None:
    reply = server.handle(_request(service, trusted.emulator.issue("alice")), "127.0.0.1")
    assert reply.status == 200, reply.body


@pytest.mark.parametrize("kind", ANSWERS["kms"])
@pytest.mark.parametrize("service", CALLS)
def test_nothing_else_does(service: str, kind: str, server: Answering, trusted: Trusted) -> None:
    credential = trusted.emulator.issue("alice")
    reply = server.handle(_broken(kind, service, credential), "127.0.0.1")
    assert (reply.status, _code(reply)) == ANSWERS[service][kind]
    assert credential.secret_access_key.encode() not in reply.body


def test_a_deleted_access_key_opens_no_more(server: Answering, trusted: Trusted) -> None:
    """Though its secret was remembered a moment ago."""
    credential = trusted.emulator.issue("alice")
    request = _request("kms", credential)
    assert server.handle(request, "127.0.0.1").status == 200
    trusted.asked("iam", "DeleteAccessKey", UserName="alice", AccessKeyId=credential.access_key_id)
    assert _code(server.handle(request, "127.0.0.1")) == "UnrecognizedClientException"
