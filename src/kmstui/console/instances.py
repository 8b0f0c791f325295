"""EC2 instances as the console lists and shows them, and what can be done to them there.

An instance matters here for its zone, its state and what hangs on it. Each function takes a gateway and makes
AWS calls; none of them knows how a row is drawn.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kmstui.aws.errors import AwsError
from kmstui.aws.failures import UNREADABLE
from kmstui.aws.gateway import Gateway, Realm
from kmstui.console.sidebar import list_ec2

INSTANCE_TYPES: tuple[str, ...] = ("t3.small", "m5.large")
"""What the launch dialog offers: one that is cheap and one that is usual; both take encrypted volumes."""
DEFAULT_IMAGE = "ami-0c02fb55956c7d316"
"""The image a launch uses: Amazon Linux 2 in us-east-1. An emulated instance boots nothing."""
NEWEST_IMAGE = "resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64"
"""The image a launch uses at AWS itself, in whatever Region: the newest Amazon Linux 2023 (EC2 User Guide,
"Reference the latest AMIs using Systems Manager public parameters")."""
IN_TRANSITION = frozenset({"pending", "stopping", "shutting-down"})
"""States that pass by themselves."""
ATTACHABLE = frozenset({"running", "stopped"})
"""States in which an instance takes a volume (EBS User Guide, "Attach a volume")."""


@dataclass(frozen=True, slots=True)
class Device:
    """One volume on an instance."""

    name: str
    """The device name, such as `/dev/sdf`."""
    volume_id: str
    state: str
    """The attachment's state."""
    attached: datetime | None = None


@dataclass(frozen=True, slots=True)
class InstanceRow:
    """One instance in a list."""

    instance_id: str
    name: str
    """Its `Name` tag; empty where it has none."""
    state: str
    """The API's word, such as `shutting-down`."""
    instance_type: str
    zone: str
    image: str
    launched: datetime
    private_ip: str
    profile: str
    """The name of its instance profile; empty where it has none."""
    reason: str
    """Why it is in its state, in EC2's words; often empty."""
    root_device: str
    devices: tuple[Device, ...]
    """What hangs on it, by device name."""
    tags: Mapping[str, str]

    @property
    def label(self) -> str:
        """What people call it: the name, else the id."""
        return self.name or self.instance_id


def instance_row(instance: Mapping[str, Any]) -> InstanceRow:
    """A row from an instance of DescribeInstances."""
    tags = {tag["Key"]: tag["Value"] for tag in instance.get("Tags", ())}
    profile = instance.get("IamInstanceProfile", {}).get("Arn", "")
    reason = instance.get("StateReason", {}).get("Message", "")
    return InstanceRow(
        instance_id=instance["InstanceId"],
        name=tags.get("Name", ""),
        state=instance["State"]["Name"],
        instance_type=instance.get("InstanceType", ""),
        zone=instance.get("Placement", {}).get("AvailabilityZone", ""),
        image=instance.get("ImageId", ""),
        launched=instance["LaunchTime"],
        private_ip=instance.get("PrivateIpAddress", ""),
        profile=profile.rpartition("/")[2],
        reason=reason or instance.get("StateTransitionReason", ""),
        root_device=instance.get("RootDeviceName", ""),
        devices=_devices(instance.get("BlockDeviceMappings", ())),
        tags=tags,
    )


def _devices(mappings: Sequence[Mapping[str, Any]]) -> tuple[Device, ...]:
    devices = [
        Device(
            mapping["DeviceName"],
            mapping["Ebs"]["VolumeId"],
            mapping["Ebs"].get("Status", ""),
            mapping["Ebs"].get("AttachTime"),
        )
        for mapping in mappings
        if "Ebs" in mapping
    ]
    return tuple(sorted(devices, key=lambda device: device.name))


def list_instances(gateway: Gateway) -> tuple[InstanceRow, ...]:
    """Every instance of this account and Region, terminated ones included as long as EC2 remembers them."""
    return tuple(
        instance_row(instance)
        for reservation in list_ec2(gateway, "DescribeInstances", "Reservations")
        for instance in reservation["Instances"]
    )


def zones(gateway: Gateway) -> tuple[str, ...]:
    """The Availability Zones of this Region that take new resources."""
    answer = gateway.call("ec2", "DescribeAvailabilityZones", {})
    return tuple(zone["ZoneName"] for zone in answer["AvailabilityZones"] if zone.get("State") == "available")


def start(gateway: Gateway, instances: Sequence[InstanceRow]) -> tuple[InstanceRow, ...]:
    """StartInstances for all of them at once."""
    gateway.call("ec2", "StartInstances", {"InstanceIds": _ids(instances)})
    return tuple(instances)


def stop(gateway: Gateway, instances: Sequence[InstanceRow]) -> tuple[InstanceRow, ...]:
    """StopInstances for all of them at once; the plaintext keys of their volumes are forgotten."""
    gateway.call("ec2", "StopInstances", {"InstanceIds": _ids(instances)})
    return tuple(instances)


def terminate(gateway: Gateway, instances: Sequence[InstanceRow]) -> tuple[InstanceRow, ...]:
    """TerminateInstances for all of them at once."""
    gateway.call("ec2", "TerminateInstances", {"InstanceIds": _ids(instances)})
    return tuple(instances)


def launch_params(name: str, instance_type: str, zone: str, image: str = DEFAULT_IMAGE) -> dict[str, Any]:
    """The RunInstances call that the launch dialog makes."""
    params: dict[str, Any] = {
        "ImageId": image,
        "InstanceType": instance_type,
        "MinCount": 1,
        "MaxCount": 1,
        "Placement": {"AvailabilityZone": zone},
    }
    if name:
        params["TagSpecifications"] = [{"ResourceType": "instance", "Tags": [{"Key": "Name", "Value": name}]}]
    return params


def image_for(realm: Realm) -> str:
    """The image that a launch uses."""
    return NEWEST_IMAGE if realm is Realm.AWS else DEFAULT_IMAGE


def launch(
    gateway: Gateway, name: str, instance_type: str, zone: str, image: str = DEFAULT_IMAGE
) -> InstanceRow:
    """RunInstances, one of them.

    Raises:
        AwsError: as EC2 answers; `AnswerUnreadable` where it does not say what was launched.
    """
    answer = gateway.call("ec2", "RunInstances", launch_params(name, instance_type, zone, image))
    for launched in answer["Instances"]:
        return instance_row(launched)
    raise AwsError(UNREADABLE, "RunInstances was answered without an instance.")


_FITTING: Mapping[str, frozenset[str]] = {
    "StartInstances": frozenset({"stopped"}),
    "StopInstances": frozenset({"running", "pending"}),
    "TerminateInstances": frozenset({"pending", "running", "stopping", "stopped"}),
}
"""In which states an operation makes sense (EC2 User Guide, "Instance lifecycle")."""


def fitting(instances: Sequence[InstanceRow], operation: str) -> tuple[InstanceRow, ...]:
    """Those of them that an operation makes sense for."""
    return tuple(instance for instance in instances if instance.state in _FITTING[operation])


def unavailable(instances: Sequence[InstanceRow], operation: str) -> str:
    """Why an operation makes no sense for these, in a few words; empty when it does for one of them."""
    if not instances:
        return "no instance selected"
    if fitting(instances, operation):
        return ""
    return f"the instance is {instances[0].state}" if len(instances) == 1 else "none in a fitting state"


def _ids(instances: Sequence[InstanceRow]) -> list[str]:
    return [instance.instance_id for instance in instances]
