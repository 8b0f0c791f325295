"""Attaching a volume: the command, its dialog, and how its outcome is told.

A key that cannot be used is the refusal people meet most; it is told with EBS's reason, and leads to
the key.
"""

from collections.abc import Sequence
from functools import partial

from textual import on

from kmstui.console import attaching
from kmstui.console.attaching import AttachOutcome
from kmstui.console.volumes import VolumeRow
from kmstui.tui.commands import Command
from kmstui.tui.flashes import Flash, Kind
from kmstui.tui.messages import Go
from kmstui.tui.screen import Page
from kmstui.tui.screens.ec2.attach_dialog import AttachChoice, AttachDialog


class AttachVolume(Command):
    """Attach the volume to an instance in its zone. The instance's host gets a grant for the key."""

    id = "volumes.attach"
    title = "Attach volume"
    label = "Attach"
    key = "a"
    mutates = True


class AttachVerbs(Page):
    """A page that means some volumes, of which the first can be attached."""

    def meant(self) -> Sequence[VolumeRow]:
        """The volumes that a command would change now."""
        return ()

    @on(AttachVolume)
    def _choose_instance(self) -> None:
        self.app.push_screen(AttachDialog(self.session, self.meant()[0]), self._attach_there)

    def _attach_there(self, choice: AttachChoice | None) -> None:
        if choice is not None:
            self.attach_volume(choice.volume_id, choice.instance_id, choice.device)

    def attach_volume(self, volume_id: str, instance_id: str, device: str) -> None:
        """Attach a volume and tell what came of it."""
        query = partial(attaching.attach, volume_id=volume_id, instance_id=instance_id, device=device)
        self.ask(query, self._attached)

    def _attached(self, outcome: AttachOutcome) -> None:
        if outcome.refusal is None:
            text = f"{outcome.volume_id} → {outcome.instance_id} as {outcome.device}"
            self.flash(
                Flash(Kind.OK, "Volume attached.", text, "Watch I/O", Go("live", volume_id=outcome.volume_id))
            )
            return
        why = f" {outcome.cause}" if outcome.cause else ""
        text = f"{outcome.refusal.message}{why}"
        key = Go("kms.key", key_id=outcome.key_id) if outcome.key_id else None
        self.flash(Flash(Kind.ERROR, outcome.refusal.code, text, "Open key" if key else "", key))
        self.reload()  # a refused attachment changes nothing, but leaves events
