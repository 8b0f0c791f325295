"""A client as fast as Python allows, in a process of its own, so that what is measured is the server.

    python -m bench.http_client HOST PORT CONNECTIONS SECONDS [CALLS] < requests

Sends requests that were signed beforehand (see `bench.http_requests`), one at a time on each of some kept-alive
connections, and prints one line of JSON: how many were answered, how many of them with 200, in how many seconds,
and how long each took. It parses no more than it takes to find the end of an answer, and knows no AWS.
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
        self.opened = 0
        self._open()

    def _open(self) -> None:
        self.socket = socket.create_connection(self._address, timeout=60)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.opened += 1

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


def drive(
    address: tuple[str, int], connections: int, seconds: float, calls: int, requests: Sequence[bytes]
) -> dict[str, object]:
    """Ask for some seconds, or until some calls are answered if `calls` is not 0; what came of it."""
    poll = select.epoll()
    lines = {line.socket.fileno(): line for line in (Connection(address) for _ in range(connections))}
    for number in lines:
        poll.register(number, select.EPOLLIN)
    asked, good, took, refused = 0, 0, [], b""
    start = time.perf_counter()
    deadline = start + seconds if not calls else float("inf")
    for line in lines.values():
        line.ask(requests[asked % len(requests)])
        asked += 1
    open_calls, now = asked, start
    while open_calls:
        for number, _ in poll.poll():
            line = lines[number]
            answer = line.answer()
            if answer is None:
                continue
            now = time.perf_counter()
            took.append(now - line.asked_at)
            if answer[9:12] == b"200":
                good += 1
            else:
                refused = refused or answer
            if now < deadline and (not calls or asked < calls):
                if closes(answer):
                    del lines[number]
                    line.reopen()
                    lines[line.socket.fileno()] = line
                    poll.register(line.socket.fileno(), select.EPOLLIN)
                line.ask(requests[asked % len(requests)])
                asked += 1
            else:
                poll.unregister(number)
                open_calls -= 1
    took.sort()
    return {
        "answered": len(took),
        "good": good,
        "seconds": now - start,
        "p50": took[len(took) // 2],
        "p99": took[len(took) * 99 // 100],
        "opened": sum(line.opened for line in lines.values()),
        "refused": refused[:600].decode("latin-1"),
    }


def main(arguments: list[str]) -> int:
    """Drive one server."""
    host, port, connections, seconds, *calls = arguments
    requests = read_requests(sys.stdin.buffer)
    count = int(calls[0]) if calls else 0
    result = drive((host, int(port)), int(connections), float(seconds), count, requests)
    print(json.dumps(result))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
