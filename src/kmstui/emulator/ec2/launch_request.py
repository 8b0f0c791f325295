"""What a RunInstances request asks for, held against every rule that needs no instance.

An instance here is a record that volumes hang on. What a real launch also names (subnets, security groups,
key pairs) this account has none of, so naming one is refused as unknown rather than taken and ignored.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kmstui.aws.gateway import Params
from kmstui.emulator.ec2 import devices, instance_profiles, instance_types, tagging, volume_types, zones
from kmstui.emulator.ec2.identifiers import check_form
from kmstui.emulator.ec2.model import Tag
from kmstui.emulator.ec2.refusals import (
    INVALID_PARAMETER_COMBINATION,
    INVALID_PARAMETER_VALUE,
    MISSING_PARAMETER,
    Refusal,
)
from kmstui.emulator.ec2.volume_request import VolumeRequest, parse_mapping
from kmstui.emulator.iam.model import InstanceProfile
from kmstui.emulator.registry import Context

MOST_INSTANCES = 100
"""How many instances one launch may make."""

NO_IMAGE = Refusal(MISSING_PARAMETER, "The request must contain the parameter ImageId")
COUNT_TOO_SMALL = Refusal(
    INVALID_PARAMETER_VALUE, "Value ({count}) for parameter minCount is invalid. Minimum value is 1."
)
COUNTS_CROSSED = Refusal(
    INVALID_PARAMETER_COMBINATION, "The parameter maxCount must be greater than or equal to minCount."
)
TOO_MANY = Refusal(
    "InstanceLimitExceeded",
    "You have requested more instances ({count}) than your current instance limit of {limit} allows for the"
    " specified instance type.",
)
NO_DEVICE = Refusal(MISSING_PARAMETER, "The request must contain the parameter deviceName")
DEVICE_TWICE = Refusal(
    "InvalidBlockDeviceMapping", "The device '{device}' is used in more than one block-device mapping"
)
NOT_BOOTABLE = Refusal(
    "InvalidParameterCombination", "Volume type {type} is not supported for root device {device}."
)
NO_ENCRYPTED_VOLUMES = instance_types.NO_ENCRYPTED_VOLUMES

_ABSENT: Mapping[str, Refusal] = {
    "SubnetId": Refusal("InvalidSubnetID.NotFound", "The subnet ID '{value}' does not exist"),
    "KeyName": Refusal("InvalidKeyPair.NotFound", "The key pair '{value}' does not exist"),
    "SecurityGroupIds": Refusal("InvalidGroup.NotFound", "The security group '{value}' does not exist"),
    "SecurityGroups": Refusal("InvalidGroup.NotFound", "The security group '{value}' does not exist"),
}
"""Members that name what this account has none of."""


@dataclass(frozen=True, slots=True)
class MappedVolume:
    """A volume that the launch makes and attaches."""

    device: str
    request: VolumeRequest
    delete_on_termination: bool


@dataclass(frozen=True, slots=True)
class LaunchRequest:
    """A launch as asked for."""

    count: int
    image_id: str
    instance_type: str
    zone: str
    profile: InstanceProfile | None
    volumes: tuple[MappedVolume, ...]
    """Those of each instance."""
    tags: tuple[Tag, ...]
    """Those of each instance."""


def parse(context: Context, params: Params) -> LaunchRequest:
    """The launch that a RunInstances request asks for.

    Raises:
        AwsError: with the first rule that is broken.
    """
    image_id = params.get("ImageId")
    if not image_id:
        raise NO_IMAGE.error()
    check_form(image_id, "ami")
    _refuse_absent(params)
    zone = _zone(context, params.get("Placement") or {})
    tags = tagging.specified(params, ("instance", "volume"))
    instance_type = params.get("InstanceType") or instance_types.DEFAULT_TYPE
    return LaunchRequest(
        count=_count(params),
        image_id=image_id,
        instance_type=instance_type,
        zone=zone,
        profile=instance_profiles.find(context, params.get("IamInstanceProfile") or {}),
        volumes=_volumes(zone, instance_type, params, tags.get("volume", ())),
        tags=tags.get("instance", ()),
    )


def _refuse_absent(params: Params) -> None:
    for member, refusal in _ABSENT.items():
        if value := params.get(member):
            raise refusal.error(value=value if isinstance(value, str) else value[0])


def _count(params: Params) -> int:
    least, most = int(params["MinCount"]), int(params["MaxCount"])
    if least < 1:
        raise COUNT_TOO_SMALL.error(count=least)
    if most < least:
        raise COUNTS_CROSSED.error()
    if least > MOST_INSTANCES:
        raise TOO_MANY.error(count=least, limit=MOST_INSTANCES)
    return min(most, MOST_INSTANCES)


def _zone(context: Context, placement: Mapping[str, Any]) -> str:
    if named := placement.get("AvailabilityZone"):
        return zones.require_zone(context.region, named)
    if identifier := placement.get("AvailabilityZoneId"):
        return zones.zone_by_id(context.region, identifier)
    return next(iter(zones.zones_of(context.region)), f"{context.region}a")


def _volumes(
    zone: str, instance_type: str, params: Params, tags: tuple[Tag, ...]
) -> tuple[MappedVolume, ...]:
    mapped = tuple(
        _volume(zone, instance_type, mapping, tags)
        for mapping in params.get("BlockDeviceMappings", ())
        if mapping.get("NoDevice") is None
    )
    _refuse_repeated([volume.device for volume in mapped])
    limit = instance_types.family_of(instance_type).most_volumes
    if len(mapped) > limit:
        raise instance_types.TOO_MANY_VOLUMES.error(id="", type=instance_type, limit=limit)
    return mapped


def _refuse_repeated(names: Sequence[str]) -> None:
    for index, device in enumerate(names):
        if device in names[:index]:
            raise DEVICE_TWICE.error(device=device)


def _volume(zone: str, instance_type: str, mapping: Mapping[str, Any], tags: tuple[Tag, ...]) -> MappedVolume:
    device = mapping.get("DeviceName")
    if not device:
        raise NO_DEVICE.error()
    devices.check_name(device)
    ebs = mapping.get("Ebs") or {}
    request = parse_mapping(zone, ebs, tags)
    if devices.is_root(device) and not volume_types.VOLUME_TYPES[request.volume_type].bootable:
        raise NOT_BOOTABLE.error(type=request.volume_type, device=device)
    if request.encrypted and not instance_types.family_of(instance_type).encrypted_volumes:
        raise NO_ENCRYPTED_VOLUMES.error(type=instance_type)
    return MappedVolume(device, request, bool(ebs.get("DeleteOnTermination", True)))
