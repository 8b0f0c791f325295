"""What is asked before keys are disabled or deleted, and what is said when AWS refuses several."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

from kmstui.console import key_actions
from kmstui.console.key_actions import BulkOutcome, VolumeUnderKey
from kmstui.console.keys import KeyRow
from kmstui.tui.commands import Danger
from kmstui.tui.dialogs.confirm import NumberQuestion, Question
from kmstui.tui.spans import Span, Spans
from kmstui.tui.widgets.pills import pill


def disabling(keys: Sequence[KeyRow]) -> Question:
    """Before keys are disabled."""
    return _question(
        keys,
        title="Disable key" if len(keys) == 1 else f"Disable {len(keys)} keys",
        danger=Danger.CONFIRM,
        confirm="Disable key" if len(keys) == 1 else "Disable keys",
        body=(
            "A disabled key cannot encrypt or decrypt. Attached volumes go on: the plaintext data key is"
            " in hypervisor memory. Attaching, or starting a stopped instance, will fail.",
        ),
        calls=("kms:DisableKey",),
    )


def deleting(keys: Sequence[KeyRow], volumes: Sequence[VolumeUnderKey], now: datetime) -> Question:
    """Before keys, and with them some volumes, are lost."""
    return _question(
        keys,
        title="Schedule key deletion" if len(keys) == 1 else f"Schedule deletion of {len(keys)} keys",
        danger=Danger.TYPE,
        confirm="Schedule deletion",
        body=(
            f"After the waiting period {_those(keys)} and every ciphertext under {_them(keys)} are lost.",
            *_affected(volumes),
        ),
        token=keys[0].name if len(keys) == 1 else "delete",
        safer=""
        if key_actions.available(keys, "DisableKey")
        else "Disable key"
        if len(keys) == 1
        else "Disable keys",
        number=NumberQuestion(
            "Waiting period (7–30 days)",
            key_actions.DEFAULT_WAITING_DAYS,
            key_actions.MIN_WAITING_DAYS,
            key_actions.MAX_WAITING_DAYS,
            partial(key_actions.deletion_time, now),
        ),
        calls=("kms:ScheduleKeyDeletion",),
    )


def reasons(outcome: BulkOutcome) -> str:
    """What AWS said, each reason once, with the keys it said it of."""
    said: dict[str, list[str]] = {}
    for key, error in outcome.refused:
        said.setdefault(error.code, []).append(key.name)
    return "  ".join(f"{code}: {', '.join(names)}." for code, names in said.items())


def _question(keys: Sequence[KeyRow], *, title: str, danger: Danger, confirm: str, **more: Any) -> Question:
    """A question about these keys."""
    question = Question(title=title, danger=danger, confirm=confirm, **more)
    if len(keys) == 1:
        key = keys[0]
        return replace(question, subject=key.name, detail=key.key_id, state=pill(key.state))
    return replace(question, subject=f"{len(keys)} keys", detail=", ".join(key.name for key in keys))


def _affected(volumes: Sequence[VolumeUnderKey]) -> tuple[Spans, ...]:
    if not volumes:
        return (("No volume here is encrypted under it. ", Span("Disabling first is safer.", "dim")),)
    listed = ", ".join(volume.volume_id for volume in volumes[:4])
    more = f" and {len(volumes) - 4} more" if len(volumes) > 4 else ""
    count = "1 volume" if len(volumes) == 1 else f"{len(volumes)} volumes"
    return (
        (Span(count, "link", "u"), " would become unreadable. Disabling first is safer."),
        (Span(listed + more, "dim"),),
    )


def _those(keys: Sequence[KeyRow]) -> str:
    return "this key" if len(keys) == 1 else "these keys"


def _them(keys: Sequence[KeyRow]) -> str:
    return "it" if len(keys) == 1 else "them"
