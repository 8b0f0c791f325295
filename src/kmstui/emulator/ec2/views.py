"""EC2's records as its API shows them: members named and shaped as in the EC2 API reference.

Members that a record has nothing for are left out, as AWS does.
"""

from collections.abc import Sequence
from typing import Any

from kmstui.aws.gateway import Result
from kmstui.emulator.ec2 import tagging
from kmstui.emulator.ec2.instance_states import STATE_CODES
from kmstui.emulator.ec2.model import Attachment, Instance, InstanceState, StateReason, Volume
from kmstui.emulator.ec2.zones import zone_id


def volume_view(volume: Volume, attachments: Sequence[Attachment]) -> Result:
    """A `Volume`, which is also the whole answer of CreateVolume."""
    view: Result = {
        "VolumeId": volume.volume_id,
        "VolumeArn": volume.arn,
        "Size": volume.size_gib,
        "SnapshotId": "",
        "AvailabilityZone": volume.zone,
        "AvailabilityZoneId": zone_id(volume.zone),
        "State": volume.state.value,
        "CreateTime": volume.create_time,
        "Attachments": [attachment_view(attachment) for attachment in attachments],
        "Encrypted": volume.encrypted,
        "VolumeType": volume.volume_type,
        "MultiAttachEnabled": volume.multi_attach,
        "Tags": tagging.view(volume.tags),
        "Operator": {"Managed": False},
    }
    if volume.iops is not None:
        view["Iops"] = volume.iops
    if volume.throughput is not None:
        view["Throughput"] = volume.throughput
    if volume.key_arn:
        view["KmsKeyId"] = volume.key_arn
    return view


def attachment_view(attachment: Attachment) -> Result:
    """A `VolumeAttachment`, which is also the whole answer of AttachVolume and DetachVolume."""
    return {
        "VolumeId": attachment.volume_id,
        "InstanceId": attachment.instance_id,
        "Device": attachment.device,
        "State": attachment.state.value,
        "AttachTime": attachment.attach_time,
        "DeleteOnTermination": attachment.delete_on_termination,
    }


def state_view(state: InstanceState) -> dict[str, Any]:
    """An `InstanceState`."""
    return {"Code": STATE_CODES[state], "Name": state.value}


def _reason_view(reason: StateReason) -> dict[str, Any]:
    return {"Code": reason.code, "Message": reason.message}


def instance_view(instance: Instance, attachments: Sequence[Attachment], root_device: str) -> Result:
    """An `Instance`."""
    view: Result = {
        "InstanceId": instance.instance_id,
        "ImageId": instance.image_id,
        "InstanceType": instance.instance_type,
        "State": state_view(instance.state),
        "StateTransitionReason": instance.transition_reason,
        "LaunchTime": instance.launch_time,
        "AmiLaunchIndex": instance.launch_index,
        "Placement": {
            "AvailabilityZone": instance.zone,
            "AvailabilityZoneId": zone_id(instance.zone),
            "GroupName": "",
            "Tenancy": "default",
        },
        "Architecture": "x86_64",
        "VirtualizationType": "hvm",
        "RootDeviceName": root_device,
        "RootDeviceType": "ebs",
        "BlockDeviceMappings": [_mapping_view(attachment) for attachment in attachments],
        "EbsOptimized": False,
        "Monitoring": {"State": "disabled"},
        "SecurityGroups": [],
        "ClientToken": instance.client_token,
        "Tags": tagging.view(instance.tags),
    }
    if instance.state is not InstanceState.TERMINATED:
        view |= {"PrivateIpAddress": instance.private_ip, "PrivateDnsName": _dns_name(instance)}
    if instance.profile_arn:
        view["IamInstanceProfile"] = {"Arn": instance.profile_arn, "Id": instance.profile_id}
    if instance.state_reason is not None:
        view["StateReason"] = _reason_view(instance.state_reason)
    return view


def _dns_name(instance: Instance) -> str:
    return f"ip-{instance.private_ip.replace('.', '-')}.{instance.region}.compute.internal"


def _mapping_view(attachment: Attachment) -> Result:
    return {
        "DeviceName": attachment.device,
        "Ebs": {
            "VolumeId": attachment.volume_id,
            "Status": attachment.state.value,
            "AttachTime": attachment.attach_time,
            "DeleteOnTermination": attachment.delete_on_termination,
        },
    }


def reservation_view(instances: Sequence[Result], reservation_id: str, owner: str) -> Result:
    """A `Reservation`, which is also the whole answer of RunInstances."""
    return {
        "ReservationId": reservation_id,
        "OwnerId": owner,
        "Groups": [],
        "Instances": list(instances),
    }


def change_view(instance: Instance, previous: InstanceState) -> Result:
    """An `InstanceStateChange`."""
    return {
        "InstanceId": instance.instance_id,
        "CurrentState": state_view(instance.state),
        "PreviousState": state_view(previous),
    }
