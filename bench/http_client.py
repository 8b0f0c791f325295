"""A client as fast as Python allows, in a process of its own, so that what is measured is the server.

python -m bench.http_client HOST PORT CONNECTIONS SECONDS [CALLS] < requests

Sends requests that were signed beforehand (see `bench.http_requests`), one at a time on each of some
kept-alive connections, and prints one line of JSON: how many were answered, how many of them with 200, in how
many seconds, and how long each took. It parses no more than it takes to find the end of an answer, and knows
no AWS.
"""

import json
import select
import socket
import sys
import time
from collections.abc import Sequence
from typing import BinaryIO

CHUNK = 1 << 18


def write_requests(stream: BinaryIO, requests: Sequence[bytes]) -> None:
    """Write requests so that `read_requests` finds them again."""
    for request in requests:
        stream.write(len(request).to_bytes(4, "big") + request)


def read_requests(stream: BinaryIO) -> list[bytes]:
    """The requests that were written, until the end of the stream."""
    requests = []
    while head := stream.read(4):
        requests.append(stream.read(int.from_bytes(head, "big")))
    return requests


class Connection:
    """One kept-alive connection with at most one request under way."""

    def __init__(self, address: tuple[str, int]) -> None:
        self._address = address
        self._received = b""
        self._wanted = 0
        self.asked_at = 0.0
        self._open()

    def _open(self) -> None:
        self.socket = socket.create_connection(self._address, timeout=60)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def ask(self, request: bytes) -> None:
        """Send a request whole."""
        self.asked_at = time.perf_counter()
        self.socket.sendall(request)

    def answer(self) -> bytes | None:
        """Read what has come; the status line once the answer is whole."""
        chunk = self.socket.recv(CHUNK)
        if not chunk:
            raise ConnectionError("the server closed the connection before it had answered")
        received = self._received = self._received + chunk
        if not self._wanted:
            end = received.find(b"\r\n\r\n")
            if end < 0:
                return None
            self._wanted = end + 4 + _length(received[: end + 2])
        if len(received) < self._wanted:
            return None
        self._received, self._wanted = b"", 0
        return received

    def reopen(self) -> None:
        """Connect anew."""
        self.socket.close()
        self._open()


def closes(answer: bytes) -> bool:
    """Whether the server does not keep the connection alive."""
    head = answer[: answer.find(b"\r\n\r\n")].lower()
    return b"connection: close" in head or head.startswith(b"http/1.0")


def _length(head: bytes) -> int:
    """How long the body is; every server here says so."""
    place = head.lower().find(b"\r\ncontent-length:")
    if place < 0:
        raise ValueError(f"an answer without a length: {head!r}")
    return int(head[place + 17 : head.find(b"\r\n", place + 17)])


class Crowd:
    """Some connections that ask one server at once."""

    def __init__(self, address: tuple[str, int], connections: int, requests: Sequence[bytes]) -> None:
        self._requests = requests
        self._poll = select.epoll()
        self._lines: dict[int, Connection] = {}
        for _ in range(connections):
            self._watch(Connection(address))
        self._asked = 0
        self._good = 0
        self._took: list[float] = []
        self._refused = b""

    def drive(self, seconds: float, calls: int) -> dict[str, object]:
        """Ask for some seconds, or until some calls are answered if `calls` is not 0; what came of it."""
        start = now = time.perf_counter()
        deadline = float("inf") if calls else start + seconds
        for line in list(self._lines.values()):
            self._ask(line)
        while self._lines:
            for number, _ in self._poll.poll():
                line = self._lines[number]
                answer = line.answer()
                if answer is None:
                    continue
                now = time.perf_counter()
                self._note(now - line.asked_at, answer)
                if now < deadline and (not calls or self._asked < calls):
                    self._go_on(number, line, answer)
                else:
                    self._leave(number)
        return self._found(now - start)

    def _watch(self, line: Connection) -> None:
        self._lines[line.socket.fileno()] = line
        self._poll.register(line.socket.fileno(), select.EPOLLIN)

    def _leave(self, number: int) -> None:
        self._poll.unregister(number)
        del self._lines[number]

    def _ask(self, line: Connection) -> None:
        line.ask(self._requests[self._asked % len(self._requests)])
        self._asked += 1

    def _go_on(self, number: int, line: Connection, answer: bytes) -> None:
        if closes(answer):
            self._leave(number)
            line.reopen()
            self._watch(line)
        self._ask(line)

    def _note(self, seconds: float, answer: bytes) -> None:
        self._took.append(seconds)
        if answer[9:12] == b"200":
            self._good += 1
        else:
            self._refused = self._refused or answer

    def _found(self, seconds: float) -> dict[str, object]:
        took = sorted(self._took)
        return {
            "answered": len(took),
            "good": self._good,
            "seconds": seconds,
            "p50": took[len(took) // 2],
            "p99": took[len(took) * 99 // 100],
            "refused": self._refused[:600].decode("latin-1"),
        }


def main(arguments: list[str]) -> int:
    """Drive one server."""
    host, port, connections, seconds, *calls = arguments
    requests = read_requests(sys.stdin.buffer)
    count = int(calls[0]) if calls else 0
    result = Crowd((host, int(port)), int(connections), requests).drive(float(seconds), count)
    print(json.dumps(result))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
