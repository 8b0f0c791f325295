"""A server in a thread of its own."""

import http.client

import pytest
from tests.server.accounts import NOON, Desk

from kmstui.aws.clock import ManualClock
from kmstui.server.admission import host_names
from kmstui.server.answering import Answering
from kmstui.server.background import Background
from kmstui.server.http import CannotListen, Listener, bound


class Anywhere(Desk):
    """A server that answers at any port."""

    def listener(self, port: int) -> Listener:
        answering: Answering = self.answering()
        answering._hosts = host_names("127.0.0.1", port)
        return Listener(answering, ManualClock(NOON))


def test_it_answers_from_start_to_stop() -> None:
    sock = bound("127.0.0.1", 0)
    port = sock.getsockname()[1]
    background = Background(sock, lambda: Anywhere().listener(port))
    background.start()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request("GET", "/_kmstui/health")
    assert connection.getresponse().status == 200
    background.stop()
    connection.close()
    with pytest.raises(ConnectionRefusedError):
        http.client.HTTPConnection("127.0.0.1", port, timeout=20).request("GET", "/")


def test_one_that_cannot_begin_says_so_where_it_was_begun() -> None:
    first = bound("127.0.0.1", 0)
    port = first.getsockname()[1]
    second = bound("127.0.0.1", port)
    second.listen()
    background = Background(first, lambda: Anywhere().listener(port))
    with pytest.raises(CannotListen):
        background.start()
    background.stop()
    second.close()


def test_one_that_was_never_begun_can_be_stopped() -> None:
    sock = bound("127.0.0.1", 0)
    Background(sock, lambda: Anywhere().listener(0)).stop()
    sock.close()
