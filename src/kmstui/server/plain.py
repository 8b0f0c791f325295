"""Answers that belong to no AWS protocol, and text that is fit for a log.

What a client sends ends up in lines that a person reads in a terminal; nothing of it may be obeyed there.
"""

import json
import traceback
from collections.abc import Mapping
from pathlib import Path

from kmstui.wire.message import Reply

MAX_IN_A_LINE = 200
"""Characters of anything foreign that a log line shows."""
_FRAMES = 6
"""Places of a bug that are told, the innermost first."""


def plain_reply(status: int, content: Mapping[str, object], request_id: str = "") -> Reply:
    """A JSON answer of the server's own."""
    headers = [("content-type", "application/json")]
    if request_id:
        headers.append(("x-amzn-requestid", request_id))
    return Reply(status, tuple(headers), json.dumps(content).encode() + b"\n")


def refusal(status: int, message: str, request_id: str = "") -> Reply:
    """A refusal of the server's own, in a sentence."""
    return plain_reply(status, {"message": message}, request_id)


def escaped(text: str) -> str:
    """Foreign text for a log: printable ASCII alone, everything else as an escape, and not too long."""
    shown = text.encode("ascii", "backslashreplace").decode()
    shown = "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in shown)
    return shown if len(shown) <= MAX_IN_A_LINE else shown[:MAX_IN_A_LINE] + "..."


def whereabouts(error: BaseException) -> str:
    """Of a bug, its kind and the places it came through; what it says may repeat what a client sent."""
    frames = traceback.extract_tb(error.__traceback__)[-_FRAMES:]
    places = [f"{Path(frame.filename).stem}:{frame.lineno} {frame.name}" for frame in frames]
    return f"{type(error).__name__} at {' < '.join(reversed(places))}"
