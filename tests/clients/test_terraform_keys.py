"""Terraform makes keys, aliases and grants, finds nothing left to do, changes them and takes them away.

Still to come with their operations: aws_kms_replica_key and multi-Region keys.
"""

import json
from pathlib import Path
from typing import Any

import pytest
from tests.clients.served import Served
from tests.clients.terraform_cli import Terraform


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_keys_through_their_whole_life(served: Served, tmp_path: Path) -> None:
    terraform = Terraform(served, tmp_path, "keys")
    kms = served.client("kms")

    made = terraform.apply()
    assert made["caller"].endswith(":user/alice")
    assert made["found"] == [made["orders"]] * 2
    check(kms, made, "Orders", 120, {"team": "orders"}, ["Administrators"])
    terraform.settled()

    changed = terraform.apply(changed="true")
    assert (changed["orders"], changed["spare"]) == (made["orders"], made["spare"])
    assert changed["found"] == [made["spare"]] * 2
    tags = {"team": "invoices", "stage": "test"}
    check(kms, made, "Orders and invoices", 200, tags, ["Administrators", "Readers"])
    assert kms.describe_key(KeyId=made["spare"])["KeyMetadata"]["KeyState"] == "Disabled"
    terraform.settled(changed="true")

    kms.update_key_description(KeyId=made["orders"], Description="changed by somebody else")
    assert "changed by somebody else" in terraform.differs(changed="true")

    terraform.destroy(changed="true")
    for key in (made["orders"], made["spare"]):
        assert kms.describe_key(KeyId=key)["KeyMetadata"]["KeyState"] == "PendingDeletion"
    assert all(alias["AliasName"].startswith("alias/aws/") for alias in kms.list_aliases()["Aliases"])
    assert kms.list_grants(KeyId=made["orders"])["Grants"] == []


def check(
    kms: Any, made: dict[str, Any], description: str, days: int, tags: dict[str, str], statements: list[str]
) -> None:
    """The key of the orders is as the module says."""
    key = made["orders"]
    assert kms.describe_key(KeyId=key)["KeyMetadata"]["Description"] == description
    assert kms.get_key_rotation_status(KeyId=key)["RotationPeriodInDays"] == days
    listed = kms.list_resource_tags(KeyId=key)["Tags"]
    assert {tag["TagKey"]: tag["TagValue"] for tag in listed} == tags
    policy = json.loads(kms.get_key_policy(KeyId=key, PolicyName="default")["Policy"])
    assert [statement["Sid"] for statement in policy["Statement"]] == statements
    (grant,) = kms.list_grants(KeyId=key)["Grants"]
    assert sorted(grant["Operations"]) == ["Decrypt", "Encrypt", "GenerateDataKey"]
    assert grant["Constraints"]["EncryptionContextEquals"] == {"app": "orders"}
