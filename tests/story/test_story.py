"""The main job from end to end: a key from the wizard encrypts a volume, on real files, by real processes.

The numbers are those of the story: the account, the key, the volume, the load, the key disabled, and
everything as it was when the account is opened again.
"""

import json
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from tests.story.home import ENDLESS, REGION, UNIT_BYTES, Home, Opened

from kmstui.aws.entropy import SeededEntropy
from kmstui.aws.gateway import Result

DATA = SeededEntropy("orders").token_bytes(2 * UNIT_BYTES)
"""What the instance writes: two whole blocks that compress to nothing."""
STORY = {"CreateVolume", "GenerateDataKeyWithoutPlaintext", "AttachVolume", "CreateGrant", "Decrypt"}
KEY_UNUSABLE = {
    "Code": "Client.InvalidKMSKey.InvalidState",
    "Message": "Client.InvalidKMSKey.InvalidState: The KMS key provided is in an incorrect state",
}


def _decrypted_apart(data_key: bytes, data_unit: int, file: str, unit_offset: int) -> bytes:
    """One data unit of a file, decrypted by nothing but the library's XTS (IEEE 1619)."""
    with Path(file).open("rb") as blocks:
        blocks.seek(unit_offset)
        ciphertext = blocks.read(UNIT_BYTES)
    tweak = data_unit.to_bytes(16, "little")
    decryptor = Cipher(algorithms.AES(data_key), modes.XTS(tweak)).decryptor()
    return decryptor.update(ciphertext) + decryptor.finalize()


def _everything(aws: Opened) -> dict[str, Any]:
    """The account as its Describe and List calls show it."""
    keys = aws("kms", "ListKeys", identity="alice")["Keys"]
    on_keys = ("DescribeKey", "GetKeyPolicy", "ListGrants", "ListResourceTags", "GetKeyRotationStatus")
    return {
        "keys": keys,
        "aliases": aws("kms", "ListAliases", identity="alice"),
        "users": aws("iam", "ListUsers", identity="alice"),
        "volumes": aws("ec2", "DescribeVolumes"),
        "instances": aws("ec2", "DescribeInstances"),
        **{
            f"{name} {key['KeyId']}": aws("kms", name, identity="alice", KeyId=key["KeyId"])
            for key in keys
            for name in on_keys
        },
    }


def _instance(aws: Opened) -> Result:
    described = aws("ec2", "DescribeInstances", InstanceIds=[aws.instance()])
    instance: Result = described["Reservations"][0]["Instances"][0]
    return instance


def test_1_a_fresh_account_has_people_and_instances_in_two_zones(aws: Opened) -> None:
    users = [user["UserName"] for user in aws("iam", "ListUsers", identity="alice")["Users"]]
    assert users == ["alice", "bob", "carol", "dave"]
    reservations = aws("ec2", "DescribeInstances")["Reservations"]
    instances = [instance for one in reservations for instance in one["Instances"]]
    zones = {instance["Placement"]["AvailabilityZone"] for instance in instances}
    assert zones == {f"{REGION}a", f"{REGION}b"}
    assert {instance["State"]["Name"] for instance in instances} == {"running"}


def test_2_the_wizards_key_does_what_was_chosen_in_it(aws: Opened) -> None:
    key = aws.create_key()
    metadata = aws("kms", "DescribeKey", KeyId="alias/orders")["KeyMetadata"]
    assert (metadata["Arn"], metadata["KeyState"]) == (key.arn, "Enabled")
    policy = json.loads(aws("kms", "GetKeyPolicy", identity="bob", KeyId=key.key_id)["Policy"])
    assert [statement["Sid"] for statement in policy["Statement"]] == [
        "Enable IAM User Permissions",
        "Allow access for Key Administrators",
        "Allow use of the key",
        "Allow attachment of persistent resources",
    ]
    names = [event["EventName"] for event in aws.history()]
    assert names[names.index("CreateKey") :][:2] == ["CreateKey", "CreateAlias"]
    aws("kms", "Encrypt", KeyId="alias/orders", Plaintext=b"carol uses it")
    assert aws.refusal("kms", "DisableKey", KeyId=key.key_id).code == "AccessDeniedException"
    aws("kms", "DisableKey", identity="bob", KeyId=key.key_id)


