"""How a screen waits for the account without ever standing still.

A question is a plain function of a gateway. It runs in a thread; its answer, or AWS's refusal, comes back to
the screen's own loop. This is the only module of the console that catches `AwsError`. A call that has to be
confirmed first is not made; somebody is asked, and the question asked again.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from itertools import count
from typing import ClassVar, TypeVar

from textual import on
from textual.message import Message
from textual.screen import Screen
from textual.timer import Timer

from kmstui.aws.errors import AwsError
from kmstui.aws.gateway import Gateway
from kmstui.tui.messages import AskAccount
from kmstui.tui.session import Session, Unconfirmed

ResultT = TypeVar("ResultT")
AnswerT = TypeVar("AnswerT")

NOT_CONFIRMED = "NotConfirmed"
"""The code of a call that somebody thought better of."""
PATIENCE_S = 0.15
"""A wait shorter than this is not shown: what flickers reads as slower than what does not move."""


@dataclass(frozen=True, slots=True)
class _Question:
    """What decides whether an answer is still wanted."""

    number: int
    group: str
    epoch: int


class _Answered(Message, bubble=False):
    """A thread has an answer; `deliver` hands it over."""

    def __init__(self, question: _Question, deliver: Callable[[], None]) -> None:
        super().__init__()
        self.question = question
        self.deliver = deliver


class Asking(Screen[ResultT]):
    """A screen that may ask the account."""

    PATIENCE_S: ClassVar[float] = PATIENCE_S

    _patience_timer: Timer | None = None

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.busy = False
        """Whether somebody has been waiting for longer than a moment."""
        self._question_numbers = count(1)
        self._latest_question: dict[str, int] = {}
        self._unanswered = 0

    @property
    def expectant(self) -> bool:
        """Whether an answer is still to come."""
        return self._unanswered > 0

    def ask(
        self,
        query: Callable[[Gateway], AnswerT],
        then: Callable[[AnswerT], None],
        *,
        refused: Callable[[AwsError], None] | None = None,
        group: str = "",
    ) -> None:
        """Run `query` in a thread and hand what it returns to `then`, on this screen's own loop.

            self.ask(keys.customer_managed, self.show_keys, group="rows")
            self.ask(partial(keys.disable, key_id=row.key_id), self.disabled, refused=self.explain)

        Args:
            query: Asks the account. It must touch no widget; other exceptions than `AwsError` are bugs and
            end
                the program.
            then: Gets the answer, unless the screen is gone, or somebody asked again in the same group, or
            the
                identity or Region has changed since.
            refused: Gets AWS's refusal instead of the usual error flash.
            group: Questions of one group supersede each other: only the last one's answer is delivered. Leave
            it
                empty for calls that change something.
        """
        question = _Question(next(self._question_numbers), group, self.session.epoch)
        self._latest_question[group] = question.number
        gateway = self.session.gateway
        self._unanswered += 1
        if self._patience_timer is None:
            self._patience_timer = self.set_timer(self.PATIENCE_S, self._grow_impatient)

        def fetch() -> None:
            deliver: Callable[[], None]
            try:
                deliver = partial(then, query(gateway))
            except AwsError as error:
                deliver = partial(refused or self.refused, error)
            except Unconfirmed as needed:
                again = partial(self.ask, query, then, refused=refused, group=group)
                deliver = partial(self._ask_account, needed, again, refused or self.refused)
            self.post_message(_Answered(question, deliver))

        self.run_worker(fetch, thread=True, name=group or "ask", group=group or "ask")

    def refused(self, error: AwsError) -> None:
        """What happens with a refusal nobody else wants; pages show it as a flash."""

    def waiting_changed(self) -> None:
        """`busy` has changed."""

    def answered(self) -> None:
        """An answer has been delivered."""

    @on(_Answered)
    def _deliver_answer(self, event: _Answered) -> None:
        self._unanswered -= 1
        if not self.display:  # it is being taken apart, and has nothing left to show an answer in
            return
        if self._unanswered == 0:
            self._calm_down()
        question = event.question
        superseded = question.group != "" and self._latest_question[question.group] != question.number
        if not superseded and question.epoch == self.session.epoch:
            event.deliver()
        self.answered()

    def _ask_account(
        self, needed: Unconfirmed, again: Callable[[], None], refused: Callable[[AwsError], None]
    ) -> None:
        """Have somebody say which account this is, and only then ask once more."""
        operation = f"{needed.service}:{needed.operation}"

        def decided(confirmed: bool) -> None:
            if not confirmed:
                refused(AwsError(NOT_CONFIRMED, f"{needed.operation} was not confirmed, and not called."))
                return
            with self.session.confirmed(operation):
                again()

        self.post_message(AskAccount(self.session, needed.service, needed.operation, decided))

    def _grow_impatient(self) -> None:
        self.busy = True
        self.waiting_changed()

    def _calm_down(self) -> None:
        if self._patience_timer is not None:
            self._patience_timer.stop()
            self._patience_timer = None
        if self.busy:
            self.busy = False
            self.waiting_changed()
