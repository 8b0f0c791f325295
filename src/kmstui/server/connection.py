"""One client's connection: bytes in, requests out one after another, answers back in the same order.

aiohttp's parser reads HTTP/1.1; what one connection may take of time and memory is kept here. It knows
neither AWS nor accounts. aiohttp's own request handler is left out: its two tasks and its request and
response objects cost as much as all the rest (113 us of CPU per request on a loopback connection against 60).
"""

import asyncio
from collections import deque
from collections.abc import Callable
from enum import Enum, auto
from math import inf
from typing import Any, Protocol

from aiohttp import StreamReader
from aiohttp.http import HttpRequestParser, RawRequestMessage
from aiohttp.http_exceptions import HttpProcessingError, LineTooLong

from kmstui.server.limits import Limits
from kmstui.server.plain import refusal
from kmstui.server.rendering import CONTINUE, rendered
from kmstui.server.translation import Unreadable, translated
from kmstui.wire.message import Reply, Request

Respond = Callable[[Reply], None]
"""Takes the answer to one request; called in the loop's thread, at once or later."""


class Serving(Protocol):
    """What a connection needs from the listener it belongs to."""

    @property
    def limits(self) -> Limits:
        """What a connection may take."""
        ...

    def answer(self, request: Request, peer: str, respond: Respond) -> None:
        """Have a request answered."""
        ...

    def date(self) -> str:
        """The Date header's value."""
        ...

    def opened(self, connection: "Connection") -> bool:
        """Take note of a connection; False when there are too many."""
        ...

    def closed(self, connection: "Connection") -> None:
        """Forget one."""
        ...


class Phase(Enum):
    """What a connection is waiting for."""

    IDLE = auto()
    HEAD = auto()
    BODY = auto()
    ANSWER = auto()
    LINGER = auto()
    """The last answer is written; what still comes is thrown away."""


class _Unhurried:
    """Flow control that holds nothing back: bodies are bounded by what they say of their length."""

    def pause_reading(self) -> None:
        """Nothing: no body that is let in reaches the buffer's bound."""

    def resume_reading(self, resume_parser: bool = True) -> None:
        """Nothing, for nothing was held back."""


_UNHURRIED: Any = _Unhurried()


