"""Requests exactly as boto3 would send them, signed beforehand and kept as bytes.

The SDK prepares and signs each one; what it would have sent is caught before it leaves. Every request of a
pool is signed for itself (the SDK gives each an invocation id of its own, which it signs), so that no server
can know one again.
"""

import json
import subprocess
import sys
import time
from dataclasses import dataclass, field
from typing import Any, BinaryIO, cast

import boto3
from bench.http_client import write_requests
from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.config import Config

POOL = 200
FRESH_S = 120.0
"""How old a signature may be before it is made anew; AWS, and so we, refuse one of five minutes."""


@dataclass(frozen=True)
class Access:
    """Where a server listens and who calls it."""

    port: int
    access_key_id: str = "AKIAIOSFODNN7EXAMPLE"
    secret_access_key: str = "not-looked-at"
    region: str = "us-east-1"

    def client(self, service: str, *, retries: int = 1) -> Any:
        """A boto3 client for it."""
        return boto3.client(
            service,
            endpoint_url=f"http://127.0.0.1:{self.port}",
            region_name=self.region,
            aws_access_key_id=self.access_key_id,
            aws_secret_access_key=self.secret_access_key,
            config=Config(retries={"total_max_attempts": retries}, parameter_validation=False),
        )


class _CaughtError(Exception):
    """What the SDK would have sent."""

    def __init__(self, request: AWSPreparedRequest) -> None:
        super().__init__(request.url)
        self.request = request


def _catch(request: AWSPreparedRequest, **_: object) -> AWSResponse:
    raise _CaughtError(request)


def signed(access: Access, service: str, operation: str, params: list[dict[str, Any]]) -> list[bytes]:
    """One signed request, as bytes on the wire, for each of some parameters."""
    client = access.client(service)
    client.meta.events.register(f"before-send.{service}", _catch)
    call = getattr(client, _snake(operation))
    found = []
    for each in params:
        try:
            call(**each)
        except _CaughtError as caught:
            found.append(_as_bytes(caught.request, access.port))
    assert len(found) == len(params)
    return found


def _snake(operation: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in operation).lstrip("_")


def _as_bytes(request: AWSPreparedRequest, port: int) -> bytes:
    body = request.body or b""
    raw = body if isinstance(body, bytes) else body.encode()
    names = {name: _text(value) for name, value in request.headers.items()}
    names["Host"] = f"127.0.0.1:{port}"
    names["Content-Length"] = str(len(raw))
    head = "".join(f"{name}: {value}\r\n" for name, value in names.items())
    return f"{request.method} / HTTP/1.1\r\n{head}\r\n".encode() + raw


def _text(value: str | bytes) -> str:
    return value.decode() if isinstance(value, bytes) else value


@dataclass
class Pool:
    """Signed requests of one operation for one server, made anew when they grow old."""

    access: Access
    service: str
    operation: str
    params: list[dict[str, Any]]
    _requests: list[bytes] = field(default_factory=list)
    _made: float = 0.0

    def requests(self) -> list[bytes]:
        """As many as the pool holds, each no older than `FRESH_S`."""
        now = time.monotonic()
        if not self._requests or now - self._made > FRESH_S:
            count = max(POOL, len(self.params))
            params = [self.params[number % len(self.params)] for number in range(count)]
            self._requests = signed(self.access, self.service, self.operation, params)
            self._made = now
        return self._requests


@dataclass(frozen=True)
class Drive:
    """What a client process saw."""

    answered: int
    good: int
    seconds: float
    p50: float
    p99: float
    refused: str

    @property
    def rate(self) -> float:
        """Answered requests per second."""
        return self.answered / self.seconds


def drive(port: int, requests: list[bytes], connections: int, seconds: float = 0.0, calls: int = 0) -> Drive:
    """Have a client process ask, for some seconds or some calls; every answer must be a 200."""
    command = [sys.executable, "-m", "bench.http_client", "127.0.0.1", str(port), str(connections)]
    process = subprocess.Popen(
        [*command, str(seconds), str(calls)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdin is not None
    assert process.stdout is not None
    with process.stdin as stream:
        write_requests(cast("BinaryIO", stream), requests)
    answer = process.stdout.read()
    if process.wait() != 0:
        raise RuntimeError("the client failed")
    seen = Drive(**json.loads(answer))
    if seen.good != seen.answered:
        raise RuntimeError(f"{seen.answered - seen.good} of {seen.answered} were refused: {seen.refused}")
    return seen
