"""The account of a console, served beside it: who called is told to the console in its own terms."""

import json
import socket
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from kmstui.aws.credentials import Credential
from kmstui.cli.account import AccountUnavailable, LocalAccount, open_memory
from kmstui.cli.serving_console import ServingConsole
from kmstui.tui.session import Call

PATIENCE_S = 20.0
Told = list[tuple[Call, bool]]


@pytest.fixture
def account() -> Iterator[LocalAccount]:
    """An account in memory, which nobody has called yet."""
    made = open_memory(pace="instant")
    yield made
    made.close()


def _call(place: str, credential: Credential, operation: str, agent: str) -> int:
    """Make a signed call of KMS; returns the HTTP status."""
    headers = {
        "X-Amz-Target": f"TrentService.{operation}",
        "Content-Type": "application/x-amz-json-1.1",
        "User-Agent": agent,
    }
    request = AWSRequest("POST", f"http://{place}/", headers, b"{}")
    signer = Credentials(credential.access_key_id, credential.secret_access_key)
    SigV4Auth(signer, "kms", "us-east-1").add_auth(request)
    sent = urllib.request.Request(request.url, request.body, dict(request.headers.items()))
    try:
        with urllib.request.urlopen(sent, timeout=PATIENCE_S) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        error.close()
        return error.code


def test_calls_are_told_with_who_made_them_and_what_they_may_have_changed(account: LocalAccount) -> None:
    told: Told = []
    serving = ServingConsole(account, 0, None)
    serving.tell(lambda call, mutates: told.append((call, mutates)))
    account.endpoint.when_opened(serving.begin)
    credential = account.emulator().issue("alice")
    for operation in ("CreateKey", "ListKeys", "EatKey"):
        _call(serving.place, credential, operation, "aws-cli/1.45 md/Botocore")
    nobody = Credential("AKIAIOSFODNN7EXAMPLE", "x")
    assert _call(serving.place, nobody, "ListKeys", "x") == 400
    serving.end()
    assert [(call.operation, call.error, mutates) for call, mutates in told] == [
        ("CreateKey", "", True),
        ("ListKeys", "", False),
        ("EatKey", "UnknownOperationException", False),
    ]
    assert {call.by for call, _ in told} == {f"user/alice {credential.access_key_id} aws-cli/1.45"}
    assert abs((told[0][0].at - datetime.now(UTC)).total_seconds()) < PATIENCE_S


def test_a_client_cannot_say_anything_that_a_terminal_obeys(account: LocalAccount) -> None:
    told: Told = []
    serving = ServingConsole(account, 0, None)
    serving.tell(lambda call, mutates: told.append((call, mutates)))
    account.endpoint.when_opened(serving.begin)
    credential = account.emulator().issue("alice")
    agent = ("\u202eevil" + "x" * 500).encode().decode("latin-1")  # so that it goes over the wire as UTF-8
    _call(serving.place, credential, "ListKeys", agent)
    serving.end()
    ((call, _),) = told
    assert call.by.isprintable()
    assert "\u202e" not in call.by
    assert len(call.by) < 120


def test_an_address_that_is_taken_is_said_before_the_console_begins(account: LocalAccount) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(AccountUnavailable, match=f"cannot listen on 127.0.0.1:{port}"):
            ServingConsole(account, port, None)


def test_an_address_that_was_never_served_is_given_up(account: LocalAccount) -> None:
    serving = ServingConsole(account, 0, None)
    port = int(serving.place.rpartition(":")[2])
    serving.end()
    socket.create_server(("127.0.0.1", port)).close()


def test_what_is_served_answers_health(account: LocalAccount) -> None:
    serving = ServingConsole(account, 0, None)
    account.endpoint.when_opened(serving.begin)
    account.emulator()
    with urllib.request.urlopen(f"http://{serving.place}/_kmstui/health", timeout=PATIENCE_S) as answer:
        assert json.load(answer)["service"] == "kmstui"
    serving.end()
