"""`kmstui --serve`: the console's account, served to AWS's clients while the console runs.

The server lives in a thread of its own and begins when the account is open; what it is asked is told to the
console, which shows it. Console and server know nothing of each other.
"""

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from kmstui.aws.credentials import Origin
from kmstui.aws.operations import OPERATIONS
from kmstui.cli import served_at
from kmstui.cli.account import AccountUnavailable, LocalAccount
from kmstui.cli.front import FrontOptions, listener_for, place_of
from kmstui.cli.fronted import Fronted
from kmstui.config import REGIONS
from kmstui.console.text import safe
from kmstui.server.answered import Answered, Watch
from kmstui.server.background import Background
from kmstui.server.http import CannotListen, bound
from kmstui.tui.session import Call

_SHOWN = 90
"""Characters of anything foreign that the log of calls shows."""


class ServingConsole:
    """An account that is served beside a console."""

    def __init__(self, account: LocalAccount, port: int, directory: Path | None) -> None:
        """Take the address; nobody is answered yet.

        `directory` is where the account lies, if it lies anywhere.

        Raises:
            AccountUnavailable: when the address is not to be had.
        """
        try:
            self._listener = bound("127.0.0.1", port)
        except CannotListen as error:
            raise AccountUnavailable(str(error)) from error
        self._account = account
        self._directory = directory
        self._background: Background | None = None
        self._tell: Callable[[Call, bool], None] = _nobody
        self.place = place_of(self._listener)
        """Host and port, as a URL has them."""

    def tell(self, listener: Callable[[Call, bool], None]) -> None:
        """Have every call told, and whether it may have changed something; from any thread."""
        self._tell = listener

    def begin(self) -> None:
        """Answer from now on; the account is open.

        Raises:
            AccountUnavailable: when somebody else has taken the address.
        """
        fronted = Fronted(self._account)
        watch = _watch(fronted, self._tell)
        self._background = Background(
            self._listener, lambda: listener_for(fronted, self._listener, FrontOptions(), watch)
        )
        try:
            self._background.start()
        except CannotListen as error:
            raise AccountUnavailable(str(error)) from error
        if self._directory is not None:
            served_at.leave(self._directory, f"http://{self.place}")

    def end(self) -> None:
        """Let what is being answered end, and answer no more."""
        if self._background is not None:
            self._background.stop()
        self._listener.close()
        if self._directory is not None:
            served_at.take_away(self._directory)


def _nobody(_call: Call, _mutates: bool) -> None:
    """The listener of a console that is not there yet."""


def _watch(fronted: Fronted, tell: Callable[[Call, bool], None]) -> Watch:
    """What tells a console of each call in its own terms."""

    @lru_cache(maxsize=256)
    def name(access_key_id: str, session_token: str) -> str:
        arn = fronted.principal(Origin(access_key_id, REGIONS[0], session_token))
        return arn.rpartition(":")[2] or "nobody"

    def watch(answered: Answered) -> None:
        origin = answered.origin
        client = origin.user_agent.partition(" ")[0]
        by = f"{name(origin.access_key_id, origin.session_token)} {origin.access_key_id} {client}"
        row = OPERATIONS.get((answered.service, answered.operation))
        call = Call(
            answered.at,
            safe(answered.service, limit=_SHOWN),
            safe(answered.operation, limit=_SHOWN),
            answered.params,
            answered.milliseconds,
            safe(answered.error, limit=_SHOWN),
            safe(by, limit=_SHOWN),
        )
        tell(call, row is not None and not row.read_only)

    return watch
