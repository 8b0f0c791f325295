"""Requests signed by botocore, as its clients send them and as they presign them."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from unittest import mock
from urllib.parse import quote

from botocore.auth import SigV4Auth, SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from hypothesis import strategies as st

from kmstui.aws.credentials import Credential
from kmstui.wire.message import Request
from kmstui.wire.sigv4 import Verifier

NOW = datetime(2026, 2, 28, 23, 59, 58, tzinfo=UTC)
HOST = "127.0.0.1:4566"

_PRINTABLE = st.characters(min_codepoint=0x20, max_codepoint=0x7E)
_ANY = st.characters(codec="utf-8", exclude_categories=["Cs"])
_NAMES = st.text("abcdefghijklmnopqrstuvwxyz-", min_size=1, max_size=12).map(lambda name: f"k{name}")
_VALUES = st.text(_PRINTABLE, max_size=30).map(str.strip)


@dataclass(frozen=True)
class Unsigned:
    """What is asked for, before anybody signs it."""

    method: str
    path: str
    query: tuple[tuple[str, str], ...]
    headers: tuple[tuple[str, str], ...]
    body: bytes
    region: str
    service: str
    key_id: str
    secret: str
    token: str

    @property
    def target(self) -> str:
        """The path and query, encoded as a client sends them."""
        query = "&".join(
            f"{quote(name, safe='-_.~')}={quote(value, safe='-_.~')}" for name, value in self.query
        )
        return quote(self.path, safe="/~") + (f"?{query}" if query else "")


UNSIGNED = st.builds(
    Unsigned,
    method=st.sampled_from(["GET", "POST", "PUT"]),
    path=st.lists(st.text(_ANY, min_size=1, max_size=8), max_size=4).map(lambda parts: f"/{'/'.join(parts)}"),
    query=st.dictionaries(
        st.text(_ANY, min_size=1, max_size=8).filter(lambda name: not name.startswith("X-Amz-")),
        st.text(_ANY, max_size=12),
        max_size=4,
    ).map(lambda found: tuple(found.items())),
    headers=st.dictionaries(_NAMES, _VALUES, max_size=4).map(lambda found: tuple(found.items())),
    body=st.binary(max_size=200),
    region=st.sampled_from(["us-east-1", "eu-central-1", "ap-southeast-2"]),
    service=st.sampled_from(["kms", "ec2", "iam", "sts", "ebs", "cloudtrail"]),
    key_id=st.sampled_from(["AKIAIOSFODNN7EXAMPLE", "ASIAIOSFODNN7EXAMPLE"]),
    secret=st.text(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/+", min_size=40, max_size=40
    ),
    token=st.one_of(st.just(""), st.text("abcXYZ0189+/=", min_size=20, max_size=80)),
)


def verifier(wanted: Unsigned) -> Verifier:
    """One whose account knows the signer alone."""
    credential = Credential(wanted.key_id, wanted.secret, wanted.token)
    return Verifier(lambda _key_id, _token: credential)


def signed(wanted: Unsigned) -> Request:
    """With an Authorization header."""
    request = _prepared(wanted, wanted.body)
    _with(SigV4Auth(_credentials(wanted), wanted.service, wanted.region), request)
    headers = [(name.lower(), value) for name, value in request.headers.items()]
    return Request(wanted.method, wanted.target, (("host", HOST), *headers), wanted.body)


def presigned(wanted: Unsigned, seconds: int) -> Request:
    """As a URL; botocore signs no body then."""
    request = _prepared(wanted, b"")
    _with(SigV4QueryAuth(_credentials(wanted), wanted.service, wanted.region, seconds), request)
    headers = [(name.lower(), value) for name, value in request.headers.items()]
    target = request.url.removeprefix(f"http://{HOST}")
    return Request(wanted.method, target, (("host", HOST), *headers))


def _prepared(wanted: Unsigned, body: bytes) -> Any:
    return AWSRequest(wanted.method, f"http://{HOST}{wanted.target}", dict(wanted.headers), body)


def _with(signer: Any, request: Any) -> None:
    with mock.patch("botocore.auth.get_current_datetime", return_value=NOW.replace(tzinfo=None)):
        signer.add_auth(request)


def _credentials(wanted: Unsigned) -> Any:
    return Credentials(wanted.key_id, wanted.secret, wanted.token or None)