class Connection(asyncio.Protocol):
    """One connection and the requests on it, which are answered one at a time."""

    def __init__(self, serving: Serving, loop: asyncio.AbstractEventLoop) -> None:
        self.phase = Phase.IDLE
        self.deadline = inf
        """The loop's time at which patience ends, for what `phase` waits for."""
        self._serving = serving
        self._limits = limits = serving.limits
        self._loop = loop
        self._parser = HttpRequestParser(
            _UNHURRIED,
            loop,
            2 * limits.block_body,
            max_line_size=limits.line,
            max_headers=limits.headers,
            max_field_size=limits.line,
            auto_decompress=False,
        )
        self._queue: deque[tuple[RawRequestMessage, StreamReader] | Reply] = deque()
        self._transport: asyncio.Transport
        self._peer = ""
        self._deaf = False  # nothing that still comes will be read
        self._ended = False  # the client sends no more
        self._last = False  # the answer that is being waited for is the last
        self._head_only = False
        self._holding = False  # reading is paused until the answer is written
        self._stuck = False  # the client doesn't read

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin to listen, or say that there is no room."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        peer = transport.get_extra_info("peername")
        self._peer = str(peer[0]) if peer else ""
        self._wait(Phase.IDLE, self._limits.idle_seconds)
        if not self._serving.opened(self):
            self._refuse(503, "This server has too many connections.")

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio's signature
        """Forget everything; an answer that still comes is dropped."""
        self._deaf = True
        self._queue.clear()
        self._serving.closed(self)

    def data_received(self, data: bytes) -> None:
        """Read on, and begin with the next request when no answer is being waited for."""
        if self._deaf:
            return
        try:
            messages, upgraded, _ = self._parser.feed_data(data)
        except HttpProcessingError as error:
            status = 431 if isinstance(error, LineTooLong) or "Too many headers" in error.message else 400
            self._refuse(status, "The request is not HTTP/1.1 as this server reads it.")
            return
        self._queue.extend(messages)
        self._deaf = upgraded  # no other protocol is spoken here
        if self.phase is Phase.ANSWER:
            self._holding = True
            self._transport.pause_reading()
        elif self._queue:
            self._advance()
        elif self.phase is Phase.IDLE:
            self._wait(Phase.HEAD, self._limits.head_seconds)

    def eof_received(self) -> bool:
        """The client sends no more; whether it still gets the answer to what it has sent."""
        self._deaf = self._ended = True
        return self.phase is Phase.ANSWER or self._stuck

    def pause_writing(self) -> None:
        """The client doesn't read; it is answered no further until it does."""
        self._stuck = True
        self.deadline = self._loop.time() + self._limits.write_seconds

    def resume_writing(self) -> None:
        """The client reads again."""
        self._stuck = False
        if self.phase is Phase.IDLE:
            self._wait(Phase.IDLE, self._limits.idle_seconds)
            self._advance()

    def expire(self) -> None:
        """End a connection whose `deadline` has passed."""
        if self.phase in (Phase.HEAD, Phase.BODY) and not self._stuck:
            self._queue.clear()
            self._refuse(408, "The request did not arrive in time.")
        else:
            self._transport.abort()

    def finish(self) -> None:
        """Answer what is being asked, and then no more."""
        self._last = True
        if self.phase in (Phase.IDLE, Phase.HEAD):
            self._transport.close()

    def abort(self) -> None:
        """End at once."""
        self._transport.abort()

    def _wait(self, phase: Phase, seconds: float) -> None:
        self.phase = phase
        self.deadline = self._loop.time() + seconds

    def _refuse(self, status: int, message: str) -> None:
        """Answer this after everything that is still to be answered, and read no more."""
        self._deaf = True
        self._queue.append(refusal(status, message))
        if self.phase is not Phase.ANSWER:
            self._advance()

    def _advance(self) -> None:
        """Go on with the next request, if it is there and the client reads its answers."""
        if self._stuck or not self._queue or self.phase in (Phase.ANSWER, Phase.LINGER):
            return
        following = self._queue[0]
        if isinstance(following, Reply):
            self._queue.clear()
            self._last = True
            self._respond(following)
            return
        message, payload = following
        most = self._limits.of_body(message.method, message.path, message.headers.get("x-amz-target", ""))
        if payload.total_bytes > most or _declared(message) > most:
            self._queue.popleft()
            self._queue.appendleft(refusal(413, f"The body of a request may measure {most} bytes."))
            self._deaf = True
            self._advance()
        elif payload.exception() is not None:
            self._queue.clear()
            self._refuse(400, "The body is not as its headers say.")
        elif payload.is_eof():
            self._queue.popleft()
            self._ask(message, payload.read_nowait())
        else:
            self._await_body(message)

    def _await_body(self, message: RawRequestMessage) -> None:
        if self.phase is Phase.BODY:
            return
        self._wait(Phase.BODY, self._limits.body_seconds)
        if message.headers.get("expect", "").lower() == "100-continue":
            self._transport.write(CONTINUE)

    def _ask(self, message: RawRequestMessage, body: bytes) -> None:
        self.phase = Phase.ANSWER
        self.deadline = inf
        self._last = self._last or message.should_close or message.upgrade
        self._head_only = message.method == "HEAD"
        try:
            request = translated(message, body)
        except Unreadable as error:
            self._last = True
            self._respond(refusal(error.status, str(error)))
            return
        self._serving.answer(request, self._peer, self._respond)

    def _respond(self, reply: Reply) -> None:
        """Write the answer, and turn to what is next."""
        if self._transport.is_closing():
            return
        last = self._last or (self._ended and not self._queue)
        self._transport.write(self._bytes_of(reply, last=last))
        if last:
            self._linger()
            return
        self._wait(Phase.IDLE, self._limits.write_seconds if self._stuck else self._limits.idle_seconds)
        if self._holding:
            self._holding = False
            self._transport.resume_reading()
        if self._queue:
            self._loop.call_soon(self._advance)  # other connections get their turn in between

    def _bytes_of(self, reply: Reply, *, last: bool) -> bytes:
        date = self._serving.date()
        try:
            return rendered(reply, date, last=last, head_only=self._head_only)
        except ValueError:  # whoever made that header has a bug; the client gets an answer all the same
            return rendered(refusal(500, "An internal error has occurred."), date, last=last)

    def _linger(self) -> None:
        """Close so that the client gets to read its answer: what it still sends must not reset it."""
        self._queue.clear()
        if not self._deaf or not self._transport.can_write_eof():
            self._transport.close()
            return
        self._wait(Phase.LINGER, self._limits.linger_seconds)
        self._transport.write_eof()
        self._transport.resume_reading()


def _declared(message: RawRequestMessage) -> int:
    """What a request says its body measures; the parser has seen to it that it is a number."""
    return int(message.headers.get("content-length", 0))
