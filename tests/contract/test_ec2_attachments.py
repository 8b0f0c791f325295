"""Attaching and detaching volumes: states, zones, devices, and what a bad key does to each."""

from typing import Any

import pytest
from tests.contract.account import (
    ACCOUNT,
    IMAGE,
    REGION,
    UNKNOWN_INSTANCE,
    UNKNOWN_VOLUME,
    Account,
    covers,
    key_arn,
    refuses,
)
from tests.contract.gateways import NOON

REVOKED = "CustomerKeyHasBeenRevoked"


def _attach(aws: Account, volume_id: str, device: str = "/dev/sdf", **params: Any) -> dict[str, Any]:
    members = {"InstanceId": aws.instance()} | params
    return aws("ec2", "AttachVolume", VolumeId=volume_id, Device=device, **members)


@covers("ec2", "AttachVolume", "DetachVolume")
def test_a_volume_is_attached_and_detached(aws: Account) -> None:
    volume_id, instance_id = aws.volume(), aws.instance()
    attached = _attach(aws, volume_id)
    expected = {
        "VolumeId": volume_id,
        "InstanceId": instance_id,
        "Device": "/dev/sdf",
        "State": "attaching",
        "AttachTime": NOON,
        "DeleteOnTermination": False,
    }
    assert attached == expected
    volume = aws.describe_volume(volume_id)
    assert (volume["State"], volume["Attachments"]) == ("in-use", [expected | {"State": "attached"}])
    (mapping,) = aws.describe_instance(instance_id)["BlockDeviceMappings"]
    assert (mapping["DeviceName"], mapping["Ebs"]["VolumeId"]) == ("/dev/sdf", volume_id)
    detached = aws("ec2", "DetachVolume", VolumeId=volume_id)
    assert detached == expected | {"State": "detaching"}
    volume = aws.describe_volume(volume_id)
    assert (volume["State"], volume["Attachments"]) == ("available", [])


@covers("ec2", "DetachVolume")
def test_a_device_that_is_in_use_is_busy_until_it_is_let_go_or_forced(aws: Account) -> None:
    volume_id = aws.attached_volume()
    aws("kmstui", "StartLoad", VolumeId=volume_id, Workload={"DurationSeconds": 0.0})
    assert aws("ec2", "DetachVolume", VolumeId=volume_id)["State"] == "busy"
    assert aws.describe_volume(volume_id)["Attachments"][0]["State"] == "busy"
    assert aws("ec2", "DetachVolume", VolumeId=volume_id, Force=True)["State"] == "detaching"
    assert aws.describe_volume(volume_id)["State"] == "available"


@refuses("ec2", "AttachVolume")
def test_a_volume_is_attached_once(aws: Account) -> None:
    volume_id = aws.attached_volume()
    params = {"VolumeId": volume_id, "InstanceId": aws.instance(), "Device": "/dev/sdg"}
    message = f"{volume_id} is already attached to an instance"
    assert aws.error("ec2", "AttachVolume", params) == ("VolumeInUse", message)


@refuses("ec2", "AttachVolume")
def test_a_device_holds_one_volume(aws: Account) -> None:
    aws.attached_volume(device="/dev/sdf")
    params = {"VolumeId": aws.volume(), "InstanceId": aws.instance(), "Device": "/dev/sdf"}
    assert aws.error("ec2", "AttachVolume", params) == (
        "InvalidParameterValue",
        "Invalid value '/dev/sdf' for unixDevice. Attachment point /dev/sdf is already in use",
    )
    assert aws.code("ec2", "AttachVolume", **params | {"Device": "/dev/null"}) == "InvalidParameterValue"


@refuses("ec2", "AttachVolume")
def test_volume_and_instance_are_in_one_zone(aws: Account) -> None:
    volume_id, elsewhere = aws.volume(), aws.instance("web-1")
    params = {"VolumeId": volume_id, "InstanceId": elsewhere, "Device": "/dev/sdf"}
    assert aws.error("ec2", "AttachVolume", params) == (
        "InvalidVolume.ZoneMismatch",
        f"The volume '{volume_id}' is not in the same availability zone as instance '{elsewhere}'",
    )
    assert aws.describe_volume(volume_id)["State"] == "available"


@refuses("ec2", "AttachVolume", "DetachVolume")
def test_what_does_not_exist_is_neither_attached_nor_detached(aws: Account) -> None:
    no_volume = ("InvalidVolume.NotFound", f"The volume '{UNKNOWN_VOLUME}' does not exist.")
    no_instance = (
        "InvalidInstanceID.NotFound",
        f"The instance ID '{UNKNOWN_INSTANCE}' does not exist",
    )
    params = {"VolumeId": UNKNOWN_VOLUME, "InstanceId": aws.instance(), "Device": "/dev/sdf"}
    assert aws.error("ec2", "AttachVolume", params) == no_volume
    params = {"VolumeId": aws.volume(), "InstanceId": UNKNOWN_INSTANCE, "Device": "/dev/sdf"}
    assert aws.error("ec2", "AttachVolume", params) == no_instance
    assert aws.error("ec2", "DetachVolume", VolumeId=UNKNOWN_VOLUME) == no_volume


