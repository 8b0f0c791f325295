"""Answers that wait for the disk."""

from collections.abc import Callable
from queue import Queue
from threading import Event, get_ident

from kmstui.server.waiting import Waiting
from kmstui.wire.message import Reply

PATIENCE_S = 20.0


class Slow:
    """Work whose answer waits for the disk."""

    slow = False

    def __init__(self, name: bytes, disk: Event) -> None:
        self._name = name
        self._disk = disk
        self.begun = Event()

    def start(self) -> Reply | None:
        return None

    def finish(self) -> Reply:
        self.begun.set()
        assert self._disk.wait(PATIENCE_S)
        return Reply(200, (), self._name)


class Loop:
    """An event loop, as far as somebody in another thread sees it."""

    def __init__(self) -> None:
        self.due: Queue[Callable[[], None]] = Queue()

    def soon(self, action: Callable[[], None]) -> None:
        self.due.put(action)

    def turn(self) -> None:
        self.due.get(timeout=PATIENCE_S)()


def test_who_comes_while_the_disk_is_asked_is_in_the_next_lot() -> None:
    loop, disk = Loop(), Event()
    given: list[tuple[bytes, int]] = []
    waiting = Waiting(loop.soon)

    def respond(reply: Reply) -> None:
        given.append((reply.body, get_ident()))

    first = Slow(b"first", disk)
    waiting.wait_for(first, respond)
    assert first.begun.wait(PATIENCE_S)
    for name in (b"second", b"third"):
        waiting.wait_for(Slow(name, disk), respond)
    disk.set()
    loop.turn()
    assert [body for body, _ in given] == [b"first"]
    waiting.end()
    while not loop.due.empty():
        loop.turn()
    assert [body for body, _ in given] == [b"first", b"second", b"third"]
    assert {thread for _, thread in given} == {get_ident()}, "answers are given in the loop"


def test_the_end_waits_for_everybody() -> None:
    loop, disk = Loop(), Event()
    disk.set()
    given: list[bytes] = []
    waiting = Waiting(loop.soon)
    for number in range(10):
        waiting.wait_for(Slow(b"%d" % number, disk), lambda reply: given.append(reply.body))
    waiting.end()
    while not loop.due.empty():
        loop.turn()
    assert given == [b"%d" % number for number in range(10)]


def test_where_nobody_had_to_wait_there_is_nothing_to_end() -> None:
    Waiting(Loop().soon).end()