def test_3_event_history_shows_what_ebs_really_does(aws: Opened) -> None:
    key = aws.create_key()
    volume_id = aws.attached_volume(key)
    assert aws.volume_state(volume_id) == "in-use"
    story = [event for event in aws.history() if event["EventName"] in STORY]
    names = ["CreateVolume", "GenerateDataKeyWithoutPlaintext", "AttachVolume", "CreateGrant", "Decrypt"]
    assert [event["EventName"] for event in story] == names
    records = [json.loads(event["CloudTrailEvent"]) for event in story]
    assert [record["userIdentity"]["type"] for record in records] == [*["IAMUser"] * 4, "AssumedRole"]
    on_the_key = [record for record in records if record["eventSource"] == "kms.amazonaws.com"]
    assert [record["resources"][0]["ARN"] for record in on_the_key] == [key.arn] * 3


def test_4_a_load_runs_and_is_counted(aws: Opened) -> None:
    volume_id = aws.attached_volume(aws.create_key())
    idle = aws.meters(volume_id)
    aws("kmstui", "StartLoad", VolumeId=volume_id, Workload=ENDLESS)
    first = aws.busier_than(volume_id, idle)
    second = aws.busier_than(volume_id, first)
    assert first.load_running
    assert second.at > first.at
    for direction in (second.read, second.write):
        assert direction.bytes == 4096 * direction.operations
        assert sum(direction.latency) == direction.operations
    assert aws("kmstui", "DescribeDataKey", VolumeId=volume_id)["KmsCallsSinceAttach"] == 0
    aws("kmstui", "StopLoad", VolumeId=volume_id)
    assert not aws.meters(volume_id).load_running


def test_4_what_lies_on_disk_is_xts_ciphertext_under_the_volumes_data_key(home: Home, aws: Opened) -> None:
    volume_id = aws.attached_volume(aws.create_key())
    start = 3 * UNIT_BYTES
    aws.write(volume_id, start, DATA)
    data_key = aws.data_key(volume_id)
    units = set()
    for block in range(2):
        at = 7 * 4096
        sector = aws.sector(volume_id, start + block * UNIT_BYTES + at)
        clear = DATA[block * UNIT_BYTES :][:UNIT_BYTES]
        assert (sector.plaintext, sector.verified) == (clear[at : at + 4096], True)
        assert Path(sector.file).parent == home.config.data_directory / "volumes"
        with Path(sector.file).open("rb") as blocks:
            blocks.seek(sector.file_offset)
            assert blocks.read(4096) == sector.stored
        assert sector.stored != sector.plaintext
        unit = _decrypted_apart(data_key, sector.data_unit, sector.file, sector.file_offset - at)
        assert unit == clear
        units.add(sector.data_unit)
    assert len(units) == 2


def test_4_volumes_under_one_key_share_neither_data_key_nor_ciphertext(aws: Opened) -> None:
    key = aws.create_key()
    first = aws.attached_volume(key)
    second = aws.create_volume(key)
    aws("ec2", "AttachVolume", VolumeId=second, InstanceId=aws.instance(), Device="/dev/sdg")
    stored = []
    for volume_id in (first, second):
        aws.write(volume_id, 0, DATA[:4096])
        stored.append(aws.sector(volume_id, 0).stored)
    assert aws.data_key(first) != aws.data_key(second)
    assert stored[0] != stored[1]


