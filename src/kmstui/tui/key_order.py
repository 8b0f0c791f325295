"""Keys one after another: each has its effect before the next one is looked at.

Textual hands every key to whatever has the focus when it arrives. Somebody who types `:vol` faster than the
palette opens would have `v`, `o` and `l` run commands of the page behind it. Here keys wait until the one
before has gone through focus, screen and application, and a screen it opened has its focus. Knows no command.
"""

from collections import deque
from collections.abc import Sequence

from textual import events
from textual.app import App
from textual.message_pump import MessagePump

ROUNDS = 3
"""A key's message, the command it becomes, and the screen that the command opens: one round each."""
LONGEST_WAIT_S = 0.3
"""A key does not wait longer for another, whatever has become of that one."""


class OrderedKeys(App[None]):
    """An application that looks at one key at a time."""

    _waiting: deque[events.Key]
    _turn = 0
    """Counts the keys; 0 before the first."""
    _busy = False

    async def on_event(self, event: events.Event) -> None:
        """Let a key wait while another has not had its effect."""
        if not isinstance(event, events.Key) or event.is_forwarded:
            await super().on_event(event)
        elif self._busy:
            self._waiting.append(event)
        else:
            self._waiting = deque()
            await self._take(event)

    async def _take(self, key: events.Key) -> None:
        self._busy = True
        self._turn += 1
        turn = self._turn
        self.set_timer(LONGEST_WAIT_S, lambda: self._next(turn))
        await super().on_event(key)
        await self._pass_on((), ROUNDS, turn)

    async def _pass_on(self, pumps: Sequence[MessagePump], rounds: int, turn: int) -> None:
        """Wait behind everything that each pump has to do, then for the next round, then let go."""
        if not pumps and rounds == 0:
            await self._next(turn)
            return
        left = rounds if pumps else rounds - 1
        first, *rest = pumps or (self.focused or self.screen, self.screen, self)
        if not first.call_later(self._pass_on, rest or (), left, turn):
            await self._pass_on(rest, left, turn)

    async def _next(self, turn: int) -> None:
        """Look at the next key, if the present one is still that of this turn."""
        if turn != self._turn or not self._busy:
            return
        if self._waiting:
            await self._take(self._waiting.popleft())
        else:
            self._busy = False
