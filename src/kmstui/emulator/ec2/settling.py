"""What happens when time has passed: every change of state that an operation began, carried out.

One settler per kind of timer. A settler moves records; keys and data plane were seen to in the operation,
except for a busy device, which can only be let go now. A settler whose subject is gone or has moved on does
nothing.
"""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

from kmstui.emulator.ec2 import events, repository
from kmstui.emulator.ec2.attaching import remove
from kmstui.emulator.ec2.attachments import let_go
from kmstui.emulator.ec2.model import (
    AttachmentState,
    Instance,
    InstanceState,
    Volume,
    VolumeState,
)
from kmstui.emulator.ec2.pace import TOMBSTONE, Change, schedule_in
from kmstui.emulator.ec2.ports import DataPlane
from kmstui.emulator.registry import Context, Settler


def settlers(data_plane: DataPlane) -> Mapping[str, Settler]:
    """All settlers of EC2, by timer kind."""
    return {
        Change.CREATE_VOLUME: create_volume,
        Change.DELETE_VOLUME: delete_volume,
        Change.ATTACH_VOLUME: attach_volume,
        Change.DETACH_VOLUME: partial(detach_volume, data_plane),
        Change.START_INSTANCE: start_instance,
        Change.STOP_INSTANCE: stop_instance,
        Change.TERMINATE_INSTANCE: terminate_instance,
        Change.FORGET_INSTANCE: forget_instance,
        Change.FORGET_TOKEN: forget_token,
    }


def _volume(context: Context, subject: str, state: VolumeState) -> Volume | None:
    volume = context.uow.get(repository.VOLUMES, subject)
    return volume if volume is not None and volume.state is state else None


def _instance(context: Context, subject: str, state: InstanceState) -> Instance | None:
    instance = context.uow.get(repository.INSTANCES, subject)
    return instance if instance is not None and instance.state is state else None


def create_volume(context: Context, subject: str) -> None:
    """`creating` becomes `available`, or the volume vanishes and an event says why."""
    volume = _volume(context, subject, VolumeState.CREATING)
    if volume is None:
        return
    if volume.failure:
        context.uow.delete(repository.VOLUMES, subject)
        result = "failed"
    else:
        context.uow.put(repository.VOLUMES, replace(volume, state=VolumeState.AVAILABLE))
        result = "available"
    events.record(
        context,
        volume.volume_id,
        "createVolume",
        result,
        cause=volume.failure,
        request_id=volume.request_id,
    )


def delete_volume(context: Context, subject: str) -> None:
    """`deleting` becomes nothing."""
    volume = _volume(context, subject, VolumeState.DELETING)
    if volume is None:
        return
    context.uow.delete(repository.VOLUMES, subject)
    events.record(context, volume.volume_id, "deleteVolume", "deleted", request_id=volume.request_id)


def attach_volume(context: Context, subject: str) -> None:
    """`attaching` becomes `attached`."""
    attachment = context.uow.get(repository.ATTACHMENTS, subject)
    if attachment is not None and attachment.state is AttachmentState.ATTACHING:
        context.uow.put(repository.ATTACHMENTS, replace(attachment, state=AttachmentState.ATTACHED))


def detach_volume(data_plane: DataPlane, context: Context, subject: str) -> None:
    """`busy` is asked again whether the device is idle; `detaching` becomes nothing."""
    attachment = context.uow.get(repository.ATTACHMENTS, subject)
    if attachment is None:
        return
    if attachment.state is AttachmentState.DETACHING:
        remove(context, attachment)
    elif attachment.state is AttachmentState.BUSY:
        volume = context.uow.get(repository.VOLUMES, repository.key(context, attachment.volume_id))
        if volume is not None:
            let_go(context, data_plane, volume, attachment)


def start_instance(context: Context, subject: str) -> None:
    """`pending` becomes `running`, or ends where a launch or a start that failed ends."""
    instance = _instance(context, subject, InstanceState.PENDING)
    if instance is None:
        return
    if instance.failure is None:
        settled = replace(instance, state=InstanceState.RUNNING, state_reason=None)
    else:
        settled = replace(
            instance,
            state=instance.failure_state,
            failure=None,
            state_reason=instance.failure,
            transition_reason=instance.failure.message,
        )
    context.uow.put(repository.INSTANCES, settled)
    if settled.state is InstanceState.TERMINATED:
        schedule_in(context, TOMBSTONE, Change.FORGET_INSTANCE, instance.instance_id)


def stop_instance(context: Context, subject: str) -> None:
    """`stopping` becomes `stopped`."""
    instance = _instance(context, subject, InstanceState.STOPPING)
    if instance is not None:
        context.uow.put(repository.INSTANCES, replace(instance, state=InstanceState.STOPPED))


def terminate_instance(context: Context, subject: str) -> None:
    """`shutting-down` becomes `terminated`, and a tombstone for an hour."""
    instance = _instance(context, subject, InstanceState.SHUTTING_DOWN)
    if instance is not None:
        context.uow.put(repository.INSTANCES, replace(instance, state=InstanceState.TERMINATED))
        schedule_in(context, TOMBSTONE, Change.FORGET_INSTANCE, instance.instance_id)


def forget_instance(context: Context, subject: str) -> None:
    """A tombstone is removed."""
    instance = _instance(context, subject, InstanceState.TERMINATED)
    if instance is not None:
        context.uow.delete(repository.INSTANCES, subject)


def forget_token(context: Context, subject: str) -> None:
    """A client token may be used for something else."""
    context.uow.delete(repository.TOKENS, subject)