def test_5_a_disabled_key_stops_nothing_that_is_attached_and_attaches_nothing(aws: Opened) -> None:
    key = aws.create_key()
    volume_id = aws.attached_volume(key)
    aws("kmstui", "StartLoad", VolumeId=volume_id, Workload=ENDLESS)
    aws("kms", "DisableKey", identity="bob", KeyId=key.key_id)
    aws.busier_than(volume_id, aws.meters(volume_id))
    aws("kmstui", "StopLoad", VolumeId=volume_id)
    aws.write(volume_id, 0, DATA)
    aws("ec2", "DetachVolume", VolumeId=volume_id)
    assert aws.volume_state(volume_id) == "available"
    assert aws("kmstui", "DescribeDataKey", VolumeId=volume_id)["State"] == "not in memory"
    attach = {"VolumeId": volume_id, "InstanceId": aws.instance(), "Device": "/dev/sdf"}
    refusal = aws.refusal("ec2", "AttachVolume", **attach)
    assert refusal.code == "CustomerKeyHasBeenRevoked"
    event = aws("kmstui", "ListVolumeEvents", VolumeId=volume_id)["Events"][0]
    assert (event["Event"], event["Cause"]) == ("attachVolume", f"{key.arn} is disabled.")
    aws("kms", "EnableKey", identity="bob", KeyId=key.key_id)
    assert aws.attach(volume_id)["State"] == "attaching"
    assert aws.sector(volume_id, UNIT_BYTES).plaintext == DATA[UNIT_BYTES:][:4096]


def test_6_opened_again_everything_is_as_it_was(home: Home) -> None:
    with home.opened() as aws:
        volume_id = aws.attached_volume(aws.create_key())
        aws.write(volume_id, 0, DATA)
        before, events = _everything(aws), aws.history()
    with home.opened() as aws:
        assert _everything(aws) == before
        again = aws.history()
        assert again[: len(events)] == events
        new = [json.loads(event["CloudTrailEvent"]) for event in again[len(events) :]]
        decrypts = [record for record in new if record["eventName"] == "Decrypt"]
        (decrypt,) = decrypts
        assert decrypt["requestParameters"]["encryptionContext"] == {"aws:ebs:id": volume_id}
        assert decrypt["userIdentity"]["arn"].endswith(f"/{aws.instance()}")
        assert aws("kmstui", "DescribeDataKey", VolumeId=volume_id)["State"] == "in memory"
        for offset in range(0, len(DATA), 128 << 10):
            assert aws.sector(volume_id, offset).plaintext == DATA[offset : offset + 4096]


def test_6_a_detached_volume_keeps_its_data_too(home: Home) -> None:
    with home.opened() as aws:
        volume_id = aws.attached_volume(aws.create_key())
        aws.write(volume_id, 0, DATA)
        aws("ec2", "DetachVolume", VolumeId=volume_id)
    with home.opened() as aws:
        assert aws("kmstui", "DescribeDataKey", VolumeId=volume_id)["State"] == "not in memory"
        aws.attach(volume_id)
        assert aws.sector(volume_id, UNIT_BYTES).plaintext == DATA[UNIT_BYTES:][:4096]


def test_6_with_its_key_disabled_meanwhile_the_instance_is_found_stopped(home: Home) -> None:
    with home.opened() as aws:
        key = aws.create_key()
        volume_id = aws.attached_volume(key)
        aws.write(volume_id, 0, DATA)
        aws("kms", "DisableKey", identity="bob", KeyId=key.key_id)
        assert _instance(aws)["State"]["Name"] == "running"
    with home.opened() as aws:
        instance = _instance(aws)
        assert (instance["State"]["Name"], instance["StateReason"]) == ("stopped", KEY_UNUSABLE)
        event = aws("kmstui", "ListVolumeEvents", VolumeId=volume_id)["Events"][0]
        assert (event["Event"], event["Result"]) == ("reattachVolume", "failed")
        assert event["Cause"] == f"{key.arn} is disabled."
        assert aws.volume_state(volume_id) == "in-use"
        aws("kms", "EnableKey", identity="bob", KeyId=key.key_id)
        aws("ec2", "StartInstances", InstanceIds=[instance["InstanceId"]])
        assert _instance(aws)["State"]["Name"] == "running"
        assert aws.sector(volume_id, 0).plaintext == DATA[:4096]
