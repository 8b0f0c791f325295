"""RunInstances, StartInstances, StopInstances, TerminateInstances, DescribeInstances."""

from typing import Any

import pytest
from tests.unit.emulator.ec2.harness import ACCOUNT, IMAGE, KEY_ARN, NOW, PLAINTEXT, REGION, ZONE, Account

from kmstui.aws.errors import AwsError
from kmstui.emulator.ec2 import repository

KEY_REASON = {
    "Code": "Client.InvalidKMSKey.InvalidState",
    "Message": "Client.InvalidKMSKey.InvalidState: The KMS key provided is in an incorrect state",
}
ONE: dict[str, Any] = {"ImageId": IMAGE, "MinCount": 1, "MaxCount": 1, "InstanceType": "m5.large"}
ENCRYPTED = {
    "DeviceName": "/dev/sdf",
    "Ebs": {"VolumeSize": 8, "VolumeType": "gp3", "Encrypted": True, "KmsKeyId": KEY_ARN},
}
PLAIN_ROOT = {"DeviceName": "/dev/xvda", "Ebs": {"VolumeSize": 8}}
COLD_ROOT = {"DeviceName": "/dev/xvda", "Ebs": {"VolumeSize": 125, "VolumeType": "st1"}}


def refusal(account: Account, operation: str, **params: Any) -> str:
    with pytest.raises(AwsError) as error:
        account(operation, **params)
    return str(error.value)


def events(account: Account) -> list[tuple[str, str, str]]:
    with account.store.unit_of_work() as uow:
        return [(event.event, event.result, event.cause) for event in uow.find(repository.EVENTS)]


def test_an_instance_is_pending_when_answered_and_running_with_the_next_call(account: Account) -> None:
    tags = [{"ResourceType": "instance", "Tags": [{"Key": "Name", "Value": "orders"}]}]
    profile_arn = account.instance_profile("orders-app")
    profile = {"Name": "orders-app"}
    answer = account("RunInstances", **ONE, TagSpecifications=tags, IamInstanceProfile=profile)
    assert answer["OwnerId"] == ACCOUNT
    (launched,) = answer["Instances"]
    assert launched["State"] == {"Code": 0, "Name": "pending"}
    assert launched["StateReason"] == {"Code": "pending", "Message": "pending"}
    assert launched["Placement"]["AvailabilityZone"] == ZONE
    assert launched["LaunchTime"] == NOW
    assert launched["Tags"] == [{"Key": "Name", "Value": "orders"}]
    assert launched["IamInstanceProfile"] == {"Arn": profile_arn, "Id": "AIPAEXAMPLE"}
    assert launched["PrivateIpAddress"].startswith("172.31.")
    running = account.describe_instance(launched["InstanceId"])
    assert running["State"] == {"Code": 16, "Name": "running"}
    assert "StateReason" not in running


def test_a_launch_takes_its_seconds_at_a_realistic_pace(slow: Account) -> None:
    instance_id = slow.instance()
    slow.wait(7.9)
    assert slow.describe_instance(instance_id)["State"]["Name"] == "pending"
    slow.wait(0.1)
    assert slow.describe_instance(instance_id)["State"]["Name"] == "running"


def test_a_launch_makes_as_many_as_it_may_in_one_reservation(account: Account) -> None:
    answer = account("RunInstances", **ONE | {"MaxCount": 3})
    assert [one["AmiLaunchIndex"] for one in answer["Instances"]] == [0, 1, 2]
    assert len({one["PrivateIpAddress"] for one in answer["Instances"]}) == 3
    (reservation,) = account("DescribeInstances")["Reservations"]
    assert reservation["ReservationId"] == answer["ReservationId"]
    assert len(reservation["Instances"]) == 3


def test_a_launch_makes_and_attaches_its_volumes(account: Account) -> None:
    mappings = [PLAIN_ROOT, ENCRYPTED, {"DeviceName": "/dev/sdg", "NoDevice": ""}]
    instance_id = account.instance(BlockDeviceMappings=mappings)
    described = account.describe_instance(instance_id)
    root, data = described["BlockDeviceMappings"]
    assert (root["DeviceName"], described["RootDeviceName"]) == ("/dev/xvda", "/dev/xvda")
    assert data["Ebs"] == {
        "VolumeId": data["Ebs"]["VolumeId"],
        "Status": "attached",
        "AttachTime": NOW,
        "DeleteOnTermination": True,
    }
    assert account.kms.names() == ["GenerateDataKeyWithoutPlaintext", "CreateGrant", "Decrypt"]
    assert account.plane.serving == {root["Ebs"]["VolumeId"]: None, data["Ebs"]["VolumeId"]: PLAINTEXT}
    assert account.state_of(data["Ebs"]["VolumeId"]) == "in-use"
    assert events(account) == [("createVolume", "available", "")] * 2


