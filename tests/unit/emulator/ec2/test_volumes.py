"""CreateVolume, DescribeVolumes and DeleteVolume."""

from datetime import timedelta
from typing import Any

import pytest
from tests.unit.emulator.ec2.harness import ACCOUNT, KEY_ARN, KEY_ID, NOW, REGION, ZONE, Account

from kmstui.aws.errors import AwsError
from kmstui.emulator.ec2 import repository


def events_of(account: Account, volume_id: str) -> list[tuple[str, str, str]]:
    with account.store.unit_of_work() as uow:
        found = uow.find(repository.EVENTS, volume_id=volume_id)
    return [(event.event, event.result, event.cause) for event in found]


def refusal(account: Account, operation: str, **params: Any) -> str:
    with pytest.raises(AwsError) as error:
        account(operation, **params)
    return str(error.value)


def test_a_volume_is_creating_when_answered_and_available_with_the_next_call(account: Account) -> None:
    answer = account("CreateVolume", AvailabilityZone=ZONE, Size=100, VolumeType="gp3")
    volume_id = answer["VolumeId"]
    assert answer == {
        "VolumeId": volume_id,
        "VolumeArn": f"arn:aws:ec2:{REGION}:{ACCOUNT}:volume/{volume_id}",
        "Size": 100,
        "SnapshotId": "",
        "AvailabilityZone": ZONE,
        "AvailabilityZoneId": "use1-az1",
        "State": "creating",
        "CreateTime": NOW,
        "Attachments": [],
        "Encrypted": False,
        "VolumeType": "gp3",
        "Iops": 3000,
        "Throughput": 125,
        "MultiAttachEnabled": False,
        "Tags": [],
        "Operator": {"Managed": False},
    }
    assert account.describe_volume(volume_id) == answer | {"State": "available"}
    assert events_of(account, volume_id) == [("createVolume", "available", "")]
    assert account.plane.files == {volume_id: 100 << 30}


def test_creating_takes_its_seconds_at_a_realistic_pace(slow: Account) -> None:
    volume_id = slow.volume()
    slow.wait(2.9)
    assert slow.state_of(volume_id) == "creating"
    slow.wait(0.1)
    assert slow.state_of(volume_id) == "available"


def test_the_api_makes_gp2_when_no_type_is_named(account: Account) -> None:
    answer = account("CreateVolume", AvailabilityZone=ZONE, Size=100)
    assert (answer["VolumeType"], answer["Iops"]) == ("gp2", 300)
    assert "Throughput" not in answer


@pytest.mark.parametrize(
    "named", [KEY_ID, KEY_ARN, "alias/orders", f"arn:aws:kms:{REGION}:{ACCOUNT}:alias/orders"]
)
def test_an_encrypted_volume_gets_a_wrapped_data_key_as_the_caller_through_ec2(
    account: Account, named: str
) -> None:
    answer = account("CreateVolume", AvailabilityZone=ZONE, Size=8, Encrypted=True, KmsKeyId=named)
    (call,) = account.kms.calls
    assert call.operation == "GenerateDataKeyWithoutPlaintext"
    assert call.params == {
        "KeyId": named,
        "NumberOfBytes": 64,
        "EncryptionContext": {"aws:ebs:id": answer["VolumeId"]},
    }
    assert (call.caller.name, call.caller.via_service) == ("alice", "ec2")
    assert (answer["Encrypted"], answer["KmsKeyId"]) == (True, KEY_ARN)


def test_the_default_key_is_the_one_ebs_manages(account: Account) -> None:
    account("CreateVolume", AvailabilityZone=ZONE, Size=8, Encrypted=True)
    assert account.kms.calls[0].params["KeyId"] == "alias/aws/ebs"


def test_a_volume_under_a_disabled_key_is_accepted_and_then_vanishes_with_the_cause(account: Account) -> None:
    account.kms.disable()
    answer = account("CreateVolume", AvailabilityZone=ZONE, Size=8, Encrypted=True, KmsKeyId=KEY_ARN)
    volume_id = answer["VolumeId"]
    assert answer["State"] == "creating"
    assert account.plane.files == {}
    assert refusal(account, "DescribeVolumes", VolumeIds=[volume_id]) == (
        f"InvalidVolume.NotFound: The volume '{volume_id}' does not exist."
    )
    assert events_of(account, volume_id) == [("createVolume", "failed", f"{KEY_ARN} is disabled.")]


