"""EBS volumes: made within the limits of their types, encrypted or not, described and deleted."""

from typing import Any

import pytest
from tests.contract.account import ACCOUNT, REGION, UNKNOWN_VOLUME, Account, covers, key_arn, refuses
from tests.contract.gateways import NOON

ZONE = f"{REGION}a"
NO_VOLUME = ("InvalidVolume.NotFound", f"The volume '{UNKNOWN_VOLUME}' does not exist.")


def _events(aws: Account, volume_id: str) -> list[tuple[str, str, str]]:
    """What EBS said of a volume, oldest first."""
    events = aws("kmstui", "ListVolumeEvents", VolumeId=volume_id)["Events"]
    return [(event["Event"], event["Result"], event["Cause"]) for event in reversed(events)]


@covers("ec2", "CreateVolume", "DescribeVolumes")
def test_a_volume_is_creating_when_it_is_answered_and_available_after(aws: Account) -> None:
    made = aws("ec2", "CreateVolume", AvailabilityZone=ZONE, Size=100, VolumeType="gp3")
    assert (made["State"], made["Encrypted"], made["CreateTime"]) == ("creating", False, NOON)
    (described,) = aws("ec2", "DescribeVolumes", VolumeIds=[made["VolumeId"]])["Volumes"]
    assert described["State"] == "available"
    shown = {name: described[name] for name in ("Size", "Iops", "Throughput", "AvailabilityZone")}
    assert shown == {"Size": 100, "Iops": 3000, "Throughput": 125, "AvailabilityZone": ZONE}
    assert "KmsKeyId" not in described
    assert described["Attachments"] == []


@covers("ec2", "CreateVolume")
def test_an_encrypted_volume_names_its_key_by_arn_however_it_was_named(aws: Account) -> None:
    key_id = aws.key()
    aws("kms", "CreateAlias", AliasName="alias/orders", TargetKeyId=key_id)
    names = (key_id, key_arn(key_id), "alias/orders", f"arn:aws:kms:{REGION}:{ACCOUNT}:alias/orders")
    volumes = [aws.describe_volume(aws.encrypted_volume(name)) for name in names]
    assert {(volume["Encrypted"], volume["KmsKeyId"]) for volume in volumes} == {(True, key_arn(key_id))}


@covers("ec2", "CreateVolume")
def test_an_encrypted_volume_without_a_key_is_under_the_default_key(aws: Account) -> None:
    volume = aws.describe_volume(aws.volume(Encrypted=True))
    metadata = aws("kms", "DescribeKey", KeyId=volume["KmsKeyId"])["KeyMetadata"]
    assert metadata["KeyManager"] == "AWS"


TYPES: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "gp3 at its most": ({"Size": 65_536, "VolumeType": "gp3", "Iops": 80_000, "Throughput": 2_000}, {}),
    "gp2's baseline": ({"Size": 100, "VolumeType": "gp2"}, {"Iops": 300}),
    "gp2's least": ({"Size": 1, "VolumeType": "gp2"}, {"Iops": 100}),
    "gp2's most": ({"Size": 16_384, "VolumeType": "gp2"}, {"Iops": 16_000}),
    "gp2 when no type is named": ({"Size": 1}, {"VolumeType": "gp2"}),
    "io1": ({"Size": 4, "VolumeType": "io1", "Iops": 200}, {"Iops": 200}),
    "io2": ({"Size": 256, "VolumeType": "io2", "Iops": 256_000}, {"Iops": 256_000}),
    "st1": ({"Size": 125, "VolumeType": "st1"}, {"VolumeType": "st1"}),
    "sc1": ({"Size": 16_384, "VolumeType": "sc1"}, {"VolumeType": "sc1"}),
    "standard": ({"Size": 1_024, "VolumeType": "standard"}, {"VolumeType": "standard"}),
}


@covers("ec2", "CreateVolume")
@pytest.mark.parametrize("name", TYPES)
def test_every_type_can_be_had_at_its_limits(aws: Account, name: str) -> None:
    params, expected = TYPES[name]
    made = aws("ec2", "CreateVolume", AvailabilityZone=ZONE, **params)
    assert {member: made[member] for member in expected} == expected


