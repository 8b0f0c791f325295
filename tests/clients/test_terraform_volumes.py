"""Terraform makes encrypted volumes, attaches one, finds nothing left to do, changes it and takes all away.

Still to come with their operations: aws_ebs_snapshot, aws_ebs_snapshot_copy, aws_ebs_encryption_by_default,
aws_ebs_default_kms_key, aws_instance with an encrypted root, and a volume's new size (ModifyVolume).
"""

from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError
from tests.clients.served import Served
from tests.clients.terraform_cli import Terraform


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_volumes_through_their_whole_life(served: Served, tmp_path: Path) -> None:
    terraform = Terraform(served, tmp_path, "volumes")
    instance = served.instances()["orders-db-1"]
    ec2 = served.client("ec2")

    made = terraform.apply(instance=instance)
    volume = described(ec2, made["orders"])
    assert (volume["Encrypted"], volume["KmsKeyId"], volume["Size"]) == (True, made["key"], 8)
    (attachment,) = volume["Attachments"]
    assert (attachment["InstanceId"], attachment["Device"]) == (instance, "/dev/sdf")
    managed = described(ec2, made["managed"])
    assert managed["KmsKeyId"] != made["key"]
    assert managed["State"] == "available"
    terraform.settled(instance=instance)

    terraform.apply(instance=instance, changed="true")
    tags = {tag["Key"]: tag["Value"] for tag in described(ec2, made["orders"])["Tags"]}
    assert tags == {"Name": "orders", "team": "invoices"}
    terraform.settled(instance=instance, changed="true")

    terraform.destroy(instance=instance, changed="true")
    for name in ("orders", "managed"):
        with pytest.raises(ClientError, match=r"InvalidVolume\.NotFound"):
            described(ec2, made[name])


def described(ec2: Any, volume: str) -> dict[str, Any]:
    """A volume as AWS describes it."""
    (found,) = ec2.describe_volumes(VolumeIds=[volume])["Volumes"]
    assert isinstance(found, dict)
    return found
