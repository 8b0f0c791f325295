"""A gateway that keeps what went through it: the console's log of equivalent CLI calls.

It wraps any other gateway and changes nothing. Parameters are kept as they were given, results are not kept
at all: a plaintext data key must not outlive the call that returned it.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from kmstui.aws.errors import AwsError
from kmstui.aws.gateway import Gateway, Params, Result


@dataclass(frozen=True, slots=True)
class RecordedCall:
    """One call that was made."""

    number: int
    """Counts up from 1."""
    service: str
    operation: str
    params: Params
    seconds: float
    """How long the answer took."""
    error_code: str = ""
    """Empty when the call succeeded."""


class CallLog:
    """The newest calls of a session, oldest first."""

    def __init__(self, timer: Callable[[], float], limit: int = 500) -> None:
        self.timer = timer
        self.calls: deque[RecordedCall] = deque(maxlen=limit)
        self.count = 0

    def add(self, service: str, operation: str, params: Params, seconds: float, error_code: str) -> None:
        """Keep one call; the oldest makes room."""
        self.count += 1
        self.calls.append(RecordedCall(self.count, service, operation, params, seconds, error_code))


class RecordingGateway:
    """Passes calls on and keeps a log of them."""

    def __init__(self, inner: Gateway, log: CallLog) -> None:
        self._inner = inner
        self._log = log

    def call(self, service: str, operation: str, params: Params) -> Result:
        """Make the call through the wrapped gateway and log it, whether it succeeds or not."""
        began = self._log.timer()
        code = ""
        try:
            return self._inner.call(service, operation, params)
        except AwsError as error:
            code = error.code
            raise
        finally:
            self._log.add(service, operation, params, self._log.timer() - began, code)