def test_a_doomed_volume_is_creating_until_its_time_has_come(slow: Account) -> None:
    slow.kms.disable()
    volume_id = slow("CreateVolume", AvailabilityZone=ZONE, Size=8, Encrypted=True, KmsKeyId=KEY_ID)[
        "VolumeId"
    ]
    shown = slow.describe_volume(volume_id)
    assert (shown["State"], shown["KmsKeyId"]) == ("creating", KEY_ID)
    slow.wait(3)
    assert slow("DescribeVolumes")["Volumes"] == []


def test_a_refusal_without_words_gives_its_code_as_the_cause(account: Account) -> None:
    account.kms.refusals["GenerateDataKeyWithoutPlaintext"] = AwsError("KMSInternalException")
    volume_id = account.encrypted_volume()
    assert events_of(account, volume_id) == [("createVolume", "failed", "KMSInternalException")]


def test_no_room_for_the_files_refuses_the_volume(account: Account) -> None:
    account.plane.broken.add("create")
    text = refusal(account, "CreateVolume", AvailabilityZone=ZONE, Size=8)
    assert text.startswith("InsufficientVolumeCapacity: ")
    assert account("DescribeVolumes")["Volumes"] == []


def test_files_go_again_when_the_call_is_undone(account: Account) -> None:
    account.lose("CreateVolume", AvailabilityZone=ZONE, Size=8)
    assert account.plane.files == {}


@pytest.mark.parametrize(
    ("params", "text"),
    [
        ({"Size": 8}, "MissingParameter: The request must contain the parameter zone"),
        (
            {"Size": 8, "AvailabilityZone": ZONE, "AvailabilityZoneId": "use1-az1"},
            "InvalidParameterCombination: The parameter availabilityZoneId cannot be used with the parameter"
            " availabilityZone",
        ),
        (
            {"Size": 8, "AvailabilityZone": "us-east-1z"},
            "InvalidZone.NotFound: The zone 'us-east-1z' does not exist.",
        ),
        (
            {"Size": 8, "AvailabilityZone": "us-west-2a"},
            "InvalidZone.NotFound: The zone 'us-west-2a' does not exist.",
        ),
        (
            {"Size": 8, "AvailabilityZoneId": "usw2-az1"},
            "InvalidZone.NotFound: The zone 'usw2-az1' does not exist.",
        ),
        (
            {"AvailabilityZone": ZONE},
            "MissingParameter: The request must contain the parameter size/snapshot",
        ),
        (
            {"AvailabilityZone": ZONE, "Size": 8, "VolumeType": "gp9"},
            "UnknownVolumeType: Unknown volume type 'gp9'",
        ),
        (
            {"AvailabilityZone": ZONE, "Size": 8, "KmsKeyId": KEY_ARN},
            "InvalidParameterDependency: The parameter [KmsKeyId] requires the parameter Encrypted to be"
            " set.",
        ),
        (
            {"AvailabilityZone": ZONE, "Size": 8, "KmsKeyId": KEY_ARN, "Encrypted": False},
            "InvalidParameterDependency: The parameter [KmsKeyId] requires the parameter Encrypted to be"
            " set.",
        ),
        (
            {"AvailabilityZone": ZONE, "SnapshotId": "snapshot"},
            'InvalidSnapshotID.Malformed: Invalid id: "snapshot" (expecting "snap-...")',
        ),
        (
            {"AvailabilityZone": ZONE, "SnapshotId": "snap-0123456789abcdef0"},
            "InvalidSnapshot.NotFound: The snapshot 'snap-0123456789abcdef0' does not exist.",
        ),
        (
            {"AvailabilityZone": ZONE, "Size": 8, "VolumeInitializationRate": 100},
            "InvalidParameterDependency: The parameter [VolumeInitializationRate] requires the parameter"
            " SnapshotId to be set.",
        ),
        (
            {"AvailabilityZone": ZONE, "Size": 8, "OutpostArn": "arn:x"},
            "InvalidOutpost.NotFound: The Outpost 'arn:x' does not exist.",
        ),
        (
            {
                "AvailabilityZone": ZONE,
                "Size": 8,
                "TagSpecifications": [{"ResourceType": "snapshot", "Tags": [{"Key": "a"}]}],
            },
            "InvalidParameterValue: 'snapshot' is not a valid taggable resource type for this operation.",
        ),
        (
            {"AvailabilityZone": ZONE, "Size": 8, "DryRun": True},
            "DryRunOperation: Request would have succeeded, but DryRun flag is set.",
        ),
    ],
)
def test_a_bad_request_is_refused_in_ec2s_words_and_makes_nothing(
    account: Account, params: dict[str, Any], text: str
) -> None:
    assert refusal(account, "CreateVolume", **params) == text
    assert (account.plane.files, account.kms.calls) == ({}, [])


