"""Shows calls that somebody else makes: of clients that this console serves its account to.

They come from other threads, as many and as fast as clients like; the screen follows a few times a second. It
does not know how they came here.
"""

from threading import Lock

from textual import on
from textual.message import Message

from kmstui.tui.account_check import ChecksAccounts
from kmstui.tui.dialogs.histories import Calls
from kmstui.tui.screen import Page
from kmstui.tui.session import Call, Session

QUIET_S = 0.25
"""How long the screen is left alone after it has followed."""


class Heard(Message, namespace="hearing"):
    """Calls were made that the screen does not show yet."""


class HearsCalls(ChecksAccounts):
    """An application that can be told of calls."""

    session: Session
    _telling = False
    _more = False

    def __init__(self) -> None:
        super().__init__()
        self._heard_lock = Lock()

    def hear(self, call: Call, *, mutates: bool) -> None:
        """Take note of a call that was made elsewhere; from any thread."""
        self.session.hear(call, mutates=mutates)
        with self._heard_lock:
            self._more = True
            if self._telling:
                return
            self._telling = self.post_message(Heard())

    @on(Heard)
    def _follow_calls(self) -> None:
        with self._heard_lock:
            self._more = False
        match self.screen:
            case Page() as page:
                page.answered()
            case Calls() as calls:
                calls.follow()
            case _:
                pass
        self.set_timer(QUIET_S, self._listen_again)

    def _listen_again(self) -> None:
        with self._heard_lock:
            self._telling = self._more and self.post_message(Heard())
