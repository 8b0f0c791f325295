"""RunInstances: new instances, with the volumes their block device mappings ask for.

A launch whose volumes KMS refuses is answered like any other and then ends `terminated` with a reason, its
volumes gone (EBS User Guide, "Amazon EBS encryption", "How unavailable KMS keys affect data keys").
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from kmstui.aws.errors import AwsError
from kmstui.aws.gateway import Params, Result
from kmstui.emulator.ec2 import (
    attaching,
    data_keys,
    events,
    idempotency,
    identifiers,
    instance_failures,
    instance_profiles,
    permissions,
    repository,
    volumes,
)
from kmstui.emulator.ec2.instance_listing import views_of
from kmstui.emulator.ec2.launch_request import LaunchRequest, MappedVolume, parse
from kmstui.emulator.ec2.model import Attachment, Instance, InstanceState, StateReason, Volume
from kmstui.emulator.ec2.operation import operation
from kmstui.emulator.ec2.pace import Change, cancel, schedule
from kmstui.emulator.ec2.ports import DataPlane
from kmstui.emulator.ec2.refusals import INSTANCE_TERMINATED
from kmstui.emulator.ec2.views import reservation_view
from kmstui.emulator.registry import Access, Context, Handler

_LAUNCHING = StateReason("pending", "pending")


@dataclass(frozen=True, slots=True)
class _Made:
    """A volume of a launch, with where it is to go."""

    volume: Volume
    mapped: MappedVolume


def run_instances(data_plane: DataPlane) -> Handler[LaunchRequest]:
    """`RunInstances`."""

    def run(context: Context, params: Params, request: LaunchRequest) -> Result:
        launched = _launched_before(context, params)
        if launched is None:
            launched = _launch_all(context, data_plane, params, request)
        reservation = launched[0].reservation_id
        return reservation_view(views_of(context, launched), reservation, context.account)

    return operation("RunInstances", parse, _access, run)


def _access(context: Context, _params: Params, request: LaunchRequest) -> Sequence[Access]:
    return [
        *permissions.new_instance(context, request.zone, request.instance_type, request.tags),
        permissions.on_image(context, request.image_id),
        *(instance_profiles.pass_role(context, request.profile) if request.profile else ()),
        *(
            access
            for mapped in request.volumes
            for access in permissions.new_volume("RunInstances", context, mapped.request)
        ),
    ]


def _launched_before(context: Context, params: Params) -> list[Instance] | None:
    earlier = idempotency.made_before(context, "RunInstances", params)
    if earlier is None:
        return None
    found = [
        context.uow.get(repository.INSTANCES, repository.key(context, instance_id)) for instance_id in earlier
    ]
    living = [one for one in found if one is not None and one.state is not InstanceState.TERMINATED]
    if len(living) < len(earlier):
        raise INSTANCE_TERMINATED.error(token=params["ClientToken"])
    return living


def _launch_all(
    context: Context, data_plane: DataPlane, params: Params, request: LaunchRequest
) -> list[Instance]:
    reservation_id = identifiers.new_id(context.entropy, "r")
    launched = [
        _launch(context, data_plane, _new_instance(context, params, request, reservation_id, index), request)
        for index in range(request.count)
    ]
    idempotency.remember(context, "RunInstances", params, [one.instance_id for one in launched])
    return launched


def _new_instance(
    context: Context, params: Params, request: LaunchRequest, reservation_id: str, index: int
) -> Instance:
    return Instance(
        account=context.account,
        region=context.region,
        instance_id=identifiers.new_id(context.entropy, "i"),
        reservation_id=reservation_id,
        launch_index=index,
        image_id=request.image_id,
        instance_type=request.instance_type,
        zone=request.zone,
        state=InstanceState.PENDING,
        launch_time=context.now,
        private_ip=_free_address(context),
        profile_arn=request.profile.arn if request.profile else "",
        profile_id=request.profile.profile_id if request.profile else "",
        client_token=params.get("ClientToken") or "",
        state_reason=_LAUNCHING,
        tags=request.tags,
    )


def _free_address(context: Context) -> str:
    """An address of the default VPC, 172.31.0.0/16, that no instance has."""
    while True:
        third, fourth = context.entropy.token_bytes(2)
        address = f"172.31.{third}.{4 + fourth % 250}"
        taken = context.uow.count(
            repository.INSTANCES, account=context.account, region=context.region, private_ip=address
        )
        if not taken:
            return address


def _launch(context: Context, data_plane: DataPlane, instance: Instance, request: LaunchRequest) -> Instance:
    made = [_Made(volumes.make(context, data_plane, mapped.request), mapped) for mapped in request.volumes]
    reason = _attach_all(context, data_plane, instance, made)
    if reason is not None:
        instance = replace(instance, failure=reason, failure_state=InstanceState.TERMINATED)
    context.uow.put(repository.INSTANCES, instance)
    schedule(context, Change.START_INSTANCE, instance.instance_id)
    return instance


def _attach_all(
    context: Context, data_plane: DataPlane, instance: Instance, made: Sequence[_Made]
) -> StateReason | None:
    """Attach every volume or none; the reason for none."""
    attached: list[tuple[Volume, Attachment]] = []
    reason = instance_failures.KEY_UNUSABLE if any(one.volume.failure for one in made) else None
    for one in made if reason is None else ():
        try:
            attachment = attaching.attach(
                context,
                data_plane,
                one.volume,
                instance,
                one.mapped.device,
                delete_on_termination=one.mapped.delete_on_termination,
            )
        except AwsError as refusal:
            cause = data_keys.cause_of(refusal)
            events.record(context, one.volume.volume_id, "attachVolume", "failed", cause=cause)
            reason = instance_failures.reason_for(refusal)
            break
        attached.append((one.volume, attachment))
    if reason is None:
        _announce(context, made)
    else:
        _abandon(context, data_plane, made, attached)
    return reason


def _announce(context: Context, made: Sequence[_Made]) -> None:
    """A volume that is attached as soon as it is made never shows as `available`, but its event is sent."""
    for one in made:
        cancel(context, Change.CREATE_VOLUME, one.volume.volume_id)
        events.record(context, one.volume.volume_id, "createVolume", "available")


def _abandon(
    context: Context,
    data_plane: DataPlane,
    made: Sequence[_Made],
    attached: Sequence[tuple[Volume, Attachment]],
) -> None:
    """Take a failed launch's volumes away again; those KMS refused vanish by themselves."""
    for volume, attachment in attached:
        attaching.end(data_plane, volume.volume_id)
        data_keys.retire(context, volume, attachment)
        cancel(context, Change.ATTACH_VOLUME, volume.volume_id, attachment.instance_id)
        context.uow.delete(repository.ATTACHMENTS, repository.ATTACHMENTS.key(attachment))
    for one in made:
        if not one.volume.failure:
            cancel(context, Change.CREATE_VOLUME, one.volume.volume_id)
            volumes.discard(context, data_plane, one.volume)
