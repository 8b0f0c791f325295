"""What pages, widgets and dialogs ask of the frame and the application around them. They bubble up."""

from collections.abc import Callable
from enum import Enum
from typing import Self

from textual.message import Message

from kmstui.aws.gateway import Identity
from kmstui.tui.flashes import Flash
from kmstui.tui.history import Place
from kmstui.tui.session import Session
from kmstui.tui.theme import Look


class Go(Message, namespace="frame"):
    """Show a page.

        self.post_message(Go("kms.key", key_id=row.key_id))

    `replace=True` takes the place of the page that asks, which is then forgotten: for forms that are done.
    """

    def __init__(self, page: str, *, replace: bool = False, **arguments: str) -> None:
        super().__init__()
        self.place = Place(page, arguments)
        self.replace = replace

    @classmethod
    def to(cls, place: Place) -> Self:
        """Show a place."""
        going = cls(place.page)
        going.place = place
        return going


class Finish(Message, namespace="frame"):
    """Go back to where one came from, and forget the page that asks: for forms that are done or cancelled."""


class Step(Enum):
    """A way to move in the history of pages."""

    BACK = "back"
    FORWARD = "forward"
    LAST = "last"


class Move(Message, namespace="frame"):
    """Move in the history of pages."""

    def __init__(self, step: Step) -> None:
        super().__init__()
        self.step = step


class Run(Message, namespace="frame"):
    """Run a command by its id, as if its key had been pressed; posted by key bar, menus and palette."""

    def __init__(self, command: str) -> None:
        super().__init__()
        self.command = command


class Press(Message, namespace="frame"):
    """Press a key, for whatever has the focus."""

    def __init__(self, key: str) -> None:
        super().__init__()
        self.key = key


class Become(Message, namespace="frame"):
    """Act as somebody else, or in another Region."""

    def __init__(self, identity: Identity, region: str) -> None:
        super().__init__()
        self.identity = identity
        self.region = region


class Wear(Message, namespace="frame"):
    """Change colours and glyphs."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.look = look


class AskAccount(Message, namespace="frame"):
    """Ask for the last digits of the account's id before a call is made."""

    def __init__(
        self, session: Session, service: str, operation: str, decided: Callable[[bool], None]
    ) -> None:
        super().__init__()
        self.session = session
        self.service = service
        self.operation = operation
        self.decided = decided
        """Gets whether it was confirmed."""


class Dismiss(Message, namespace="frame"):
    """Stop showing a flash."""

    def __init__(self, flash: Flash) -> None:
        super().__init__()
        self.flash = flash


class Why(Message, namespace="frame"):
    """Show which statements decided that a request was refused."""

    def __init__(self, request_id: str, summary: str = "") -> None:
        super().__init__()
        self.request_id = request_id
        self.summary = summary
        """AWS's message, repeated above the explanation."""
