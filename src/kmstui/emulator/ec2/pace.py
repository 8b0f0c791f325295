"""How long EC2 takes over things, and the timers that say when they are done.

At the account's pace `instant` everything is due at once, so the next call finds it done; at `realistic` it
takes about the seconds AWS takes. It schedules; settling.py carries out.
"""

from datetime import timedelta
from enum import StrEnum

from kmstui.emulator.ec2 import repository
from kmstui.emulator.registry import Context


class Change(StrEnum):
    """A change of state that takes time, named as its timer is."""

    CREATE_VOLUME = "ec2.create-volume"
    DELETE_VOLUME = "ec2.delete-volume"
    ATTACH_VOLUME = "ec2.attach-volume"
    DETACH_VOLUME = "ec2.detach-volume"
    START_INSTANCE = "ec2.start-instance"
    STOP_INSTANCE = "ec2.stop-instance"
    TERMINATE_INSTANCE = "ec2.terminate-instance"
    FORGET_INSTANCE = "ec2.forget-instance"
    FORGET_TOKEN = "ec2.forget-token"  # noqa: S105 - the name of a timer


REALISTIC_SECONDS: dict[Change, float] = {
    Change.CREATE_VOLUME: 3.0,
    Change.DELETE_VOLUME: 4.0,
    Change.ATTACH_VOLUME: 2.0,
    Change.DETACH_VOLUME: 3.0,
    Change.START_INSTANCE: 8.0,
    Change.STOP_INSTANCE: 12.0,
    Change.TERMINATE_INSTANCE: 12.0,
}
"""Seconds each change takes at the pace `realistic`."""

TOMBSTONE = timedelta(hours=1)
"""How long a terminated instance can still be described (EC2 User Guide, "Terminate your instance")."""
TOKEN_LIFE = timedelta(days=1)
"""How long a request may be repeated under its client token. AWS promises a day for most services."""
BUSY_RETRY = timedelta(seconds=1)
"""How often a device that is in use is asked whether it has been let go."""


def schedule(context: Context, change: Change, *names: str) -> None:
    """Have `change` happen to what has these names when its time has come at the account's pace."""
    realistic = context.settings.pace == "realistic"
    schedule_in(context, timedelta(seconds=REALISTIC_SECONDS[change] if realistic else 0), change, *names)


def schedule_in(context: Context, delay: timedelta, change: Change, *names: str) -> None:
    """Have `change` happen after `delay`, whatever the account's pace."""
    context.uow.schedule(change, repository.key(context, *names), context.now + delay)


def cancel(context: Context, change: Change, *names: str) -> None:
    """Forget that `change` was to happen."""
    context.uow.cancel(change, repository.key(context, *names))
