"""Instances: launched with their volumes, stopped, started and terminated."""

from typing import Any

import pytest
from tests.contract.account import (
    ACCOUNT,
    ELSEWHERE,
    IMAGE,
    REGION,
    TRUST,
    UNKNOWN_INSTANCE,
    Account,
    covers,
    key_arn,
    refuses,
)

NO_INSTANCE = (
    "InvalidInstanceID.NotFound",
    f"The instance ID '{UNKNOWN_INSTANCE}' does not exist",
)
KEY_UNUSABLE = {
    "Code": "Client.InvalidKMSKey.InvalidState",
    "Message": "Client.InvalidKMSKey.InvalidState: The KMS key provided is in an incorrect state",
}


def _run(aws: Account, **params: Any) -> list[str]:
    members: dict[str, Any] = {"ImageId": IMAGE, "MinCount": 1, "MaxCount": 1, "InstanceType": "m5.large"}
    launched = aws("ec2", "RunInstances", **members | params)["Instances"]
    assert {instance["State"]["Name"] for instance in launched} == {"pending"}
    return [instance["InstanceId"] for instance in launched]


def _state(aws: Account, instance_id: str) -> str:
    name: str = aws.describe_instance(instance_id)["State"]["Name"]
    return name


@covers("ec2", "RunInstances", "DescribeInstances")
def test_instances_are_launched_where_and_as_many_as_asked_for(aws: Account) -> None:
    instance_ids = _run(aws, MinCount=2, MaxCount=3, Placement={"AvailabilityZone": f"{REGION}c"})
    assert len(instance_ids) == 3
    answer = aws("ec2", "DescribeInstances", InstanceIds=instance_ids)
    (reservation,) = answer["Reservations"]
    described = reservation["Instances"]
    assert {instance["State"]["Name"] for instance in described} == {"running"}
    assert {instance["Placement"]["AvailabilityZone"] for instance in described} == {f"{REGION}c"}
    assert sorted(instance["AmiLaunchIndex"] for instance in described) == [0, 1, 2]


@covers("ec2", "RunInstances")
def test_a_launch_makes_and_attaches_its_volumes(aws: Account) -> None:
    key_id = aws.key()
    ebs = {"VolumeSize": 20, "VolumeType": "gp3", "Encrypted": True, "KmsKeyId": key_id}
    (instance_id,) = _run(aws, BlockDeviceMappings=[{"DeviceName": "/dev/sdb", "Ebs": ebs}])
    (mapping,) = aws.describe_instance(instance_id)["BlockDeviceMappings"]
    volume = aws.describe_volume(mapping["Ebs"]["VolumeId"])
    assert (volume["State"], volume["Size"], volume["KmsKeyId"]) == ("in-use", 20, key_arn(key_id))
    data_key = aws("kmstui", "DescribeDataKey", VolumeId=volume["VolumeId"])
    assert data_key["State"] == "in memory"


def test_a_launch_under_a_bad_key_ends_before_it_runs(aws: Account) -> None:
    key_id = aws.key()
    aws("kms", "DisableKey", KeyId=key_id)
    ebs = {"VolumeSize": 20, "Encrypted": True, "KmsKeyId": key_id}
    (instance_id,) = _run(aws, BlockDeviceMappings=[{"DeviceName": "/dev/sdb", "Ebs": ebs}])
    instance = aws.describe_instance(instance_id)
    assert (instance["State"]["Name"], instance["StateReason"]) == ("terminated", KEY_UNUSABLE)
    assert aws("ec2", "DescribeVolumes")["Volumes"] == []


@refuses("ec2", "RunInstances")
@pytest.mark.parametrize(
    ("params", "code"),
    [
        ({"ImageId": "image-1"}, "InvalidAMIID.Malformed"),
        ({"MinCount": 0}, "InvalidParameterValue"),
        ({"MinCount": 2}, "InvalidParameterCombination"),
        ({"Placement": {"AvailabilityZone": "us-east-1z"}}, "InvalidZone.NotFound"),
        ({"IamInstanceProfile": {"Name": "nobody"}}, "InvalidParameterValue"),
        ({"SubnetId": "subnet-0123456789abcdef0"}, "InvalidSubnetID.NotFound"),
        (
            {"BlockDeviceMappings": [{"DeviceName": "/dev/sdb", "Ebs": {"VolumeSize": 0}}]},
            "InvalidParameterValue",
        ),
    ],
)
def test_a_launch_that_makes_no_sense_launches_nothing(
    aws: Account, params: dict[str, Any], code: str
) -> None:
    before = aws("ec2", "DescribeInstances")
    sound: dict[str, Any] = {"ImageId": IMAGE, "MinCount": 1, "MaxCount": 1}
    assert aws.code("ec2", "RunInstances", **sound | params) == code
    assert aws("ec2", "DescribeInstances") == before


@covers("ec2", "StopInstances", "StartInstances")
def test_an_instance_is_stopped_and_started_and_its_volumes_with_it(aws: Account) -> None:
    instance_id = aws.instance()
    volume_id = aws.attached_volume(aws.key())
    (stopping,) = aws("ec2", "StopInstances", InstanceIds=[instance_id])["StoppingInstances"]
    assert (stopping["PreviousState"]["Name"], stopping["CurrentState"]["Name"]) == ("running", "stopping")
    assert _state(aws, instance_id) == "stopped"
    assert aws.describe_volume(volume_id)["State"] == "in-use"
    assert aws("kmstui", "DescribeDataKey", VolumeId=volume_id)["State"] == "not in memory"
    (starting,) = aws("ec2", "StartInstances", InstanceIds=[instance_id])["StartingInstances"]
    assert (starting["PreviousState"]["Name"], starting["CurrentState"]["Name"]) == ("stopped", "pending")
    assert _state(aws, instance_id) == "running"
    assert aws("kmstui", "DescribeDataKey", VolumeId=volume_id)["State"] == "in memory"


