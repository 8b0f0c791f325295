"""What can be done on the home page: go on from there."""

from kmstui.tui.commands import Command


class CreateKeyFromHome(Command):
    """Make a new KMS key in five steps."""

    id = "home.create-key"
    title = "Create key"
    key = "c"
    mutates = True


class CreateVolumeFromHome(Command):
    """Make a new EBS volume, encrypted under one of your keys."""

    id = "home.create-volume"
    title = "Create volume"
    key = "n"
    mutates = True


class WatchLive(Command):
    """Watch the busiest attached volume encrypt, live."""

    id = "home.live"
    title = "Watch live I/O"
    label = "Live I/O"
    key = "i"


class OpenKeys(Command):
    """List the customer managed keys."""

    id = "home.keys"
    title = "Customer managed keys"
    label = "Keys"
    on_bar = False


class OpenEvents(Command):
    """List everything that was called."""

    id = "home.events"
    title = "Event history"
    label = "Events"
    key = "t"


class NextPanel(Command):
    """Show the next panel, where there is room for one only."""

    id = "home.panel"
    title = "Next panel"
    label = "Panel"
    key = "p"


HOME_VERBS: tuple[type[Command], ...] = (
    NextPanel,
    CreateKeyFromHome,
    CreateVolumeFromHome,
    WatchLive,
    OpenEvents,
    OpenKeys,
)
"""The most frequent first."""
