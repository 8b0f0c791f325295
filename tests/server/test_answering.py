"""A request becomes an answer: routing, callers, request ids, errors in the protocol's own form, and bugs."""

import logging
from threading import Event
from unittest.mock import patch

import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from tests.server.accounts import (
    AGENT,
    HOST,
    KEY,
    NOON,
    REGIONS,
    Canned,
    Desk,
    ec2,
    header,
    kms,
    request,
    said,
)

from kmstui.aws.credentials import Credential
from kmstui.aws.errors import AwsError
from kmstui.aws.gateway import Params, Result
from kmstui.server.doorkeepers import Verifying
from kmstui.wire.message import Reply, Request


def _signed(
    unsigned: Request, service: str = "kms", region: str = "us-east-1", key: Credential = KEY
) -> Request:
    plain = AWSRequest(
        unsigned.method,
        f"http://{HOST}{unsigned.target}",
        {name: value for name, value in unsigned.headers if name != "host"},
        unsigned.body,
    )
    with patch("botocore.auth.get_current_datetime", lambda: NOON.replace(tzinfo=None)):
        SigV4Auth(Credentials(key.access_key_id, key.secret_access_key), service, region).add_auth(plain)
    headers = (("host", HOST), *((name.lower(), value) for name, value in plain.headers.items()))
    return Request(unsigned.method, unsigned.target, headers, unsigned.body)


def _verifying(account: Canned | None = None) -> Desk:
    account = account or Canned()
    return Desk(account, Verifying(account, REGIONS))


def _refusing(code: str, message: str = "", request_id: str = "") -> Canned:
    def say(_service: str, _operation: str, _params: Params) -> Result:
        raise AwsError(code, message, request_id=request_id)

    return Canned(say)


def test_a_signed_call_reaches_the_account_as_who_signed_it() -> None:
    account = Canned(lambda _service, _operation, params: {"Keys": [], "Truncated": params["Limit"] == 1})
    desk = _verifying(account)
    reply = desk.ask(_signed(kms("ListKeys", Limit=1), region="eu-west-1"))
    assert (reply.status, said(reply)) == (200, {"Keys": [], "Truncated": True})
    (origin, service, operation, params) = account.calls[0]
    assert (service, operation, params) == ("kms", "ListKeys", {"Limit": 1})
    assert (origin.access_key_id, origin.region) == (KEY.access_key_id, "eu-west-1")
    assert (origin.source_ip, origin.user_agent) == ("127.0.0.1", AGENT)


def test_an_answer_carries_the_id_that_the_account_was_given() -> None:
    desk = _verifying()
    reply = desk.ask(_signed(kms("ListKeys")))
    assert header(reply, "x-amzn-requestid") == desk.account.calls[0][0].request_id != ""


def test_two_requests_have_two_ids() -> None:
    answering = Desk().answering()
    ids = {header(answering.handle(kms("ListKeys"), ""), "x-amzn-requestid") for _ in range(3)}
    assert len(ids) == 3


def test_an_error_has_the_form_of_its_protocol() -> None:
    account = _refusing("NotFoundException", "Key 'x' does not exist", "1111-2222")
    reply = Desk(account).ask(kms("DescribeKey", KeyId="x"))
    assert (reply.status, header(reply, "x-amzn-requestid")) == (400, "1111-2222")
    assert said(reply)["__type"].endswith("NotFoundException")
    reply = Desk(_refusing("InvalidVolume.NotFound", "The volume", "3333")).ask(ec2("DescribeVolumes"))
    assert reply.status == 400
    assert b"<Code>InvalidVolume.NotFound</Code><Message>The volume</Message>" in reply.body
    assert b"3333" in reply.body


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        (kms("ListKeys"), "MissingAuthenticationTokenException"),
        (_signed(kms("ListKeys"), key=Credential("AKIANOBODY", "x")), "UnrecognizedClientException"),
        (
            _signed(kms("ListKeys"), key=Credential(KEY.access_key_id, "wrong")),
            "InvalidSignatureException",
        ),
        (_signed(kms("ListKeys"), service="ec2"), "InvalidSignatureException"),
        (_signed(kms("ListKeys"), region="us-west-1"), "InvalidSignatureException"),
        (
            request(
                "POST", "/", x_amz_target="TrentService.ListKeys", authorization="AWS4-HMAC-SHA256 Credential"
            ),
            "IncompleteSignatureException",
        ),
    ],
    ids=["unsigned", "unknown key", "wrong secret", "other service", "unknown region", "malformed"],
)
def test_who_does_not_prove_who_it_is_gets_nowhere(asked: Request, code: str) -> None:
    desk = _verifying()
    reply = desk.ask(asked)
    assert said(reply)["__type"].endswith(code)
    assert header(reply, "x-amzn-requestid")
    assert desk.account.calls == []


def test_other_protocols_refuse_the_unproven_in_their_own_words() -> None:
    desk = _verifying()
    assert b"<Code>MissingAuthenticationToken</Code>" in desk.ask(ec2("DescribeVolumes")).body
    wrong = _signed(ec2("DescribeVolumes"), "ec2", key=Credential(KEY.access_key_id, "wrong"))
    assert b"<Code>AuthFailure</Code>" in desk.ask(wrong).body