def test_a_zone_may_be_named_by_its_id(account: Account) -> None:
    answer = account("CreateVolume", AvailabilityZoneId="use1-az2", Size=8)
    assert answer["AvailabilityZone"] == "us-east-1b"


def test_the_same_token_makes_one_volume(account: Account) -> None:
    params: dict[str, Any] = {"AvailabilityZone": ZONE, "Size": 8, "ClientToken": "token-1"}
    first = account("CreateVolume", **params)
    again = account("CreateVolume", **params)
    assert again == first | {"State": "available"}
    assert len(account("DescribeVolumes")["Volumes"]) == 1


def test_the_same_token_with_another_request_is_refused(account: Account) -> None:
    account("CreateVolume", AvailabilityZone=ZONE, Size=8, ClientToken="token-1")
    text = refusal(account, "CreateVolume", AvailabilityZone=ZONE, Size=9, ClientToken="token-1")
    assert text == (
        "IdempotentParameterMismatch: Arguments on this idempotent request are inconsistent with arguments"
        " used in previous request(s)."
    )


def test_a_token_is_forgotten_after_a_day(account: Account) -> None:
    first = account("CreateVolume", AvailabilityZone=ZONE, Size=8, ClientToken="token-1")
    account.wait(24 * 3600)
    again = account("CreateVolume", AvailabilityZone=ZONE, Size=9, ClientToken="token-1")
    assert again["VolumeId"] != first["VolumeId"]


def test_the_order_of_members_does_not_make_another_request(account: Account) -> None:
    tags = [{"ResourceType": "volume", "Tags": [{"Key": "a", "Value": "b"}]}]
    swapped = [{"Tags": [{"Value": "b", "Key": "a"}], "ResourceType": "volume"}]
    first = account("CreateVolume", AvailabilityZone=ZONE, Size=8, ClientToken="t", TagSpecifications=tags)
    again = account("CreateVolume", ClientToken="t", TagSpecifications=swapped, Size=8, AvailabilityZone=ZONE)
    assert again["VolumeId"] == first["VolumeId"]


def test_a_token_is_one_regions_own(account: Account) -> None:
    first = account("CreateVolume", AvailabilityZone=ZONE, Size=8, ClientToken="t")
    other = account(
        "CreateVolume", AvailabilityZone="eu-west-1a", Size=9, ClientToken="t", region="eu-west-1"
    )
    assert first["VolumeId"] != other["VolumeId"]


def test_permission_is_asked_for_with_all_that_is_known_of_the_volume(account: Account) -> None:
    tags = [{"ResourceType": "volume", "Tags": [{"Key": "team", "Value": "db"}]}]
    account(
        "CreateVolume",
        AvailabilityZone=ZONE,
        Size=8,
        VolumeType="gp3",
        Encrypted=True,
        KmsKeyId="alias/orders",
        TagSpecifications=tags,
    )
    create, tag = account.accesses
    assert (create.action, create.resource) == (
        "ec2:CreateVolume",
        f"arn:aws:ec2:{REGION}:{ACCOUNT}:volume/*",
    )
    assert create.conditions == {
        "ec2:Region": (REGION,),
        "ec2:AvailabilityZone": (ZONE,),
        "ec2:Encrypted": ("true",),
        "ec2:VolumeSize": ("8",),
        "ec2:VolumeType": ("gp3",),
        "ec2:VolumeIops": ("3000",),
        "ec2:VolumeThroughput": ("125",),
        "ec2:KmsKeyId": ("alias/orders",),
        "aws:RequestTag/team": ("db",),
        "aws:TagKeys": ("team",),
    }
    assert tag.action == "ec2:CreateTags"
    assert tag.conditions["ec2:CreateAction"] == ("CreateVolume",)
    assert tag.conditions["aws:RequestTag/team"] == ("db",)


