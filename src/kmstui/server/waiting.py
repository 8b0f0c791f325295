"""Answers that wait for the disk, all in one thread: who comes while it is being asked is in the next lot.

One question to the disk confirms everything that was done before it, so a hundred writers cost two of them
and no thread each. Calls go on being made meanwhile, where they are made. Knows no connection and no account.
"""

from collections.abc import Callable
from functools import partial
from queue import SimpleQueue
from threading import Thread

from kmstui.server.calling import Work
from kmstui.wire.message import Reply

Respond = Callable[[Reply], None]
Waiter = tuple[Work, Respond]


class Waiting:
    """The thread that waits; it begins with the first who has to."""

    def __init__(self, soon: Callable[[Callable[[], None]], object]) -> None:
        """`soon` has something done by the event loop; it may be called in any thread."""
        self._soon = soon
        self._queue: SimpleQueue[Waiter | None] = SimpleQueue()
        self._thread: Thread | None = None

    def wait_for(self, work: Work, respond: Respond) -> None:
        """Have work finished and its answer given, in the loop."""
        if self._thread is None:
            self._thread = Thread(target=self._run, name="kmstui-disk")
            self._thread.start()
        self._queue.put((work, respond))

    def end(self) -> None:
        """Return when everybody who waits has been answered."""
        if self._thread is not None:
            self._queue.put(None)
            self._thread.join()

    def _run(self) -> None:
        while lot := self._lot():
            # Whatever the first waits for confirms the others of its lot as well.
            answers = [(respond, work.finish()) for work, respond in lot]
            self._soon(partial(_give, answers))

    def _lot(self) -> list[Waiter]:
        """Everybody who waits now, one at least; nobody when there will be no more."""
        lot = [self._queue.get()]
        while lot[-1] is not None and not self._queue.empty():
            lot.append(self._queue.get())
        if lot[-1] is None and len(lot) > 1:
            self._queue.put(None)  # to be found again when this lot is done
        return [waiter for waiter in lot if waiter is not None]


def _give(answers: list[tuple[Respond, Reply]]) -> None:
    for respond, reply in answers:
        respond(reply)
