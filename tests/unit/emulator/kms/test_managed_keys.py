"""The AWS managed key of EBS."""

import json

import pytest
from tests.unit.emulator.kms.account import ACCOUNT, INFRASTRUCTURE, REGION, ROOT, Account, user

from kmstui.emulator.kms import creation

EBS = "alias/aws/ebs"
ARN = f"arn:aws:kms:{REGION}:{ACCOUNT}:alias/aws/ebs"
DIRECT = ROOT
VIA_EC2 = ROOT.via("ec2")


def test_its_alias_is_listed_before_there_is_a_key(kms: Account) -> None:
    assert kms.call("ListAliases")["Aliases"] == [{"AliasName": EBS, "AliasArn": ARN}]
    assert kms.call("ListKeys")["Keys"] == []


@pytest.mark.parametrize("name", [EBS, ARN])
def test_it_is_made_when_its_alias_is_first_used(kms: Account, name: str) -> None:
    metadata = kms.metadata(name)
    assert metadata["KeyManager"] == "AWS"
    assert metadata["KeyState"] == "Enabled"
    assert metadata["Description"] == "Default key that protects my EBS volumes when no other key is defined"
    assert kms.metadata(EBS)["KeyId"] == metadata["KeyId"]
    (alias,) = kms.call("ListAliases")["Aliases"]
    assert (alias["AliasName"], alias["TargetKeyId"]) == (EBS, metadata["KeyId"])
    assert [key["KeyId"] for key in kms.call("ListKeys")["Keys"]] == [metadata["KeyId"]]


def test_each_region_has_its_own(kms: Account) -> None:
    here = kms.metadata(EBS)["KeyId"]
    kms.region = "eu-west-1"
    there = kms.metadata(EBS)
    assert there["KeyId"] != here
    policy = kms.call("GetKeyPolicy", KeyId=there["KeyId"])["Policy"]
    assert "ec2.eu-west-1.amazonaws.com" in policy


def test_an_alias_of_aws_that_is_not_known_is_not_made(kms: Account) -> None:
    assert kms.said("DescribeKey", KeyId="alias/aws/s4")[0] == "NotFoundException"


def test_its_policy_is_awss(kms: Account) -> None:
    key = kms.metadata(EBS)["KeyId"]
    policy = json.loads(kms.call("GetKeyPolicy", KeyId=key)["Policy"])
    use, look = policy["Statement"]
    assert policy["Id"] == "auto-ebs-2"
    assert use["Sid"] == (
        "Allow access through EBS for all principals in the account that are authorized to use EBS"
    )
    assert use["Condition"]["StringEquals"] == {
        "kms:CallerAccount": ACCOUNT,
        "kms:ViaService": f"ec2.{REGION}.amazonaws.com",
    }
    assert look["Action"] == ["kms:Describe*", "kms:Get*", "kms:List*", "kms:RevokeGrant"]


def test_everybody_uses_it_through_ec2_and_nobody_directly(kms: Account) -> None:
    key = kms.metadata(EBS)["KeyId"]
    wish = {"KeyId": key, "NumberOfBytes": 64}
    alice = user("alice")
    assert kms.allowed(alice.via("ec2"), "GenerateDataKeyWithoutPlaintext", **wish)
    assert kms.allowed(INFRASTRUCTURE, "Encrypt", KeyId=key, Plaintext=b"x")
    assert not kms.allowed(alice, "GenerateDataKeyWithoutPlaintext", **wish)
    assert not kms.allowed(ROOT, "GenerateDataKeyWithoutPlaintext", **wish)
    assert not kms.allowed(alice.via("s3"), "GenerateDataKeyWithoutPlaintext", **wish)
    assert not kms.allowed(user("eve", "444455556666").via("ec2"), "DescribeKey", KeyId=kms.arn(key))


def test_the_account_looks_at_it_and_changes_nothing(kms: Account) -> None:
    key = kms.metadata(EBS)["KeyId"]
    for operation in ("DescribeKey", "GetKeyPolicy", "GetKeyRotationStatus", "ListGrants"):
        assert kms.allowed(ROOT, operation, KeyId=key)
    for operation in ("DisableKey", "ScheduleKeyDeletion", "EnableKeyRotation", "RotateKeyOnDemand"):
        assert not kms.allowed(ROOT, operation, KeyId=key)
    assert not kms.allowed(ROOT, "CreateAlias", AliasName="alias/mine", TargetKeyId=key)


def test_it_is_rotated_every_year(kms: Account) -> None:
    key = kms.metadata(EBS)["KeyId"]
    first = kms.metadata(key)["CurrentKeyMaterialId"]
    status = kms.call("GetKeyRotationStatus", KeyId=key)
    assert (status["KeyRotationEnabled"], status["RotationPeriodInDays"]) == (True, 365)
    kms.later(days=365)
    assert kms.metadata(key)["CurrentKeyMaterialId"] != first


def test_it_takes_nothing_from_the_quota_of_customer_keys(
    kms: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(creation, "CUSTOMER_KEYS_PER_REGION", 1)
    kms.call("DescribeKey", KeyId=EBS)
    kms.create_key()
    assert kms.said("CreateKey") == (
        "LimitExceededException",
        "You have reached the quota of KMS keys in this account and Region.",
    )
    assert len(kms.call("ListKeys")["Keys"]) == 2
