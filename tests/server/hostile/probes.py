"""What a hostile or broken client writes on a connection, and what it may be answered.

Many of these carry a second request that a confused reader would find inside the first: a harmless one whose
answer, 200, must never be seen.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from kmstui.server.connection import Phase

HOST = b"Host: 127.0.0.1:%(port)d\r\n"
SMUGGLED = b"GET /_kmstui/health HTTP/1.1\r\n" + HOST + b"\r\n"
JSON = b"Content-Type: application/x-amz-json-1.1\r\nX-Amz-Target: TrentService.ListKeys\r\n"
POST = b"POST / HTTP/1.1\r\n" + HOST + JSON
CLOSED = 0
"""Stands for the end of the connection without an answer."""


@dataclass(frozen=True)
class Probe:
    """One thing to write."""

    name: str
    sent: bytes
    """`%(port)d` stands for the server's port."""
    allowed: frozenset[int]
    """The statuses that it may be answered with, `CLOSED` among them."""
    waits: Phase | None = None
    """What the server rightly waits for, until its patience ends."""

    def __str__(self) -> str:
        return self.name

    def bytes_for(self, port: int) -> bytes:
        """What goes over the wire."""
        return self.sent.replace(b"%(port)d", str(port).encode())


def _bad(name: str, sent: bytes, *statuses: int, waits: Phase | None = None) -> Probe:
    return Probe(name, sent, frozenset(statuses or (400, CLOSED)), waits)


def probes() -> Iterator[Probe]:
    """All of them."""
    yield from _lengths()
    yield from _chunks()
    yield from _sizes()
    yield from _hosts()
    yield from _targets()
    yield from _other_protocols()
    yield from _heads()
    yield from _bodies()
    yield from _slow()


def _lengths() -> Iterator[Probe]:
    for length in (b"-1", b"+5", b"0x5", b"abc", b"5 5", b"5,5", b"", b"1e3", "٥".encode()):
        yield _bad(
            f"Content-Length {length!r}", POST + b"Content-Length: " + length + b"\r\n\r\n{}" + SMUGGLED
        )
    yield _bad("Content-Length 10^12 and no body", POST + b"Content-Length: 1000000000000\r\n\r\n", 413)
    yield _bad("Content-Length 10^40", POST + b"Content-Length: 1" + b"0" * 40 + b"\r\n\r\n", 400, 413)
    two = b"Content-Length: 2\r\nContent-Length: %d\r\n\r\n{}"
    yield _bad("two different lengths", POST + two.replace(b"%d", b"60") + SMUGGLED)
    yield _bad("the same length twice", POST + two.replace(b"%d", b"2") + SMUGGLED)


def _chunks() -> Iterator[Probe]:
    chunked = b"Transfer-Encoding: chunked\r\n"
    end = b"0\r\n\r\n"
    yield _bad("a length and chunks", POST + b"Content-Length: 4\r\n" + chunked + b"\r\n" + end + SMUGGLED)
    yield _bad("chunks and a length", POST + chunked + b"Content-Length: 4\r\n\r\n" + end + SMUGGLED)
    for coding in (b"xchunked", b"chunked, identity", b"identity", b"gzip", b"\x0bchunked", b"chunked;q=1"):
        head = POST + b"Transfer-Encoding: " + coding + b"\r\n"
        yield _bad(f"Transfer-Encoding {coding!r}", head + b"\r\n" + end + SMUGGLED, 400, 501, CLOSED)
    twice = POST + chunked + b"Transfer-Encoding: identity\r\n\r\n" + end + SMUGGLED
    yield _bad("two transfer encodings", twice)
    for size in (b"zz", b"-1", b"0x2", b"", b"2 2", b"1" * 40):
        yield _bad(f"chunk size {size!r}", POST + chunked + b"\r\n" + size + b"\r\n{}\r\n" + end + SMUGGLED)
    yield _bad("a chunk longer than it says", POST + chunked + b"\r\n2\r\n{}xx" + end + SMUGGLED)
    yield _bad(
        "chunks beyond the limit",
        POST + chunked + b"\r\n" + b"20000\r\n" + (b" " * 0x20000 + b"\r\n20000\r\n") * 9,
        413,
    )
    endless = POST + chunked + b"\r\n2;" + b"x" * 100_000
    yield _bad("an endless chunk extension", endless, 400, 408, 413, 431, waits=Phase.BODY)