def test_a_launch_under_a_disabled_key_is_accepted_and_then_terminated(account: Account) -> None:
    account.kms.disable()
    answer = account("RunInstances", **ONE, BlockDeviceMappings=[PLAIN_ROOT, ENCRYPTED])
    assert answer["Instances"][0]["State"]["Name"] == "pending"
    failed = account.describe_instance(answer["Instances"][0]["InstanceId"])
    assert failed["State"]["Name"] == "terminated"
    assert failed["StateReason"] == KEY_REASON
    assert "PrivateIpAddress" not in failed
    assert account("DescribeVolumes")["Volumes"] == []
    assert (account.plane.serving, account.plane.files) == ({}, {})
    assert ("createVolume", "failed", f"{KEY_ARN} is disabled.") in events(account)


def test_a_launch_whose_key_cannot_be_opened_takes_everything_away_again(account: Account) -> None:
    account.kms.refusals["Decrypt"] = AwsError("AccessDeniedException", "no")
    instance_id = account.instance(BlockDeviceMappings=[PLAIN_ROOT, ENCRYPTED])
    assert account.describe_instance(instance_id)["State"]["Name"] == "terminated"
    assert account("DescribeVolumes")["Volumes"] == []
    assert (account.plane.serving, account.plane.files) == ({}, {})
    assert account.kms.grants == set()
    assert ("attachVolume", "failed", "no") in events(account)


def test_a_launch_whose_host_fails_says_so(account: Account) -> None:
    account.plane.broken.add("attach")
    instance_id = account.instance(BlockDeviceMappings=[PLAIN_ROOT])
    assert account.describe_instance(instance_id)["StateReason"]["Code"] == "Server.InternalError"


@pytest.mark.parametrize(
    ("params", "text"),
    [
        ({"ImageId": None}, "MissingParameter: The request must contain the parameter ImageId"),
        ({"ImageId": "img"}, 'InvalidAMIID.Malformed: Invalid id: "img" (expecting "ami-...")'),
        (
            {"MinCount": 0},
            "InvalidParameterValue: Value (0) for parameter minCount is invalid. Minimum value is 1.",
        ),
        (
            {"MinCount": 2},
            "InvalidParameterCombination: The parameter maxCount must be greater than or equal to minCount.",
        ),
        (
            {"MinCount": 101, "MaxCount": 101},
            "InstanceLimitExceeded: You have requested more instances (101) than your current instance limit"
            " of 100 allows for the specified instance type.",
        ),
        (
            {"Placement": {"AvailabilityZone": "us-east-1z"}},
            "InvalidZone.NotFound: The zone 'us-east-1z' does not exist.",
        ),
        ({"SubnetId": "subnet-1"}, "InvalidSubnetID.NotFound: The subnet ID 'subnet-1' does not exist"),
        ({"KeyName": "mine"}, "InvalidKeyPair.NotFound: The key pair 'mine' does not exist"),
        (
            {"SecurityGroupIds": ["sg-1"]},
            "InvalidGroup.NotFound: The security group 'sg-1' does not exist",
        ),
        (
            {"IamInstanceProfile": {"Arn": "a", "Name": "b"}},
            "InvalidParameterCombination: The parameter 'iamInstanceProfile.name' may not be used in"
            " combination with 'iamInstanceProfile.arn'",
        ),
        (
            {"IamInstanceProfile": {"Name": "nobody"}},
            "InvalidParameterValue: Value (nobody) for parameter iamInstanceProfile.name is invalid. Invalid"
            " IAM Instance Profile name",
        ),
        (
            {"IamInstanceProfile": {"Arn": "arn:aws:iam::1:instance-profile/nobody"}},
            "InvalidParameterValue: Value (arn:aws:iam::1:instance-profile/nobody) for parameter"
            " iamInstanceProfile.arn is invalid. Invalid IAM Instance Profile ARN",
        ),
        (
            {"BlockDeviceMappings": [{"Ebs": {"VolumeSize": 8}}]},
            "MissingParameter: The request must contain the parameter deviceName",
        ),
        (
            {"BlockDeviceMappings": [PLAIN_ROOT, PLAIN_ROOT]},
            "InvalidBlockDeviceMapping: The device '/dev/xvda' is used in more than one block-device mapping",
        ),
        (
            {"BlockDeviceMappings": [{"DeviceName": "/dev/sdf", "Ebs": {}}]},
            "MissingParameter: The request must contain the parameter size/snapshot",
        ),
        (
            {"BlockDeviceMappings": [COLD_ROOT]},
            "InvalidParameterCombination: Volume type st1 is not supported for root device /dev/xvda.",
        ),
        (
            {"InstanceType": "m1.small", "BlockDeviceMappings": [ENCRYPTED]},
            "EncryptedVolumesNotSupported: Encrypted volumes are not supported for instance type m1.small.",
        ),
        ({"DryRun": True}, "DryRunOperation: Request would have succeeded, but DryRun flag is set."),
    ],
)
def test_a_bad_launch_is_refused_and_makes_nothing(
    account: Account, params: dict[str, Any], text: str
) -> None:
    assert refusal(account, "RunInstances", **ONE | params) == text
    assert account("DescribeInstances")["Reservations"] == []


