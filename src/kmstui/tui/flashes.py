"""What just happened: the messages of the flash bar and their history.

Plain data with times from the account's clock; drawing is the flash bar's business, raising them everybody's.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum

from textual.message import Message

from kmstui.aws.errors import AwsError

EXPIRES_AFTER = timedelta(seconds=8)
"""How long news that needs no answer stays."""
HISTORY = 200
"""How many are remembered."""


class Kind(Enum):
    """What sort of news a flash is."""

    OK = "ok"
    INFO = "info"
    WARNING = "warn"
    ERROR = "err"

    @property
    def expires(self) -> bool:
        """Whether it goes away by itself; what went wrong stays until it is dismissed."""
        return self in {Kind.OK, Kind.INFO}


@dataclass(frozen=True, slots=True)
class Flash:
    """One piece of news."""

    kind: Kind
    head: str
    """The news in a few words, such as `Key created.`"""
    text: str = ""
    """The rest of the sentence; may hold text from the account."""
    action: str = ""
    """The label of what one can do about it, such as `View key`; empty: nothing."""
    message: Message | None = None
    """What that action posts to the page."""
    at: datetime | None = None
    """When it was raised; set by the log."""


@dataclass
class FlashLog:
    """Every flash of this session, oldest first, and which of them still show."""

    history: list[Flash] = field(default_factory=list)
    """The last `HISTORY` flashes."""
    _open: list[Flash] = field(default_factory=list)

    def add(self, flash: Flash) -> None:
        """Show a flash; the same news again replaces the one that shows."""
        self._open = [seen for seen in self._open if (seen.head, seen.text) != (flash.head, flash.text)]
        self._open.append(flash)
        self.history = [*self.history, flash][-HISTORY:]

    def dismiss(self, flash: Flash) -> None:
        """Stop showing one."""
        self._open = [seen for seen in self._open if seen is not flash]

    def dismiss_last(self) -> bool:
        """Stop showing the newest; whether there was one."""
        return bool(self._open and self._open.pop())

    def showing(self, now: datetime) -> tuple[Flash, ...]:
        """Those that still show at that moment, newest first."""
        self._open = [seen for seen in self._open if not _expired(seen, now)]
        return tuple(reversed(self._open))


def _expired(flash: Flash, now: datetime) -> bool:
    return flash.kind.expires and flash.at is not None and now - flash.at >= EXPIRES_AFTER


def error_flash(error: AwsError, message: Message | None, action: str = "Why") -> Flash:
    """How a refused call is told: AWS's code, AWS's message, the request's id, and what can be done about it,
    where there is anything."""
    request = f"  Request ID: {error.request_id}" if error.request_id else ""
    return Flash(
        Kind.ERROR,
        error.code,
        f"{error.message}{request}".strip(),
        action=action if message else "",
        message=message,
    )
