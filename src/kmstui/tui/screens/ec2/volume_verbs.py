"""The commands on EBS volumes, and how each asks before it goes ahead.

The same verbs stand on the list and on a volume's page; what they do is here once. Which volumes they mean is
the page's to say.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from textual import on

from kmstui.aws.gateway import Gateway
from kmstui.console import attaching, volumes
from kmstui.console.volumes import Outcome, VolumeRow
from kmstui.tui.commands import Command, Danger
from kmstui.tui.dialogs.confirm import Question, Verdict
from kmstui.tui.flashes import Flash, Kind
from kmstui.tui.messages import Go
from kmstui.tui.screens.ec2.attach_verbs import AttachVerbs, AttachVolume
from kmstui.tui.spans import Span
from kmstui.tui.widgets.pills import pill


class OpenVolume(Command):
    """Open the volume under the cursor."""

    id = "volumes.open"
    title = "Open volume"
    label = "Open"
    key = "enter"


class DetachVolume(Command):
    """Detach volumes from their instances. The plaintext data key is forgotten."""

    id = "volumes.detach"
    title = "Detach volume"
    label = "Detach"
    key = "D"
    mutates = True
    danger = Danger.ANSWER


class ForceDetach(Command):
    """Detach volumes that are busy, without waiting for the instance. What it has not written yet is lost."""

    id = "volumes.force-detach"
    title = "Force detach volume"
    mutates = True
    danger = Danger.ANSWER


class LiveIo(Command):
    """Watch the volume's I/O, and what of it lies on disk."""

    id = "volumes.live"
    title = "Live I/O encryption"
    label = "Live I/O"
    key = "i"


class DeleteVolume(Command):
    """Delete volumes and everything on them. They do not come back."""

    id = "volumes.delete"
    title = "Delete volume"
    label = "Delete…"
    key = "x"
    mutates = True
    danger = Danger.TYPE


class CopyVolumeId(Command):
    """Copy the volume ID to the clipboard."""

    id = "volumes.copy-id"
    title = "Copy volume ID"
    label = "Copy ID"
    key = "y"


class CopyVolumeArn(Command):
    """Copy the volume's ARN to the clipboard."""

    id = "volumes.copy-arn"
    title = "Copy volume ARN"
    label = "Copy ARN"
    key = "Y"


VOLUME_VERBS: tuple[type[Command], ...] = (AttachVolume, DetachVolume, LiveIo, DeleteVolume, ForceDetach)
"""What can be done to the volumes a page means, the most frequent first."""
_OPERATIONS: dict[type[Command], str] = {
    AttachVolume: "AttachVolume",
    DetachVolume: "DetachVolume",
    ForceDetach: "DetachVolume",
    LiveIo: "DetachVolume",
    DeleteVolume: "DeleteVolume",
}
"""The operation whose states decide whether a command makes sense: live I/O has what could be detached."""

_GENTLE = (
    "Unmount the file systems first: a volume that is in use stays busy until the instance lets go. The"
    " plaintext data key is forgotten; attaching again needs the KMS key."
)
_FORCE = (
    "The instance is not asked. What it has not written yet is lost, and its file system may be damaged."
    " Use this only when a volume stays busy."
)
_LOST = "Everything on it is lost: its data, and the encrypted data key without which no copy is readable."


class VolumeVerbs(AttachVerbs):
    """A page that means some volumes, and does these things to them."""

    def why_not(self, command: type[Command]) -> str:
        """What the volumes' states say against a command."""
        if command in {OpenVolume, CopyVolumeId, CopyVolumeArn} and not self.meant():
            return "no volume selected"
        operation = _OPERATIONS.get(command)
        return attaching.unavailable(self.meant(), operation) if operation else super().why_not(command)

    @on(OpenVolume)
    def _open_meant(self) -> None:
        self.post_message(Go("ec2.volume", volume_id=self.meant()[0].volume_id))

    @on(CopyVolumeId)
    def _copy_id(self) -> None:
        self.copy(self.meant()[0].volume_id, "Volume ID")

    @on(CopyVolumeArn)
    def _copy_arn(self) -> None:
        self.copy(self.meant()[0].arn, "Volume ARN")

    @on(LiveIo)
    def _watch(self) -> None:
        self.post_message(Go("live", volume_id=attaching.fitting(self.meant(), "DetachVolume")[0].volume_id))

    @on(DetachVolume)
    def _detach_chosen(self) -> None:
        self._ask_to_detach(force=False)

    @on(ForceDetach)
    def _force_chosen(self) -> None:
        self._ask_to_detach(force=True)

    def _ask_to_detach(self, *, force: bool) -> None:
        chosen = attaching.fitting(self.meant(), "DetachVolume")
        body = _FORCE if force else _GENTLE
        verb = "Force detach" if force else "Detach"
        question = _question(chosen, verb, Danger.ANSWER, body, "ec2:DetachVolume")
        query = partial(attaching.detach, volumes=chosen, force=force)
        self.confirm(question, lambda _verdict: self.ask(query, partial(self._done, "detaching")))

    @on(DeleteVolume)
    def _delete_chosen(self) -> None:
        chosen = attaching.fitting(self.meant(), "DeleteVolume")
        question = _question(chosen, "Delete", Danger.TYPE, _LOST, "ec2:DeleteVolume")
        token = chosen[0].label if len(chosen) == 1 else "delete"
        self.confirm(replace(question, token=token), partial(self._delete_now, chosen))

    def _delete_now(self, chosen: Sequence[VolumeRow], _verdict: Verdict) -> None:
        def query(gateway: Gateway) -> Outcome:
            return volumes.delete(gateway, chosen)

        self.ask(query, partial(self._done, "being deleted"))

    def _done(self, became: str, outcome: Outcome) -> None:
        if outcome.done:
            one = len(outcome.done) == 1
            what = outcome.done[0].label if one else f"{len(outcome.done)} volumes"
            self.flash(Flash(Kind.OK, "Success.", f"{what} {'is' if one else 'are'} {became}."))
        for _volume, error in outcome.refused[:1]:
            self.refused(error)


def _question(chosen: Sequence[VolumeRow], verb: str, danger: Danger, body: str, call: str) -> Question:
    """A question about these volumes."""
    one = len(chosen) == 1
    first = chosen[0]
    where = ", ".join(f"{a.instance} ({a.device})" for volume in chosen for a in volume.attachments)
    lines = ((Span("Attached to ", "dim"), Span(where)),) if where else ()
    return Question(
        title=f"{verb} volume" if one else f"{verb} {len(chosen)} volumes",
        danger=danger,
        confirm=f"{verb} volume" if one else f"{verb} volumes",
        subject=first.label if one else f"{len(chosen)} volumes",
        detail=first.volume_id if one and first.name else ", ".join(volume.label for volume in chosen[1:]),
        state=pill(first.state) if one else (),
        body=((Span(body),), *lines),
        calls=(call,),
    )
