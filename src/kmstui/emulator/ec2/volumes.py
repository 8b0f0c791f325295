"""CreateVolume and DeleteVolume.

EBS answers CreateVolume before it knows whether the KMS key is any good: a volume whose key was refused is
`creating` like any other and then gone, and only an event says why (CreateVolume reference, `KmsKeyId`). Here
KMS is asked within the call, and the outcome waits on the record until it falls due.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from kmstui.aws.errors import AwsError
from kmstui.aws.gateway import Params, Result
from kmstui.emulator.ec2 import data_keys, idempotency, identifiers, permissions, repository, volume_states
from kmstui.emulator.ec2.model import Volume, VolumeState
from kmstui.emulator.ec2.operation import operation
from kmstui.emulator.ec2.pace import Change, schedule
from kmstui.emulator.ec2.ports import DataPlane
from kmstui.emulator.ec2.refusals import Refusal
from kmstui.emulator.ec2.views import volume_view
from kmstui.emulator.ec2.volume_request import VolumeRequest, parse_create
from kmstui.emulator.registry import Access, Context, Handler

NO_ROOM = Refusal(
    "InsufficientVolumeCapacity",
    "There is not enough capacity to fulfill your EBS volume provision request.",
)


def make(context: Context, data_plane: DataPlane, request: VolumeRequest) -> Volume:
    """Make the volume: its data key, its files and its record, in state `creating`.

    A volume that KMS refused a data key has a `failure` and no files.

    Raises:
        AwsError: `InsufficientVolumeCapacity` when its files cannot be made.
    """
    volume = _with_data_key(
        context,
        Volume(
            account=context.account,
            region=context.region,
            volume_id=identifiers.new_id(context.entropy, "vol"),
            zone=request.zone,
            size_gib=request.size_gib,
            volume_type=request.volume_type,
            state=VolumeState.CREATING,
            create_time=context.now,
            iops=request.iops,
            throughput=request.throughput,
            multi_attach=request.multi_attach,
            encrypted=request.encrypted,
            key_arn=request.key_id,
            request_id=context.request_id,
            tags=request.tags,
        ),
    )
    if not volume.failure:
        _make_files(context, data_plane, volume)
    context.uow.put(repository.VOLUMES, volume)
    schedule(context, Change.CREATE_VOLUME, volume.volume_id)
    return volume


def _with_data_key(context: Context, volume: Volume) -> Volume:
    if not volume.encrypted:
        return volume
    try:
        key = data_keys.make(context, volume.volume_id, volume.key_arn)
    except AwsError as refusal:
        return replace(volume, failure=data_keys.cause_of(refusal))
    return replace(volume, key_arn=key.key_arn, wrapped_key=key.ciphertext)


def _make_files(context: Context, data_plane: DataPlane, volume: Volume) -> None:
    context.uow.on_rollback(partial(data_plane.delete, volume.volume_id))
    try:
        data_plane.create(volume.volume_id, volume.size_bytes)
    except OSError as fault:
        raise NO_ROOM.error() from fault


def discard(context: Context, data_plane: DataPlane, volume: Volume) -> None:
    """Begin to delete a volume: its files go when this call is durable, its record when its time has come."""
    context.uow.put(repository.VOLUMES, replace(volume, state=VolumeState.DELETING))
    schedule(context, Change.DELETE_VOLUME, volume.volume_id)
    context.uow.after_commit(partial(data_plane.delete, volume.volume_id))


def create_volume(data_plane: DataPlane) -> Handler[VolumeRequest]:
    """`CreateVolume`."""

    def access(context: Context, _params: Params, request: VolumeRequest) -> Sequence[Access]:
        return permissions.new_volume("CreateVolume", context, request)

    def run(context: Context, params: Params, request: VolumeRequest) -> Result:
        earlier = idempotency.made_before(context, "CreateVolume", params)
        if earlier is not None:
            volume = identifiers.volume(context, earlier[0])
            return volume_view(volume, repository.attachments_of(context, volume.volume_id))
        volume = make(context, data_plane, request)
        idempotency.remember(context, "CreateVolume", params, [volume.volume_id])
        return volume_view(volume, ())

    return operation("CreateVolume", parse_create, access, run)


def delete_volume(data_plane: DataPlane) -> Handler[Volume]:
    """`DeleteVolume`."""

    def resolve(context: Context, params: Params) -> Volume:
        return identifiers.volume(context, params["VolumeId"])

    def access(context: Context, _params: Params, volume: Volume) -> Sequence[Access]:
        return (permissions.on_volume("DeleteVolume", context, volume),)

    def run(context: Context, _params: Params, volume: Volume) -> Result:
        attachments = repository.attachments_of(context, volume.volume_id)
        holder = attachments[0].instance_id if attachments else ""
        volume_states.require("DeleteVolume", volume, instance=holder)
        discard(context, data_plane, volume)
        return {}

    return operation("DeleteVolume", resolve, access, run)
