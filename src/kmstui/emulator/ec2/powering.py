"""Getting all volumes of an instance onto its host: every one of them, or none and a reason.

For an instance that is started, and for one that was running when the account was closed.
"""

from dataclasses import replace

from kmstui.aws.errors import AwsError
from kmstui.emulator.ec2 import data_keys, events, instance_failures, repository
from kmstui.emulator.ec2.attaching import end, serve, with_grant
from kmstui.emulator.ec2.model import Attachment, Instance, StateReason, Volume
from kmstui.emulator.ec2.ports import DataPlane
from kmstui.emulator.registry import Context

Pairs = list[tuple[Volume, Attachment]]


def bring_up(context: Context, data_plane: DataPlane, instance: Instance) -> StateReason | None:
    """Serve every volume of the instance, its keys got from KMS as the instance's host.

    A volume whose grant is gone gets a new one as the caller.

    Returns:
        None when all of them are served; why not, when none is.
    """
    served_before = data_plane.attached()
    begun: Pairs = []
    for volume, attachment in _expected(context, instance):
        try:
            granted = with_grant(context, volume, attachment)
            begun.append((volume, granted))
            serve(context, data_plane, volume, instance.instance_id)
        except AwsError as refusal:
            cause = data_keys.cause_of(refusal)
            events.record(context, volume.volume_id, "reattachVolume", "failed", cause=cause)
            _give_up(context, data_plane, begun, served_before)
            return instance_failures.reason_for(refusal)
        context.uow.put(repository.ATTACHMENTS, granted)
    return None


def _expected(context: Context, instance: Instance) -> Pairs:
    """The volumes the instance counts on; one that is on its way off is not among them."""
    found: Pairs = []
    for attachment in repository.attachments_on(context, instance.instance_id):
        volume = context.uow.get(repository.VOLUMES, repository.key(context, attachment.volume_id))
        if volume is not None and repository.held(attachment):
            found.append((volume, attachment))
    return found


def _give_up(context: Context, data_plane: DataPlane, begun: Pairs, served_before: frozenset[str]) -> None:
    """Undo what was begun, except for what another instance had served before."""
    for volume, attachment in begun:
        if volume.volume_id not in served_before:
            end(data_plane, volume.volume_id)
        data_keys.retire(context, volume, attachment)
        context.uow.put(repository.ATTACHMENTS, replace(attachment, grant_id=""))
