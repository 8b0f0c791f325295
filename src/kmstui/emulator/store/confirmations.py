"""Waiting for the disk together.

The disk confirms everything that was written before it was asked, so one question answers for all who wait:
whoever comes while nobody is asking asks; whoever comes meanwhile waits until that answer is there, and then
one of those who came too late for it asks again. There is no thread for it. Knows numbers of units of work,
neither files nor what is in them.
"""

from collections.abc import Callable
from threading import Condition

from kmstui.emulator.store.errors import StoreFailed


class Confirmations:
    """Up to which unit of work the disk has everything."""

    def __init__(self, ask: Callable[[], int], confirmed: int) -> None:
        """`ask` has the disk confirm what was written and returns the number of the last one that was.

        It raises StoreFailed when the disk fails to, and is never called again then. It is called by one
        thread at a time, and without this object's lock.
        """
        self.confirmed = confirmed
        """The number of the last unit of work that the disk has for certain, with all before it."""
        self.failure: StoreFailed | None = None
        """What is raised for whoever waits for a later one; None while all is well."""
        self._ask = ask
        self._turn = Condition()
        self._asking = False

    def wait(self, number: int) -> None:
        """Return when the disk has the unit of work of this number.

        A wait that is broken off, as by Ctrl-C, says nothing about it: the disk may have it.

        Raises:
            StoreFailed: when the disk failed to confirm it, or one before it.
        """
        while self.confirmed < number:
            with self._turn:
                while self._asking and self.confirmed < number:
                    self._turn.wait()
                if self.confirmed >= number:
                    return
                if self.failure is not None:
                    raise StoreFailed(str(self.failure), usable=False) from self.failure
                self._asking = True
            self._lead()

    def reached(self, number: int) -> None:
        """Note that the disk has everything up to this number. Nobody may be waiting for a later one."""
        self.confirmed = max(self.confirmed, number)

    def _lead(self) -> None:
        confirmed, failure = self.confirmed, None
        try:
            confirmed = self._ask()
        except StoreFailed as error:
            failure = error
        finally:
            with self._turn:
                self.confirmed = max(self.confirmed, confirmed)
                self.failure, self._asking = failure, False
                self._turn.notify_all()
