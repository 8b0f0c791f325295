"""One call of the account, from its parameters to its answer, in the parts that wait for different things.

    read    the parameters                     never waits
    start   the call, unless it is a slow one  where connections are served
    finish  the answer                         when the disk has what the call did

Nothing here raises: a refusal has the form of its protocol, a bug is AWS's InternalFailure to the client and
one log line here, without anything that was sent.
"""

import logging
from collections.abc import Callable
from typing import Protocol

from kmstui.aws.errors import AwsError
from kmstui.server.account import Account, Started
from kmstui.server.answered import Answered
from kmstui.server.plain import escaped, refusal, whereabouts
from kmstui.server.slow import is_slow
from kmstui.wire.codec import Route
from kmstui.wire.message import Reply, Request

_LOG = logging.getLogger("kmstui.server")
INTERNAL_FAILURE = ("InternalFailure", "The request processing has failed because of an unknown error.")
"""AWS General Reference, "Common errors"."""


class Work(Protocol):
    """What remains to be done for an answer."""

    @property
    def slow(self) -> bool:
        """Whether `start` takes its time."""
        ...

    def start(self) -> Reply | None:
        """Do it; None when the answer waits for the disk."""
        ...

    def finish(self) -> Reply:
        """The answer that `start` did not give, when the disk has what was done; in any thread."""
        ...


class Calling:
    """One call, made once."""

    __slots__ = ("_account", "_answered", "_ended", "_route", "_started", "slow")

    def __init__(
        self, account: Account, route: Route, answered: Answered, ended: Callable[[Answered], None]
    ) -> None:
        """`ended` is told when the call has been answered, in the thread that answers."""
        self._account = account
        self._route = route
        self._answered = answered
        self._ended = ended
        self._started: Started
        self.slow = False
        """Whether it may wait for another process, for files or for a long computation."""

    def read(self, request: Request) -> "Reply | Calling":
        """Read the parameters; the answer is there already when they cannot be read."""
        try:
            self._answered.params = self._route.codec.params(self._route, request)
            self.slow = is_slow(self._route.service, self._route.operation, self._answered.params)
        except Exception as error:  # noqa: BLE001 - a bug in one call must not end the server
            return self._refused(error)
        return self

    def start(self) -> Reply | None:
        """Make the call; None when its answer has to wait for the disk."""
        answered = self._answered
        try:
            route = self._route
            self._started = self._account.start_from(
                answered.origin, route.service, route.operation, answered.params
            )
            if not self._started.confirmed:
                return None
        except Exception as error:  # noqa: BLE001 - as above
            return self._refused(error)
        return self.finish()

    def finish(self) -> Reply:
        """The answer, when the disk has what the call did."""
        try:
            request_id = self._answered.origin.request_id
            reply = self._route.codec.reply(self._route, self._started.result(), request_id)
        except Exception as error:  # noqa: BLE001 - as above
            return self._refused(error)
        self._ended(self._answered)
        return reply

    def _refused(self, error: Exception) -> Reply:
        if not isinstance(error, AwsError):
            name = escaped(f"{self._route.service}:{self._route.operation}")
            _LOG.error("a bug in %s: %s", name, whereabouts(error))
            error = AwsError(*INTERNAL_FAILURE)
        self._answered.error = error.code
        request_id = error.request_id or self._answered.origin.request_id
        self._ended(self._answered)
        return self._route.codec.refusal(self._route, error, request_id)


class Errand:
    """Something slow to be done that is no call of the account."""

    slow = True

    def __init__(self, run: Callable[[], Reply]) -> None:
        self._run = run

    def start(self) -> Reply:
        """Do it."""
        try:
            return self._run()
        except Exception as error:  # noqa: BLE001 - a bug in one request must not end the server
            _LOG.error("a bug in an errand: %s", whereabouts(error))
            return refusal(500, INTERNAL_FAILURE[1])

    def finish(self) -> Reply:
        """Never asked for: `start` answers."""
        raise AssertionError("an errand has been answered")
