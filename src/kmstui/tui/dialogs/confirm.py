"""Asks before something is done, as hard as it would be to undo.

Cancel is the orange default; what goes ahead is never under the key that opened the dialog. Level 1 wants Tab
and Enter, level 2 the letter `y`, level 3 a word typed in full. Where something is taken away at AWS itself,
each wants the last digits of the account's id as well. It asks; doing is the page's business.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar, Literal

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.widgets import Input

from kmstui.console.caution import DIGITS, any_needs_digits, digits_of, spelled
from kmstui.tui.canvas import Canvas
from kmstui.tui.commands import Danger
from kmstui.tui.dialogs.dialog import Box, Dialog
from kmstui.tui.dialogs.lines import Lines
from kmstui.tui.session import Session
from kmstui.tui.spans import Span, Spans, width_of
from kmstui.tui.widgets.buttons import Button
from kmstui.tui.widgets.line_input import LineInput
from kmstui.tui.widgets.table_toolbar import Label


@dataclass(frozen=True)
class NumberQuestion:
    """A number that belongs to the decision, such as a waiting period."""

    label: str
    """Such as `Waiting period (7–30 days)`."""
    value: int
    """What it says at first."""
    minimum: int
    """The least that goes ahead."""
    maximum: int
    """The most that goes ahead."""
    consequence: Callable[[int], str] = lambda _number: ""
    """What a number means, such as `deletes 2026-04-13 09:26 UTC`."""


@dataclass(frozen=True)
class Question:
    """Everything a confirmation says."""

    title: str
    """What is about to be done."""
    danger: Danger
    """How hard it asks."""
    confirm: str
    """The label of what goes ahead, such as `Schedule deletion`."""
    subject: str = ""
    """What it is done to."""
    detail: str = ""
    """Its id."""
    state: Spans = ()
    """Its state, on the right."""
    body: tuple[Spans, ...] = ()
    """What it means, one paragraph each."""
    token: str = ""
    """What must be typed at level 3."""
    safer: str = ""
    """The label of something safer to do instead; empty: nothing."""
    number: NumberQuestion | None = None
    """A number to be decided with it."""
    calls: tuple[str, ...] = ()
    """The operations that go ahead with it, each as `service:Operation`."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was decided; closing the dialog decides nothing."""

    choice: Literal["confirm", "safer"]
    number: int | None = None
    """The number, where one was asked for."""


