"""The one message by which any widget asks for something to be put on the clipboard.

The text is given as it is in the account, not as it is shown; the app owns the clipboard.
"""

from dataclasses import dataclass

from textual.message import Message


@dataclass
class CopyRequested(Message):
    """Someone wants to copy something."""

    text: str
    """What to put on the clipboard."""
    what: str
    """What that is, for the note that it was done: `ARN`, `command`."""