def test_a_volume_is_deleted_with_its_files(account: Account) -> None:
    volume_id = account.volume()
    assert account("DeleteVolume", VolumeId=volume_id) == {}
    assert account.plane.files == {}
    assert refusal(account, "DeleteVolume", VolumeId=volume_id).startswith("InvalidVolume.NotFound")
    assert events_of(account, volume_id)[-1] == ("deleteVolume", "deleted", "")


def test_deleting_takes_its_seconds_at_a_realistic_pace(slow: Account) -> None:
    volume_id = slow.volume()
    slow.wait(10)
    slow("DeleteVolume", VolumeId=volume_id)
    assert slow.state_of(volume_id) == "deleting"
    assert refusal(slow, "DeleteVolume", VolumeId=volume_id) == (
        f"IncorrectState: Volume '{volume_id}' is in the 'deleting' state."
    )
    slow.wait(4)
    assert slow("DescribeVolumes")["Volumes"] == []


def test_an_attached_volume_is_not_deleted(account: Account) -> None:
    instance_id = account.instance()
    volume_id = account.attached_volume(instance_id)
    assert refusal(account, "DeleteVolume", VolumeId=volume_id) == (
        f"VolumeInUse: Volume {volume_id} is currently attached to {instance_id}"
    )


@pytest.mark.parametrize(
    ("volume_id", "text"),
    [
        ("x", 'InvalidVolumeID.Malformed: Invalid id: "x" (expecting "vol-...")'),
        ("vol-xyz", 'InvalidVolumeID.Malformed: Invalid id: "vol-xyz"'),
        ("vol-0123", 'InvalidVolumeID.Malformed: Invalid id: "vol-0123"'),
        (
            "vol-0123456789abcdef0",
            "InvalidVolume.NotFound: The volume 'vol-0123456789abcdef0' does not exist.",
        ),
        ("vol-01234567", "InvalidVolume.NotFound: The volume 'vol-01234567' does not exist."),
    ],
)
def test_an_id_that_names_nothing_is_refused(account: Account, volume_id: str, text: str) -> None:
    assert refusal(account, "DeleteVolume", VolumeId=volume_id) == text
    assert refusal(account, "DescribeVolumes", VolumeIds=[volume_id]) == text


def test_a_volume_of_another_region_is_unknown_here(account: Account) -> None:
    answer = account("CreateVolume", AvailabilityZone="eu-west-1a", Size=8, region="eu-west-1")
    text = refusal(account, "DescribeVolumes", VolumeIds=[answer["VolumeId"]])
    assert text.startswith("InvalidVolume.NotFound")


def test_filters_find_what_they_name(account: Account) -> None:
    instance_id = account.instance()
    tags = [{"ResourceType": "volume", "Tags": [{"Key": "Name", "Value": "orders-db"}]}]
    attached = account.attached_volume(instance_id, TagSpecifications=tags)
    account.clock.advance(timedelta(hours=1))
    idle = account.volume(VolumeType="gp2", Size=20, AvailabilityZone="us-east-1b")

    def found(name: str, *values: str) -> set[str]:
        answer = account("DescribeVolumes", Filters=[{"Name": name, "Values": list(values)}])
        return {volume["VolumeId"] for volume in answer["Volumes"]}

    assert found("attachment.instance-id", instance_id) == {attached}
    assert found("attachment.device", "/dev/sdf") == {attached}
    assert found("attachment.status", "attached") == {attached}
    assert found("attachment.delete-on-termination", "false") == {attached}
    assert found("attachment.attach-time", NOW.isoformat()) == {attached}
    assert found("availability-zone", "us-east-1b") == {idle}
    assert found("availability-zone-id", "use1-az1") == {attached}
    assert found("create-time", "*T10:*") == {idle}
    assert found("encrypted", "true") == {attached}
    assert found("fast-restored", "true") == set()
    assert found("multi-attach-enabled", "false") == {attached, idle}
    assert found("size", "20") == {idle}
    assert found("snapshot-id", "snap-*") == set()
    assert found("status", "available", "in-use") == {attached, idle}
    assert found("volume-id", f"{idle[:8]}*") == {idle}
    assert found("volume-type", "gp?") == {attached, idle}
    assert found("tag:Name", "orders-*") == {attached}
    assert found("tag-key", "Name") == {attached}
    assert found("tag:name", "*") == set()


