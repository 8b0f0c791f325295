"""An account of canned answers for tests of the server, and what they are asked with."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from threading import Event
from typing import Any

from kmstui.aws.clock import ManualClock
from kmstui.aws.credentials import Credential, Origin
from kmstui.aws.entropy import SeededEntropy
from kmstui.aws.errors import AwsError
from kmstui.aws.gateway import Params, Result
from kmstui.server.account import House
from kmstui.server.answered import Answered
from kmstui.server.answering import Answering
from kmstui.server.doorkeepers import Doorkeeper, Trusting
from kmstui.wire.message import Reply, Request

NOON = datetime(2026, 3, 14, 12, tzinfo=UTC)
HOST = "127.0.0.1:4566"
REGIONS = ("us-east-1", "eu-west-1")
KEY = Credential("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")
PATIENCE_S = 20.0
AGENT = "Boto3/1.44.5 md/Botocore"


@dataclass
class Begun:
    """A call that has been made."""

    outcome: Result | AwsError
    disk: Event | None

    @property
    def confirmed(self) -> bool:
        return self.disk is None or self.disk.is_set()

    def result(self) -> Result:
        assert self.disk is None or self.disk.wait(PATIENCE_S)
        if isinstance(self.outcome, AwsError):
            raise self.outcome
        return self.outcome


@dataclass
class Canned:
    """An account that knows one access key and says what it is told to."""

    say: Callable[[str, str, Params], Result] = lambda _service, _operation, _params: {}
    calls: list[tuple[Origin, str, str, Params]] = field(default_factory=list)
    disk: Event | None = None
    """Set when the disk has everything; None where there is none."""

    def credential(self, access_key_id: str, session_token: str) -> Credential:
        if (access_key_id, session_token) != (KEY.access_key_id, ""):
            raise AwsError("InvalidClientTokenId", "The security token included in the request is invalid.")
        return KEY

    def start_from(self, origin: Origin, service: str, operation: str, params: Params) -> "Begun":
        self.calls.append((origin, service, operation, params))
        try:
            return Begun(self.say(service, operation, params), self.disk)
        except AwsError as error:
            return Begun(error, self.disk)


@dataclass
class Desk:
    """A server without connections, and what came of it."""

    account: Canned = field(default_factory=Canned)
    doorkeeper: Doorkeeper | None = None
    reset: Callable[[], None] | None = None
    seen: list[Answered] = field(default_factory=list)

    def answering(self) -> Answering:
        return Answering(
            self.account,
            House("1.2.3", "111122223333", REGIONS, self.reset),
            self.doorkeeper or Trusting(REGIONS),
            frozenset({HOST}),
            clock=ManualClock(NOON),
            entropy=SeededEntropy("server"),
            watch=self.seen.append,
        )

    def ask(self, request: Request) -> Reply:
        return self.answering().handle(request, "127.0.0.1")


def request(method: str = "GET", target: str = "/", body: bytes = b"", /, **headers: str) -> Request:
    """A request to this server; underscores in names of headers become hyphens."""
    given = {"host": HOST, **{name.replace("_", "-"): value for name, value in headers.items()}}
    return Request(method, target, tuple(given.items()), body)


def kms(operation: str, **params: Any) -> Request:
    """A call of KMS that nobody has signed."""
    return request(
        "POST",
        "/",
        json.dumps(params).encode(),
        x_amz_target=f"TrentService.{operation}",
        content_type="application/x-amz-json-1.1",
        user_agent=AGENT,
    )


def ec2(action: str, version: str = "2016-11-15") -> Request:
    """A call of EC2 that nobody has signed."""
    form = f"Action={action}&Version={version}".encode()
    return request("POST", "/", form, content_type="application/x-www-form-urlencoded", user_agent=AGENT)


def said(reply: Reply) -> Any:
    """The body of a JSON answer."""
    return json.loads(reply.body)


def header(reply: Reply, name: str) -> str:
    """A header of an answer; empty without it."""
    return next((value for known, value in reply.headers if known.lower() == name), "")
