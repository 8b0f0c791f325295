"""What the two lists of keys share: they fill from the top, a few keys at first, and open a key.

Each key takes two calls, so a list of a thousand would stand empty for a while; in the order of the aliases
its first screen is there at once, and the rest arrives below it.
"""

from collections.abc import Sequence
from functools import partial
from typing import ClassVar

from textual import on

from kmstui.aws.errors import AwsError
from kmstui.aws.gateway import Gateway
from kmstui.console.keys import KeyIndex, KeyRow, describe_keys, key_index
from kmstui.tui.messages import Go
from kmstui.tui.screens.kms.key_tab import Refusal
from kmstui.tui.screens.kms.key_table import key_table
from kmstui.tui.screens.kms.key_verbs import KeyVerbs
from kmstui.tui.session import Session
from kmstui.tui.widgets.resource_table import ResourceTable

FIRST_BATCH = 50
"""Keys asked for at first: a screenful."""
BATCH = 250
"""Keys asked for at a time after that."""


class KeyList(KeyVerbs):
    """The keys that one manager manages, in a table."""

    MANAGER: ClassVar[str] = ""
    """`AWS` or `CUSTOMER`."""
    SENTENCE: ClassVar[str] = ""
    """What the table says when there are none."""
    INVITATION: ClassVar[str] = ""
    """The button it offers then."""
    AUTO_FOCUS = "ResourceTable"

    def __init__(self, session: Session, **arguments: str) -> None:
        super().__init__(session, **arguments)
        self.table = key_table(session, sentence=self.SENTENCE, invitation=self.INVITATION)
        self.refusal = Refusal()
        """Why the keys cannot be listed."""
        self._arrived: tuple[KeyRow, ...] = ()
        self._wanted = arguments.get("key_id", "")

    def load(self) -> None:
        """Ask which keys there are, and then for each."""
        self.table.waiting = True
        query = partial(key_index, manager=self.MANAGER)
        self.ask(query, self._describe_first, refused=self._not_listed, group="keys")

    def meant(self) -> Sequence[KeyRow]:
        """The marked keys, or the one under the cursor."""
        return self.table.chosen

    def _describe_first(self, index: KeyIndex) -> None:
        self.refusal.show(None)
        self.table.sentence = self.SENTENCE
        self._arrived = ()
        self._describe(index, 0, FIRST_BATCH)

    def _describe(self, index: KeyIndex, first: int, count: int) -> None:
        def query(gateway: Gateway) -> tuple[KeyRow, ...]:
            return describe_keys(gateway, index, first, count)

        then = partial(self._described, index, first + count)
        self.ask(query, then, refused=self._not_listed, group="keys")

    def _described(self, index: KeyIndex, asked: int, rows: tuple[KeyRow, ...]) -> None:
        """Show what has arrived; a list that was complete is replaced only by a complete one."""
        self._arrived += rows
        complete = asked >= len(index.key_ids)
        if complete or len(self._arrived) > len(self.table.rows):
            self.table.rows = self._arrived
        if not complete:
            self._describe(index, asked, BATCH)
            return
        self.table.waiting = False
        self._point_at(self._wanted)
        if any(row.state in {"Creating", "Updating"} for row in self._arrived):
            self.look_again()

    def _point_at(self, key_id: str) -> None:
        """Put the cursor on the key that somebody came here for, once."""
        self._wanted = ""
        for row in self._arrived:
            if row.key_id == key_id:
                self.table.move_to(self.table.model.index_of(row.arn) or 0)

    def _not_listed(self, error: AwsError) -> None:
        self.table.waiting = False
        self.table.sentence = "Which keys there are is not known."
        self.table.rows = ()
        self.refusal.show(error)

    @on(ResourceTable.Opened)
    def _opened(self, event: ResourceTable.Opened[KeyRow]) -> None:
        self.post_message(Go("kms.key", key_id=event.row.key_id))