def test_the_same_token_launches_once(account: Account) -> None:
    first = account("RunInstances", **ONE, ClientToken="t")
    again = account("RunInstances", **ONE, ClientToken="t")
    assert again["Instances"][0]["InstanceId"] == first["Instances"][0]["InstanceId"]
    assert refusal(account, "RunInstances", **ONE | {"MaxCount": 2}, ClientToken="t").startswith(
        "IdempotentParameterMismatch"
    )
    account("TerminateInstances", InstanceIds=[first["Instances"][0]["InstanceId"]])
    assert refusal(account, "RunInstances", **ONE, ClientToken="t").startswith("IdempotentInstanceTerminated")


def test_a_launch_needs_permission_for_everything_it_makes(account: Account) -> None:
    tags = [{"ResourceType": "instance", "Tags": [{"Key": "Name", "Value": "x"}]}]
    account("RunInstances", **ONE, BlockDeviceMappings=[ENCRYPTED], TagSpecifications=tags)
    asked = [(access.action, access.resource.split(":", 5)[5]) for access in account.accesses]
    assert asked == [
        ("ec2:RunInstances", "instance/*"),
        ("ec2:CreateTags", "instance/*"),
        ("ec2:RunInstances", f"image/{IMAGE}"),
        ("ec2:RunInstances", "volume/*"),
    ]
    assert account.accesses[0].conditions["ec2:InstanceType"] == ("m5.large",)
    assert account.accesses[3].conditions["ec2:Encrypted"] == ("true",)


def test_handing_a_role_to_an_instance_must_be_permitted(account: Account) -> None:
    profile_arn = account.instance_profile("orders-app")
    account("RunInstances", **ONE, IamInstanceProfile={"Arn": profile_arn})
    access = account.accesses[-1]
    assert (access.action, access.resource) == ("iam:PassRole", f"arn:aws:iam::{ACCOUNT}:role/orders-app")
    assert access.conditions == {"iam:PassedToService": ("ec2.amazonaws.com",)}


def test_stopping_forgets_the_keys_and_keeps_the_attachments(account: Account) -> None:
    instance_id = account.instance()
    volume_id = account.attached_volume(instance_id)
    answer = account("StopInstances", InstanceIds=[instance_id])
    assert answer == {
        "StoppingInstances": [
            {
                "InstanceId": instance_id,
                "CurrentState": {"Code": 64, "Name": "stopping"},
                "PreviousState": {"Code": 16, "Name": "running"},
            }
        ]
    }
    assert (account.plane.serving, account.kms.grants) == ({}, set())
    stopped = account.describe_instance(instance_id)
    assert stopped["State"]["Name"] == "stopped"
    assert stopped["StateTransitionReason"] == "User initiated (2026-03-14 09:26:53 GMT)"
    assert stopped["StateReason"]["Code"] == "Client.UserInitiatedShutdown"
    assert account.describe_volume(volume_id)["Attachments"][0]["State"] == "attached"


