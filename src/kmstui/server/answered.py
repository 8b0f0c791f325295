"""What a server tells of each call to whoever watches it: a log, or a console that shows calls as they come.

All of it is a client's word and must be made harmless before it is shown; parameters may hold secrets.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from time import perf_counter
from typing import Any, Self

from kmstui.aws.credentials import Origin
from kmstui.server.plain import escaped
from kmstui.wire.codec import Route

_LOG = logging.getLogger("kmstui.server")


@dataclass(slots=True)
class Answered:
    """One call: what was asked by whom, and how it ended."""

    at: datetime
    service: str
    operation: str
    origin: Origin
    started: float
    params: Mapping[str, Any] = field(default_factory=dict, repr=False)
    error: str = ""
    """AWS's error code; empty when the call succeeded."""
    milliseconds: float = 0.0
    """How long the answer took."""

    @classmethod
    def begin(cls, route: Route, origin: Origin, at: datetime) -> Self:
        """A call that is about to be made."""
        return cls(at, route.service, route.operation, origin, perf_counter())

    def ended(self) -> Self:
        """The same, with the time that it took."""
        self.milliseconds = (perf_counter() - self.started) * 1000
        return self


Watch = Callable[[Answered], None]
"""Told of a call when it has been answered; must not raise, nor take long."""


def nobody_watches(_answered: Answered) -> None:
    """The watch of a server that nobody looks at."""


def log_call(answered: Answered) -> None:
    """The watch that writes a line for each call; its parameters stay out of it."""
    origin = answered.origin
    _LOG.info(
        "%s %s %.1f ms %s %s %s %s",
        escaped(f"{answered.service}:{answered.operation}"),
        escaped(answered.error or "OK"),
        answered.milliseconds,
        escaped(origin.access_key_id or "-"),
        escaped(origin.region),
        escaped(origin.source_ip),
        escaped(origin.user_agent),
    )
