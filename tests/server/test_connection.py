"""One connection: requests in order, answers in order, and what it may take of time and memory.

The transport is a stand-in and time is the loop's own, moved by hand; nothing here waits for a clock.
"""

import asyncio
from dataclasses import dataclass, field
from typing import cast

import pytest

from kmstui.server.connection import Connection, Phase, Respond
from kmstui.server.limits import Limits
from kmstui.wire.message import Reply, Request

LIMITS = Limits(body=100, block_body=1000)
HOST = b"Host: localhost\r\n"


class Transport(asyncio.Transport):
    """A transport that keeps what is written to it."""

    def __init__(self) -> None:
        super().__init__({"peername": ("127.0.0.1", 50_000)})
        self.written = b""
        self.reading = True
        self.ended: list[str] = []

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.written += data

    def is_closing(self) -> bool:
        return bool({"closed", "aborted"} & set(self.ended))

    def close(self) -> None:
        self.ended.append("closed")

    def abort(self) -> None:
        self.ended.append("aborted")

    def can_write_eof(self) -> bool:
        return True

    def write_eof(self) -> None:
        self.ended.append("half-closed")

    def pause_reading(self) -> None:
        self.reading = False

    def resume_reading(self) -> None:
        self.reading = True


@dataclass
class Desk:
    """A listener that answers at once, or keeps those who wait."""

    limits: Limits = LIMITS
    at_once: bool = True
    room: bool = True
    asked: list[Request] = field(default_factory=list)
    waiting: list[Respond] = field(default_factory=list)
    open: set[Connection] = field(default_factory=set)

    def answer(self, request: Request, peer: str, respond: Respond) -> None:
        assert peer == "127.0.0.1"
        self.asked.append(request)
        if self.at_once:
            respond(self.reply_to(request))
        else:
            self.waiting.append(respond)

    def reply_to(self, request: Request) -> Reply:
        return Reply(200, (), request.target.encode())

    def date(self) -> str:
        return "Sat, 14 Mar 2026 12:00:00 GMT"

    def opened(self, connection: Connection) -> bool:
        self.open.add(connection)
        return self.room

    def closed(self, connection: Connection) -> None:
        self.open.discard(connection)


@dataclass
class Client:
    """Somebody at the other end."""

    desk: Desk = field(default_factory=Desk)
    transport: Transport = field(default_factory=Transport)

    def __post_init__(self) -> None:
        self.connection = Connection(self.desk, asyncio.get_running_loop())
        self.connection.connection_made(self.transport)

    def sends(self, data: bytes) -> None:
        self.connection.data_received(data)

    def gets(self, target: str = "/", head: bytes = b"") -> None:
        self.sends(b"GET %b HTTP/1.1\r\n%b%b\r\n" % (target.encode(), HOST, head))

    def posts(self, body: bytes, head: bytes = b"", length: int | None = None) -> None:
        size = len(body) if length is None else length
        self.sends(b"POST / HTTP/1.1\r\n%bContent-Length: %d\r\n%b\r\n%b" % (HOST, size, head, body))

    def phase(self) -> Phase:
        return self.connection.phase

    def reads(self) -> bool:
        return self.transport.reading

    @property
    def statuses(self) -> list[int]:
        lines = self.transport.written.split(b"\r\n")
        return [int(line[9:12]) for line in lines if line.startswith(b"HTTP/1.1 ")]

    @property
    def bodies(self) -> list[bytes]:
        answers = self.transport.written.split(b"HTTP/1.1 ")[1:]
        return [answer.partition(b"\r\n\r\n")[2] for answer in answers]


async def _turn() -> None:
    """Let the loop do what is due."""
    await asyncio.sleep(0)


async def test_a_request_is_read_whole_and_answered() -> None:
    client = Client()
    client.sends(b"POST /a?b=%20c HTTP/1.1\r\nHost: localhost\r\nX-Amz-Target:  T.Op \r\nContent-Le")
    assert client.desk.asked == []
    client.sends(b"ngth: 4\r\n\r\nab")
    assert client.phase() is Phase.BODY
    client.sends(b"cd")
    (asked,) = client.desk.asked
    headers = (("host", "localhost"), ("x-amz-target", "T.Op"), ("content-length", "4"))
    assert asked == Request("POST", "/a?b=%20c", headers, b"abcd")
    assert (client.statuses, client.bodies) == ([200], [b"/a?b=%20c"])
    assert client.phase() is Phase.IDLE
    assert client.transport.ended == []


async def test_a_body_in_chunks_is_one_body() -> None:
    client = Client()
    client.sends(b"POST / HTTP/1.1\r\n%bTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n" % HOST)
    client.sends(b"2\r\nde\r\n0\r\n\r\n")
    assert [request.body for request in client.desk.asked] == [b"abcde"]