@refuses("ec2", "DetachVolume")
def test_only_what_is_attached_there_is_detached(aws: Account) -> None:
    volume_id = aws.volume()
    message = f"Volume '{volume_id}' is in the 'available' state."
    assert aws.error("ec2", "DetachVolume", VolumeId=volume_id) == ("IncorrectState", message)
    _attach(aws, volume_id)
    elsewhere = {"VolumeId": volume_id, "InstanceId": aws.instance("web-1"), "Device": "/dev/sdf"}
    assert aws.error("ec2", "DetachVolume", elsewhere) == (
        "InvalidAttachment.NotFound",
        f"The volume {volume_id} is not attached to instance {elsewhere['InstanceId']} as device /dev/sdf",
    )


@refuses("ec2", "DetachVolume")
def test_the_root_volume_of_a_running_instance_stays(aws: Account) -> None:
    mapping = {"DeviceName": "/dev/xvda", "Ebs": {"VolumeSize": 8}}
    launched = aws(
        "ec2", "RunInstances", ImageId=IMAGE, MinCount=1, MaxCount=1, BlockDeviceMappings=[mapping]
    )
    instance_id = launched["Instances"][0]["InstanceId"]
    (root,) = aws.describe_instance(instance_id)["BlockDeviceMappings"]
    volume_id = root["Ebs"]["VolumeId"]
    assert aws.code("ec2", "DetachVolume", VolumeId=volume_id) == "OperationNotPermitted"
    aws("ec2", "StopInstances", InstanceIds=[instance_id])
    assert aws("ec2", "DetachVolume", VolumeId=volume_id)["State"] == "detaching"


@covers("ec2", "AttachVolume")
def test_a_multi_attach_volume_hangs_on_several_instances(aws: Account) -> None:
    volume_id = aws.volume(VolumeType="io2", Iops=100, MultiAttachEnabled=True)
    _attach(aws, volume_id)
    second = aws(
        "ec2",
        "RunInstances",
        ImageId=IMAGE,
        MinCount=1,
        MaxCount=1,
        InstanceType="m5.large",
        Placement={"AvailabilityZone": f"{REGION}a"},
    )["Instances"][0]["InstanceId"]
    _attach(aws, volume_id, InstanceId=second)
    assert len(aws.describe_volume(volume_id)["Attachments"]) == 2
    assert aws.code("ec2", "DetachVolume", VolumeId=volume_id) == "MissingParameter"
    aws("ec2", "DetachVolume", VolumeId=volume_id, InstanceId=second)
    (left,) = aws.describe_volume(volume_id)["Attachments"]
    assert left["InstanceId"] == aws.instance()


@refuses("ec2", "AttachVolume")
@pytest.mark.parametrize(
    ("operation", "undo", "state"),
    [
        ("DisableKey", ("EnableKey",), "disabled"),
        ("ScheduleKeyDeletion", ("CancelKeyDeletion", "EnableKey"), "pending deletion"),
    ],
)
def test_a_key_that_cannot_be_used_keeps_what_is_attached_and_attaches_nothing_new(
    aws: Account, operation: str, undo: tuple[str, ...], state: str
) -> None:
    key_id = aws.key()
    volume_id = aws.attached_volume(key_id)
    aws("kms", operation, KeyId=key_id)
    aws("kmstui", "WriteSector", VolumeId=volume_id, Offset=0, Data=b"still here" + bytes(502))
    aws("ec2", "DetachVolume", VolumeId=volume_id)
    params = {"VolumeId": volume_id, "InstanceId": aws.instance(), "Device": "/dev/sdf"}
    assert aws.error("ec2", "AttachVolume", params) == (
        REVOKED,
        f"Volume {volume_id} cannot be attached. The encrypted volume was unable to access the KMS key.",
    )
    event = aws("kmstui", "ListVolumeEvents", VolumeId=volume_id)["Events"][0]
    assert (event["Event"], event["Result"]) == ("attachVolume", "failed")
    assert event["Cause"] == f"{key_arn(key_id)} is {state}."
    assert aws.describe_volume(volume_id)["State"] == "available"
    for step in undo:
        aws("kms", step, KeyId=key_id)
    _attach(aws, volume_id)
    sector = aws("kmstui", "GetSector", VolumeId=volume_id, Offset=0, Length=512)["Sector"]
    assert sector.plaintext.startswith(b"still here")


@refuses("ec2", "AttachVolume")
def test_who_may_attach_but_not_use_the_key_is_told_that_the_key_is_out_of_reach(aws: Account) -> None:
    volume_id = aws.encrypted_volume(aws.key())
    params = {"VolumeId": volume_id, "InstanceId": aws.instance(), "Device": "/dev/sdf"}
    assert aws.code("ec2", "AttachVolume", identity="carol", **params) == REVOKED
    cause = aws("kmstui", "ListVolumeEvents", VolumeId=volume_id)["Events"][0]["Cause"]
    assert f"User: arn:aws:iam::{ACCOUNT}:user/carol is not authorized to perform: kms:CreateGrant" in cause


def test_the_default_key_serves_everybody_who_may_use_ebs(aws: Account) -> None:
    volume_id = aws.encrypted_volume()
    params = {"VolumeId": volume_id, "InstanceId": aws.instance(), "Device": "/dev/sdf"}
    assert aws("ec2", "AttachVolume", identity="carol", **params)["State"] == "attaching"