def test_where_nobody_checks_anybody_may_call() -> None:
    desk = Desk()
    desk.ask(kms("ListKeys"))
    desk.ask(_signed(kms("ListKeys"), region="eu-west-1", key=Credential("AKIANOBODY", "x")))
    origins = [origin for origin, *_ in desk.account.calls]
    assert [(origin.access_key_id, origin.region) for origin in origins] == [
        ("", "us-east-1"),
        ("AKIANOBODY", "eu-west-1"),
    ]


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        (kms("EatKey"), "kms:EatKey"),
        (ec2("EatVolume"), "ec2:EatVolume"),
    ],
)
def test_an_operation_that_nobody_has_is_logged_by_name(
    asked: Request, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    def say(service: str, operation: str, _params: Params) -> Result:
        raise AwsError("InvalidAction" if service == "ec2" else "UnknownOperationException", operation)

    with caplog.at_level(logging.WARNING, "kmstui.server"):
        reply = Desk(Canned(say)).ask(asked)
    assert reply.status == 400
    assert caplog.messages == [f"not emulated: {name}, asked for by {AGENT} (127.0.0.1)"]


def test_a_service_that_is_not_here_is_said_and_logged(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, "kmstui.server"):
        reply = Desk().ask(
            request("POST", "/", b"{}", x_amz_target="DynamoDB_20120810.ListTables", user_agent="x")
        )
    assert reply.status == 400
    assert b"UnknownOperationException" in reply.body
    assert "ListTables" in caplog.text


def test_what_a_client_sends_cannot_write_the_log(caplog: pytest.LogCaptureFixture) -> None:
    agent = "evil\x1b]52;c;aGk=\x07\r\n2026 ERROR forged \u202e" + "x" * 500
    hostile = Request(
        "POST",
        "/",
        (("host", HOST), ("x-amz-target", "TrentService.EatKey"), ("user-agent", agent)),
        b"{}",
    )
    with caplog.at_level(logging.WARNING, "kmstui.server"):
        Desk(_refusing("UnknownOperationException")).ask(hostile)
    assert len(caplog.messages) == 1
    assert caplog.messages[0].isprintable()
    assert caplog.messages[0].isascii()
    assert len(caplog.messages[0]) < 400


def test_a_bug_is_an_internal_failure_and_its_words_stay_here(caplog: pytest.LogCaptureFixture) -> None:
    def say(_service: str, _operation: str, params: Params) -> Result:
        raise ValueError(f"no such thing as {params['Plaintext']!r}")

    desk = Desk(Canned(say))
    with caplog.at_level(logging.ERROR, "kmstui.server"):
        reply = desk.ask(kms("Encrypt", KeyId="x", Plaintext="aHVudGVyMg=="))
    assert reply.status == 500
    assert said(reply)["__type"].endswith("InternalFailure")
    assert "Traceback" not in reply.body.decode()
    assert len(caplog.messages) == 1
    assert "a bug in kms:Encrypt: ValueError at test_answering:" in caplog.messages[0]
    assert "hunter2" not in caplog.text + reply.body.decode()
    assert desk.seen[0].error == "InternalFailure"


def test_a_request_that_breaks_the_reading_does_not_break_the_server(
    caplog: pytest.LogCaptureFixture,
) -> None:
    class Broken(Desk):
        def identify(self, _request: Request, _now: object) -> None:
            raise KeyError("secret")

    desk = Desk()
    desk.doorkeeper = Broken()  # type: ignore[assignment]
    with caplog.at_level(logging.ERROR, "kmstui.server"):
        reply = desk.ask(kms("ListKeys"))
    assert reply.status == 500
    assert "secret" not in caplog.text + reply.body.decode()


def test_a_body_that_cannot_be_read_is_refused_as_aws_does() -> None:
    broken = request("POST", "/", b"{", x_amz_target="TrentService.ListKeys", user_agent=AGENT)
    desk = Desk()
    reply = desk.ask(broken)
    assert said(reply)["__type"].endswith("SerializationException")
    assert desk.account.calls == []
    assert desk.seen[0].error == "SerializationException"


def test_work_is_handed_out_before_anything_is_done() -> None:
    desk = Desk()
    answering = desk.answering()
    for asked, slow in ((kms("CreateKey"), False), (ec2("CreateVolume"), True)):
        begun = answering.begin(asked, "127.0.0.1")
        assert not isinstance(begun, Reply)
        assert begun.slow is slow
    assert desk.account.calls == []


def test_an_answer_waits_until_the_disk_has_what_was_done() -> None:
    desk = Desk(Canned(disk=Event()))
    begun = desk.answering().begin(kms("CreateKey"), "127.0.0.1")
    assert not isinstance(begun, Reply)
    assert begun.start() is None
    assert len(desk.account.calls) == 1
    assert desk.seen == []
    assert desk.account.disk is not None
    desk.account.disk.set()
    assert begun.finish().status == 200
    assert [answered.operation for answered in desk.seen] == ["CreateKey"]


def test_who_watches_hears_of_every_call_and_its_end() -> None:
    desk = Desk()
    desk.ask(kms("DescribeKey", KeyId="x"))
    (seen,) = desk.seen
    assert (seen.service, seen.operation, seen.params, seen.error) == (
        "kms",
        "DescribeKey",
        {"KeyId": "x"},
        "",
    )
    assert seen.at == NOON
    assert seen.origin.user_agent == AGENT
    assert seen.milliseconds >= 0


def test_the_unwelcome_reach_nobody() -> None:
    desk = Desk()
    for unwelcome in (
        Request("POST", "/", (("host", "evil.example"), ("x-amz-target", "TrentService.CreateKey")), b"{}"),
        request("POST", "/", b"{}", x_amz_target="TrentService.CreateKey", origin="http://evil.example"),
        request("OPTIONS", "/", origin="http://evil.example", access_control_request_method="POST"),
    ):
        reply = desk.ask(unwelcome)
        assert reply.status in {403, 421}
        assert not [name for name, _ in reply.headers if name.startswith("access-control")]
    assert desk.account.calls == []
    assert desk.seen == []
