"""DescribeDataKey, ListVolumesUnderKey and ListVolumeEvents, over the real KMS."""

from datetime import timedelta

import pytest
from tests.unit.emulator.ec2.harness import ACCOUNT, REGION
from tests.unit.emulator.lab.house import House

from kmstui.aws.errors import AwsError
from kmstui.emulator.assembly import reopen


def test_an_attached_volumes_key_is_in_memory(house: House) -> None:
    volume_id = house.attached_volume()
    key = house.lab("DescribeDataKey", VolumeId=volume_id)
    wrapped, grant_id = key.pop("CiphertextBlob"), key.pop("GrantId")
    assert key == {
        "VolumeId": volume_id,
        "State": "in memory",
        "KmsKeyId": house.key_arn,
        "Cipher": "AES-256-XTS",
        "DataUnitBytes": 524288,
        "InstanceId": house.instance_id,
        "Device": "/dev/sdf",
        "AttachTime": key["AttachTime"],
        "KmsCallsSinceAttach": 0,
    }
    (grant,) = house("kms", "ListGrants", KeyId=house.key_arn)["Grants"]
    assert grant["GrantId"] == grant_id
    plaintext = house.plane.serving[volume_id]
    assert plaintext is not None
    assert len(plaintext) == 64
    assert plaintext not in wrapped
    assert [bytes(buffer) for buffer in house.plane.keys_seen] == [bytes(64)]


def test_a_detached_volumes_key_is_in_no_memory(house: House) -> None:
    volume_id = house.volume()
    key = house.lab("DescribeDataKey", VolumeId=volume_id)
    assert (key["State"], key["GrantId"], key["KmsCallsSinceAttach"]) == ("not in memory", "", 0)
    assert "InstanceId" not in key


def test_an_unencrypted_volume_has_no_key(house: House) -> None:
    volume_id = house.volume(Encrypted=False, KmsKeyId="")
    assert house.lab("DescribeDataKey", VolumeId=volume_id) == {
        "VolumeId": volume_id,
        "State": "unencrypted",
        "KmsCallsSinceAttach": 0,
    }


def test_using_a_volume_calls_kms_never_and_opening_the_account_again_once(house: House) -> None:
    volume_id = house.attached_volume()
    other = house.attached_volume("/dev/sdg")
    house.lab("StartLoad", VolumeId=volume_id, Workload={})
    house.lab("WriteSector", VolumeId=volume_id, Offset=0, Data=bytes(512))
    assert house.lab("DescribeDataKey", VolumeId=volume_id)["KmsCallsSinceAttach"] == 0
    house.clock.advance(timedelta(hours=1))
    house.plane.close()
    reopen(house.emulator, house.plane, [REGION])
    assert set(house.plane.serving) == {volume_id, other}
    assert house.lab("DescribeDataKey", VolumeId=volume_id)["KmsCallsSinceAttach"] == 1


def test_the_volumes_under_a_key_are_found_by_every_name_of_it(house: House) -> None:
    attached, idle = house.attached_volume(), house.volume()
    house.volume(Encrypted=False, KmsKeyId="")
    names = [house.key_arn, house.key_arn.rpartition("/")[2], "alias/orders"]
    for name in [*names, f"arn:aws:kms:{REGION}:{ACCOUNT}:alias/orders"]:
        assert house.lab("ListVolumesUnderKey", KeyId=name)["Volumes"] == [
            {"VolumeId": attached, "State": "in-use", "InstanceId": house.instance_id},
            {"VolumeId": idle, "State": "available"},
        ]


@pytest.mark.parametrize("name", ["alias/nothing", "1234abcd-12ab-34cd-56ef-1234567890ab"])
def test_a_key_that_does_not_exist_has_no_volumes(house: House, name: str) -> None:
    house.volume()
    assert house.lab("ListVolumesUnderKey", KeyId=name) == {"Volumes": []}


def test_events_tell_why_a_volume_vanished_and_why_it_was_not_attached(house: House) -> None:
    kept = house.volume()
    house("kms", "DisableKey", KeyId=house.key_arn)
    with pytest.raises(AwsError, match="CustomerKeyHasBeenRevoked"):
        house("ec2", "AttachVolume", VolumeId=kept, InstanceId=house.instance_id, Device="/dev/sdf")
    vanished = house.volume()
    cause = f"{house.key_arn} is disabled."
    events = house.lab("ListVolumeEvents")["Events"]
    assert [(e["VolumeId"], e["Event"], e["Result"], e["Cause"]) for e in events] == [
        (vanished, "createVolume", "failed", cause),
        (kept, "attachVolume", "failed", cause),
        (kept, "createVolume", "available", ""),
    ]
    assert house.lab("ListVolumeEvents", VolumeId=vanished)["Events"] == events[:1]
    assert [e["Time"] for e in events] == sorted((e["Time"] for e in events), reverse=True)


def test_a_key_pending_deletion_is_the_cause_too(house: House) -> None:
    house("kms", "ScheduleKeyDeletion", KeyId=house.key_arn, PendingWindowInDays=7)
    volume_id = house.volume()
    (event,) = house.lab("ListVolumeEvents", VolumeId=volume_id)["Events"]
    assert event["Cause"] == f"{house.key_arn} is pending deletion."