@covers("ec2", "StopInstances", "StartInstances")
def test_what_is_there_already_is_no_error(aws: Account) -> None:
    instance_id = aws.instance()
    (change,) = aws("ec2", "StartInstances", InstanceIds=[instance_id])["StartingInstances"]
    assert change["PreviousState"] == change["CurrentState"] == {"Code": 16, "Name": "running"}
    for _ in range(2):
        aws("ec2", "StopInstances", InstanceIds=[instance_id])
    assert _state(aws, instance_id) == "stopped"


def test_an_instance_whose_key_is_disabled_does_not_start(aws: Account) -> None:
    instance_id, key_id = aws.instance(), aws.key()
    volume_id = aws.attached_volume(key_id)
    aws("ec2", "StopInstances", InstanceIds=[instance_id])
    aws("kms", "DisableKey", KeyId=key_id)
    (starting,) = aws("ec2", "StartInstances", InstanceIds=[instance_id])["StartingInstances"]
    assert starting["CurrentState"]["Name"] == "pending"
    instance = aws.describe_instance(instance_id)
    assert (instance["State"]["Name"], instance["StateReason"]) == ("stopped", KEY_UNUSABLE)
    event = aws("kmstui", "ListVolumeEvents", VolumeId=volume_id)["Events"][0]
    assert (event["Event"], event["Cause"]) == ("reattachVolume", f"{key_arn(key_id)} is disabled.")
    aws("kms", "EnableKey", KeyId=key_id)
    aws("ec2", "StartInstances", InstanceIds=[instance_id])
    assert _state(aws, instance_id) == "running"


@covers("ec2", "TerminateInstances")
def test_a_terminated_instance_lets_its_volumes_go_and_takes_its_own_with_it(aws: Account) -> None:
    own = {"DeviceName": "/dev/xvda", "Ebs": {"VolumeSize": 8}}
    zone = {"AvailabilityZone": f"{REGION}a"}
    (instance_id,) = _run(aws, BlockDeviceMappings=[own], Placement=zone)
    kept = aws.volume()
    aws("ec2", "AttachVolume", VolumeId=kept, InstanceId=instance_id, Device="/dev/sdf")
    (change,) = aws("ec2", "TerminateInstances", InstanceIds=[instance_id])["TerminatingInstances"]
    assert change["CurrentState"] == {"Code": 32, "Name": "shutting-down"}
    assert _state(aws, instance_id) == "terminated"
    (left,) = aws("ec2", "DescribeVolumes")["Volumes"]
    assert (left["VolumeId"], left["State"]) == (kept, "available")
    aws.later(hours=2)
    assert aws.code("ec2", "DescribeInstances", InstanceIds=[instance_id]) == "InvalidInstanceID.NotFound"


@refuses("ec2", "StartInstances", "StopInstances")
def test_a_terminated_instance_is_neither_started_nor_stopped_and_spoils_the_whole_call(aws: Account) -> None:
    (gone,), running = _run(aws), aws.instance()
    aws("ec2", "TerminateInstances", InstanceIds=[gone])
    words = {"StartInstances": "The instance '{}' is not in a state from which it can be started."}
    words["StopInstances"] = "This instance '{}' is not in a state from which it can be stopped."
    for operation, message in words.items():
        refusal = aws.error("ec2", operation, InstanceIds=[running, gone])
        assert refusal == ("IncorrectInstanceState", message.format(gone))
    assert _state(aws, running) == "running"


@refuses("ec2", "StartInstances", "StopInstances", "TerminateInstances", "DescribeInstances")
def test_an_unknown_instance_is_refused(aws: Account) -> None:
    for operation in ("StartInstances", "StopInstances", "TerminateInstances", "DescribeInstances"):
        assert aws.error("ec2", operation, InstanceIds=[UNKNOWN_INSTANCE]) == NO_INSTANCE
        code = aws.code("ec2", operation, InstanceIds=["server-1"])
        assert code == "InvalidInstanceID.Malformed"


@covers("ec2", "DescribeInstances")
def test_instances_are_found_by_filters_and_belong_to_one_region(aws: Account) -> None:
    wanted = [{"Name": "availability-zone", "Values": [f"{REGION}b"]}]
    (reservation,) = aws("ec2", "DescribeInstances", Filters=wanted)["Reservations"]
    assert [one["InstanceId"] for one in reservation["Instances"]] == [aws.instance("web-1")]
    assert aws("ec2", "DescribeInstances", region=ELSEWHERE)["Reservations"] == []


@refuses("ec2", "RunInstances")
def test_handing_a_role_to_an_instance_needs_a_permission_of_its_own(aws: Account) -> None:
    aws("iam", "CreateRole", RoleName="mighty", AssumeRolePolicyDocument=TRUST)
    aws("iam", "CreateInstanceProfile", InstanceProfileName="mighty")
    aws("iam", "AddRoleToInstanceProfile", InstanceProfileName="mighty", RoleName="mighty")
    params: dict[str, Any] = {"ImageId": IMAGE, "MinCount": 1, "MaxCount": 1}
    params |= {"IamInstanceProfile": {"Name": "mighty"}}
    code, message = aws.error("ec2", "RunInstances", params, identity="carol")
    assert code == "UnauthorizedOperation"
    assert f"iam:PassRole on resource: arn:aws:iam::{ACCOUNT}:role/mighty" in message
    aws("ec2", "RunInstances", **params)