def _sizes() -> Iterator[Probe]:
    yield _bad("a header of 100 KB", POST + b"X-Long: " + b"a" * 100_000 + b"\r\n\r\n", 431)
    yield _bad("a name of 100 KB", POST + b"a" * 100_000 + b": x\r\n\r\n", 400, 431)
    yield _bad("500 headers", POST + b"".join(b"X-%d: a\r\n" % n for n in range(500)) + b"\r\n", 431)
    yield _bad(
        "a request line of 100 KB", b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\n" + HOST + b"\r\n", 414, 431
    )
    query = b"&".join(b"a%d=1" % n for n in range(1_200))
    yield _bad("1,200 parameters", b"GET /?" + query + b" HTTP/1.1\r\n" + HOST + b"\r\n", 400, 414, 431)
    few = b"&".join(b"a%d=1" % n for n in range(1_000))
    yield _bad("1,000 parameters", b"GET /?" + few + b" HTTP/1.1\r\n" + HOST + b"\r\n", 400, 404)
    fields = b"&".join(b"a%d=1" % n for n in range(60_000))
    form = b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n\r\n" % len(fields)
    yield _bad("60,000 fields", b"POST / HTTP/1.1\r\n" + HOST + form + fields, 400, 404)


def _hosts() -> Iterator[Probe]:
    health = b"GET /_kmstui/health HTTP/1.1\r\n"
    yield _bad("no Host", health + b"\r\n", 400, 421)
    yield _bad("an empty Host", health + b"Host:\r\n\r\n", 400, 421)
    yield _bad("HTTP/1.0 without a Host", b"GET /_kmstui/health HTTP/1.0\r\n\r\n", 400, 421)
    for host in (
        b"evil.example",
        b"evil.example:%(port)d",
        b"127.0.0.1",
        b"127.0.0.1:1",
        b"127.0.0.1:%(port)d@evil.example",
        b"127.0.0.1:%(port)d, evil.example",
        b"127.0.0.1.evil.example:%(port)d",
        b"[::ffff:127.0.0.1]:%(port)d",
        b"0x7f000001:%(port)d",
        b"127.0.0.1:%(port)d/",
        b"\xff",
    ):
        yield _bad(f"Host {host!r}", health + b"Host: " + host + b"\r\n\r\n", 400, 421)
    yield _bad("two Hosts", health + HOST + b"Host: evil.example\r\n\r\n", 400, 421)
    yield _bad("two Hosts, ours last", health + b"Host: evil.example\r\n" + HOST + b"\r\n", 400, 421)


def _targets() -> Iterator[Probe]:
    for target in (
        b"http://evil.example/_kmstui/health",
        b"http://127.0.0.1:%(port)d/_kmstui/health",
        b"//evil.example/_kmstui/health",
        b"*",
        b"_kmstui/health",
        b"/_kmstui/health\x00",
        b"/_kmstui/\xff",
        b"/_kmstui/health HTTP/1.1 x",
        b"/_kmstui/../../../etc/passwd",
        b"/..%2f..%2fetc/passwd",
        b"/snapshots/%00/blocks",
        b"/snapshots/..%2f..%2f/blocks",
        b"/%zz",
        b"/?%zz=%",
        b"/?Action=%ff&Version=2016-11-15",
        b"/_kmstui/health#x",
        b"",
    ):
        yield _bad(
            f"target {target!r}", b"GET " + target + b" HTTP/1.1\r\n" + HOST + b"\r\n", 400, 404, 421, CLOSED
        )
    yield _bad("CONNECT", b"CONNECT evil.example:443 HTTP/1.1\r\n" + HOST + b"\r\n", 400, 405)
    for method in (b"TRACE", b"OPTIONS", b"DELETE", b"PROPFIND", b"get", b"G@T", b"", b"POST\x00"):
        yield _bad(
            f"method {method!r}", method + b" / HTTP/1.1\r\n" + HOST + b"\r\n", 400, 403, 404, 405, CLOSED
        )