async def test_pipelined_requests_are_answered_one_after_another() -> None:
    client = Client(Desk(at_once=False))
    request = b"GET /%d HTTP/1.1\r\nHost: localhost\r\n\r\n"
    client.sends(b"".join(request % number for number in range(3)))
    for number in range(3):
        assert [asked.target for asked in client.desk.asked][-1] == f"/{number}"
        assert len(client.desk.asked) == number + 1
        client.desk.waiting.pop()(Reply(200, (), b"%d" % number))
        await _turn()
    assert client.bodies == [b"0", b"1", b"2"]


async def test_no_more_is_read_while_an_answer_is_awaited() -> None:
    client = Client(Desk(at_once=False))
    client.gets("/1")
    client.gets("/2")
    assert not client.reads()
    client.desk.waiting.pop()(Reply(200, ()))
    await _turn()
    assert client.reads()
    assert [asked.target for asked in client.desk.asked] == ["/1", "/2"]


async def test_who_asks_to_close_gets_the_answer_first() -> None:
    client = Client()
    client.gets("/", b"Connection: close\r\n")
    assert b"connection: close" in client.transport.written
    assert client.transport.ended == ["closed"]


async def test_an_older_client_is_not_kept_waiting_for_the_end() -> None:
    client = Client()
    client.sends(b"GET / HTTP/1.0\r\nHost: localhost\r\n\r\n")
    assert (client.statuses, client.transport.ended) == ([200], ["closed"])


async def test_a_client_that_sends_no_more_still_gets_its_answers() -> None:
    client = Client(Desk(at_once=False))
    client.sends(b"GET /1 HTTP/1.1\r\n%b\r\nGET /2 HTTP/1.1\r\n%b\r\n" % (HOST, HOST))
    assert client.connection.eof_received()
    client.desk.waiting.pop()(Reply(200, (), b"1"))
    await _turn()
    client.desk.waiting.pop()(Reply(200, (), b"2"))
    assert client.bodies == [b"1", b"2"]
    assert client.transport.ended[0] == "half-closed"


async def test_a_client_that_ends_between_requests_is_let_go() -> None:
    assert not Client().connection.eof_received()


async def test_a_large_body_is_awaited_with_a_word() -> None:
    client = Client()
    client.posts(b"", b"Expect: 100-continue\r\n", length=50)
    assert client.transport.written == b"HTTP/1.1 100 Continue\r\n\r\n"
    client.sends(b"x" * 50)
    assert client.statuses == [100, 200]


@pytest.mark.parametrize("expects", [b"", b"Expect: 100-continue\r\n"])
async def test_a_body_that_says_it_is_too_large_is_refused_unread(expects: bytes) -> None:
    client = Client()
    client.posts(b"", expects, length=101)
    assert client.statuses == [413]
    assert client.transport.ended == ["half-closed"]
    client.sends(b"x" * 101)
    client.gets()
    assert client.desk.asked == []
    assert client.statuses == [413]


async def test_a_body_in_chunks_is_refused_as_soon_as_it_is_too_large() -> None:
    client = Client()
    client.sends(b"POST / HTTP/1.1\r\n%bTransfer-Encoding: chunked\r\n\r\n" % HOST)
    for _ in range(3):
        client.sends(b"32\r\n" + b"x" * 0x32 + b"\r\n")
    assert (client.statuses, client.desk.asked) == ([413], [])


async def test_a_block_may_be_larger_than_other_bodies() -> None:
    client = Client()
    head = b"PUT /snapshots/snap-1/blocks/0 HTTP/1.1\r\n%bContent-Length: 1000\r\n\r\n" % HOST
    client.sends(head + b"x" * 1000)
    assert client.statuses == [200]


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"nonsense\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\n%bContent-Length: 1\r\nContent-Length: 2\r\n\r\n" % HOST, 400),
        (b"GET / HTTP/1.1\r\n%bContent-Length: -1\r\n\r\n" % HOST, 400),
        (b"POST / HTTP/1.1\r\n%bTransfer-Encoding: chunked\r\n\r\nzz\r\n" % HOST, 400),
        (b"GET /%b HTTP/1.1\r\n%b\r\n" % (b"a" * 9000, HOST), 431),
        (b"GET / HTTP/1.1\r\n%bX: %b\r\n\r\n" % (HOST, b"a" * 9000), 431),
        (b"GET / HTTP/1.1\r\n%b%b\r\n" % (HOST, b"X: y\r\n" * 64), 431),
        (b"GET http://evil.example/ HTTP/1.1\r\n%b\r\n" % HOST, 400),
        (b"OPTIONS * HTTP/1.1\r\n%b\r\n" % HOST, 400),
        (b"CONNECT evil.example:443 HTTP/1.1\r\n%b\r\n" % HOST, 405),
        (b"GET / HTTP/1.1\r\n%bX: \xff\xfe\r\n\r\n" % HOST, 400),
        (b"GET /\xc3\xbc HTTP/1.1\r\n%b\r\n" % HOST, 400),
    ],
)
async def test_what_is_no_request_for_this_server_is_refused_and_ends_it(sent: bytes, status: int) -> None:
    client = Client()
    client.sends(sent)
    assert client.statuses == [status]
    assert client.transport.ended
    assert client.desk.asked == []