def test_starting_gets_the_keys_again_through_a_new_grant_and_a_decrypt(account: Account) -> None:
    instance_id = account.instance()
    volume_id = account.attached_volume(instance_id)
    account("StopInstances", InstanceIds=[instance_id])
    account.settle()
    account.kms.calls.clear()
    account("StartInstances", InstanceIds=[instance_id])
    assert account.kms.names() == ["CreateGrant", "Decrypt"]
    assert account.plane.serving == {volume_id: PLAINTEXT}
    assert account.describe_instance(instance_id)["State"]["Name"] == "running"


def test_an_instance_whose_key_is_disabled_is_found_stopped_with_the_reason(account: Account) -> None:
    instance_id = account.instance()
    plain = account.volume()
    account("AttachVolume", VolumeId=plain, InstanceId=instance_id, Device="/dev/sde")
    account.attached_volume(instance_id)
    account("StopInstances", InstanceIds=[instance_id])
    account.kms.disable()
    answer = account("StartInstances", InstanceIds=[instance_id])
    assert answer["StartingInstances"][0]["CurrentState"]["Name"] == "pending"
    assert account.plane.serving == {}
    failed = account.describe_instance(instance_id)
    assert (failed["State"]["Name"], failed["StateReason"]) == ("stopped", KEY_REASON)
    assert failed["StateTransitionReason"] == KEY_REASON["Message"]
    assert events(account)[-1] == ("reattachVolume", "failed", f"{KEY_ARN} is disabled.")
    account.kms.enable()
    account("StartInstances", InstanceIds=[instance_id])
    assert account.describe_instance(instance_id)["State"]["Name"] == "running"


def test_a_start_that_fails_half_way_gives_back_what_it_had(account: Account) -> None:
    instance_id = account.instance()
    first = account.attached_volume(instance_id, "/dev/sdf")
    second = account.attached_volume(instance_id, "/dev/sdg")
    account("StopInstances", InstanceIds=[instance_id])
    account.kms.refused_volumes.add(second)
    account("StartInstances", InstanceIds=[instance_id])
    assert (account.plane.serving, account.kms.grants) == ({}, set())
    account.kms.refused_volumes.clear()
    account("StartInstances", InstanceIds=[instance_id])
    assert set(account.plane.serving) == {first, second}


def test_a_busy_device_is_let_go_by_a_stop(account: Account) -> None:
    instance_id = account.instance()
    volume_id = account.attached_volume(instance_id)
    account.plane.broken.add("flush")
    account("DetachVolume", VolumeId=volume_id)
    account("StopInstances", InstanceIds=[instance_id])
    assert account.state_of(volume_id) == "available"


def test_starting_what_runs_and_stopping_what_is_stopped_changes_nothing(account: Account) -> None:
    instance_id = account.instance()
    (change,) = account("StartInstances", InstanceIds=[instance_id])["StartingInstances"]
    assert change["CurrentState"] == change["PreviousState"] == {"Code": 16, "Name": "running"}
    account("StopInstances", InstanceIds=[instance_id])
    (change,) = account("StopInstances", InstanceIds=[instance_id])["StoppingInstances"]
    assert change["CurrentState"] == change["PreviousState"] == {"Code": 80, "Name": "stopped"}


def test_one_instance_in_a_wrong_state_refuses_the_whole_request(account: Account) -> None:
    running, gone = account.instance(), account.instance()
    account("TerminateInstances", InstanceIds=[gone])
    text = refusal(account, "StopInstances", InstanceIds=[running, gone])
    assert text == (
        f"IncorrectInstanceState: This instance '{gone}' is not in a state from which it can be stopped."
    )
    assert account.describe_instance(running)["State"]["Name"] == "running"


def test_terminating_deletes_what_was_launched_with_it_and_frees_the_rest(account: Account) -> None:
    instance_id = account.instance(BlockDeviceMappings=[PLAIN_ROOT])
    root = account.describe_instance(instance_id)["BlockDeviceMappings"][0]["Ebs"]["VolumeId"]
    kept = account.attached_volume(instance_id)
    answer = account("TerminateInstances", InstanceIds=[instance_id])
    assert answer["TerminatingInstances"][0]["CurrentState"] == {"Code": 32, "Name": "shutting-down"}
    assert account.describe_instance(instance_id)["State"]["Name"] == "terminated"
    assert [volume["VolumeId"] for volume in account("DescribeVolumes")["Volumes"]] == [kept]
    assert account.state_of(kept) == "available"
    assert (account.plane.serving, set(account.plane.files)) == ({}, {kept})
    assert root not in account.plane.files
    assert account.kms.grants == set()