def test_all_filters_of_a_request_must_match(account: Account) -> None:
    small, _large = account.volume(Size=8), account.volume(Size=9)
    filters = [{"Name": "size", "Values": ["8"]}, {"Name": "status", "Values": ["available"]}]
    answer = account("DescribeVolumes", Filters=filters)
    assert [volume["VolumeId"] for volume in answer["Volumes"]] == [small]
    filters[1]["Values"] = ["in-use"]
    assert account("DescribeVolumes", Filters=filters)["Volumes"] == []


@pytest.mark.parametrize(
    ("entry", "text"),
    [
        ({"Name": "colour", "Values": ["red"]}, "InvalidParameterValue: The filter 'colour' is invalid"),
        ({"Name": "size"}, "InvalidParameterValue: The filter 'size' has no values"),
    ],
)
def test_a_bad_filter_is_refused(account: Account, entry: dict[str, Any], text: str) -> None:
    assert refusal(account, "DescribeVolumes", Filters=[entry]) == text


def test_pages_show_every_volume_once_and_in_order(account: Account) -> None:
    made = sorted(account.volume() for _ in range(13))
    shown: list[str] = []
    sizes = []
    token: dict[str, str] = {}
    while True:
        answer = account("DescribeVolumes", MaxResults=5, **token)
        shown += [volume["VolumeId"] for volume in answer["Volumes"]]
        sizes.append(len(answer["Volumes"]))
        if "NextToken" not in answer:
            break
        token = {"NextToken": answer["NextToken"]}
    assert shown == made
    assert sizes == [5, 5, 3]


def test_the_last_page_may_be_full(account: Account) -> None:
    for _ in range(5):
        account.volume()
    assert "NextToken" not in account("DescribeVolumes", MaxResults=5)


def test_pages_count_what_the_filters_let_through(account: Account) -> None:
    for size in [8, 9] * 6:
        account.volume(Size=size)
    nines = [{"Name": "size", "Values": ["9"]}]
    first = account("DescribeVolumes", MaxResults=5, Filters=nines)
    rest = account("DescribeVolumes", MaxResults=5, Filters=nines, NextToken=first["NextToken"])
    assert [v["Size"] for v in first["Volumes"] + rest["Volumes"]] == [9] * 6
    assert "NextToken" not in rest


@pytest.mark.parametrize(
    ("params", "text"),
    [
        (
            {"MaxResults": 5, "VolumeIds": "one"},
            "InvalidParameterCombination: The parameter volumeSet cannot be used with the parameter"
            " maxResults",
        ),
        (
            {"MaxResults": 4},
            "InvalidParameterValue: Value ( 4 ) for parameter maxResults is invalid. Expecting a value"
            " greater than 5.",
        ),
        ({"NextToken": "%%%"}, "InvalidNextToken: The specified NextToken is not valid."),
    ],
)
def test_a_bad_page_is_refused(account: Account, params: dict[str, Any], text: str) -> None:
    volume_id = account.volume()
    named = {k: [volume_id] if v == "one" else v for k, v in params.items()}
    assert refusal(account, "DescribeVolumes", **named) == text


def test_more_than_a_page_may_hold_is_a_full_page(account: Account) -> None:
    account.volume()
    assert len(account("DescribeVolumes", MaxResults=5000)["Volumes"]) == 1


def test_a_volume_named_twice_is_shown_once(account: Account) -> None:
    volume_id = account.volume()
    assert len(account("DescribeVolumes", VolumeIds=[volume_id, volume_id])["Volumes"]) == 1


def test_only_this_regions_volumes_are_listed(account: Account) -> None:
    account.volume()
    assert account("DescribeVolumes", region="eu-west-1")["Volumes"] == []
