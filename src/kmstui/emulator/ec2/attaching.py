"""Putting a volume on an instance and taking it off: the grant, the key, the hand-over to the data plane.

What AttachVolume, DetachVolume, a launch, a start and a stop have in common. The plaintext data key exists
in this process only between `unlock` and the hand-over, in one buffer that is wiped whatever happens. The
data plane changes at once when something is attached (and is put back if the call fails), and only after
the commit when something is detached, so that a failed call never leaves a volume without its host.
"""

from contextlib import suppress
from dataclasses import replace
from functools import partial

from kmstui.aws.errors import AwsError
from kmstui.emulator.ec2 import data_keys, repository
from kmstui.emulator.ec2.model import (
    Attachment,
    AttachmentState,
    Instance,
    InstanceState,
    Volume,
    VolumeState,
)
from kmstui.emulator.ec2.pace import Change, schedule
from kmstui.emulator.ec2.ports import DataPlane
from kmstui.emulator.ec2.refusals import INTERNAL_ERROR
from kmstui.emulator.registry import Context

_POWERED = frozenset({InstanceState.PENDING, InstanceState.RUNNING})


def powered(instance: Instance) -> bool:
    """Whether the instance has a host, and so a use for its volumes; one that will not come up has none."""
    return instance.state in _POWERED and instance.failure is None


def attach(
    context: Context,
    data_plane: DataPlane,
    volume: Volume,
    instance: Instance,
    device: str,
    *,
    delete_on_termination: bool = False,
) -> Attachment:
    """Put `volume` on `instance`, in state `attaching`; to a stopped instance without handing it over yet.

    Raises:
        AwsError: KMS's refusal of the grant or of the data key, or `InternalError` from the data plane.
    """
    attachment = Attachment(
        account=volume.account,
        region=volume.region,
        volume_id=volume.volume_id,
        instance_id=instance.instance_id,
        device=device,
        state=AttachmentState.ATTACHING,
        attach_time=context.now,
        delete_on_termination=delete_on_termination,
    )
    attachment = with_grant(context, volume, attachment)
    if powered(instance):
        try:
            serve(context, data_plane, volume, instance.instance_id)
        except AwsError:
            data_keys.retire(context, volume, attachment)
            raise
    context.uow.put(repository.ATTACHMENTS, attachment)
    context.uow.put(repository.VOLUMES, replace(volume, state=VolumeState.IN_USE))
    schedule(context, Change.ATTACH_VOLUME, volume.volume_id, instance.instance_id)
    return attachment


def with_grant(context: Context, volume: Volume, attachment: Attachment) -> Attachment:
    """The attachment with a grant for its instance, made as the caller if it holds none.

    Raises:
        AwsError: KMS's refusal.
    """
    if not volume.encrypted or attachment.grant_id:
        return attachment
    return replace(attachment, grant_id=data_keys.grant(context, volume, attachment.instance_id))


def serve(context: Context, data_plane: DataPlane, volume: Volume, instance_id: str) -> None:
    """Open the data key as the instance's host and hand the volume to the data plane.

    Raises:
        AwsError: KMS's refusal, or `InternalError` from the data plane.
    """
    key = data_keys.unlock(context, volume, instance_id) if volume.encrypted else None
    try:
        _hand_over(context, data_plane, volume, key)
    except OSError as fault:
        raise INTERNAL_ERROR.error() from fault
    finally:
        if key is not None:
            data_keys.wipe(key)


def _hand_over(context: Context, data_plane: DataPlane, volume: Volume, key: bytearray | None) -> None:
    """Another instance may have the volume served already: a Multi-Attach volume has one worker."""
    if volume.volume_id in data_plane.attached():
        return
    context.uow.on_rollback(partial(end, data_plane, volume.volume_id))
    data_plane.attach(volume.volume_id, volume.size_bytes, key)


def withdraw(context: Context, data_plane: DataPlane, volume: Volume, attachment: Attachment) -> Attachment:
    """Take the volume away from the instance's host: the grant is retired, the plaintext key forgotten.

    Returns:
        The attachment without its grant; it is for the caller to keep or delete.
    """
    data_keys.retire(context, volume, attachment)
    if not _served_elsewhere(context, attachment):
        context.uow.after_commit(partial(end, data_plane, volume.volume_id))
    return replace(attachment, grant_id="")


def _served_elsewhere(context: Context, attachment: Attachment) -> bool:
    others = (
        context.uow.get(repository.INSTANCES, repository.key(context, other.instance_id))
        for other in repository.attachments_of(context, attachment.volume_id)
        if other.instance_id != attachment.instance_id and repository.held(other)
    )
    return any(other is not None and powered(other) for other in others)


def end(data_plane: DataPlane, volume_id: str) -> None:
    """Stop serving a volume. A worker that failed to flush is gone all the same."""
    with suppress(OSError):
        data_plane.detach(volume_id)


def remove(context: Context, attachment: Attachment) -> None:
    """Forget an attachment; a volume that hangs on nothing any more is available."""
    context.uow.delete(repository.ATTACHMENTS, repository.ATTACHMENTS.key(attachment))
    if repository.attachments_of(context, attachment.volume_id):
        return
    volume = context.uow.get(repository.VOLUMES, repository.key(context, attachment.volume_id))
    if volume is not None and volume.state is VolumeState.IN_USE:
        context.uow.put(repository.VOLUMES, replace(volume, state=VolumeState.AVAILABLE))
