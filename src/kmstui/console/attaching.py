"""Attaching and detaching volumes: where one can go, under which device name, and what came of it.

Device names are those of the EC2 User Guide, "Device names for volumes". AttachVolume says of a key that
cannot be used only `CustomerKeyHasBeenRevoked`; the reason is in the event that EBS sends, and is fetched
here.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from string import ascii_lowercase

from kmstui.aws.errors import AwsError
from kmstui.aws.gateway import Gateway
from kmstui.console.instances import ATTACHABLE, InstanceRow, list_instances
from kmstui.console.volumes import Outcome, VolumeRow, events_of

RECOMMENDED = tuple(f"/dev/sd{letter}" for letter in "fghijklmnop")
"""What AWS recommends for data volumes of HVM instances."""
RESERVED_FOR_ROOT = ("/dev/sda1", "/dev/xvda")
"""What images call the volume they boot from."""
OTHERS = tuple(f"/dev/xvdb{letter}" for letter in ascii_lowercase[:12])
"""Some of the names that are allowed as well."""
GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Recommended for data volumes", RECOMMENDED),
    ("Reserved for root volume", RESERVED_FOR_ROOT),
    ("Also allowed", OTHERS),
)
"""The groups of the console's list of device names."""
_DEVICE = re.compile(r"(/dev/)?(sd[a-z]([1-9]|1[0-5])?|xvd[a-z]|xvd[b-d][a-z])")
KEY_REVOKED = "CustomerKeyHasBeenRevoked"


@dataclass(frozen=True, slots=True)
class DeviceChoice:
    """One device name that may be chosen."""

    name: str
    group: str
    """Which of the console's groups it belongs to."""
    taken_by: str = ""
    """The volume that is there already; empty where it is free."""


def device_choices(instance: InstanceRow | None) -> tuple[DeviceChoice, ...]:
    """Every suggested device name of an instance, those in use marked."""
    taken = {device.name: device.volume_id for device in instance.devices} if instance else {}
    return tuple(DeviceChoice(name, group, taken.get(name, "")) for group, names in GROUPS for name in names)


def suggested_device(instance: InstanceRow | None) -> str:
    """The first recommended name that is free; empty where none is."""
    return next((choice.name for choice in device_choices(instance) if not choice.taken_by), "")


def device_problem(device: str, instance: InstanceRow | None) -> str:
    """What AttachVolume would say of a device name, in its words; empty when nothing."""
    if not device:
        return "The request must contain the parameter device"
    if not _DEVICE.fullmatch(device):
        return f"Value ({device}) for parameter device is invalid. {device} is not a valid EBS device name."
    if instance and any(device == other.name for other in instance.devices):
        return f"Invalid value '{device}' for unixDevice. Attachment point {device} is already in use"
    return ""


def targets(instances: Sequence[InstanceRow], zone: str) -> tuple[InstanceRow, ...]:
    """The instances a volume of a zone can go to: in that zone, running or stopped; by name."""
    fitting = [one for one in instances if one.zone == zone and one.state in ATTACHABLE]
    return tuple(sorted(fitting, key=lambda one: one.label))


def find_targets(gateway: Gateway, zone: str) -> tuple[InstanceRow, ...]:
    """The instances a volume of a zone can go to now."""
    return targets(list_instances(gateway), zone)


@dataclass(frozen=True, slots=True)
class AttachOutcome:
    """What came of an attempt to attach."""

    volume_id: str
    instance_id: str
    device: str
    refusal: AwsError | None = None
    """`CustomerKeyHasBeenRevoked`, where the key could not be used; other refusals are raised."""
    cause: str = ""
    """What EBS says about the key, such as `<key-arn> is disabled.`"""
    key_id: str = ""
    """The key that could not be used."""


def attach(gateway: Gateway, volume_id: str, instance_id: str, device: str) -> AttachOutcome:
    """AttachVolume.

    Raises:
        AwsError: any refusal that is not about the key.
    """
    params = {"VolumeId": volume_id, "InstanceId": instance_id, "Device": device}
    try:
        gateway.call("ec2", "AttachVolume", params)
    except AwsError as error:
        if error.code != KEY_REVOKED:
            raise
        cause = _latest_failure(gateway, volume_id)
        key_id = _key_of(gateway, volume_id)
        return AttachOutcome(volume_id, instance_id, device, error, cause, key_id)
    return AttachOutcome(volume_id, instance_id, device)


def _latest_failure(gateway: Gateway, volume_id: str) -> str:
    try:
        found = events_of(gateway, volume_id)
    except AwsError:
        return ""
    return next((event.cause for event in found if event.event == "attachVolume" and event.failed), "")


def _key_of(gateway: Gateway, volume_id: str) -> str:
    try:
        volumes = gateway.call("ec2", "DescribeVolumes", {"VolumeIds": [volume_id]})["Volumes"]
    except AwsError:
        return ""
    return str(volumes[0].get("KmsKeyId", "")).rpartition("/")[2] if volumes else ""


def detach(gateway: Gateway, volumes: Sequence[VolumeRow], *, force: bool = False) -> Outcome:
    """DetachVolume for each, from every instance it is on."""
    done: list[VolumeRow] = []
    refused: list[tuple[VolumeRow, AwsError]] = []
    for volume in volumes:
        try:
            for attachment in volume.attachments:
                params: dict[str, str | bool] = {
                    "VolumeId": volume.volume_id,
                    "InstanceId": attachment.instance_id,
                }
                gateway.call("ec2", "DetachVolume", params | ({"Force": True} if force else {}))
        except AwsError as error:
            refused.append((volume, error))
        else:
            done.append(volume)
    return Outcome(tuple(done), tuple(refused))


_FITTING = {
    "AttachVolume": frozenset({"available"}),
    "DetachVolume": frozenset({"in-use"}),
    "DeleteVolume": frozenset({"available", "error"}),
}
"""In which states an operation makes sense (EBS User Guide, "Volume state")."""


def fitting(volumes: Sequence[VolumeRow], operation: str) -> tuple[VolumeRow, ...]:
    """Those of them that an operation makes sense for."""
    return tuple(volume for volume in volumes if _fits(volume, operation))


def _fits(volume: VolumeRow, operation: str) -> bool:
    shared = operation == "AttachVolume" and volume.multi_attach and volume.state == "in-use"
    return shared or volume.state in _FITTING[operation]


def unavailable(volumes: Sequence[VolumeRow], operation: str) -> str:
    """Why an operation makes no sense for these volumes, in a few words; empty when it does for one."""
    if not volumes:
        return "no volume selected"
    if operation == "AttachVolume" and len(volumes) > 1:
        return "attach one volume at a time"
    if fitting(volumes, operation):
        return ""
    if len(volumes) > 1:
        return "no volume in a fitting state"
    return f"the volume is {volumes[0].state}, not {' or '.join(sorted(_FITTING[operation]))}"