WRONG: dict[str, tuple[dict[str, Any], str, str]] = {
    "a key without encryption": (
        {"Size": 8, "KmsKeyId": "alias/aws/ebs"},
        "InvalidParameterDependency",
        "The parameter [KmsKeyId] requires the parameter Encrypted to be set.",
    ),
    "a key and no encryption": (
        {"Size": 8, "KmsKeyId": "alias/aws/ebs", "Encrypted": False},
        "InvalidParameterDependency",
        "The parameter [KmsKeyId] requires the parameter Encrypted to be set.",
    ),
    "no size": ({}, "MissingParameter", "The request must contain the parameter size/snapshot"),
    "a snapshot there is not": (
        {"SnapshotId": "snap-0123456789abcdef0"},
        "InvalidSnapshot.NotFound",
        "The snapshot 'snap-0123456789abcdef0' does not exist.",
    ),
    "a type there is not": (
        {"Size": 8, "VolumeType": "gp9"},
        "UnknownVolumeType",
        "Unknown volume type 'gp9'",
    ),
    "a zone there is not": (
        {"Size": 8, "AvailabilityZone": "us-east-1z"},
        "InvalidZone.NotFound",
        "The zone 'us-east-1z' does not exist.",
    ),
    "nothing": (
        {"Size": 0, "VolumeType": "gp3"},
        "InvalidParameterValue",
        "Volume of 0GiB is too small for volume type gp3; minimum is 1GiB.",
    ),
    "a gp2 that is too large": (
        {"Size": 16_385, "VolumeType": "gp2"},
        "InvalidParameterValue",
        "Volume of 16385GiB is too large for volume type gp2; maximum is 16384GiB.",
    ),
    "an st1 that is too small": (
        {"Size": 124, "VolumeType": "st1"},
        "InvalidParameterValue",
        "Volume of 124GiB is too small for volume type st1; minimum is 125GiB.",
    ),
    "an io1 without iops": (
        {"Size": 8, "VolumeType": "io1"},
        "MissingParameter",
        "The request must contain the parameter iops",
    ),
    "an io1 that is too fast": (
        {"Size": 16_000, "VolumeType": "io1", "Iops": 65_000},
        "InvalidParameterValue",
        "Volume iops of 65000 is too high; maximum is 64000.",
    ),
    "a gp3 that is too slow": (
        {"Size": 8, "VolumeType": "gp3", "Iops": 2_999},
        "InvalidParameterValue",
        "Volume iops of 2999 is too low; minimum is 3000.",
    ),
    "a gp3 that is too small to be so fast": (
        {"Size": 10, "VolumeType": "gp3", "Iops": 12_000},
        "InvalidParameterValue",
        "Iops to volume size ratio of 1200.000000 is too high; maximum is 500",
    ),
    "iops for gp2": (
        {"Size": 8, "VolumeType": "gp2", "Iops": 3_000},
        "InvalidParameterCombination",
        "The parameter iops is not supported for gp2 volumes.",
    ),
    "throughput for io1": (
        {"Size": 8, "VolumeType": "io1", "Iops": 100, "Throughput": 125},
        "InvalidParameterCombination",
        "The parameter throughput is not supported for io1 volumes.",
    ),
    "multi-attach for gp3": (
        {"Size": 8, "VolumeType": "gp3", "MultiAttachEnabled": True},
        "InvalidParameterCombination",
        "The parameter multiAttachEnabled is not supported for gp3 volumes.",
    ),
}


@refuses("ec2", "CreateVolume")
@pytest.mark.parametrize("wrong", WRONG)
def test_a_volume_that_cannot_be_had_is_refused_and_not_made(aws: Account, wrong: str) -> None:
    params, code, message = WRONG[wrong]
    assert aws.error("ec2", "CreateVolume", {"AvailabilityZone": ZONE, **params}) == (code, message)
    assert aws("ec2", "DescribeVolumes")["Volumes"] == []


@covers("ec2", "CreateVolume")
@pytest.mark.parametrize(
    ("operation", "state"), [("DisableKey", "disabled"), ("ScheduleKeyDeletion", "pending deletion")]
)
def test_a_volume_under_a_bad_key_is_accepted_and_then_gone(aws: Account, operation: str, state: str) -> None:
    key_id = aws.key()
    aws("kms", operation, KeyId=key_id)
    params: dict[str, Any] = {"AvailabilityZone": ZONE, "Size": 8, "Encrypted": True, "KmsKeyId": key_id}
    made = aws("ec2", "CreateVolume", **params)
    assert made["State"] == "creating"
    assert aws("ec2", "DescribeVolumes")["Volumes"] == []
    cause = f"{key_arn(key_id)} is {state}."
    assert _events(aws, made["VolumeId"]) == [("createVolume", "failed", cause)]


@covers("ec2", "CreateVolume")
def test_a_client_token_makes_one_volume(aws: Account) -> None:
    params: dict[str, Any] = {"AvailabilityZone": ZONE, "Size": 8, "ClientToken": "once"}
    first, second = (aws("ec2", "CreateVolume", **params)["VolumeId"] for _ in range(2))
    assert first == second
    assert aws.code("ec2", "CreateVolume", **params | {"Size": 9}) == "IdempotentParameterMismatch"
    assert len(aws("ec2", "DescribeVolumes")["Volumes"]) == 1


