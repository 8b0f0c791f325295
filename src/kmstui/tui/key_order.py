"""Keys one after another: each has its effect before the next one is looked at.

Textual hands every key to whatever has the focus when it arrives. Somebody who types `:vol` faster than the
palette opens would have `v`, `o` and `l` run commands of the page behind it, and what is typed at a form that
has only just been painted would be lost, as it has no focus yet. Here keys wait until the one before has gone
through focus, screen and application, and until the screen in front stands. Knows no command.
"""

from collections import deque
from collections.abc import Sequence
from functools import partial

from textual import events
from textual.app import App
from textual.message_pump import MessagePump
from textual.screen import Screen
from textual.widgets import Input, TextArea

from kmstui.tui.asking import Asking

ROUNDS = 6
"""One for each message that follows from the one before: the key at its widget, at the application, the
request to run a command, the command, the page that it asks for, and that page's first message."""
REFRESHES = 2
"""A screen stands when it has been laid out, and what it does after that, such as giving the focus, is
done."""
ANSWER_LOOK_S = 0.02
"""How often one looks whether the account has answered."""
LONGEST_WAIT_S = 0.3
"""A key does not wait longer for another, whatever has become of that one."""
LONGEST_STANDING_S = 1.0
"""A key does not wait longer for a screen to stand."""


class OrderedKeys(App[None]):
    """An application that looks at one key at a time."""

    _waiting: deque[events.Key]
    _turn = 0
    """Counts the keys; 0 before the first."""
    _given = 0
    """The last key that was handed on."""
    _busy = False
    _typed = False
    """Whether the last key was a letter for a field, which changes nothing else."""
    _standing: Screen[object] | None = None
    """The screen that stood when a key was last handed on."""

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
        turn, screens = self._turn, self.screen_stack
        if not screens or screens[-1] is self._standing:
            await self._give(key, turn)
            return
        self.set_timer(LONGEST_STANDING_S, partial(self._give, key, turn))
        await self._stand(key, turn, screens[-1], REFRESHES)

    async def _stand(self, key: events.Key, turn: int, screen: Screen[object], refreshes: int) -> None:
        """Wait until a screen has been laid out so many times; another may come to the front meanwhile."""
        if screen is not self.screen:
            screen, refreshes = self.screen, REFRESHES
        if refreshes and screen.call_after_refresh(self._stand, key, turn, screen, refreshes - 1):
            return
        self._standing = screen
        self.call_later(self._give, key, turn)

    async def _give(self, key: events.Key, turn: int) -> None:
        """Hand a key to what has the focus, once."""
        if turn <= self._given:
            return
        self._given = turn
        self._typed = key.is_printable and isinstance(self.focused, Input | TextArea)
        self.set_timer(LONGEST_WAIT_S, partial(self._next, turn))
        await super().on_event(key)
        await self._pass_on((), ROUNDS, turn)

    async def _pass_on(self, pumps: Sequence[MessagePump], rounds: int, turn: int) -> None:
        """Wait behind everything that each pump has to do, then for the next round, then let go."""
        if not pumps and rounds == 0:
            await self._let_go(turn)
            return
        left = rounds if pumps else rounds - 1
        first, *rest = pumps or (self.focused or self.screen, self.screen, self)
        if not first.call_later(self._pass_on, rest or (), left, turn):
            await self._pass_on(rest, left, turn)

    async def _let_go(self, turn: int) -> None:
        """Go on to the next key: after a letter in a field at once; otherwise when the account has answered,
        as that may open a dialog, and what was to be done after the next repaint is done, as that may move
        the focus."""
        if turn != self._turn or self._typed:
            await self._next(turn)
        elif isinstance(self.screen, Asking) and self.screen.expectant:
            self.set_timer(ANSWER_LOOK_S, partial(self._let_go, turn))
        elif not self.screen.call_after_refresh(self.call_later, self._next, turn):
            await self._next(turn)

    async def _next(self, turn: int) -> None:
        """Look at the next key, if the present one is still that of this turn."""
        if turn != self._turn or not self._busy:
            return
        if self._waiting:
            await self._take(self._waiting.popleft())
        else:
            self._busy = False
