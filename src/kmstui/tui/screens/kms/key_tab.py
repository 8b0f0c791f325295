"""What the tabs of a key's page have in common: a key to be about, questions, and a place for a refusal.

A tab asks and changes through its page; it knows none of the other tabs.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import ClassVar, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.widget import Widget

from kmstui.aws.errors import AwsError
from kmstui.aws.failures import EXPIRED, MISSING
from kmstui.aws.gateway import Gateway
from kmstui.console.keys import KeyRow
from kmstui.tui.commands import Command
from kmstui.tui.flashes import Flash, Kind
from kmstui.tui.messages import Run, Why
from kmstui.tui.screen import Page
from kmstui.tui.widgets.alert import Alert
from kmstui.tui.widgets.buttons import Button
from kmstui.tui.widgets.line_input import LineInput

AnswerT = TypeVar("AnswerT")


def page_of(widget: Widget) -> Page:
    """The page that a part of it stands in.

    Raises:
        TypeError: when it stands in something else.
    """
    if not isinstance(widget.screen, Page):
        raise TypeError("a part of a key's page stands in a page")
    return widget.screen


class Refusal(Alert):
    """AWS's refusal in place, with an offer to explain it where a policy decided, or to try again where
    credentials ran out; hidden while there is none."""

    def __init__(self) -> None:
        super().__init__("")
        self.display = False

    def show(self, error: AwsError | None) -> None:
        """Show a refusal, or none."""
        self.display = error is not None
        if error is not None:
            self.kind = "info" if error.code in MISSING else "err"
            self.title, self.text, self.request_id = error.code, error.message, error.request_id
            why = "Why?" if page_of(self).explanation(error) else ""
            self.offer = "Reload" if error.code in EXPIRED else why

    def on_alert_accepted(self, event: Alert.Accepted) -> None:
        """Do what was offered."""
        event.stop()
        again = self.title in EXPIRED
        self.post_message(Run("refresh") if again else Why(self.request_id, self.text))


class KeyTab(Vertical):
    """One tab. Its commands arrive as messages; `load` is called whenever the key may have changed."""

    KEY: ClassVar[str] = ""
    """Its name in the strip."""
    TITLE: ClassVar[str] = ""
    """What the strip calls it."""
    VERBS: ClassVar[tuple[type[Command], ...]] = ()
    """What one can do in it. Keys may be the same as in other tabs."""
    EAGER: ClassVar[bool] = True
    """Whether it asks as soon as the page does, and not only when it comes to the front."""

    DEFAULT_CSS = """
    KeyTab {
        height: 1fr;
        & .bar { height: 1; padding: 0 1; }
        & .bar > Label { width: 1fr; }
        & .bar > Button { margin: 0 0 0 1; }
    }
    """

    @dataclass
    class Counted(Message):
        """A tab knows how many there are of what it lists."""

        tab: "KeyTab"
        """Which tab."""
        count: str
        """What stands behind its title."""

    def __init__(self) -> None:
        super().__init__(id=f"tab-{self.KEY}")
        self.key: KeyRow | None = None
        """The key; None until it is known."""
        self.refusal = Refusal()
        """What AWS refused here last."""

    @classmethod
    def title(cls, *, short: bool) -> str:
        """What the strip calls it; without the word Key where there is little room."""
        return cls.TITLE.removeprefix("Key ").capitalize() if short else cls.TITLE

    def compose_tab(self) -> ComposeResult:
        """What stands in it. Override."""
        yield from ()

    def load(self, key: KeyRow) -> None:
        """Ask for what it shows. Override."""

    def why_not(self, command: type[Command]) -> str:
        """Why a command cannot run now; empty where it can. Override."""
        del command
        return ""

    def tools(self) -> Sequence[tuple[Button, type[Command]]]:
        """Buttons, and the commands they run. Override."""
        return ()

    def compose(self) -> ComposeResult:
        """The refusal above everything else."""
        yield self.refusal
        yield from self.compose_tab()

    @property
    def page(self) -> Page:
        """The page it stands in."""
        return page_of(self)

    def show_key(self, key: KeyRow) -> None:
        """Be about this key as it is now."""
        self.key = key
        if self.EAGER or self.display:
            self.load(key)

    def enter(self) -> None:
        """Take the focus: the first thing in it that can."""
        inside = [widget for widget in self.query(Widget) if widget.focusable]
        wanted = [widget for widget in inside if not isinstance(widget, Refusal | Button | LineInput)]
        if wanted or inside:
            (wanted or inside)[0].focus()

    def ask(self, query: Callable[[Gateway], AnswerT], then: Callable[[AnswerT], None]) -> None:
        """Ask for what the tab shows; a refusal stands in its place."""
        self.page.ask(query, partial(self._arrived, then), refused=self.refused, group=f"tab-{self.KEY}")

    def change(
        self,
        query: Callable[[Gateway], AnswerT],
        said: Flash,
        *,
        then: Callable[[], None] | None = None,
        refused: Callable[[AwsError], None] | None = None,
    ) -> None:
        """Change something, and say so."""

        def changed(_answer: AnswerT) -> None:
            self.refusal.show(None)
            self.page.flash(said)
            if then is not None:
                then()

        self.page.ask(query, changed, refused=refused)

    def refused(self, error: AwsError) -> None:
        """Show a refusal in place."""
        self.refusal.show(error)
        self.set_class(True, "-refused")

    def count(self, count: int) -> None:
        """Tell how many there are."""
        self.post_message(self.Counted(self, f"{count:,}" if count else ""))

    def press(self) -> None:
        """Enable the buttons whose commands can run."""
        for button, command in self.tools():
            button.kind = "disabled" if self.page.reason(command) else "normal"

    def _arrived(self, then: Callable[[AnswerT], None], answer: AnswerT) -> None:
        self.refusal.show(None)
        self.set_class(False, "-refused")
        then(answer)
        self.press()
        if self.display and self.page.focused is None:
            self.call_after_refresh(self.enter)

    @on(Button.Pressed)
    def _tool_pressed(self, event: Button.Pressed) -> None:
        for button, command in self.tools():
            if button is event.button:
                event.stop()
                self.post_message(Run(command.id))


def done(head: str, text: str = "") -> Flash:
    """News of something that went well."""
    return Flash(Kind.OK, head, text)