class Confirm(Dialog[Verdict]):
    """A question with Cancel as its default."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "app.focus_previous", show=False),
        Binding("right", "app.focus_next", show=False),
    ]

    DEFAULT_CSS = """
    Confirm {
        & Box { width: 84; padding: 1 1 0 1; }
        &.-short Box { padding: 0 1; }
        & .entry { height: 1; margin: 1 0 0 0; }
        & .number LineInput { width: 7; }
        & .digits LineInput { width: 6; }
        & .entry LineInput { margin: 0 1 0 0; }
        & #buttons { height: 1; margin: 1 0 0 0; align-horizontal: right; }
        & #buttons Button { margin: 0 0 0 2; }
        & #keys { width: 1fr; }
        & #meaning { margin: 1 0 0 0; }
    }
    """

    def __init__(self, session: Session, question: Question) -> None:
        super().__init__(session)
        self.question = question
        self.wants_digits = any_needs_digits(session.endpoint.realm, question.calls)
        """Whether the last digits of the account's id are wanted."""
        self._account = session.endpoint.account_id

    def compose(self) -> ComposeResult:
        """The box, red where there is no way back."""
        grave = self.wants_digits or self.question.danger >= Danger.ANSWER
        title = self.question.title
        heading = Span(f"▲ {title}", "err", "b") if grave else Span(title, "head", "b")
        with Box((heading,), line="err" if grave else "link", closes=False):
            yield from self.compose_box()

    def compose_box(self) -> ComposeResult:
        """Subject, body, entries, buttons."""
        question = self.question
        if question.subject:
            yield Subject(question)
        if question.body:
            yield Lines(*question.body, id="meaning")
        if question.number is not None:
            with Horizontal(classes="entry number"):
                yield Label(Span(f"{question.number.label}  ", "head", "b"))
                yield Label(Span("▌ ", "line"), ground="field", id="number-bar")
                yield LineInput(str(question.number.value), restrict="[0-9]{0,4}", id="number")
                yield Label(id="consequence")
        if question.danger is Danger.TYPE:
            with Horizontal(classes="entry"):
                yield Label(Span("Type "), Span(question.token, "head", "b"), Span(" to confirm "))
                yield Label(Span("▌ ", "orange"), ground="field", id="token-bar")
                yield LineInput(id="token")
        if self.wants_digits:
            with Horizontal(classes="entry digits"):
                account = Span(spelled(self._account) or "(not known yet)", "head", "b")
                yield Label(Span("Type the last four digits of AWS account "), account, Span(" "))
                yield Label(Span("▌ ", "err"), ground="field", id="digits-bar")
                yield LineInput(restrict=f"[0-9]{{0,{DIGITS}}}", id="digits")
        yield from self._buttons()

    def _buttons(self) -> ComposeResult:
        question = self.question
        with Horizontal(id="buttons"):
            yield Label(*self._keys(), id="keys")
            yield Button("Cancel", "primary", "C", id="cancel")
            if question.safer:
                yield Button(question.safer, "normal", question.safer[0], id="safer")
            yield Button(question.confirm, "normal", question.confirm[0], id="confirm")

    def _keys(self) -> tuple[Span, ...]:
        match Danger.TYPE if self.wants_digits else self.question.danger:
            case Danger.ANSWER:
                return (Span("y", "accent", "b"), Span(" goes ahead   ", "dim"), *_ESC)
            case Danger.TYPE:
                return (Span("Enter", "accent", "b"), Span(" once typed   ", "dim"), *_ESC)
            case _:
                tab = (Span("Tab", "accent", "b"), Span(" then ", "dim"), Span("Enter", "accent", "b"))
                return (*tab, Span("   "), *_ESC)

    def on_mount(self) -> None:
        """Focus what one must do first: typing at level 3, otherwise Cancel."""
        typed = self.question.danger is Danger.TYPE
        first = "#token" if typed else "#digits" if self.wants_digits else "#cancel"
        self.query_one(first).focus()
        self._judge()

    def on_key(self, event: events.Key) -> None:
        """`y` goes ahead at level 2; letters of the other buttons press them."""
        if isinstance(self.focused, LineInput):
            return
        if event.key == "y" and self.question.danger is Danger.ANSWER:
            self._decide("confirm")
        elif event.key == "c":
            self.action_close()
        elif self.question.safer and event.key == self.question.safer[0].lower():
            self._decide("safer")
        else:
            return
        event.stop()  # the dialog is gone; the same key must not mean something to the page below

    def ready(self) -> bool:
        """Whether it may go ahead: word and digits are typed and the number is within its limits."""
        return self._token_is_typed() and self._number_is_right() and self._account_is_typed()

    def _token_is_typed(self) -> bool:
        if self.question.danger is not Danger.TYPE:
            return True
        return self.query_one("#token", LineInput).value == self.question.token

    def _account_is_typed(self) -> bool:
        if not self.wants_digits:
            return True
        return self.query_one("#digits", LineInput).value == digits_of(self._account) != ""

    def _number(self) -> int | None:
        if self.question.number is None:
            return None
        text = self.query_one("#number", LineInput).value
        return int(text) if text else None

    def _number_is_right(self) -> bool:
        asked, number = self.question.number, self._number()
        return asked is None or (number is not None and asked.minimum <= number <= asked.maximum)

    def _judge(self) -> None:
        asked, number = self.question.number, self._number()
        if asked is not None:
            right = self._number_is_right() and number is not None
            wrong = Span(f"✗ {asked.minimum} to {asked.maximum}", "err")
            said = Span(f"→ {asked.consequence(number)}", "dim") if right and number is not None else wrong
            self.query_one("#consequence", Label).parts = (said,)
        button = self.query_one("#confirm", Button)
        button.kind = "normal" if self.ready() else "disabled"

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        event.stop()
        self._judge()

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        if event.input.id == "number":
            self.action_focus_token()
        elif self.ready():
            self._decide("confirm")
        elif event.input.id == "token" and self.wants_digits and self._token_is_typed():
            self.action_focus_token()

    def action_focus_token(self) -> None:
        """Go on to what must be typed next, if there is anything."""
        self.screen.focus_next()

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        event.stop()
        match event.button.id:
            case "confirm":
                self._decide("confirm")
            case "safer":
                self._decide("safer")
            case _:
                self.action_close()

    def _decide(self, choice: Literal["confirm", "safer"]) -> None:
        if choice == "safer" or self.ready():
            self.dismiss(Verdict(choice, self._number()))


_ESC = (Span("Esc", "accent", "b"), Span(" cancels", "dim"))


class Subject(Lines):
    """What it is done to: name, id, and its state on the right."""

    def __init__(self, question: Question) -> None:
        left = (Span(question.subject, "head", "b"), Span(f"  {question.detail}", "dim"))
        super().__init__(left)
        self._state = question.state

    def draw(self, canvas: Canvas) -> None:
        """Paint the row."""
        super().draw(canvas)
        if canvas.width > width_of(self.lines[0]) + width_of(self._state) + 2:
            canvas.right(canvas.width, 0, *self._state)
