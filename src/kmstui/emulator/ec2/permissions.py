"""Which permissions each EC2 operation needs: actions, resource ARNs and condition keys.

From the Service Authorization Reference, "Actions, resources, and condition keys for Amazon EC2". It only
describes; the account's `authorize` decides.
"""

from collections.abc import Callable, Sequence

from kmstui.aws.gateway import Params
from kmstui.emulator.ec2.filters import boolean
from kmstui.emulator.ec2.model import Instance, Tag, Volume
from kmstui.emulator.ec2.volume_request import VolumeRequest
from kmstui.emulator.registry import Access, Context

Conditions = dict[str, tuple[str, ...]]
VOLUME_TYPE = "AWS::EC2::Volume"
INSTANCE_TYPE = "AWS::EC2::Instance"


def on_anything(action: str, context: Context) -> Access:
    """The permission for an operation that names no resource, such as DescribeVolumes."""
    return Access(action=f"ec2:{action}", conditions=_region(context))


def on_volume(action: str, context: Context, volume: Volume) -> Access:
    """The permission for `action` on an existing volume."""
    conditions = _region(context) | _volume_conditions(
        volume.zone, volume.size_gib, volume.volume_type, volume.encrypted, volume.iops, volume.throughput
    )
    conditions["ec2:VolumeID"] = (volume.volume_id,)
    if volume.key_arn:
        conditions["ec2:KmsKeyId"] = (volume.key_arn,)
    return Access(
        action=f"ec2:{action}",
        resource=volume.arn,
        conditions=conditions | resource_tags(volume.tags),
        resource_type=VOLUME_TYPE,
    )


def on_instance(action: str, context: Context, instance: Instance) -> Access:
    """The permission for `action` on an existing instance."""
    conditions = _region(context) | {
        "ec2:AvailabilityZone": (instance.zone,),
        "ec2:InstanceID": (instance.instance_id,),
        "ec2:InstanceType": (instance.instance_type,),
    }
    if instance.profile_arn:
        conditions["ec2:InstanceProfile"] = (instance.profile_arn,)
    return Access(
        action=f"ec2:{action}",
        resource=instance.arn,
        conditions=conditions | resource_tags(instance.tags),
        resource_type=INSTANCE_TYPE,
    )


def new_volume(action: str, context: Context, request: VolumeRequest) -> list[Access]:
    """The permissions for making a volume: for the volume itself and, if it has tags, for tagging it."""
    conditions = _region(context) | _volume_conditions(
        request.zone,
        request.size_gib,
        request.volume_type,
        request.encrypted,
        request.iops,
        request.throughput,
    )
    if request.key_id:
        conditions["ec2:KmsKeyId"] = (request.key_id,)
    resource = any_resource(context, "volume")
    return new_resource(action, context, resource, conditions, request.tags)


def new_resource(
    action: str, context: Context, resource: str, conditions: Conditions, tags: tuple[Tag, ...]
) -> list[Access]:
    """The permissions for making a resource that has no id yet."""
    accesses = [Access(f"ec2:{action}", resource, conditions=conditions | request_tags(tags))]
    if tags:
        tagging: Conditions = {"ec2:CreateAction": (action,)}
        accesses.append(
            Access(
                "ec2:CreateTags",
                resource,
                conditions=_region(context) | tagging | request_tags(tags),
            )
        )
    return accesses


def any_resource(context: Context, kind: str) -> str:
    """The ARN that stands for a resource of this kind that is about to be made."""
    return f"arn:aws:ec2:{context.region}:{context.account}:{kind}/*"


def new_instance(context: Context, zone: str, instance_type: str, tags: tuple[Tag, ...]) -> list[Access]:
    """The permissions for launching an instance, apart from its volumes."""
    conditions = _region(context) | {
        "ec2:AvailabilityZone": (zone,),
        "ec2:InstanceType": (instance_type,),
    }
    return new_resource("RunInstances", context, any_resource(context, "instance"), conditions, tags)


def on_image(context: Context, image_id: str) -> Access:
    """The permission for launching from an image; images have no account in their ARN."""
    return Access(
        "ec2:RunInstances",
        f"arn:aws:ec2:{context.region}::image/{image_id}",
        conditions=_region(context),
    )


def request_tags(tags: Sequence[Tag], keys: Sequence[str] = ()) -> Conditions:
    """The conditions that tags in a request bring with them; `keys` are those named without a value."""
    conditions: Conditions = {f"aws:RequestTag/{tag.key}": (tag.value,) for tag in tags}
    named = [tag.key for tag in tags] or list(keys)
    if named:
        conditions["aws:TagKeys"] = tuple(named)
    return conditions


def resource_tags(tags: Sequence[Tag]) -> Conditions:
    """The conditions that a resource's own tags bring with them, under both names they go by."""
    return {f"{prefix}:ResourceTag/{tag.key}": (tag.value,) for tag in tags for prefix in ("aws", "ec2")}


def anywhere(action: str) -> Callable[[Context, Params, object], Sequence[Access]]:
    """The `access` stage of an operation that names no resource."""

    def access(context: Context, _params: Params, _subject: object) -> Sequence[Access]:
        return (on_anything(action, context),)

    return access


def _region(context: Context) -> Conditions:
    return {"ec2:Region": (context.region,)}


def _volume_conditions(
    zone: str, size_gib: int, volume_type: str, encrypted: bool, iops: int | None, throughput: int | None
) -> Conditions:
    conditions: Conditions = {
        "ec2:AvailabilityZone": (zone,),
        "ec2:Encrypted": (boolean(encrypted),),
        "ec2:VolumeSize": (str(size_gib),),
        "ec2:VolumeType": (volume_type,),
    }
    if iops is not None:
        conditions["ec2:VolumeIops"] = (str(iops),)
    if throughput is not None:
        conditions["ec2:VolumeThroughput"] = (str(throughput),)
    return conditions