async def test_a_refusal_waits_for_the_answer_before_it() -> None:
    client = Client(Desk(at_once=False))
    client.gets("/1")
    client.sends(b"nonsense\r\n\r\n")
    assert client.statuses == []
    client.desk.waiting.pop()(Reply(200, ()))
    await _turn()
    assert client.statuses == [200, 400]


async def test_another_protocol_is_not_spoken() -> None:
    client = Client()
    client.gets("/", b"Upgrade: websocket\r\nConnection: Upgrade\r\n")
    client.sends(b"\x81\x05hello")
    assert client.statuses == [200]
    assert client.transport.ended


async def test_every_wait_has_its_end() -> None:
    client = Client()
    now = asyncio.get_running_loop().time()
    assert 70 < client.connection.deadline - now < 80
    client.sends(b"GET / HT")
    assert client.phase() is Phase.HEAD
    assert client.connection.deadline - now < 11
    head_ends = client.connection.deadline
    client.sends(b"TP/1.1\r\n")
    assert client.connection.deadline == head_ends, "a byte now and then buys no time"
    client.sends(b"%bContent-Length: 4\r\n\r\nab" % HOST)
    body_ends = client.connection.deadline
    assert 25 < body_ends - now < 31
    client.sends(b"c")
    assert client.connection.deadline == body_ends


@pytest.mark.parametrize("sent", [b"GET / HT", b"POST / HTTP/1.1\r\n%bContent-Length: 4\r\n\r\nab" % HOST])
async def test_who_is_too_slow_hears_so(sent: bytes) -> None:
    client = Client()
    client.sends(sent)
    client.connection.expire()
    assert (client.statuses, client.transport.ended) == ([408], ["half-closed"])


async def test_who_asks_nothing_is_cut_off() -> None:
    client = Client()
    client.connection.expire()
    assert (client.statuses, client.transport.ended) == ([], ["aborted"])


async def test_who_does_not_read_gets_no_more_answers_and_is_cut_off_in_the_end() -> None:
    client = Client()
    client.connection.pause_writing()
    client.gets("/1")
    assert client.desk.asked == []
    client.connection.resume_writing()
    assert [asked.target for asked in client.desk.asked] == ["/1"]
    client.connection.pause_writing()
    assert client.connection.deadline - asyncio.get_running_loop().time() < 31
    client.connection.expire()
    assert client.transport.ended == ["aborted"]


async def test_who_lingers_is_cut_off_in_the_end() -> None:
    client = Client()
    client.sends(b"nonsense\r\n\r\n")
    assert client.phase() is Phase.LINGER
    client.connection.expire()
    assert client.transport.ended == ["half-closed", "aborted"]


async def test_an_answer_for_somebody_who_has_gone_is_dropped() -> None:
    client = Client(Desk(at_once=False))
    client.gets()
    client.transport.close()
    client.connection.connection_lost(None)
    client.desk.waiting.pop()(Reply(200, ()))
    assert client.transport.written == b""
    assert client.desk.open == set()


async def test_an_idle_connection_ends_when_the_server_does() -> None:
    client = Client()
    client.connection.finish()
    assert client.transport.ended == ["closed"]


async def test_a_request_in_flight_is_answered_before_the_server_ends() -> None:
    client = Client(Desk(at_once=False))
    client.gets()
    client.connection.finish()
    assert client.transport.ended == []
    client.desk.waiting.pop()(Reply(200, ()))
    assert client.statuses == [200]
    assert b"connection: close" in client.transport.written
    assert client.transport.ended == ["closed"]


async def test_where_there_is_no_room_it_is_said() -> None:
    client = Client(Desk(room=False))
    assert (client.statuses, client.transport.ended) == ([503], ["half-closed"])


async def test_a_broken_header_is_an_internal_error_and_not_a_hanging_client() -> None:
    client = Client(Desk(at_once=False))
    client.gets()
    client.desk.waiting.pop()(Reply(200, (("x", "a\r\nb: c"),)))
    assert client.statuses == [500]


async def test_an_answer_to_head_has_no_body() -> None:
    client = Client()
    client.sends(b"HEAD /abc HTTP/1.1\r\n%b\r\n" % HOST)
    assert (client.statuses, client.bodies) == ([200], [b""])
    client.gets("/d")
    assert client.bodies == [b"", b"/d"]


def test_the_stand_in_is_what_a_listener_is() -> None:
    assert cast("object", Desk().limits) is LIMITS