def _other_protocols() -> Iterator[Probe]:
    yield _bad("HTTP/0.9", b"GET /_kmstui/health\r\n", 400, 408, waits=Phase.HEAD)
    yield _bad("HTTP/0.9 and an empty line", b"GET /_kmstui/health\r\n\r\n", 400, 421, CLOSED)
    yield _bad(
        "HTTP/2 preface", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + b"\x00\x00\x00\x04\x00\x00\x00\x00\x00"
    )
    yield _bad("HTTP/3.7", b"GET /_kmstui/health HTTP/3.7\r\n" + HOST + b"\r\n", 400, 505, CLOSED)
    yield _bad("TLS", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(range(200)))
    yield _bad("NUL bytes", b"\x00" * 4096)
    yield _bad("SSH", b"SSH-2.0-OpenSSH_9.2\r\n")
    yield _bad("empty lines for ever", b"\r\n" * 50_000, 400, 408, 431, CLOSED, waits=Phase.HEAD)
    upgrade = b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: %s\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n"
    for protocol in (b"websocket", b"h2c"):
        sent = POST + upgrade.replace(b"%s", protocol) + b"Content-Length: 0\r\n\r\n" + SMUGGLED
        yield _bad(f"Upgrade {protocol!r}", sent, 400, CLOSED)


def _heads() -> Iterator[Probe]:
    for line in (
        b"No colon",
        b"Space before : x",
        b" Leading: x",
        b": no name",
        b"Bad\x00Name: x",
        b"X-Nul: a\x00b",
        b"X-Return: a\rb",
        b"X-Folded: a\r\n b",
        b"X-Not-Utf8: \xff\xfe",
        b"N\xc3\xa4me: x",
        b"Content-Length : 2",
    ):
        yield _bad(f"header {line!r}", POST + line + b"\r\nContent-Length: 2\r\n\r\n{}" + SMUGGLED)
    yield _bad("bare line feeds", POST.replace(b"\r\n", b"\n") + b"Content-Length: 2\n\n{}" + SMUGGLED)
    expect = POST + b"Expect: %s\r\nContent-Length: 9999999\r\n\r\n"
    yield _bad("Expect: 100-continue of too much", expect.replace(b"%s", b"100-continue"), 413)


def _body(text: bytes, target: bytes = b"TrentService.ListKeys") -> bytes:
    head = POST.replace(b"TrentService.ListKeys", target)
    return head + b"Content-Length: %d\r\n\r\n" % len(text) + text


def _bodies() -> Iterator[Probe]:
    deep = 100_000
    for name, text in {
        "JSON 100,000 deep": b"[" * deep + b"]" * deep,
        "JSON 100,000 deep in objects": b'{"a":' * deep + b"1" + b"}" * deep,
        "JSON never closed": b"[" * deep,
        "NaN": b'{"Limit":NaN}',
        "Infinity": b'{"Limit":1e999}',
        "a number of 5,000 digits": b'{"Limit":' + b"9" * 5000 + b"}",
        "a name twice": b'{"Limit":1,"Limit":2}',
        "half of a surrogate pair": b'{"Marker":"\\ud800"}',
        "no UTF-8": b'{"Marker":"\xff"}',
        "UTF-16": '{"Limit":1}'.encode("utf-16"),
        "a NUL": b'{"Marker":"\x00"}',
        "a list": b"[]",
        "a word": b"x",
        "two values": b"{}{}",
    }.items():
        yield _bad(name, _body(text), 400)
    yield _bad("an unknown target", _body(b"{}", b"TrentService.\x1b[31mRed"), 400)
    yield _bad("another target", _body(b"{}", b"../../etc/passwd"), 400)
    packed = POST + b"Content-Encoding: gzip\r\nContent-Length: 20\r\n\r\n\x1f\x8b\x08" + bytes(17)
    yield _bad("a packed body", packed, 400, 415)


def _slow() -> Iterator[Probe]:
    yield _bad("half a request line", b"POST / HT", 408, waits=Phase.HEAD)
    yield _bad("half a head", POST + b"X-Slow: a", 408, waits=Phase.HEAD)
    yield _bad("half a body", POST + b"Content-Length: 100\r\n\r\n{", 408, waits=Phase.BODY)
    yield _bad("half a chunk", POST + b"Transfer-Encoding: chunked\r\n\r\n64\r\n{", 408, waits=Phase.BODY)
    yield _bad("nothing", b"", CLOSED, waits=Phase.IDLE)
    yield _bad(
        "Expect: 100-continue and no body",
        POST + b"Expect: 100-continue\r\nContent-Length: 100\r\n\r\n",
        408,
        waits=Phase.BODY,
    )
