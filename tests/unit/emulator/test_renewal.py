"""An account that begins anew: nothing of it stays but what one needs to go on."""

from pathlib import Path

from tests.contract.gateways import fresh_parts

from kmstui.emulator.assembly import found
from kmstui.emulator.dispatch import Emulator
from kmstui.emulator.registry import Settings
from kmstui.emulator.renewal import begin_anew

REGION = "us-east-1"


def _attached(account: Emulator) -> str:
    """A new encrypted volume on the first instance."""
    volume = account.call(
        "alice",
        REGION,
        "ec2",
        "CreateVolume",
        {"AvailabilityZone": f"{REGION}a", "Size": 1, "Encrypted": True},
    )
    instances = account.call("alice", REGION, "ec2", "DescribeInstances", {})["Reservations"]
    here = [
        instance["InstanceId"]
        for reservation in instances
        for instance in reservation["Instances"]
        if instance["Placement"]["AvailabilityZone"] == f"{REGION}a"
    ]
    attachment = {"VolumeId": volume["VolumeId"], "InstanceId": here[0], "Device": "/dev/sdf"}
    account.call("alice", REGION, "ec2", "AttachVolume", attachment)
    volume_id: str = volume["VolumeId"]
    return volume_id


def test_everything_goes_and_the_first_people_and_instances_come_back(tmp_path: Path) -> None:
    parts = fresh_parts(tmp_path)
    found(parts, REGION)
    before = parts.emulator(Settings())
    volume_id = _attached(before)
    before.call("alice", REGION, "iam", "CreateUser", {"UserName": "mallory"})
    assert volume_id in parts.data_plane.attached()
    assert list(tmp_path.rglob(f"{volume_id}*")) != []
    begin_anew(parts, REGION, "alice")
    after = parts.emulator(Settings())
    assert parts.data_plane.attached() == frozenset()
    assert list(tmp_path.rglob(f"{volume_id}*")) == []
    assert [identity.name for identity in after.identities()][:2] == ["alice", "bob"]
    assert "mallory" not in {identity.name for identity in after.identities()}
    assert after.call("alice", REGION, "ec2", "DescribeVolumes", {})["Volumes"] == []
    assert after.call("alice", REGION, "kms", "ListKeys", {})["Keys"] == []
    assert len(after.call("alice", REGION, "ec2", "DescribeInstances", {})["Reservations"]) == 2
    parts.data_plane.close()


def test_the_administrators_access_keys_stay_and_nobody_elses(tmp_path: Path) -> None:
    parts = fresh_parts(tmp_path)
    found(parts, REGION)
    before = parts.emulator(Settings())
    alice, bob = before.issue("alice"), before.issue("bob")
    begin_anew(parts, REGION, "alice")
    after = parts.emulator(Settings())
    assert after.credential(alice.access_key_id, "") == alice
    assert after.issue("bob").access_key_id != bob.access_key_id
    parts.data_plane.close()
