"""The account behind a real server, reached as AWS's clients reach it.

botocore writes the requests, signs them and reads the answers; what it would do besides (checking parameters,
trying again, decoding policies) is left out, so that a test sees what went over the wire.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from http.client import HTTPConnection, HTTPResponse
from typing import Any
from unittest.mock import patch
from urllib.parse import unquote

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest, HeadersDict
from botocore.credentials import Credentials
from botocore.parsers import create_parser
from botocore.serialize import TIMESTAMP_PRECISION_DEFAULT
from botocore.session import Session
from tests.contract.any_form import SERIALISERS, Inexpressible

from kmstui.aws.clock import Clock
from kmstui.aws.credentials import Credential
from kmstui.aws.entropy import SystemEntropy
from kmstui.aws.errors import AwsError
from kmstui.aws.gateway import Gateway, Identity, Params, Realm, Result
from kmstui.backends.boto.answers import plain
from kmstui.backends.boto.private import Models, records
from kmstui.config import REGIONS
from kmstui.emulator.dispatch import Emulator
from kmstui.server.account import House
from kmstui.server.admission import host_names
from kmstui.server.answering import Answering
from kmstui.server.background import Background
from kmstui.server.doorkeepers import Verifying
from kmstui.server.http import Listener, bound
from kmstui.wire.services import SERVICES

PATIENCE_S = 20.0
NOBODY = Credential("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")
"""An access key that no account here gave out: the one in AWS's documentation."""
_POLICIES = ("AssumeRolePolicyDocument", "Document", "PolicyDocument")
"""Members in which IAM answers with policies, percent-encoded (IAM API Reference, "GetRolePolicy")."""


@cache
def _model(service: str) -> Any:
    """botocore's model of a service; of one that is none of ours, that of a JSON service."""
    return _session().get_service_model(service if service in SERVICES else "kms")


@cache
def _operation(service: str, name: str) -> Any:
    return _model(service).operation_model(name)


def _serialised(model: Any, operation_model: Any, params: Any) -> dict[str, Any]:
    serialiser: Any = SERIALISERS[model.protocol](timestamp_precision=TIMESTAMP_PRECISION_DEFAULT)
    request: dict[str, Any] = serialiser.serialize_to_request(params, operation_model)
    return request


def is_expressible(service: str, operation: str, params: Any) -> bool:
    """Whether parameters can be sent over the service's wire without becoming something else."""
    try:
        _serialised(_model(service), _operation(service, operation), params)
    except Inexpressible:
        return False
    return True


def _rename(request: dict[str, Any], name: str, wanted: str) -> None:
    """Have a request ask for an operation that botocore does not know."""
    target = request["headers"].get("X-Amz-Target")
    if target:
        request["headers"]["X-Amz-Target"] = target.removesuffix(name) + wanted
    else:
        request["body"]["Action"] = wanted


@cache
def _session() -> Any:
    session = Session()
    session.register_component("data_loader", Models(session.get_component("data_loader")))
    return session


@contextmanager
def serving(account: Emulator, clock: Clock) -> Iterator[int]:
    """A server for an account in a thread of its own; gives its port."""
    listener = bound("127.0.0.1", 0)
    port: int = listener.getsockname()[1]

    def make() -> Listener:
        answering = Answering(
            account,
            House("0", account.account_id, REGIONS),
            Verifying(account, REGIONS),
            host_names("127.0.0.1", port),
            clock=clock,
            entropy=SystemEntropy(),
        )
        return Listener(answering, clock)

    background = Background(listener, make)
    background.start()
    try:
        yield port
    finally:
        background.stop()


class HttpEndpoint:
    """An account behind a port of this machine."""

    label = "http"
    realm = Realm.EMULATOR
    delay = ""

    def __init__(self, account: Emulator, port: int) -> None:
        self.account_id = account.account_id
        self._account = account
        self._connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE_S)

    def identities(self) -> Sequence[Identity]:
        return self._account.identities()

    def regions(self) -> Sequence[str]:
        return REGIONS

    def gateway(self, identity: str, region: str) -> Gateway:
        return HttpGateway(self._connection, self._credential(identity), region)

    def close(self) -> None:
        self._connection.close()

    def _credential(self, identity: str) -> Credential:
        """One that is good now: sessions end, and keys are switched off and deleted by tests."""
        try:
            return self._account.issue(identity, create=False)
        except AwsError:
            return NOBODY


class HttpGateway:
    """One access key in one Region of an account behind a port."""

    def __init__(self, connection: HTTPConnection, credential: Credential, region: str) -> None:
        self._connection = connection
        self._credential = credential
        self._region = region

    def call(self, service: str, operation: str, params: Params) -> Result:
        """Make one call.

        Raises:
            AwsError: what the server answers.
            Inexpressible: when the parameters cannot be sent.
        """
        model = _model(service)
        known = operation in model.operation_names
        operation_model = _operation(service, operation if known else model.operation_names[0])
        request = _serialised(model, operation_model, params if known else {})
        if not known:
            _rename(request, operation_model.name, operation)
        if service not in SERVICES:
            request["headers"]["X-Amz-Target"] = f"{service}.{operation}"
        answer = self.send(service, request)
        body = answer.read()
        response = {"status_code": answer.status, "headers": HeadersDict(answer.headers), "body": body}
        parsed = create_parser(model.protocol).parse(response, operation_model.output_shape)
        if answer.status >= 300:
            error, about = parsed["Error"], parsed["ResponseMetadata"]
            raise AwsError(error["Code"], error.get("Message", ""), request_id=about.get("RequestId", ""))
        result = plain(parsed)
        if service == "iam":
            _decode_policies(result)
        return records(result) if service == "kmstui" else result

    def send(self, service: str, request: dict[str, Any]) -> HTTPResponse:
        """Sign a request as botocore has serialised it, and send it."""
        signed = AWSRequest(
            request["method"],
            f"http://{self._connection.host}:{self._connection.port}{request['url_path']}",
            request["headers"],
            request["body"],
        )
        token = self._credential.session_token or None
        credentials = Credentials(self._credential.access_key_id, self._credential.secret_access_key, token)
        SigV4Auth(credentials, service, self._region).add_auth(signed)
        prepared = signed.prepare()
        self._connection.request(
            prepared.method, request["url_path"], prepared.body, dict(prepared.headers.items())
        )
        return self._connection.getresponse()


def _decode_policies(value: Any) -> None:
    """Do what AWS's clients do with IAM's answers."""
    match value:
        case dict():
            for name, item in value.items():
                if name in _POLICIES and isinstance(item, str):
                    value[name] = unquote(item)
                else:
                    _decode_policies(item)
        case list():
            for item in value:
                _decode_policies(item)


@contextmanager
def signing_at(clock: Clock) -> Iterator[None]:
    """Have botocore sign at an account's own time."""
    with patch("botocore.auth.get_current_datetime", lambda remove_tzinfo=True: _naive(clock)):
        yield


def _naive(clock: Clock) -> Any:
    return clock.now().replace(tzinfo=None)
