"""An HTTP server on loopback that answers what it is told to, once for each request."""

import json
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any

JSON = "application/x-amz-json-1.1"
CALLER = (
    '<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>'
    "<Arn>arn:aws:iam::123412341234:user/ops</Arn><UserId>AIDA</UserId><Account>123412341234</Account>"
    "</GetCallerIdentityResult></GetCallerIdentityResponse>"
)


@dataclass(frozen=True)
class Seen:
    """One request that came in."""

    path: str
    target: str
    """`X-Amz-Target`, or the `Action` of a form."""
    agent: str
    body: bytes


@dataclass
class FakeAws:
    """What it answers, and what it was asked."""

    url: str = ""
    answers: deque[tuple[int, str, bytes] | None] = field(default_factory=deque)
    """Status, content type and body; None ends the connection. STS answers by itself until told otherwise."""
    seen: list[Seen] = field(default_factory=list)
    caller: tuple[int, str, bytes] = (200, "text/xml", CALLER.encode())
    held: Event | None = None
    """While this is set to an unset event, services do not answer; then they end the connection."""
    health: tuple[int, str, bytes] = (404, "text/plain", b"no")

    def say(self, value: Any, status: int = 200) -> None:
        """Answer with JSON next."""
        self.answers.append((status, JSON, json.dumps(value).encode()))

    def refuse(self, code: str, message: str = "", status: int = 400) -> None:
        """Refuse next."""
        self.say({"__type": code, "message": message}, status)

    def answer(self, seen: Seen) -> tuple[int, str, bytes] | None:
        """What this request gets."""
        self.seen.append(seen)
        if seen.path.startswith("/_kmstui/health"):
            return self.health
        if b"Action=GetCallerIdentity" in seen.body:
            return self.caller
        if self.held is not None:
            self.held.wait(10)
            return None
        return self.answers.popleft()


@contextmanager
def serving() -> Iterator[FakeAws]:
    """A server on a free port, for as long as the block."""
    fake = FakeAws()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            target = self.headers.get("X-Amz-Target") or ""
            answer = fake.answer(Seen(self.path, target, self.headers.get("User-Agent") or "", body))
            if answer is None:
                self.close_connection = True
                return
            status, kind, content = answer
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(content)))
            self.send_header("x-amzn-RequestId", "request-1")
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST  # noqa: N815 - as its base calls it

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as its base has it
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    fake.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield fake
    finally:
        server.shutdown()
        server.server_close()
        thread.join(10)