def test_a_terminated_instance_can_be_seen_for_an_hour(account: Account) -> None:
    instance_id = account.instance()
    account("TerminateInstances", InstanceIds=[instance_id])
    account.settle()
    account.wait(3599)
    assert account.describe_instance(instance_id)["State"]["Name"] == "terminated"
    account.wait(1)
    text = refusal(account, "DescribeInstances", InstanceIds=[instance_id])
    assert text == f"InvalidInstanceID.NotFound: The instance ID '{instance_id}' does not exist"


def test_an_instance_that_is_starting_can_be_terminated(slow: Account) -> None:
    instance_id = slow.instance()
    slow("TerminateInstances", InstanceIds=[instance_id])
    slow.wait(12)
    assert slow.describe_instance(instance_id)["State"]["Name"] == "terminated"


def test_ids_that_name_nothing_are_refused(account: Account) -> None:
    first, second = "i-0123456789abcdef0", "i-0123456789abcdef1"
    assert refusal(account, "StopInstances", InstanceIds=["x"]) == (
        'InvalidInstanceID.Malformed: Invalid id: "x" (expecting "i-...")'
    )
    assert refusal(account, "StopInstances", InstanceIds=[first, second]) == (
        f"InvalidInstanceID.NotFound: The instance IDs '{first}, {second}' do not exist"
    )


def test_filters_find_what_they_name(account: Account) -> None:
    tags = [{"ResourceType": "instance", "Tags": [{"Key": "Name", "Value": "orders"}]}]
    account.instance_profile("orders-app")
    busy = account.instance(TagSpecifications=tags, IamInstanceProfile={"Name": "orders-app"})
    volume_id = account.attached_volume(busy)
    idle = account.instance(
        InstanceType="t3.micro", Placement={"AvailabilityZoneId": "use1-az2"}, ClientToken="t"
    )
    account("StopInstances", InstanceIds=[idle])
    described = account.describe_instance(busy)
    reservation = account("DescribeInstances", InstanceIds=[busy])["Reservations"][0]["ReservationId"]

    def found(name: str, *values: str) -> set[str]:
        answer = account("DescribeInstances", Filters=[{"Name": name, "Values": list(values)}])
        return {one["InstanceId"] for each in answer["Reservations"] for one in each["Instances"]}

    assert found("availability-zone", "us-east-1b") == {idle}
    assert found("availability-zone-id", "use1-az1") == {busy}
    assert found("block-device-mapping.attach-time", "2026-*") == {busy}
    assert found("block-device-mapping.delete-on-termination", "false") == {busy}
    assert found("block-device-mapping.device-name", "/dev/sdf") == {busy}
    assert found("block-device-mapping.status", "attached") == {busy}
    assert found("block-device-mapping.volume-id", volume_id) == {busy}
    assert found("client-token", "t") == {idle}
    assert found("iam-instance-profile.arn", "*/orders-app") == {busy}
    assert found("image-id", IMAGE) == {busy, idle}
    assert found("instance-id", busy) == {busy}
    assert found("instance-state-code", "80") == {idle}
    assert found("instance-state-name", "running", "pending") == {busy}
    assert found("instance-type", "t3.*") == {idle}
    assert found("launch-index", "0") == {busy, idle}
    assert found("launch-time", "2025*") == set()
    assert found("owner-id", ACCOUNT) == {busy, idle}
    assert found("private-ip-address", described["PrivateIpAddress"]) == {busy}
    assert found("reservation-id", reservation) == {busy}
    assert found("state-reason-code", "Client.UserInitiatedShutdown") == {idle}
    assert found("tag:Name", "orders") == {busy}


def test_pages_show_every_instance_once(account: Account) -> None:
    made = {account.instance() for _ in range(7)}
    first = account("DescribeInstances", MaxResults=5)
    rest = account("DescribeInstances", MaxResults=5, NextToken=first["NextToken"])
    reservations = first["Reservations"] + rest["Reservations"]
    shown = [one["InstanceId"] for reservation in reservations for one in reservation["Instances"]]
    assert (len(shown), set(shown)) == (7, made)
    assert "NextToken" not in rest


def test_only_this_regions_instances_are_listed(account: Account) -> None:
    account.instance()
    assert account("DescribeInstances", region="eu-west-1")["Reservations"] == []
    assert REGION != "eu-west-1"