@covers("ec2", "DescribeVolumes")
def test_volumes_are_found_by_filters_and_in_pages(aws: Account) -> None:
    made = {aws.volume(Size=size) for size in (8, 8, 8, 8, 8, 9)}
    encrypted = aws.encrypted_volume()
    wanted = [{"Name": "encrypted", "Values": ["true"]}, {"Name": "status", "Values": ["avail*"]}]
    found = aws("ec2", "DescribeVolumes", Filters=wanted)["Volumes"]
    assert [volume["VolumeId"] for volume in found] == [encrypted]
    plain = [{"Name": "encrypted", "Values": ["false"]}]
    first = aws("ec2", "DescribeVolumes", Filters=plain, MaxResults=5)
    rest = aws("ec2", "DescribeVolumes", Filters=plain, MaxResults=5, NextToken=first["NextToken"])
    listed = [volume["VolumeId"] for page in (first, rest) for volume in page["Volumes"]]
    assert set(listed) == made
    assert len(listed) == len(made)
    assert "NextToken" not in rest


@refuses("ec2", "DescribeVolumes", "DeleteVolume")
def test_an_id_is_malformed_or_unknown(aws: Account) -> None:
    malformed = 'Invalid id: "disk-1" (expecting "vol-...")'
    assert aws.error("ec2", "DescribeVolumes", VolumeIds=[UNKNOWN_VOLUME]) == NO_VOLUME
    assert aws.error("ec2", "DescribeVolumes", VolumeIds=["disk-1"]) == (
        "InvalidVolumeID.Malformed",
        malformed,
    )
    assert aws.error("ec2", "DeleteVolume", VolumeId=UNKNOWN_VOLUME) == NO_VOLUME
    assert aws.code("ec2", "DeleteVolume", VolumeId="vol-xyz") == "InvalidVolumeID.Malformed"


@refuses("ec2", "DescribeVolumes")
def test_a_filter_or_page_that_makes_no_sense_is_refused(aws: Account) -> None:
    unknown = {"Filters": [{"Name": "colour", "Values": ["red"]}]}
    refusal = ("InvalidParameterValue", "The filter 'colour' is invalid")
    assert aws.error("ec2", "DescribeVolumes", unknown) == refusal
    assert aws.code("ec2", "DescribeVolumes", NextToken="?") == "InvalidNextToken"
    both = {"VolumeIds": [aws.volume()], "MaxResults": 5}
    assert aws.code("ec2", "DescribeVolumes", **both) == "InvalidParameterCombination"


@covers("ec2", "DeleteVolume")
def test_a_volume_is_deleted_for_good(aws: Account) -> None:
    volume_id = aws.volume()
    assert aws("ec2", "DeleteVolume", VolumeId=volume_id) == {}
    assert aws("ec2", "DescribeVolumes")["Volumes"] == []
    assert _events(aws, volume_id) == [("createVolume", "available", ""), ("deleteVolume", "deleted", "")]
    refusal = ("InvalidVolume.NotFound", f"The volume '{volume_id}' does not exist.")
    assert aws.error("ec2", "DeleteVolume", VolumeId=volume_id) == refusal


@refuses("ec2", "DeleteVolume")
def test_an_attached_volume_is_not_deleted(aws: Account) -> None:
    volume_id = aws.attached_volume()
    message = f"Volume {volume_id} is currently attached to {aws.instance()}"
    assert aws.error("ec2", "DeleteVolume", VolumeId=volume_id) == ("VolumeInUse", message)
    assert aws.describe_volume(volume_id)["State"] == "in-use"


@refuses("ec2", "CreateVolume", "DeleteVolume")
def test_who_may_only_look_is_refused_in_ec2s_words(aws: Account) -> None:
    volume_id = aws.volume()
    aws("ec2", "DescribeVolumes", identity="dave")
    code, message = aws.error("ec2", "DeleteVolume", VolumeId=volume_id, identity="dave")
    assert code == "UnauthorizedOperation"
    assert message.startswith(
        "You are not authorized to perform this operation. "
        f"User: arn:aws:iam::{ACCOUNT}:user/dave is not authorized to perform: ec2:DeleteVolume on resource:"
        f" arn:aws:ec2:{REGION}:{ACCOUNT}:volume/{volume_id} because no identity-based policy allows the"
        " ec2:DeleteVolume action. Encoded authorization failure message: "
    )
    params = {"AvailabilityZone": ZONE, "Size": 8}
    assert aws.code("ec2", "CreateVolume", identity="dave", **params) == "UnauthorizedOperation"


@refuses("ec2", "CreateVolume", "DeleteVolume")
def test_a_dry_run_changes_nothing(aws: Account) -> None:
    volume_id = aws.volume()
    would = ("DryRunOperation", "Request would have succeeded, but DryRun flag is set.")
    assert aws.error("ec2", "DeleteVolume", VolumeId=volume_id, DryRun=True) == would
    params = {"AvailabilityZone": ZONE, "Size": 8, "DryRun": True}
    assert aws.error("ec2", "CreateVolume", params) == would
    assert len(aws("ec2", "DescribeVolumes")["Volumes"]) == 1
