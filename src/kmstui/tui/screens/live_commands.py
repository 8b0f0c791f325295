"""What can be done on the live page."""

from kmstui.tui.commands import Command, Danger


class Pause(Command):
    """Freeze the charts to look at them; the volume goes on."""

    id = "live.pause"
    title = "Pause or go on"
    label = "Pause"
    key = "p"


class NextWindow(Command):
    """Show the last 15, 60 or 300 seconds."""

    id = "live.window"
    title = "Change the time window"
    label = "Window"
    key = "w"


class NextVolume(Command):
    """Look at the next attached volume."""

    id = "live.volume"
    title = "Next volume"
    label = "Volume"
    key = "v"


class StartStop(Command):
    """Start the load on this volume, as an instance would drive it, or stop the one that runs."""

    id = "live.start"
    title = "Start or stop the load"
    label = "Start/stop"
    key = "s"
    mutates = True


class EditWorkload(Command):
    """Choose what the load does: pattern, block size, queue depth, rate; then start it."""

    id = "live.workload"
    title = "Choose the workload"
    label = "Workload"
    key = "f"
    mutates = True


class StepClock(Command):
    """Let one second pass on the account's clock, which otherwise stands still."""

    id = "live.step"
    title = "Let a second pass"
    label = "+1 s"
    key = "n"
    mutates = True


class Inspect(Command):
    """Choose the sector that is shown, by its logical block address."""

    id = "live.inspect"
    title = "Inspect an LBA"
    label = "Inspect LBA"
    key = "i"


class ToggleLiveKey(Command):
    """Disable the KMS key of this volume, or enable it again. I/O goes on: the data key is in memory. The
    next attachment would fail."""

    id = "live.key"
    title = "Disable or enable the KMS key"
    label = "Disable key"
    key = "K"
    mutates = True
    danger = Danger.CONFIRM


class DetachLive(Command):
    """Detach this volume. Its data key is wiped from memory; attaching it again needs KMS."""

    id = "live.detach"
    title = "Detach volume"
    label = "Detach"
    key = "D"
    mutates = True
    danger = Danger.ANSWER


class ShowKey(Command):
    """Show the data key in place of the sector, where there is no room for both."""

    id = "live.data-key"
    title = "Sector or data key"
    label = "Key/sector"
    key = "d"


class CopyHexdump(Command):
    """Copy the shell command that shows the stored bytes of this sector."""

    id = "live.copy-hexdump"
    title = "Copy hexdump command"
    label = "Copy hexdump"
    key = "y"


class PreviousSector(Command):
    """The sector before this one."""

    id = "live.previous-sector"
    title = "Previous sector"
    key = "less_than_sign"
    on_bar = False


class NextSector(Command):
    """The sector after this one."""

    id = "live.next-sector"
    title = "Next sector"
    key = "greater_than_sign"
    on_bar = False


class NextWritten(Command):
    """The next sector that something was written to."""

    id = "live.next-written"
    title = "Next written sector"
    key = "m"
    on_bar = False


LIVE_VERBS: tuple[type[Command], ...] = (
    StartStop,
    Pause,
    NextWindow,
    NextVolume,
    EditWorkload,
    StepClock,
    Inspect,
    ShowKey,
    ToggleLiveKey,
    DetachLive,
    CopyHexdump,
    PreviousSector,
    NextSector,
    NextWritten,
)
"""The most frequent first."""
