"""AttachVolume and DetachVolume.

States, zones, devices and limits are checked here; attaching.py does the work. A plain detach of a device
that is in use leaves the attachment `busy` until the instance lets go; a forced one does not ask (EBS User
Guide, "Detach a volume").
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial

from kmstui.aws.errors import AwsError
from kmstui.aws.gateway import Params, Result
from kmstui.emulator.ec2 import (
    attachment_states,
    data_keys,
    devices,
    events,
    identifiers,
    instance_states,
    instance_types,
    permissions,
    repository,
    volume_states,
)
from kmstui.emulator.ec2.attaching import attach, powered, withdraw
from kmstui.emulator.ec2.model import Attachment, AttachmentState, Instance, Volume, VolumeState
from kmstui.emulator.ec2.operation import operation
from kmstui.emulator.ec2.pace import BUSY_RETRY, Change, schedule, schedule_in
from kmstui.emulator.ec2.ports import DataPlane
from kmstui.emulator.ec2.refusals import INTERNAL_ERROR, KEY_REVOKED, MISSING_PARAMETER, Refusal
from kmstui.emulator.ec2.views import attachment_view
from kmstui.emulator.registry import Access, Context, Handler

MOST_INSTANCES = 16
"""On how many instances one Multi-Attach volume may hang (EBS User Guide, "Multi-Attach")."""

ZONE_MISMATCH = Refusal(
    "InvalidVolume.ZoneMismatch",
    "The volume '{volume}' is not in the same availability zone as instance '{instance}'",
)
NOT_ATTACHED_THERE = Refusal(
    "InvalidAttachment.NotFound",
    "The volume {volume} is not attached to instance {instance} as device {device}",
)
ROOT_VOLUME = Refusal(
    "OperationNotPermitted", "Unable to detach root volume '{volume}' from instance '{instance}'"
)
NO_INSTANCE = Refusal(MISSING_PARAMETER, "The request must contain the parameter instanceId")


@dataclass(frozen=True, slots=True)
class Pair:
    """A volume and the instance it is to hang on."""

    volume: Volume
    instance: Instance


@dataclass(frozen=True, slots=True)
class Held:
    """A volume and those of its attachments that a detach names."""

    volume: Volume
    attachments: tuple[Attachment, ...]
    instances: tuple[Instance, ...]
    """Where those hang."""


def attach_volume(data_plane: DataPlane) -> Handler[Pair]:
    """`AttachVolume`."""

    def resolve(context: Context, params: Params) -> Pair:
        return Pair(
            identifiers.volume(context, params["VolumeId"]),
            identifiers.instance(context, params["InstanceId"]),
        )

    def access(context: Context, _params: Params, pair: Pair) -> Sequence[Access]:
        return (
            permissions.on_volume("AttachVolume", context, pair.volume),
            permissions.on_instance("AttachVolume", context, pair.instance),
        )

    def run(context: Context, params: Params, pair: Pair) -> Result:
        device = params["Device"]
        _check_states(context, pair)
        _check_instance(context, pair, device)
        try:
            attachment = attach(context, data_plane, pair.volume, pair.instance, device)
        except AwsError as refusal:
            if refusal.code == INTERNAL_ERROR.code:
                raise
            _remember_failure(context, pair.volume, refusal)
            raise KEY_REVOKED.error(volume=pair.volume.volume_id) from refusal
        return attachment_view(attachment)

    return operation("AttachVolume", resolve, access, run)


def _remember_failure(context: Context, volume: Volume, refusal: AwsError) -> None:
    """Keep the event of an attachment that failed, although the call that failed leaves nothing else behind.

    A call's changes are undone to a savepoint of its unit of work; what is put while that is being done
    stays.
    """
    cause = data_keys.cause_of(refusal)
    context.uow.on_rollback(
        partial(events.record, context, volume.volume_id, "attachVolume", "failed", cause=cause)
    )


def _check_states(context: Context, pair: Pair) -> None:
    others = repository.attachments_of(context, pair.volume.volume_id)
    here = any(other.instance_id == pair.instance.instance_id for other in others)
    shareable = pair.volume.multi_attach and not here and len(others) < MOST_INSTANCES
    if not (shareable and pair.volume.state is VolumeState.IN_USE):
        volume_states.require("AttachVolume", pair.volume)
    if pair.volume.zone != pair.instance.zone:
        raise ZONE_MISMATCH.error(volume=pair.volume.volume_id, instance=pair.instance.instance_id)
    instance_states.require("AttachVolume", pair.instance)


def _check_instance(context: Context, pair: Pair, device: str) -> None:
    attachments = repository.attachments_on(context, pair.instance.instance_id)
    devices.check_name(device)
    devices.check_free(device, attachments)
    instance_types.check(pair.instance, pair.volume, len(attachments))


def detach_volume(data_plane: DataPlane) -> Handler[Held]:
    """`DetachVolume`."""

    def access(context: Context, _params: Params, held: Held) -> Sequence[Access]:
        return (
            permissions.on_volume("DetachVolume", context, held.volume),
            *(permissions.on_instance("DetachVolume", context, one) for one in held.instances),
        )

    def run(context: Context, params: Params, held: Held) -> Result:
        volume_states.require("DetachVolume", held.volume)
        attachment = _the_one(params, held)
        instance = next(one for one in held.instances if one.instance_id == attachment.instance_id)
        if devices.is_root(attachment.device) and powered(instance):
            raise ROOT_VOLUME.error(volume=held.volume.volume_id, instance=instance.instance_id)
        if params.get("Force"):
            attachment_states.require("DetachVolume by force", attachment)
            return attachment_view(_force(context, data_plane, held.volume, attachment))
        attachment_states.require("DetachVolume", attachment)
        return attachment_view(let_go(context, data_plane, held.volume, attachment))

    return operation("DetachVolume", _resolve_detach, access, run)


def _resolve_detach(context: Context, params: Params) -> Held:
    volume = identifiers.volume(context, params["VolumeId"])
    attachments = repository.attachments_of(context, volume.volume_id)
    if named := params.get("InstanceId"):
        instance = identifiers.instance(context, named)
        attachments = [a for a in attachments if a.instance_id == instance.instance_id]
    instances = identifiers.instances(context, [a.instance_id for a in attachments])
    return Held(volume, tuple(attachments), tuple(instances))


def _the_one(params: Params, held: Held) -> Attachment:
    """The attachment that is meant.

    Raises:
        AwsError: `InvalidAttachment.NotFound`, or `MissingParameter` when a shared volume's instance is not
        named.
    """
    device = params.get("Device") or ""
    matching = [a for a in held.attachments if not device or a.device == device]
    if not matching:
        raise NOT_ATTACHED_THERE.error(
            volume=held.volume.volume_id,
            instance=params.get("InstanceId") or ", ".join(a.instance_id for a in held.attachments),
            device=device,
        )
    if len(matching) > 1:
        raise NO_INSTANCE.error()
    return matching[0]


def let_go(context: Context, data_plane: DataPlane, volume: Volume, attachment: Attachment) -> Attachment:
    """Detach if the device is idle and all that was written is durable; else the attachment is `busy`."""
    if _device_is_in_use(data_plane, volume.volume_id):
        busy = replace(attachment, state=AttachmentState.BUSY)
        context.uow.put(repository.ATTACHMENTS, busy)
        schedule_in(context, BUSY_RETRY, Change.DETACH_VOLUME, volume.volume_id, attachment.instance_id)
        return busy
    detaching = _withdrawn(context, data_plane, volume, attachment)
    schedule(context, Change.DETACH_VOLUME, volume.volume_id, attachment.instance_id)
    return detaching


def _force(context: Context, data_plane: DataPlane, volume: Volume, attachment: Attachment) -> Attachment:
    """Detach whatever the device is doing; one that is already detaching is done with the waiting."""
    if attachment.state is AttachmentState.DETACHING:
        now = timedelta(0)
        schedule_in(context, now, Change.DETACH_VOLUME, volume.volume_id, attachment.instance_id)
        return attachment
    detaching = _withdrawn(context, data_plane, volume, attachment)
    schedule(context, Change.DETACH_VOLUME, volume.volume_id, attachment.instance_id)
    return detaching


def _withdrawn(context: Context, data_plane: DataPlane, volume: Volume, attachment: Attachment) -> Attachment:
    detaching = replace(withdraw(context, data_plane, volume, attachment), state=AttachmentState.DETACHING)
    context.uow.put(repository.ATTACHMENTS, detaching)
    return detaching


def _device_is_in_use(data_plane: DataPlane, volume_id: str) -> bool:
    """Whether a load runs on the volume, or what was written cannot be made durable.

    A volume whose host died is in nobody's use: there is nothing to wait for.
    """
    if volume_id not in data_plane.attached():
        return False
    try:
        if data_plane.meters(volume_id).load_running:
            return True
        data_plane.flush(volume_id)
    except KeyError:
        return False
    except OSError:
        return True
    return False
